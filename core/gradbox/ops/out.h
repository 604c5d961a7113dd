#pragma once

#include <optional>

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/tensor/tensor.h"

/// Note [Results in a given tensor]
/// `exp_out(out, x)` computes exp(x) and puts it into `out`, as libtorch's functions of this name do; it saves the
/// program new tensors of its own. Such a function cannot be differentiated: with grad mode on it refuses tensors that
/// require grad, inside a dual level those with a tangent. `out` takes over the shape of the result if it has another
/// one (with a warning, unless it is empty), but never its dtype.
namespace gradbox {
namespace detail {

/// Throws unless `name` may write into `out`: neither that nor an input may be tracked.
void check_out(const char* name, const Tensor& out, TensorList inputs);
/// Throws Error if the result's dtype cannot be cast to that of `out`.
Tensor& put_out(Tensor& out, const Tensor& result);

template <class Compute>
Tensor& into(Tensor& out, const char* name, TensorList inputs, Compute&& compute) {
  check_out(name, out, inputs);
  const NoGradGuard no_grad;
  return put_out(out, compute());
}

}  // namespace detail

#define GRADBOX_OUT_OF_ONE(name)                                         \
  inline Tensor& name##_out(Tensor& out, const Tensor& self) {           \
    return detail::into(out, #name, {self}, [&] { return name(self); }); \
  }
#define GRADBOX_OUT_OF_TWO(name)                                                       \
  inline Tensor& name##_out(Tensor& out, const Tensor& self, const Tensor& other) {    \
    return detail::into(out, #name, {self, other}, [&] { return name(self, other); }); \
  }

GRADBOX_OUT_OF_ONE(abs)
GRADBOX_OUT_OF_ONE(neg)
GRADBOX_OUT_OF_ONE(sign)
GRADBOX_OUT_OF_ONE(reciprocal)
GRADBOX_OUT_OF_ONE(exp)
GRADBOX_OUT_OF_ONE(expm1)
GRADBOX_OUT_OF_ONE(log)
GRADBOX_OUT_OF_ONE(log1p)
GRADBOX_OUT_OF_ONE(log2)
GRADBOX_OUT_OF_ONE(log10)
GRADBOX_OUT_OF_ONE(sqrt)
GRADBOX_OUT_OF_ONE(rsqrt)
GRADBOX_OUT_OF_ONE(sin)
GRADBOX_OUT_OF_ONE(cos)
GRADBOX_OUT_OF_ONE(tan)
GRADBOX_OUT_OF_ONE(asin)
GRADBOX_OUT_OF_ONE(acos)
GRADBOX_OUT_OF_ONE(atan)
GRADBOX_OUT_OF_ONE(sinh)
GRADBOX_OUT_OF_ONE(cosh)
GRADBOX_OUT_OF_ONE(tanh)
GRADBOX_OUT_OF_ONE(sigmoid)
GRADBOX_OUT_OF_ONE(erf)
GRADBOX_OUT_OF_ONE(floor)
GRADBOX_OUT_OF_ONE(ceil)
GRADBOX_OUT_OF_ONE(round)
GRADBOX_OUT_OF_ONE(trunc)
GRADBOX_OUT_OF_TWO(mul)
GRADBOX_OUT_OF_TWO(div)
GRADBOX_OUT_OF_TWO(pow)
GRADBOX_OUT_OF_TWO(atan2)
GRADBOX_OUT_OF_TWO(maximum)
GRADBOX_OUT_OF_TWO(minimum)
GRADBOX_OUT_OF_TWO(remainder)
GRADBOX_OUT_OF_TWO(fmod)
GRADBOX_OUT_OF_TWO(mm)
GRADBOX_OUT_OF_TWO(bmm)
GRADBOX_OUT_OF_TWO(mv)
GRADBOX_OUT_OF_TWO(dot)
GRADBOX_OUT_OF_TWO(matmul)

#undef GRADBOX_OUT_OF_ONE
#undef GRADBOX_OUT_OF_TWO

inline Tensor& add_out(Tensor& out, const Tensor& self, const Tensor& other, Scalar alpha = 1) {
  return detail::into(out, "add", {self, other}, [&] { return add(self, other, alpha); });
}
inline Tensor& sub_out(Tensor& out, const Tensor& self, const Tensor& other, Scalar alpha = 1) {
  return detail::into(out, "sub", {self, other}, [&] { return sub(self, other, alpha); });
}
inline Tensor& addmm_out(Tensor& out, const Tensor& self, const Tensor& mat1, const Tensor& mat2, Scalar beta = 1,
                         Scalar alpha = 1) {
  return detail::into(out, "addmm", {self, mat1, mat2}, [&] { return addmm(self, mat1, mat2, beta, alpha); });
}
inline Tensor& clamp_out(Tensor& out, const Tensor& self, const std::optional<Scalar>& min,
                         const std::optional<Scalar>& max = std::nullopt) {
  return detail::into(out, "clamp", {self}, [&] { return clamp(self, min, max); });
}
inline Tensor& sum_out(Tensor& out, const Tensor& self, IntArrayRef dim, bool keepdim = false,
                       std::optional<DType> dtype = std::nullopt) {
  return detail::into(out, "sum", {self}, [&] { return sum(self, dim, keepdim, dtype); });
}
inline Tensor& mean_out(Tensor& out, const Tensor& self, IntArrayRef dim, bool keepdim = false,
                        std::optional<DType> dtype = std::nullopt) {
  return detail::into(out, "mean", {self}, [&] { return mean(self, dim, keepdim, dtype); });
}
inline Tensor& cumsum_out(Tensor& out, const Tensor& self, std::int64_t dim,
                          std::optional<DType> dtype = std::nullopt) {
  return detail::into(out, "cumsum", {self}, [&] { return cumsum(self, dim, dtype); });
}
inline Tensor& cat_out(Tensor& out, TensorList tensors, std::int64_t dim = 0) {
  return detail::into(out, "cat", tensors, [&] { return cat(tensors, dim); });
}
inline Tensor& stack_out(Tensor& out, TensorList tensors, std::int64_t dim = 0) {
  return detail::into(out, "stack", tensors, [&] { return stack(tensors, dim); });
}

}  // namespace gradbox
