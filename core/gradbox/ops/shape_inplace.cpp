#include "gradbox/autograd/forward_mode.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/shape.h"

/// The operators of shape.h that change the tensor they are called on: the memory stays as it is, only the look at it
/// becomes that of the view of the same name. The history is that view's; a tensor that is a view itself is given a new
/// one from its base when it is next asked for.
namespace gradbox {
namespace {

Tensor& reshaped(const Tensor& self, Tensor (*look)(const Tensor&, std::int64_t, std::int64_t), std::int64_t a = 0,
                 std::int64_t b = 0) {
  const bool recorded = detail::tracks(self);
  autograd::check_inplace(self, recorded);
  const Tensor view = look(self, a, b);
  if (!self.is_view()) {
    autograd::forward_ad::look_at_tangent(view, self);
    autograd::take_history(view, self);
  }
  self.impl().set_geometry(view.sizes(), view.strides());
  autograd::bump_version(self);
  return const_cast<Tensor&>(self);
}

}  // namespace

template <>
Tensor& ShapeMethods<Tensor>::squeeze_() const {
  return reshaped(self(), [](const Tensor& x, std::int64_t, std::int64_t) { return x.squeeze(); });
}
template <>
Tensor& ShapeMethods<Tensor>::squeeze_(std::int64_t dim) const {
  return reshaped(
      self(), [](const Tensor& x, std::int64_t d, std::int64_t) { return x.squeeze(d); }, dim);
}
template <>
Tensor& ShapeMethods<Tensor>::unsqueeze_(std::int64_t dim) const {
  return reshaped(
      self(), [](const Tensor& x, std::int64_t d, std::int64_t) { return x.unsqueeze(d); }, dim);
}
template <>
Tensor& ShapeMethods<Tensor>::transpose_(std::int64_t dim0, std::int64_t dim1) const {
  return reshaped(
      self(), [](const Tensor& x, std::int64_t a, std::int64_t b) { return x.transpose(a, b); }, dim0, dim1);
}
template <>
Tensor& ShapeMethods<Tensor>::t_() const {
  return reshaped(self(), [](const Tensor& x, std::int64_t, std::int64_t) { return x.t(); });
}

}  // namespace gradbox
