#pragma once

#include <string>
#include <string_view>

namespace gradbox::ui {

/// Counts how often the graphics context was lost: what was made before is gone.
unsigned graphics_generation();
void graphics_were_lost();

/// A linked pair of shaders. Made when first used, and again after the context was lost.
class Program {
 public:
  Program(std::string_view vertex, std::string_view common, std::string_view fragment)
      : vertex_(vertex), common_(common), fragment_(fragment) {}

  /// Makes it current. False if it does not compile here; error() says why.
  bool use();

  int location(const char* uniform) const;
  const std::string& error() const { return error_; }

 private:
  void build();

  std::string_view vertex_, common_, fragment_;
  unsigned id_ = 0;
  unsigned generation_ = ~0u;
  std::string error_;
};

}  // namespace gradbox::ui
