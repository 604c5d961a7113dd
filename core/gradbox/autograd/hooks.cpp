#include "gradbox/autograd/hooks.h"

#include <atomic>

namespace gradbox::autograd {

std::uint64_t next_hook_id() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace gradbox::autograd
