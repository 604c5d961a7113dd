#pragma once

#include "gradbox/autograd/record.h"
#include "gradbox/autograd/view.h"
#include "gradbox/backend/cpu/copy.h"
#include "gradbox/backend/cpu/pointwise.h"
#include "gradbox/tensor/make.h"

/// What the families of elementwise operators share. For their .cpp files only.
namespace gradbox::detail {

using autograd::GradList;
using autograd::make_node;
using autograd::Node;
using autograd::SavedTensor;
using autograd::SavedVisitor;
using autograd::set_history;
using autograd::tracks;

/// `tensor` in `dtype`, unrecorded.
Tensor cast_plain(const Tensor& tensor, DType dtype);

/// The dtype in which an operator on both computes.
inline DType compute_type(const Tensor& a, const Tensor& b) {
  return a.dtype() == b.dtype() ? a.dtype() : result_type(a, b);
}

/// The same, made floating.
inline DType floating_type(const Tensor& a, const Tensor& b) {
  const DType dtype = compute_type(a, b);
  return is_floating(dtype) ? dtype : default_dtype();
}

/// The number as a 0-dim tensor that does not widen the result.
inline Tensor wrap_number(const Tensor& with, Scalar number) {
  return make_scalar_tensor(number, result_type(with, number), true);
}

/// Uninitialised result of broadcasting the two; keeps a common dense layout.
inline Tensor make_broadcast(const Tensor& a, const Tensor& b, DType dtype) {
  const TensorImpl& x = a.impl();
  const TensorImpl& y = b.impl();
  if (x.dim() == 0 && y.dim() == 0) return make_number(dtype);
  if (x.sizes() == y.sizes()) {
    if ((x.is_contiguous() && y.is_contiguous()) || !(x.strides() == y.strides())) return make_tensor(x.sizes(), dtype);
    return make_tensor_like(a, dtype);
  }
  if (y.numel() == 1 && y.dim() <= x.dim()) return make_tensor_like(a, dtype);
  if (x.numel() == 1 && x.dim() <= y.dim()) return make_tensor_like(b, dtype);
  return make_tensor(broadcast_shapes(x.sizes(), y.sizes()), dtype);
}

/// f(a), in the floating dtype that belongs to a. Name: for the error text.
template <class F>
Tensor map_floating(const Tensor& self, const char* name, F f) {
  const DType dtype = is_floating(self.dtype()) ? self.dtype() : default_dtype();
  const Tensor in = self.dtype() == dtype ? self : cast_plain(self, dtype);
  Tensor out = make_tensor_like(in);
  dispatch_floating(dtype, name, [&](auto kind) { cpu::unary_kernel<decltype(kind), decltype(kind)>(out, in, f); });
  return out;
}

/// f(a), in a's dtype: int64, float32 or float64.
template <class F>
Tensor map_numbers(const Tensor& self, F f) {
  Tensor out = make_tensor_like(self);
  dispatch_numbers(self.dtype(), [&](auto kind) { cpu::unary_kernel<decltype(kind), decltype(kind)>(out, self, f); });
  return out;
}

/// f(a, b) in `dtype`, for dtypes that `Dispatch` admits, written into `out`.
template <class F>
void zip_into(const Tensor& out, const Tensor& a, const Tensor& b, DType dtype, F f) {
  if (a.dtype() != dtype) return zip_into(out, cast_plain(a, dtype), b, dtype, f);
  if (b.dtype() != dtype) return zip_into(out, a, cast_plain(b, dtype), dtype, f);
  dispatch_all(dtype, [&](auto kind) {
    using T = decltype(kind);
    cpu::binary_kernel<T, T>(out, a, b, f);
  });
}
/// f(a, b) as a new tensor of a floating `dtype`; `name` is for the error text.
template <class F>
Tensor zip_floating(const Tensor& a, const Tensor& b, DType dtype, const char* name, F f) {
  if (a.dtype() != dtype) return zip_floating(cast_plain(a, dtype), b, dtype, name, f);
  if (b.dtype() != dtype) return zip_floating(a, cast_plain(b, dtype), dtype, name, f);
  Tensor out = make_broadcast(a, b, dtype);
  dispatch_floating(dtype, name, [&](auto kind) {
    using T = decltype(kind);
    cpu::binary_kernel<T, T>(out, a, b, f);
  });
  return out;
}
/// f(a, b) as a new tensor of int64 or a floating `dtype`.
template <class F>
Tensor zip_numbers(const Tensor& a, const Tensor& b, DType dtype, F f) {
  if (a.dtype() != dtype) return zip_numbers(cast_plain(a, dtype), b, dtype, f);
  if (b.dtype() != dtype) return zip_numbers(a, cast_plain(b, dtype), dtype, f);
  Tensor out = make_broadcast(a, b, dtype);
  dispatch_numbers(dtype, [&](auto kind) {
    using T = decltype(kind);
    cpu::binary_kernel<T, T>(out, a, b, f);
  });
  return out;
}

/// Whether both are 0-dim and of this dtype: programs written with scalars consist of such operators, so they get the
/// shortest way.
inline bool are_numbers(const Tensor& a, const Tensor& b, DType dtype) {
  const TensorImpl& x = a.impl();
  const TensorImpl& y = b.impl();
  return x.dim() == 0 && y.dim() == 0 && x.dtype() == dtype && y.dtype() == dtype;
}

/// The same as zip_into, as a new tensor.
template <class F>
Tensor zip(const Tensor& a, const Tensor& b, DType dtype, F f) {
  if (are_numbers(a, b, kFloat32)) {
    Tensor out = make_number(kFloat32);
    *cpu::typed<float>(out) = f(*cpu::typed<float>(a), *cpu::typed<float>(b));
    return out;
  }
  Tensor out = make_broadcast(a, b, dtype);
  zip_into(out, a, b, dtype, f);
  return out;
}

/// The result of `compute()` becomes the new value of `self` (PyTorch's in-place operators): checks that self may be
/// written, that the result has its shape and a dtype that fits, and moves the history over. `compute` is called on an
/// alias that keeps self's old value and history.
template <class Compute>
Tensor& assign_inplace(const Tensor& self, bool recorded, Compute&& compute) {
  autograd::check_inplace(self, recorded);
  Tensor old = self;
  if (recorded) {
    // What the operator saves of its input must not be overwritten below.
    old = cast_plain(self, self.dtype());
    const autograd::Edge edge = autograd::input_edge(self);
    old.impl().grad_fn = edge.function;
    old.impl().output_nr = edge.input_nr;
  }
  const Tensor result = compute(old);
  GRADBOX_CHECK(result.sizes() == self.sizes(), "output with shape ", self.sizes(),
                " doesn't match the broadcast shape ", result.sizes());
  GRADBOX_CHECK(is_floating(self.dtype()) || !is_floating(result.dtype()), "result type ",
                dtype_short_name(result.dtype()), " can't be cast to the desired output type ",
                dtype_short_name(self.dtype()));
  cpu::copy(self, result);
  autograd::bump_version(self);
  if (recorded) autograd::move_history(result, self);
  return const_cast<Tensor&>(self);
}

}  // namespace gradbox::detail
