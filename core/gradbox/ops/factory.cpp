#include "gradbox/ops/factory.h"

#include <cmath>

#include "gradbox/base/linspace.h"
#include "gradbox/ops/pointwise_support.h"

namespace gradbox {
namespace {

using namespace detail;

const TensorOptions& checked(const TensorOptions& options) {
  GRADBOX_CHECK(options.device().is_cpu(),
                "Torch not compiled with CUDA enabled: this build of Gradbox computes on the CPU only");
  GRADBOX_CHECK(!options.requires_grad() || is_floating(options.dtype()),
                "Only Tensors of floating point and complex dtype can require gradients");
  return options;
}

Tensor finish(Tensor&& made, const TensorOptions& options) {
  if (options.requires_grad()) made.requires_grad_(true);
  return std::move(made);
}

Tensor filled(IntArrayRef size, Scalar value, DType dtype, const TensorOptions& options) {
  checked(options.dtype(dtype));
  Tensor out = make_tensor(size, dtype);
  cpu::fill(out, value);
  return finish(std::move(out), options);
}

Tensor filled_like(const Tensor& self, Scalar value, const TensorOptions& options) {
  Tensor out = make_tensor_like(self, options.dtype_or(self.dtype()));
  cpu::fill(out, value);
  return finish(std::move(out), options);
}

template <class Sequence>
void fill_from(const Tensor& out, const Sequence& sequence) {
  using T = std::remove_cvref_t<decltype(sequence[0])>;
  T* data = static_cast<T*>(out.data_ptr());
  const std::int64_t count = out.numel();
  for (std::int64_t i = 0; i < count; ++i) data[i] = sequence[i];
}

struct CloneBackward0 final : Node {
  std::string name() const override { return "CloneBackward0"; }
  GradList apply(GradList&& grads) override { return std::move(grads); }
};
struct ToCopyBackward0 final : Node {
  std::string name() const override { return "ToCopyBackward0"; }
  GradList apply(GradList&& grads) override { return std::move(grads); }  // the engine converts
};
struct CopyBackwards final : Node {
  std::string name() const override { return "torch::autograd::CopyBackwards"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = zeros_like(grads[0]);
    if (should_compute_output(1)) out[1] = grads[0];
    return out;
  }
};
struct FillBackward0 final : Node {
  std::string name() const override { return "FillBackward0"; }
  GradList apply(GradList&& grads) override {
    GradList out(num_outputs());
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = zeros_like(grads[0]);
    if (out.size() > 1 && should_compute_output(1)) out[1] = grads[0].sum();
    return out;
  }
};

}  // namespace

Tensor empty(IntArrayRef size, const TensorOptions& options) {
  return finish(make_tensor(size, checked(options).dtype()), options);
}
Tensor empty_strided(IntArrayRef size, IntArrayRef stride, const TensorOptions& options) {
  checked(options);
  return finish(make_strided_tensor(size, stride, options.dtype()), options);
}
Tensor zeros(IntArrayRef size, const TensorOptions& options) { return filled(size, 0, options.dtype(), options); }
Tensor ones(IntArrayRef size, const TensorOptions& options) { return filled(size, 1, options.dtype(), options); }
Tensor full(IntArrayRef size, Scalar value, const TensorOptions& options) {
  const DType natural = value.isFloatingPoint() ? default_dtype() : value.type();
  return filled(size, value, options.dtype_or(natural), options);
}
Tensor scalar_tensor(Scalar value, const TensorOptions& options) { return filled({}, value, options.dtype(), options); }

Tensor empty_like(const Tensor& self, const TensorOptions& options) {
  return finish(make_tensor_like(self, options.dtype_or(self.dtype())), options);
}
Tensor zeros_like(const Tensor& self, const TensorOptions& options) { return filled_like(self, 0, options); }
Tensor ones_like(const Tensor& self, const TensorOptions& options) { return filled_like(self, 1, options); }
Tensor full_like(const Tensor& self, Scalar value, const TensorOptions& options) {
  return filled_like(self, value, options);
}

Tensor arange(Scalar end, const TensorOptions& options) { return arange(0, end, 1, options); }
Tensor arange(Scalar start, Scalar end, const TensorOptions& options) { return arange(start, end, 1, options); }
Tensor arange(Scalar start, Scalar end, Scalar step, const TensorOptions& options) {
  const bool floating = start.isFloatingPoint() || end.isFloatingPoint() || step.isFloatingPoint();
  const DType dtype = options.dtype_or(floating ? default_dtype() : kInt64);
  GRADBOX_CHECK(!step.equal(0), "step must be nonzero");
  const double from = start.toDouble();
  const double span = (end.toDouble() - from) / step.toDouble();
  GRADBOX_CHECK(std::isfinite(span), "unsupported range: ", from, " -> ", end.toDouble());
  GRADBOX_CHECK(span >= 0, "upper bound and larger bound inconsistent with step sign");
  const double count = std::ceil(span);
  GRADBOX_CHECK(count < 9.2e18, "invalid size, possible overflow?");
  checked(options.dtype(dtype));
  Tensor out = make_tensor({static_cast<std::int64_t>(count)}, dtype);
  if (dtype == kBool) {
    cpu::copy(out, arange(start, end, step, TensorOptions(kInt64)));
  } else if (dtype == kInt64) {
    fill_from(out, Arange<std::int64_t>(start.toLong(), step.toLong(), out.numel()));
  } else if (dtype == kFloat32) {
    fill_from(out, Arange<float>(from, step.toDouble(), out.numel()));
  } else {
    fill_from(out, Arange<double>(from, step.toDouble(), out.numel()));
  }
  return finish(std::move(out), options);
}

Tensor linspace(Scalar start, Scalar end, std::int64_t steps, const TensorOptions& options) {
  GRADBOX_CHECK(steps >= 0, "number of steps must be non-negative");
  Tensor out = make_tensor({steps}, checked(options).dtype());
  dispatch_floating(out.dtype(), "linspace", [&](auto kind) {
    using T = decltype(kind);
    fill_from(out, Linspace<T>(start.to<T>(), end.to<T>(), steps));
  });
  return finish(std::move(out), options);
}

Tensor logspace(Scalar start, Scalar end, std::int64_t steps, double base, const TensorOptions& options) {
  const Tensor exponents = linspace(start, end, steps, options.requires_grad(false));
  return finish(pow(base, exponents), options);
}

Tensor eye(std::int64_t n, const TensorOptions& options) { return eye(n, n, options); }
Tensor eye(std::int64_t n, std::int64_t m, const TensorOptions& options) {
  Tensor out = filled({n, m}, 0, options.dtype(), options.requires_grad(false));
  cpu::fill(make_alias(out, {std::min(n, m)}, {m + 1}), 1);
  return finish(std::move(out), options);
}

Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options) {
  return from_blob(data, sizes, nullptr, options);
}
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter, const TensorOptions& options) {
  const DType dtype = checked(options).dtype();
  const std::int64_t numel = count_elements(sizes);
  Storage storage = StorageImpl::borrow(data, static_cast<std::size_t>(numel) * item_size(dtype), std::move(deleter));
  return finish(Tensor(TensorImpl::make(std::move(storage), dtype, sizes, numel)), options);
}
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& options) {
  std::int64_t extent = 1;
  for (std::size_t d = 0; d < sizes.size(); ++d) extent += (sizes[d] - 1) * strides[d];
  const Tensor flat = from_blob(data, {count_elements(sizes) == 0 ? 0 : extent}, nullptr, options.requires_grad(false));
  return finish(make_alias(flat, sizes, strides), options);
}

