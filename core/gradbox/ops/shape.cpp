#include "gradbox/ops/shape.h"

#include "gradbox/autograd/as_strided_node.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;
using autograd::make_view;

std::int64_t at(IntArrayRef values, std::int64_t i) { return values[static_cast<std::size_t>(i)]; }

/// A node that brings the gradient back into the input's shape.
struct ReshapeNode : Node {
  Dims sizes;
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("self_sizes", sizes); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].reshape(sizes) : Tensor()}; }
};
struct ViewBackward0 final : ReshapeNode {
  std::string name() const override { return "ViewBackward0"; }
};
struct ReshapeAliasBackward0 final : ReshapeNode {
  std::string name() const override { return "ReshapeAliasBackward0"; }
};
struct UnsafeViewBackward0 final : ReshapeNode {
  std::string name() const override { return "UnsafeViewBackward0"; }
};
struct SqueezeBackward0 final : ReshapeNode {
  std::string name() const override { return "SqueezeBackward0"; }
};
struct SqueezeDimNode : ReshapeNode {
  std::int64_t dim = 0;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.dims("self_sizes", sizes);
  }
};
struct SqueezeBackward1 final : SqueezeDimNode {
  std::string name() const override { return "SqueezeBackward1"; }
};
/// Of squeeze_.
struct SqueezeBackward3 final : SqueezeDimNode {
  std::string name() const override { return "SqueezeBackward3"; }
};
struct UnsqueezeBackward0 final : Node {
  std::int64_t dim = 0;
  std::string name() const override { return "UnsqueezeBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("dim", dim); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].squeeze(dim) : Tensor()}; }
};

struct ExpandBackward0 final : Node {
  Dims sizes;
  std::string name() const override { return "ExpandBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("self_sizes", sizes); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? sum_to(grads[0], sizes) : Tensor()}; }
};

struct PermuteBackward0 final : Node {
  Dims dims;
  std::string name() const override { return "PermuteBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("dims", dims); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    Dims back(dims.size(), 0);
    for (std::size_t d = 0; d < dims.size(); ++d)
      back[static_cast<std::size_t>(dims[d])] = static_cast<std::int64_t>(d);
    return {grads[0].permute(back)};
  }
};
struct TransposeBackward0 final : Node {
  std::int64_t dim0 = 0;
  std::int64_t dim1 = 0;
  std::string name() const override { return "TransposeBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim0", dim0);
    visitor.number("dim1", dim1);
  }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].transpose(dim0, dim1) : Tensor()}; }
};
struct TBackward0 final : Node {
  std::string name() const override { return "TBackward0"; }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].t() : Tensor()}; }
};

Tensor transposed_view(const Tensor& self, std::int64_t dim0, std::int64_t dim1) {
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  if (!sizes.empty()) {
    std::swap(sizes[static_cast<std::size_t>(dim0)], sizes[static_cast<std::size_t>(dim1)]);
    std::swap(strides[static_cast<std::size_t>(dim0)], strides[static_cast<std::size_t>(dim1)]);
  }
  return make_view(self, sizes, strides);
}

/// Records that `out` shows self's elements in another shape.
template <class NodeType>
Tensor record_shape(const Tensor& self, Tensor&& out, std::int64_t dim = 0) {
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->sizes = self.impl().sizes();
    if constexpr (std::is_base_of_v<SqueezeDimNode, NodeType>) node->dim = dim;
    set_history(out, node);
  }
  return std::move(out);
}

struct Layout {
  Dims sizes;
  Dims strides;
};

/// self's layout without the dims of size 1 that `drops(d)` names.
template <class Drops>
Layout squeezed(const Tensor& self, Drops&& drops) {
  Layout out;
  for (std::int64_t d = 0; d < self.dim(); ++d) {
    if (at(self.sizes(), d) == 1 && drops(d)) continue;
    out.sizes.push_back(at(self.sizes(), d));
    out.strides.push_back(at(self.strides(), d));
  }
  return out;
}

}  // namespace

Tensor view(const Tensor& self, IntArrayRef size) {
  const Dims sizes = infer_size(size, self.numel());
  Dims strides;
  GRADBOX_CHECK(view_strides(self.sizes(), self.strides(), sizes, strides),
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across "
                "two contiguous "
                "subspaces). Use .reshape(...) instead.");
  return record_shape<ViewBackward0>(self, make_view(self, sizes, strides));
}

Tensor reshape(const Tensor& self, IntArrayRef shape) {
  const Dims sizes = infer_size(shape, self.numel());
  Dims strides;
  if (view_strides(self.sizes(), self.strides(), sizes, strides)) {
    return record_shape<ReshapeAliasBackward0>(self, make_view(self, sizes, strides));
  }
  return unsafe_view(self.contiguous(), sizes);
}

