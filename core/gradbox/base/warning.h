#pragma once

#include <string>
#include <vector>

namespace gradbox {

/// Receives warnings. The default one writes `UserWarning: text` to stderr.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const std::string& text) = 0;
};

/// Replaces the handler of this thread; nullptr restores the default. Returns the previous one.
WarningHandler* set_warning_handler(WarningHandler* handler) noexcept;

/// Sends `text` to the current handler.
void warn(const std::string& text);

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
  void process(const std::string& text) override { texts_.push_back(text); }
  const std::vector<std::string>& texts() const noexcept { return texts_; }

 private:
  WarningHandler* previous_;
  std::vector<std::string> texts_;
};

}  // namespace gradbox
