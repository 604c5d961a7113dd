#include "gradbox/ops/slice.h"

#include <algorithm>

#include "gradbox/ops/join.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;
using autograd::make_view;

std::int64_t at(IntArrayRef values, std::int64_t i) { return values[static_cast<std::size_t>(i)]; }

/// A look at a part of a tensor, and its opposite: to put a gradient at that place among zeros. Each is the derivative of the other.
template <class Part>
struct PartBackward final : Node {
  Part part;
  std::string name() const override { return std::string(Part::kName) + "Backward0"; }
  void visit_saved(SavedVisitor& visitor) override { part.visit(visitor); }
  GradList apply(GradList&& grads) override;
};

template <class Part>
struct PartBackwardBackward final : Node {
  Part part;
  std::string name() const override { return std::string(Part::kName) + "BackwardBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { part.visit(visitor); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? part.of(grads[0]) : Tensor()}; }
};

template <class Part>
Tensor put_back(const Tensor& grad, const Part& part) {
  Tensor out = make_tensor(part.sizes, grad.dtype());
  cpu::fill(out, 0);
  {
    NoGradGuard unrecorded;
    cpu::copy(part.of(out), grad);
  }
  if (tracks(grad)) {
    auto node = make_node<PartBackwardBackward<Part>>(grad);
    node->part = part;
    set_history(out, node);
  }
  return out;
}

template <class Part>
GradList PartBackward<Part>::apply(GradList&& grads) {
  return {grads[0].defined() ? put_back(grads[0], part) : Tensor()};
}

struct SelectPart {
  static constexpr const char* kName = "Select";
  Dims sizes;
  std::int64_t dim = 0;
  std::int64_t index = 0;
  Tensor of(const Tensor& whole) const { return whole.select(dim, index); }
  void visit(SavedVisitor& visitor) const {
    visitor.number("dim", dim);
    visitor.number("index", index);
    visitor.dims("self_sizes", sizes);
  }
};

struct SlicePart {
  static constexpr const char* kName = "Slice";
  Dims sizes;
  std::int64_t dim = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t step = 1;
  Tensor of(const Tensor& whole) const { return whole.slice(dim, start, end, step); }
  void visit(SavedVisitor& visitor) const {
    visitor.number("dim", dim);
    visitor.number("end", end);
    visitor.dims("self_sizes", sizes);
    visitor.number("start", start);
    visitor.number("step", step);
  }
};

struct DiagonalPart {
  static constexpr const char* kName = "Diagonal";
  Dims sizes;
  std::int64_t offset = 0;
  std::int64_t dim1 = 0;
  std::int64_t dim2 = 1;
  Tensor of(const Tensor& whole) const { return whole.diagonal(offset, dim1, dim2); }
  void visit(SavedVisitor& visitor) const {
    visitor.number("dim1", dim1);
    visitor.number("dim2", dim2);
    visitor.number("offset", offset);
    visitor.dims("self_sizes", sizes);
  }
};

template <class Part>
Tensor record_part(const Tensor& self, Tensor&& out, Part&& part) {
  if (tracks(self)) {
    auto node = make_node<PartBackward<std::remove_cvref_t<Part>>>(self);
    node->part = std::forward<Part>(part);
    node->part.sizes = self.impl().sizes();
    set_history(out, node);
  }
  return std::move(out);
}

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
    out.push_back(make_view(self, sizes, self.strides(), start * at(self.strides(), dim), recorded ? ViewOrigin::MultiOutput : ViewOrigin::Normal));
    if (recorded) set_history(out.back(), node);
    start += part;
  }
  return out;
}

