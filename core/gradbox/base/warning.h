#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox {

/// Where in the program a warning arose; empty for those of the library.
struct SourceLocation {
  const char* function = "";
  const char* file = "";
  std::uint32_t line = 0;
};

/// Receives warnings; override `process` to do something else with them than writing `UserWarning: text` to stderr.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const SourceLocation& location, const std::string& text, bool verbatim);
};

/// Replaces the handler of this thread; nullptr restores the default. Returns the previous one.
WarningHandler* set_warning_handler(WarningHandler* handler) noexcept;

/// Sends `text` to the current handler.
void warn(const std::string& text);
void warn(const SourceLocation& location, const std::string& text, bool verbatim);

/// Sends `text` once in the life of `already_warned` (or always, while set_warn_always is on).
void warn_once(bool& already_warned, const std::string& text);
void set_warn_always(bool always) noexcept;

/// Collects warnings while it lives.
class CaptureWarnings final : public WarningHandler {
 public:
  CaptureWarnings() : previous_(set_warning_handler(this)) {}
  ~CaptureWarnings() override { set_warning_handler(previous_); }
  CaptureWarnings(const CaptureWarnings&) = delete;
  CaptureWarnings& operator=(const CaptureWarnings&) = delete;
  void process(const SourceLocation&, const std::string& text, bool) override { texts_.push_back(text); }
  const std::vector<std::string>& texts() const noexcept { return texts_; }

 private:
  WarningHandler* previous_;
  std::vector<std::string> texts_;
};

/// libtorch's names for the above.
namespace Warning {

using gradbox::warn;
void set_warning_handler(WarningHandler* handler) noexcept;
/// The handler of this thread, the default one included.
WarningHandler* get_warning_handler() noexcept;
inline void set_warnAlways(bool always) noexcept { set_warn_always(always); }

/// Another handler while it lives.
class WarningHandlerGuard {
 public:
  explicit WarningHandlerGuard(WarningHandler* handler) : previous_(get_warning_handler()) {
    Warning::set_warning_handler(handler);
  }
  ~WarningHandlerGuard() { Warning::set_warning_handler(previous_); }
  WarningHandlerGuard(const WarningHandlerGuard&) = delete;
  WarningHandlerGuard& operator=(const WarningHandlerGuard&) = delete;

 private:
  WarningHandler* previous_;
};

}  // namespace Warning

}  // namespace gradbox