Tensor as_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride,
                  std::optional<std::int64_t> storage_offset) {
  GRADBOX_CHECK(size.size() == stride.size(), "mismatch in length of strides and shape");
  const std::int64_t offset = storage_offset.value_or(self.storage_offset());
  autograd::Geometry geometry;
  geometry.sizes = to_dims(size);
  geometry.strides = to_dims(stride);
  geometry.offset = offset;
  for (const std::int64_t step : stride)
    GRADBOX_CHECK(step >= 0, "as_strided: Negative strides are not supported at the moment, got strides: ", stride);
  GRADBOX_CHECK(offset >= 0, "Tensor: invalid storage offset ", offset);
  const auto capacity = static_cast<std::int64_t>(self.storage()->nbytes() / self.itemsize());
  GRADBOX_CHECK(geometry.end() <= capacity, "setStorage: sizes ", size, ", strides ", stride, ", storage offset ",
                offset, ", and itemsize ", self.itemsize(), " requiring a storage size of ",
                geometry.end() * static_cast<std::int64_t>(self.itemsize()), " are out of bounds for storage of size ",
                self.storage()->nbytes());
  Tensor out = make_view(self, size, stride, offset - self.storage_offset());
  if (tracks(self)) {
    auto node = make_node<autograd::AsStridedBackward0>(self);
    node->input = autograd::Geometry(self);
    node->view = geometry;
    set_history(out, node);
  }
  return out;
}

Tensor expand(const Tensor& self, IntArrayRef size) {
  GRADBOX_CHECK(static_cast<std::int64_t>(size.size()) >= self.dim(), "expand(torch.", dtype_short_name(self.dtype()),
                "Tensor{", self.sizes(), "}, size=", size, "): the number of sizes provided (", size.size(),
                ") must be greater or equal to the number of dimensions in the tensor (", self.dim(), ")");
  const std::size_t lead = size.size() - self.sizes().size();
  Dims sizes = to_dims(size);
  Dims strides(sizes.size(), 0);
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    const bool old = d >= lead;
    GRADBOX_CHECK(sizes[d] >= 0 || (old && sizes[d] == -1), "The expanded size of the tensor (", sizes[d],
                  ") isn't allowed in a leading, non-existing dimension ", d);
    if (!old) continue;
    const std::int64_t own = self.sizes()[d - lead];
    if (sizes[d] == -1) sizes[d] = own;
    GRADBOX_CHECK(own == sizes[d] || own == 1, "The expanded size of the tensor (", sizes[d],
                  ") must match the existing size (", own, ") at non-singleton dimension ", d,
                  ".  Target sizes: ", size, ".  Tensor sizes: ", self.sizes());
    if (own == sizes[d]) strides[d] = self.strides()[d - lead];
  }
  Tensor out = make_view(self, sizes, strides);
  if (tracks(self)) {
    auto node = make_node<ExpandBackward0>(self);
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor permute(const Tensor& self, IntArrayRef dims) {
  GRADBOX_CHECK(static_cast<std::int64_t>(dims.size()) == self.dim(),
                "permute(sparse_coo): number of dimensions in the tensor input does not "
                "match the length of the desired ordering of dimensions i.e. input.dim() = ",
                self.dim(), " is not equal to len(dims) = ", dims.size());
  Dims order, sizes, strides;
  std::uint64_t seen = 0;
  for (const std::int64_t dim : dims) {
    const std::int64_t d = wrap_dim(dim, self.dim());
    GRADBOX_CHECK(((seen >> d) & 1) == 0, "permute(): duplicate dims are not allowed.");
    seen |= std::uint64_t{1} << d;
    order.push_back(d);
    sizes.push_back(at(self.sizes(), d));
    strides.push_back(at(self.strides(), d));
  }
  Tensor out = make_view(self, sizes, strides);
  if (tracks(self)) {
    auto node = make_node<PermuteBackward0>(self);
    node->dims = order;
    set_history(out, node);
  }
  return out;
}

Tensor transpose(const Tensor& self, std::int64_t dim0, std::int64_t dim1) {
  const std::int64_t a = wrap_dim(dim0, self.dim());
  const std::int64_t b = wrap_dim(dim1, self.dim());
  Tensor out = transposed_view(self, a, b);
  if (tracks(self)) {
    auto node = make_node<TransposeBackward0>(self);
    node->dim0 = a;
    node->dim1 = b;
    set_history(out, node);
  }
  return out;
}

Tensor t(const Tensor& self) {
  GRADBOX_CHECK(self.dim() <= 2, "t() expects a tensor with <= 2 dimensions, but self is ", self.dim(), "D");
  Tensor out = self.dim() < 2 ? make_view(self, self.sizes(), self.strides()) : transposed_view(self, 0, 1);
  if (tracks(self)) set_history(out, make_node<TBackward0>(self));
  return out;
}

Tensor movedim(const Tensor& self, IntArrayRef source, IntArrayRef destination) {
  GRADBOX_CHECK(source.size() == destination.size(), "movedim: Invalid source or destination dims: source (", source,
                " dims) should contain the same number of dims as destination (", destination, " dims)");
  const std::int64_t ndim = self.dim();
  Dims order(static_cast<std::size_t>(ndim), -1);
  std::uint64_t taken = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::int64_t from = wrap_dim(source[i], ndim);
    const std::int64_t to = wrap_dim(destination[i], ndim);
    GRADBOX_CHECK(((taken >> from) & 1) == 0, "movedim: repeated dim in `source` (", source, ")");
    GRADBOX_CHECK(order[static_cast<std::size_t>(to)] < 0, "movedim: repeated dim in `destination` (", destination,
                  ")");
    taken |= std::uint64_t{1} << from;
    order[static_cast<std::size_t>(to)] = from;
  }
  std::int64_t next = 0;
  for (std::int64_t& place : order) {
    if (place >= 0) continue;
    while (((taken >> next) & 1) != 0) ++next;
    place = next++;
  }
  return permute(self, order);
}