struct UnfoldBackward0 final : Node {
  Dims sizes;
  std::int64_t dimension = 0;
  std::int64_t size = 0;
  std::int64_t step = 1;
  std::string name() const override { return "UnfoldBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dimension", dimension);
    visitor.dims("self_sizes", sizes);
    visitor.number("size", size);
    visitor.number("step", step);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor& grad = grads[0];
    if (sizes.empty()) return {grad.reshape({})};
    const std::int64_t windows = grad.size(dimension);
    Tensor places = make_tensor({windows * size}, kInt64);
    auto* place = cpu::typed<std::int64_t>(places);
    for (std::int64_t w = 0; w < windows; ++w) {
      for (std::int64_t s = 0; s < size; ++s) *place++ = w * step + s;
    }
    Dims flat = sizes;
    flat[static_cast<std::size_t>(dimension)] = windows * size;
    return {zeros(sizes, grad.options()).index_add(dimension, places, grad.movedim(-1, dimension + 1).reshape(flat))};
  }
};

std::int64_t clamp_index(std::int64_t index, std::int64_t size) {
  if (index < 0) index += size;
  return std::clamp<std::int64_t>(index, 0, size);
}

}  // namespace

Tensor select(const Tensor& self, std::int64_t dim, std::int64_t index) {
  GRADBOX_CHECK_AS(IndexError, self.dim() > 0, "select() cannot be applied to a 0-dim tensor.");
  const std::int64_t d = wrap_dim(dim, self.dim());
  const std::int64_t size = at(self.sizes(), d);
  GRADBOX_CHECK_AS(IndexError, index >= -size && index < size, "select(): index ", index, " out of range for tensor of size ", self.sizes(),
                   " at dimension ", d);
  const std::int64_t place = index < 0 ? index + size : index;
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t offset = place * at(strides, d);
  sizes.erase(static_cast<std::size_t>(d));
  strides.erase(static_cast<std::size_t>(d));
  return record_part(self, make_view(self, sizes, strides, offset), SelectPart{{}, d, place});
}

Tensor slice(const Tensor& self, std::int64_t dim, std::optional<std::int64_t> start, std::optional<std::int64_t> end, std::int64_t step) {
  GRADBOX_CHECK_AS(ValueError, step != 0, "slice step cannot be zero");
  GRADBOX_CHECK_AS(ValueError, step > 0, "step must be greater than zero");
  GRADBOX_CHECK_AS(IndexError, self.dim() > 0, "slice() cannot be applied to a 0-dim tensor.");
  const std::int64_t d = wrap_dim(dim, self.dim());
  const std::int64_t size = at(self.sizes(), d);
  const std::int64_t first = clamp_index(start.value_or(0), size);
  const std::int64_t last = std::max(first, clamp_index(end.value_or(size), size));
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t offset = first * at(strides, d);
  sizes[static_cast<std::size_t>(d)] = (last - first + step - 1) / step;
  strides[static_cast<std::size_t>(d)] *= step;
  return record_part(self, make_view(self, sizes, strides, offset), SlicePart{{}, d, first, last, step});
}

Tensor narrow(const Tensor& self, std::int64_t dim, std::int64_t start, std::int64_t length) {
  GRADBOX_CHECK(self.dim() > 0, "narrow() cannot be applied to a 0-dim tensor.");
  const std::int64_t size = self.size(dim);
  GRADBOX_CHECK_AS(IndexError, start >= -size && start <= size, "Dimension out of range (expected to be in range of [", -size, ", ", size,
                   "], but got ", start, ")");
  if (start < 0) start += size;
  GRADBOX_CHECK(length >= 0 && start <= size - length, "start (", start, ") + length (", length, ") exceeds dimension size (", size, ").");
  return slice(self, dim, start, start + length, 1);
}

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
  GRADBOX_CHECK(split_size > 0 || size == 0, "split_size can only be 0 if dimension size is 0, but got dimension size of ", size);
  Dims parts;
  for (std::int64_t start = 0; start < size; start += split_size) parts.push_back(std::min(split_size, size - start));
  if (parts.empty()) parts.push_back(0);
  return split_parts(self, parts, d, std::max<std::int64_t>(split_size, 1));
}

std::vector<Tensor> split(const Tensor& self, IntArrayRef split_sizes, std::int64_t dim) { return split_with_sizes(self, split_sizes, dim); }

