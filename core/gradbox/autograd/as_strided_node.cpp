#include "gradbox/autograd/as_strided_node.h"

namespace gradbox::autograd {

std::int64_t Geometry::end() const noexcept {
  std::int64_t last = offset;
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    if (sizes[d] == 0) return 0;
    last += (sizes[d] - 1) * strides[d];
  }
  return last + 1;
}

void AsStridedBackward0::visit_saved(SavedVisitor& visitor) {
  visitor.dims("size", view.sizes);
  visitor.number("storage_offset", view.offset);
  visitor.dims("stride", view.strides);
}

GradList AsStridedBackward0::apply(GradList&& grads) {
  if (!grads[0].defined()) return GradList(1);
  const std::int64_t begin = std::min(input.offset, view.offset);
  const std::int64_t extent = std::max(input.end(), view.end()) - begin;
  const Tensor zeroed = zeros({std::max<std::int64_t>(extent, 0)}, grads[0].options());
  const Tensor places = arange(zeroed.numel()).as_strided(view.sizes, view.strides, view.offset - begin);
  const Tensor memory = zeroed.index_add(0, places.reshape({-1}), grads[0].reshape({-1}));
  Tensor grad = memory.as_strided(input.sizes, input.strides, input.offset - begin);
  if (!is_non_overlapping_and_dense(input.sizes, input.strides)) {
    // Elements of the input that share a place each stand for an equal part of it.
    const Tensor homes =
        arange(zeroed.numel()).as_strided(input.sizes, input.strides, input.offset - begin).reshape({-1});
    const Tensor shared = zeros_like(zeroed).index_add(0, homes, ones({homes.numel()}, zeroed.options()));
    grad = grad / shared.as_strided(input.sizes, input.strides, input.offset - begin);
  }
  return {grad};
}

}  // namespace gradbox::autograd
