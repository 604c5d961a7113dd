#pragma once

#include "gradbox/backend/cpu/lanes.h"
#include "gradbox/ops/reduce_support.h"

/// What the operators share that pick elements along a dim and know their places. For their .cpp files only.
namespace gradbox::detail {

/// Brings the gradient to the places that were picked.
struct SelectNode : Node {
  SavedTensor indices;
  std::int64_t dim = 0;
  bool keepdim = true;
  Dims sizes;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("indices", indices);
    visitor.number("keepdim", keepdim);
    visitor.dims("self_sizes", sizes);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    if (sizes.empty()) return {grad};
    const Tensor places = indices.unpack(*this);
    if (keepdim) return {zeros(sizes, grad.options()).scatter(dim, places, grad)};
    return {zeros(sizes, grad.options()).scatter(dim, places.unsqueeze(dim), grad.unsqueeze(dim))};
  }
};

/// Leaves a SelectNode behind if anybody will want the gradient of `values`; `indices` has none.
template <class NodeType>
void record_selection(const Tensor& self, const Tensor& values, const Tensor& indices, std::int64_t dim, bool keepdim) {
  if (!tracks(self)) return;
  auto node = make_node<NodeType>(self);
  node->indices.save(indices);
  node->dim = dim;
  node->keepdim = keepdim;
  node->sizes = self.impl().sizes();
  set_history(values, node);
  set_history(indices, node);
}

template <class T>
cpu::LaneOperand<const T> lanes_in(const Tensor& tensor) {
  return {cpu::typed<T>(tensor), tensor.strides()};
}
template <class T>
cpu::LaneOperand<T> lanes_out(const Tensor& tensor) {
  return {cpu::typed<T>(tensor), tensor.strides()};
}

/// One element a lane, and its place: `pick(kind, in, value, index)` calls the kernel for the element type of `kind`.
template <class NodeType, class Pick>
std::tuple<Tensor, Tensor> select_along(const Tensor& self, std::int64_t dim, bool keepdim, const char* name,
                                        Pick pick) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  GRADBOX_CHECK_AS(IndexError, self.dim() == 0 || self.size(d) > 0, name, "(): Expected reduction dim ", d,
                   " to have non-zero size.");
  const ReducedDims reduced(self, {d}, keepdim);
  Tensor values = make_tensor(reduced.kept, self.dtype());
  Tensor indices = make_tensor(reduced.kept, kInt64);
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    pick(kind, d, lanes_in<T>(self), lanes_out<T>(values), lanes_out<std::int64_t>(indices));
  });
  values = reduced.shaped(values);
  indices = reduced.shaped(indices);
  record_selection<NodeType>(self, values, indices, d, keepdim);
  return {values, indices};
}

}  // namespace gradbox::detail