Tensor squeeze(const Tensor& self) {
  const Layout layout = squeezed(self, [](std::int64_t) { return true; });
  return record_shape<SqueezeBackward0>(self, make_view(self, layout.sizes, layout.strides));
}

Tensor squeeze(const Tensor& self, std::int64_t dim) {
  const std::int64_t wrapped = wrap_dim(dim, self.dim());
  const Layout layout = squeezed(self, [&](std::int64_t d) { return d == wrapped; });
  return record_shape<SqueezeBackward1>(self, make_view(self, layout.sizes, layout.strides), wrapped);
}

Tensor unsqueeze(const Tensor& self, std::int64_t dim) {
  const std::int64_t d = wrap_dim(dim, self.dim() + 1);
  Dims sizes = self.impl().sizes();
  Dims strides = self.impl().strides();
  const std::int64_t stride = d < self.dim() ? at(self.sizes(), d) * at(self.strides(), d) : 1;
  sizes.insert(static_cast<std::size_t>(d), 1);
  strides.insert(static_cast<std::size_t>(d), stride);
  Tensor out = make_view(self, sizes, strides);
  if (tracks(self)) {
    auto node = make_node<UnsqueezeBackward0>(self);
    node->dim = d;
    set_history(out, node);
  }
  return out;
}

Tensor flatten(const Tensor& self, std::int64_t start_dim, std::int64_t end_dim) {
  const std::int64_t start = wrap_dim(start_dim, self.dim());
  const std::int64_t end = wrap_dim(end_dim, self.dim());
  GRADBOX_CHECK(start <= end, "flatten() has invalid args: start_dim cannot come after end_dim");
  if (self.dim() == 0) return self.reshape({1});
  if (start == end) return self;
  Dims sizes;
  for (std::int64_t d = 0; d < self.dim(); ++d) {
    if (d > start && d <= end) {
      sizes.back() *= at(self.sizes(), d);
    } else {
      sizes.push_back(at(self.sizes(), d));
    }
  }
  return self.reshape(sizes);
}

Tensor unflatten(const Tensor& self, std::int64_t dim, IntArrayRef sizes) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  GRADBOX_CHECK(!sizes.empty(), "unflatten: sizes must be non-empty");
  const Dims parts = infer_size(sizes, at(self.sizes(), d));
  Dims shape = to_dims(self.sizes().slice(0, static_cast<std::size_t>(d)));
  for (const std::int64_t size : parts) shape.push_back(size);
  for (const std::int64_t size : self.sizes().slice(static_cast<std::size_t>(d) + 1)) shape.push_back(size);
  return self.view(shape);
}

Tensor ravel(const Tensor& self) { return self.reshape({-1}); }
Tensor broadcast_to(const Tensor& self, IntArrayRef size) { return expand(self, size); }

template <>
Tensor ShapeMethods<Tensor>::numpy_T() const {
  Dims order;
  for (std::int64_t d = self().dim() - 1; d >= 0; --d) order.push_back(d);
  return gradbox::permute(self(), order);
}

namespace detail {

Tensor transposed_operand(const Tensor& self) {
  const TensorImpl& impl = self.impl();
  Tensor out = make_alias(self, {impl.sizes()[1], impl.sizes()[0]}, {impl.strides()[1], impl.strides()[0]});
  if (tracks(self)) set_history(out, make_node<TBackward0>(self));
  return out;
}

Tensor unsafe_view(const Tensor& self, IntArrayRef sizes) {
  return record_shape<UnsafeViewBackward0>(self, make_alias(self, sizes, contiguous_strides(sizes)));
}

Tensor squeeze_fresh(const Tensor& self, std::int64_t dim) {
  const Layout layout = squeezed(self, [&](std::int64_t d) { return d == dim; });
  return record_shape<SqueezeBackward3>(self, make_alias(self, layout.sizes, layout.strides), dim);
}

}  // namespace detail

OperatorList shape_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"view"}, {"reshape"}, {"as_strided"}, {"expand"},    {"broadcast_to"}, {"permute"},   {"transpose"},
      {"t"},    {"movedim"}, {"squeeze"},    {"unsqueeze"}, {"flatten"},      {"unflatten"}, {"ravel"},
  };
  return kOperators;
}

}  // namespace gradbox
