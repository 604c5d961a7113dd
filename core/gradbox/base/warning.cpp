#include "gradbox/base/warning.h"

#include <atomic>
#include <cstdio>

namespace gradbox {
namespace {

class StderrHandler final : public WarningHandler {
 public:
  void process(const std::string& text) override { std::fprintf(stderr, "UserWarning: %s\n", text.c_str()); }
};

StderrHandler stderr_handler;
thread_local WarningHandler* current_handler = nullptr;
std::atomic<bool> warn_always{false};

}  // namespace

WarningHandler* set_warning_handler(WarningHandler* handler) noexcept {
  WarningHandler* previous = current_handler;
  current_handler = handler;
  return previous;
}

void warn(const std::string& text) {
  WarningHandler& handler = current_handler != nullptr ? *current_handler : stderr_handler;
  handler.process(text);
}

void warn_once(bool& already_warned, const std::string& text) {
  if (already_warned && !warn_always.load()) return;
  already_warned = true;
  warn(text);
}

void set_warn_always(bool always) noexcept { warn_always.store(always); }

}  // namespace gradbox