Tensor clone(const Tensor& self) {
  Tensor out = cast_plain(self, self.dtype());
  if (tracks(self)) set_history(out, make_node<CloneBackward0>(self));
  return out;
}

template <>
Tensor FactoryMethods<Tensor>::contiguous() const {
  if (self().is_contiguous()) return self();
  Tensor out = make_tensor(self().sizes(), self().dtype());
  cpu::copy(out, self());
  if (tracks(self())) set_history(out, make_node<CloneBackward0>(self()));
  return out;
}

template <>
Tensor FactoryMethods<Tensor>::to(DType dtype) const {
  if (self().dtype() == dtype) return self();
  Tensor out = make_tensor_like(self(), dtype);
  cpu::copy(out, self());
  if (tracks(self()) && is_floating(dtype)) set_history(out, make_node<ToCopyBackward0>(self()));
  return out;
}

template <>
Tensor FactoryMethods<Tensor>::to(DType dtype, bool, bool copy) const {
  return copy && dtype == self().dtype() ? self().clone() : self().to(dtype);
}

template <>
Tensor& FactoryMethods<Tensor>::copy_(const Tensor& source) const {
  const bool recorded = tracks(self(), source) && is_floating(self().dtype());
  autograd::check_inplace(self(), recorded);
  GRADBOX_CHECK(is_expandable_to(source.sizes(), self().sizes()), "output with shape ", self().sizes(),
                " doesn't match the broadcast shape ", IntArrayRef(broadcast_shapes(self().sizes(), source.sizes())));
  const NodePtr node = recorded ? NodePtr(make_node<CopyBackwards>(self(), source)) : NodePtr();
  const bool overlaps = self().is_alias_of(source) && self().data_ptr() != source.data_ptr();
  cpu::copy(self(), overlaps ? cast_plain(source, source.dtype()) : source);
  autograd::bump_version(self());
  if (recorded) autograd::rebase_history(self(), node);
  return const_cast<Tensor&>(self());
}

template <>
Tensor& FactoryMethods<Tensor>::fill_(Scalar value) const {
  const bool recorded = tracks(self());
  autograd::check_inplace(self(), recorded);
  const NodePtr node = recorded ? NodePtr(make_node<FillBackward0>(self())) : NodePtr();
  cpu::fill(self(), value);
  autograd::bump_version(self());
  if (recorded) autograd::rebase_history(self(), node);
  return const_cast<Tensor&>(self());
}

template <>
Tensor& FactoryMethods<Tensor>::fill_(const Tensor& value) const {
  GRADBOX_CHECK(value.dim() == 0, "fill_ only supports 0-dimension value tensor but got tensor with ", value.dim(),
                " dimensions.");
  const bool recorded = tracks(self(), value);
  autograd::check_inplace(self(), recorded);
  const NodePtr node = recorded ? NodePtr(make_node<FillBackward0>(self(), value)) : NodePtr();
  cpu::fill(self(), value.item());
  autograd::bump_version(self());
  if (recorded) autograd::rebase_history(self(), node);
  return const_cast<Tensor&>(self());
}

}  // namespace gradbox
