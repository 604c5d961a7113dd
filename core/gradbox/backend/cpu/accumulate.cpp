#include "gradbox/backend/cpu/accumulate.h"

#include "gradbox/backend/cpu/pointwise.h"

namespace gradbox::cpu {

void accumulate(const Tensor& target, const Tensor& source) {
  if (target.numel() == 1 && target.dtype() == kFloat32) {
    *typed<float>(target) += *typed<float>(source);
    return;
  }
  dispatch_numbers(target.dtype(), [&](auto kind) {
    using T = decltype(kind);
    binary_kernel<T, T>(target, target, source, [](T a, T b) { return a + b; });
  });
}

bool has_nan(const Tensor& tensor) {
  if (!is_floating(tensor.dtype())) return false;
  return dispatch_floating(tensor.dtype(), "has_nan", [&](auto kind) {
    using T = decltype(kind);
    const T* x = typed<T>(tensor);
    bool found = false;
    for_each_row(make_loop_nest<1>(tensor.sizes(), {shape_of(tensor)}),
                 [&](const auto& at, std::int64_t n, const auto& step) {
                   for (std::int64_t i = 0; i < n; ++i) found |= x[at[0] + i * step[0]] != x[at[0] + i * step[0]];
                 });
    return found;
  });
}

}  // namespace gradbox::cpu