std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef split_sizes, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() != 0, "split expects at least a 1-dimensional tensor");
  const std::int64_t d = wrap_dim(dim, self.dim());
  const std::int64_t size = at(self.sizes(), d);
  std::int64_t total = 0;
  for (const std::int64_t part : split_sizes) {
    GRADBOX_CHECK(part >= 0, "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=", split_sizes);
    total += part;
  }
  GRADBOX_CHECK(total == size, "split_with_sizes expects split_sizes to sum exactly to ", size, " (input tensor's size at dimension ", d,
                "), but got split_sizes=", split_sizes);
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
  GRADBOX_CHECK(self.dim() > 0, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with ", self.dim(), " dims");
  GRADBOX_CHECK(sections > 0, "number of sections must be larger than 0, got ", sections);
  const std::int64_t size = self.size(dim);
  Dims ends;
  for (std::int64_t i = 0, end = 0; i + 1 < sections; ++i) ends.push_back(end += size / sections + (i < size % sections ? 1 : 0));
  return tensor_split(self, ends, dim);
}

std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() > 0, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with ", self.dim(), " dims");
  std::vector<Tensor> out;
  std::int64_t start = 0;
  for (const std::int64_t end : indices) {
    out.push_back(slice(self, dim, start, end, 1));
    start = end;
  }
  out.push_back(slice(self, dim, start, std::nullopt, 1));
  return out;
}

Tensor diagonal(const Tensor& self, std::int64_t offset, std::int64_t dim1, std::int64_t dim2) {
  const std::int64_t a = wrap_dim(dim1, self.dim());
  const std::int64_t b = wrap_dim(dim2, self.dim());
  GRADBOX_CHECK(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  const std::int64_t rows = at(self.sizes(), a) - std::max<std::int64_t>(-offset, 0);
  const std::int64_t columns = at(self.sizes(), b) - std::max<std::int64_t>(offset, 0);
  const std::int64_t length = std::max<std::int64_t>(std::min(rows, columns), 0);
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t step = at(strides, a) + at(strides, b);
  const std::int64_t start = length == 0 ? 0 : offset >= 0 ? offset * at(strides, b) : -offset * at(strides, a);
  for (const std::int64_t gone : {std::max(a, b), std::min(a, b)}) {
    sizes.erase(static_cast<std::size_t>(gone));
    strides.erase(static_cast<std::size_t>(gone));
  }
  sizes.push_back(length);
  strides.push_back(step);
  return record_part(self, make_view(self, sizes, strides, start), DiagonalPart{{}, offset, a, b});
}

Tensor unfold(const Tensor& self, std::int64_t dimension, std::int64_t size, std::int64_t step) {
  const std::int64_t d = wrap_dim(dimension, self.dim());
  const std::int64_t whole = self.dim() == 0 ? 1 : at(self.sizes(), d);
  GRADBOX_CHECK(size <= whole, "maximum size for tensor at dimension ", d, " is ", whole, " but size is ", size);
  GRADBOX_CHECK(size >= 0, "size is ", size, " but must be >= 0");
  GRADBOX_CHECK(step > 0, "step is ", step, " but must be > 0");
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t stride = self.dim() == 0 ? 1 : at(strides, d);
  if (self.dim() > 0) {
    sizes[static_cast<std::size_t>(d)] = (whole - size) / step + 1;
    strides[static_cast<std::size_t>(d)] = stride * step;
  }
  sizes.push_back(size);
  strides.push_back(stride);
  Tensor out = make_view(self, sizes, strides);
  if (tracks(self)) {
    auto node = make_node<UnfoldBackward0>(self);
    node->sizes = self.impl().sizes();
    node->dimension = d;
    node->size = size;
    node->step = step;
    set_history(out, node);
  }
  return out;
}

OperatorList slice_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"select"}, {"slice"}, {"narrow"}, {"unbind"}, {"split"}, {"split_with_sizes"}, {"chunk"}, {"tensor_split"},
      {"diagonal"}, {"unfold"},
  };
  return kOperators;
}

}  // namespace gradbox
