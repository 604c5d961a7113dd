#include "gradbox/base/options.h"

#include <atomic>

namespace gradbox {
namespace {
std::atomic<DType> current_default{DType::Float32};
}

DType default_dtype() noexcept { return current_default.load(std::memory_order_relaxed); }

void set_default_dtype(DType dtype) {
  GRADBOX_CHECK_AS(TypeError, is_floating(dtype), "only floating-point types are supported as the default type");
  current_default.store(dtype, std::memory_order_relaxed);
}

}  // namespace gradbox
