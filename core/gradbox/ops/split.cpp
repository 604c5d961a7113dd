#include <algorithm>

#include "gradbox/ops/join.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/slice.h"

/// The operators of slice.h that give several parts.
namespace gradbox {
namespace {

using namespace detail;
using autograd::make_view;

std::int64_t at(IntArrayRef values, std::int64_t i) { return values[static_cast<std::size_t>(i)]; }

/// The gradients of several parts; a part without one gets zeros of its sizes.
template <class SizesOf>
std::vector<Tensor> filled_gradients(GradList& grads, SizesOf&& sizes_of) {
  const Tensor* any = nullptr;
  for (const Tensor& grad : grads) {
    if (grad.defined()) any = &grad;
  }
  std::vector<Tensor> out;
  if (any == nullptr) return out;
  for (std::size_t i = 0; i < grads.size(); ++i) {
    out.push_back(grads[i].defined() ? grads[i] : zeros(sizes_of(i), any->options()));
  }
  return out;
}

struct UnbindBackward0 final : Node {
  std::int64_t dim = 0;
  Dims part_sizes;
  std::string name() const override { return "UnbindBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("dim", dim); }
  GradList apply(GradList&& grads) override {
    const std::vector<Tensor> parts = filled_gradients(grads, [&](std::size_t) -> const Dims& { return part_sizes; });
    return {parts.empty() ? Tensor() : stack(parts, dim)};
  }
};

/// Of split with one size (SplitBackward0) and with several (SplitWithSizesBackward0).
struct SplitNode final : Node {
  std::int64_t dim = 0;
  std::int64_t split_size = 0;
  Dims split_sizes;
  Dims sizes;
  std::string name() const override { return split_size != 0 ? "SplitBackward0" : "SplitWithSizesBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.dims("self_sizes", sizes);
    if (split_size != 0) {
      visitor.number("split_size", split_size);
    } else {
      visitor.dims("split_sizes", split_sizes);
    }
  }
  GradList apply(GradList&& grads) override {
    const std::vector<Tensor> parts = filled_gradients(grads, [&](std::size_t i) {
      Dims part = sizes;
      part[static_cast<std::size_t>(dim)] = split_sizes[i];
      return part;
    });
    return {parts.empty() ? Tensor() : cat(parts, dim)};
  }
};

std::vector<Tensor> split_parts(const Tensor& self, const Dims& part_sizes, std::int64_t dim, std::int64_t split_size) {
  const bool recorded = tracks(self);
  IntrusivePtr<SplitNode> node;
  if (recorded) {
    node = make_node<SplitNode>(self);
    node->dim = dim;
    node->split_size = split_size;
    node->split_sizes = part_sizes;
    node->sizes = self.impl().sizes();
  }
  std::vector<Tensor> out;
  out.reserve(part_sizes.size());
  Dims sizes = self.impl().sizes();
  std::int64_t start = 0;
  for (const std::int64_t part : part_sizes) {
    sizes[static_cast<std::size_t>(dim)] = part;
    out.push_back(make_view(self, sizes, self.strides(), start * at(self.strides(), dim),
                            recorded ? ViewOrigin::MultiOutput : ViewOrigin::Normal));
    if (recorded) set_history(out.back(), node);
    start += part;
  }
  return out;
}

}  // namespace

std::vector<Tensor> unbind(const Tensor& self, std::int64_t dim) {
  GRADBOX_CHECK_AS(IndexError, self.dim() > 0, "Dimension specified as ", dim, " but tensor has no dimensions");
  const std::int64_t d = wrap_dim(dim, self.dim());
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t step = at(strides, d);
  const std::int64_t count = at(sizes, d);
  sizes.erase(static_cast<std::size_t>(d));
  strides.erase(static_cast<std::size_t>(d));
  const bool recorded = tracks(self);
  IntrusivePtr<UnbindBackward0> node;
  if (recorded) {
    node = make_node<UnbindBackward0>(self);
    node->dim = d;
    node->part_sizes = sizes;
  }
  std::vector<Tensor> out;
  out.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    out.push_back(make_view(self, sizes, strides, i * step, recorded ? ViewOrigin::MultiOutput : ViewOrigin::Normal));
    if (recorded) set_history(out.back(), node);
  }
  return out;
}

std::vector<Tensor> split(const Tensor& self, std::int64_t split_size, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() != 0, "split expects at least a 1-dimensional tensor");
  GRADBOX_CHECK(split_size >= 0, "split expects split_size be non-negative, but got split_size=", split_size);
  const std::int64_t d = wrap_dim(dim, self.dim());
  const std::int64_t size = at(self.sizes(), d);
  GRADBOX_CHECK(split_size > 0 || size == 0,
                "split_size can only be 0 if dimension size is 0, but got dimension size of ", size);
  Dims parts;
  for (std::int64_t start = 0; start < size; start += split_size) parts.push_back(std::min(split_size, size - start));
  if (parts.empty()) parts.push_back(0);
  return split_parts(self, parts, d, std::max<std::int64_t>(split_size, 1));
}

std::vector<Tensor> split(const Tensor& self, IntArrayRef split_sizes, std::int64_t dim) {
  return split_with_sizes(self, split_sizes, dim);
}

std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef split_sizes, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() != 0, "split expects at least a 1-dimensional tensor");
  const std::int64_t d = wrap_dim(dim, self.dim());
  const std::int64_t size = at(self.sizes(), d);
  std::int64_t total = 0;
  for (const std::int64_t part : split_sizes) {
    GRADBOX_CHECK(
        part >= 0,
        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=", split_sizes);
    total += part;
  }
  GRADBOX_CHECK(total == size, "split_with_sizes expects split_sizes to sum exactly to ", size,
                " (input tensor's size at dimension ", d, "), but got split_sizes=", split_sizes);
  return split_parts(self, to_dims(split_sizes), d, 0);
}

std::vector<Tensor> chunk(const Tensor& self, std::int64_t chunks, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() > 0, "chunk expects at least a 1-dimensional tensor");
  GRADBOX_CHECK(chunks > 0, "chunk expects `chunks` to be greater than 0, got: ", chunks);
  const std::int64_t size = self.size(dim);
  const std::int64_t part = (size + chunks - 1) / chunks;
  if (part == 0) return split_parts(self, Dims(static_cast<std::size_t>(chunks), 0), wrap_dim(dim, self.dim()), 0);
  return split(self, part, dim);
}

std::vector<Tensor> tensor_split(const Tensor& self, std::int64_t sections, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() > 0, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with ",
                self.dim(), " dims");
  GRADBOX_CHECK(sections > 0, "number of sections must be larger than 0, got ", sections);
  const std::int64_t size = self.size(dim);
  Dims ends;
  for (std::int64_t i = 0, end = 0; i + 1 < sections; ++i)
    ends.push_back(end += size / sections + (i < size % sections ? 1 : 0));
  return tensor_split(self, ends, dim);
}

std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() > 0, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with ",
                self.dim(), " dims");
  std::vector<Tensor> out;
  std::int64_t start = 0;
  for (const std::int64_t end : indices) {
    out.push_back(slice(self, dim, start, end, 1));
    start = end;
  }
  out.push_back(slice(self, dim, start, std::nullopt, 1));
  return out;
}

}  // namespace gradbox
