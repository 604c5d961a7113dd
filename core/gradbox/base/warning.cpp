#include "gradbox/base/warning.h"

#include <atomic>
#include <cstdio>

namespace gradbox {
namespace {

WarningHandler stderr_handler;
thread_local WarningHandler* current_handler = nullptr;
std::atomic<bool> warn_always{false};

}  // namespace

void WarningHandler::process(const SourceLocation&, const std::string& text, bool) {
  std::fprintf(stderr, "UserWarning: %s\n", text.c_str());
}

WarningHandler* set_warning_handler(WarningHandler* handler) noexcept {
  WarningHandler* previous = current_handler;
  current_handler = handler;
  return previous;
}

void warn(const SourceLocation& location, const std::string& text, bool verbatim) {
  Warning::get_warning_handler()->process(location, text, verbatim);
}

void warn(const std::string& text) { warn(SourceLocation(), text, false); }

void warn_once(bool& already_warned, const std::string& text) {
  if (already_warned && !warn_always.load()) return;
  already_warned = true;
  warn(text);
}

void set_warn_always(bool always) noexcept { warn_always.store(always); }

namespace Warning {

void set_warning_handler(WarningHandler* handler) noexcept { gradbox::set_warning_handler(handler); }
WarningHandler* get_warning_handler() noexcept {
  return current_handler != nullptr ? current_handler : &stderr_handler;
}

}  // namespace Warning

}  // namespace gradbox
