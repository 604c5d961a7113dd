#include "gradbox/base/new_stack.h"

#include "gradbox/base/error.h"

#if defined(__SANITIZE_ADDRESS__)
#define GRADBOX_TELL_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GRADBOX_TELL_SANITIZER 1
#endif
#endif

#if defined(__linux__) && defined(__GLIBC__)

#include <ucontext.h>

#include <cstddef>
#include <exception>
#include <memory>

#ifdef GRADBOX_TELL_SANITIZER
#include <sanitizer/common_interface_defs.h>
#endif

namespace gradbox {
namespace {

/// Only what is used of it becomes memory.
constexpr std::size_t kStackBytes = std::size_t{4} << 20;

struct Call {
  const std::function<void()>& work;
  std::exception_ptr error;
  ucontext_t caller{}, callee{};
  const void* caller_stack = nullptr;
  std::size_t caller_bytes = 0;
};

/// The call that is about to begin: a new context takes no pointer along.
thread_local constinit Call* beginning = nullptr;

#ifdef GRADBOX_TELL_SANITIZER
void leave(void** fake, const void* stack, std::size_t bytes) { __sanitizer_start_switch_fiber(fake, stack, bytes); }
void arrive(void* fake, const void** stack, std::size_t* bytes) { __sanitizer_finish_switch_fiber(fake, stack, bytes); }
#else
void leave(void**, const void*, std::size_t) {}
void arrive(void*, const void**, std::size_t*) {}
#endif

void run_call() {
  Call& call = *beginning;
  arrive(nullptr, &call.caller_stack, &call.caller_bytes);
  try {
    call.work();
  } catch (...) {
    call.error = std::current_exception();
  }
  leave(nullptr, call.caller_stack, call.caller_bytes);
}

}  // namespace

void on_new_stack(const std::function<void()>& work) {
  const std::unique_ptr<std::byte[]> stack(new std::byte[kStackBytes]);
  Call call{work, nullptr};
  GRADBOX_CHECK(getcontext(&call.callee) == 0, "There is no memory for another stack.");
  call.callee.uc_stack.ss_sp = stack.get();
  call.callee.uc_stack.ss_size = kStackBytes;
  call.callee.uc_link = &call.caller;
  makecontext(&call.callee, run_call, 0);
  beginning = &call;
  void* fake = nullptr;
  leave(&fake, stack.get(), kStackBytes);
  swapcontext(&call.caller, &call.callee);
  arrive(fake, nullptr, nullptr);
  if (call.error) std::rethrow_exception(call.error);
}

}  // namespace gradbox

#else

namespace gradbox {

void on_new_stack(const std::function<void()>&) { GRADBOX_CHECK(false, "A thread has one stack here."); }

}  // namespace gradbox

#endif
