#include "gradbox/backend/cpu/copy.h"

#include <algorithm>
#include <cstring>

#include "gradbox/backend/cpu/pointwise.h"

namespace gradbox::cpu {

void copy(const Tensor& target, const Tensor& source) {
  const TensorImpl& to = target.impl();
  const TensorImpl& from = source.impl();
  if (to.dtype() == from.dtype() && flat_with(to, from) && to.is_contiguous()) {
    if (to.data() != from.data() && to.numel() > 0) std::memmove(to.data(), from.data(), target.nbytes());
    return;
  }
  dispatch_all(to.dtype(), [&](auto to_kind) {
    dispatch_all(from.dtype(), [&](auto from_kind) {
      using To = decltype(to_kind);
      using From = decltype(from_kind);
      unary_kernel<To, From>(target, source, [](From value) { return static_cast<To>(value); });
    });
  });
}

void fill(const Tensor& target, Scalar value) {
  dispatch_all(target.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const T v = value.to<T>();
    T* elements = typed<T>(target);
    if (target.is_contiguous()) {
      std::fill_n(elements, target.numel(), v);
      return;
    }
    for_each_row(make_loop_nest<1>(target.sizes(), {shape_of(target)}),
                 [&](const auto& at, std::int64_t n, const auto& step) {
                   for (std::int64_t i = 0; i < n; ++i) elements[at[0] + i * step[0]] = v;
                 });
  });
}

}  // namespace gradbox::cpu
