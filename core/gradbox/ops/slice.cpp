#include "gradbox/ops/slice.h"

#include <algorithm>

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;
using autograd::make_view;

std::int64_t at(IntArrayRef values, std::int64_t i) { return values[static_cast<std::size_t>(i)]; }

/// A look at a part of a tensor, and its opposite: to put a gradient at that place among zeros. Each is the derivative
/// of the other.
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
  GRADBOX_CHECK_AS(IndexError, index >= -size && index < size, "select(): index ", index,
                   " out of range for tensor of size ", self.sizes(), " at dimension ", d);
  const std::int64_t place = index < 0 ? index + size : index;
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t offset = place * at(strides, d);
  sizes.erase(static_cast<std::size_t>(d));
  strides.erase(static_cast<std::size_t>(d));
  return record_part(self, make_view(self, sizes, strides, offset), SelectPart{{}, d, place});
}

Tensor slice(const Tensor& self, std::int64_t dim, std::optional<std::int64_t> start, std::optional<std::int64_t> end,
             std::int64_t step) {
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
  GRADBOX_CHECK_AS(IndexError, start >= -size && start <= size, "Dimension out of range (expected to be in range of [",
                   -size, ", ", size, "], but got ", start, ")");
  if (start < 0) start += size;
  GRADBOX_CHECK(length >= 0 && start <= size - length, "start (", start, ") + length (", length,
                ") exceeds dimension size (", size, ").");
  return slice(self, dim, start, start + length, 1);
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
      {"select"},           {"slice"}, {"narrow"},       {"unbind"},   {"split"},
      {"split_with_sizes"}, {"chunk"}, {"tensor_split"}, {"diagonal"}, {"unfold"},
  };
  return kOperators;
}

}  // namespace gradbox
