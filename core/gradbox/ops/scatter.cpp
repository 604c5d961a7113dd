#include "gradbox/ops/scatter.h"

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

void check_index(const Tensor& index, const char* name) {
  GRADBOX_CHECK_AS(IndexError, index.dim() <= 1, name, "(): Index is supposed to be a vector");
  GRADBOX_CHECK(index.dtype() == kInt64, name, "(): Expected dtype int64 for index");
}

std::int64_t checked_place(std::int64_t place, std::int64_t size) {
  GRADBOX_CHECK_AS(IndexError, place >= 0 && place < size, "index out of range in self");
  return place;
}

/// The slices before, at, and after `dim`, as one row each: [outer, size, inner] of a contiguous tensor.
struct Slabs {
  Slabs(IntArrayRef sizes, std::int64_t dim) {
    for (std::size_t d = 0; d < sizes.size(); ++d) {
      (static_cast<std::int64_t>(d) < dim ? outer : static_cast<std::int64_t>(d) > dim ? inner : size) *= sizes[d];
    }
  }
  std::int64_t outer = 1;
  std::int64_t size = 1;
  std::int64_t inner = 1;
};

/// As many slices as places, each as large as self's.
void check_slices(const Slabs& slabs, const Slabs& to, const Tensor& places, std::int64_t dim, const char* name) {
  GRADBOX_CHECK(slabs.size == places.numel(), name, "(): Number of indices (", places.numel(),
                ") should be equal to source.size(dim): (", slabs.size, "), for dim: ", dim);
  GRADBOX_CHECK(slabs.outer == to.outer && slabs.inner == to.inner, name,
                "(): The sizes of source and self must match but for the indexed dim");
}

struct IndexAddBackward0 final : Node {
  SavedTensor index;
  std::int64_t dim = 0;
  Scalar alpha = 1;
  std::string name() const override { return "IndexAddBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("alpha", alpha);
    visitor.number("dim", dim);
    visitor.tensor("index", index);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(1)) {
      const Tensor picked = grads[0].index_select(dim, index.unpack(*this));
      out[1] = alpha.equal(1) ? picked : picked * alpha;
    }
    if (should_compute_output(0)) out[0] = grads[0];
    return out;
  }
};

struct IndexSelectBackward0 final : Node {
  SavedTensor index;
  std::int64_t dim = 0;
  Dims sizes;
  std::string name() const override { return "IndexSelectBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("index", index);
    visitor.dims("self_sizes", sizes);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {zeros(sizes, grads[0].options()).index_add(dim, index.unpack(*this), grads[0])};
  }
};

struct SlicesNode : Node {
  SavedTensor index;
  std::int64_t dim = 0;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("index", index);
  }
};
struct IndexFillBackward0 final : SlicesNode {
  std::string name() const override { return "IndexFillBackward0"; }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? grads[0].index_fill(dim, index.unpack(*this), 0) : Tensor()};
  }
};
struct IndexFillBackward1 final : SlicesNode {
  std::string name() const override { return "IndexFillBackward1"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor places = index.unpack(*this);
    if (should_compute_output(0)) out[0] = grads[0].index_fill(dim, places, 0);
    if (should_compute_output(1)) out[1] = grads[0].index_select(dim, places).sum();
    return out;
  }
};
struct IndexCopyBackward0 final : SlicesNode {
  std::string name() const override { return "IndexCopyBackward0"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor places = index.unpack(*this);
    if (should_compute_output(0)) out[0] = grads[0].index_fill(dim, places, 0);
    if (should_compute_output(1)) out[1] = grads[0].index_select(dim, places);
    return out;
  }
};

/// A copy of self with the slices at the places replaced by those of `source`.
Tensor plain_index_copy(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& source) {
  Tensor out = make_tensor(self.sizes(), self.dtype());
  cpu::copy(out, self);
  const Tensor places = index.contiguous();
  const std::size_t d = static_cast<std::size_t>(dim);
  if (self.dim() == 0) {
    if (places.numel() > 0) cpu::copy(out, source);
    return out;
  }
  Dims slice = self.impl().sizes();
  slice[d] = 1;
  const std::int64_t step = source.sizes().empty() ? 0 : source.strides()[d];
  for (std::int64_t k = 0; k < places.numel(); ++k) {
    const std::int64_t place = checked_place(cpu::typed<std::int64_t>(places)[k], self.sizes()[d]);
    const Tensor from = source.sizes().empty() ? source : make_alias(source, slice, source.strides(), k * step);
    cpu::copy(make_alias(out, slice, out.strides(), place * out.strides()[d]), from);
  }
  return out;
}

template <class NodeType, class... Inputs>
void record_slices(const Tensor& out, std::int64_t dim, const Tensor& index, const Inputs&... inputs) {
  if (!tracks(inputs...)) return;
  auto node = make_node<NodeType>(inputs...);
  node->index.save(index);
  node->dim = dim;
  set_history(out, node);
}

}  // namespace

Tensor index_add(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha) {
  check_index(index, "index_add");
  GRADBOX_CHECK(self.dtype() == source.dtype(),
                "index_add(): self and source expected to have the same dtype, but got (self) ",
                dtype_short_name(self.dtype()), " and (source) ", dtype_short_name(source.dtype()));
  const std::int64_t d = wrap_dim(dim, self.dim());
  Tensor out = make_tensor(self.sizes(), self.dtype());
  cpu::copy(out, self);
  const Tensor from = source.detach().contiguous();
  const Tensor places = index.contiguous();
  const Slabs to(out.sizes(), d);
  const Slabs slabs(from.sizes(), d);
  check_slices(slabs, to, places, d, "index_add_");
  dispatch_numbers(out.dtype(), [&](auto kind) {
    using T = decltype(kind);
    T* target = cpu::typed<T>(out);
    const T* values = cpu::typed<T>(from);
    const std::int64_t* at = cpu::typed<std::int64_t>(places);
    const T scale = alpha.to<T>();
    for (std::int64_t o = 0; o < slabs.outer; ++o) {
      for (std::int64_t k = 0; k < slabs.size; ++k) {
        T* row = target + (o * to.size + checked_place(at[k], to.size)) * to.inner;
        const T* added = values + (o * slabs.size + k) * slabs.inner;
        for (std::int64_t i = 0; i < slabs.inner; ++i) row[i] += scale * added[i];
      }
    }
  });
  if (tracks(self, source)) {
    auto node = make_node<IndexAddBackward0>(self, source);
    node->index.save(index);
    node->dim = d;
    node->alpha = alpha;
    set_history(out, node);
  }
  return out;
}

Tensor index_select(const Tensor& self, std::int64_t dim, const Tensor& index) {
  check_index(index, "index_select");
  const std::int64_t d = wrap_dim(dim, self.dim());
  const Tensor from = self.detach().contiguous();
  const Tensor places = index.contiguous();
  Dims sizes = to_dims(self.sizes());
  if (!sizes.empty()) sizes[static_cast<std::size_t>(d)] = places.numel();
  Tensor out = make_tensor(sizes, self.dtype());
  const Slabs slabs(from.sizes(), d);
  dispatch_all(out.dtype(), [&](auto kind) {
    using T = decltype(kind);
    T* target = cpu::typed<T>(out);
    const T* values = cpu::typed<T>(from);
    const std::int64_t* at = cpu::typed<std::int64_t>(places);
    for (std::int64_t o = 0; o < slabs.outer; ++o) {
      for (std::int64_t k = 0; k < places.numel(); ++k) {
        const T* row = values + (o * slabs.size + checked_place(at[k], slabs.size)) * slabs.inner;
        target = std::copy(row, row + slabs.inner, target);
      }
    }
  });
  if (tracks(self)) {
    auto node = make_node<IndexSelectBackward0>(self);
    node->index.save(index);
    node->dim = d;
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor index_fill(const Tensor& self, std::int64_t dim, const Tensor& index, Scalar value) {
  check_index(index, "index_fill_");
  const std::int64_t d = wrap_dim(dim, self.dim());
  Tensor out = plain_index_copy(self, d, index, make_scalar_tensor(value, self.dtype()));
  record_slices<IndexFillBackward0>(out, d, index, self);
  return out;
}

Tensor index_fill(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& value) {
  check_index(index, "index_fill_");
  GRADBOX_CHECK(value.dim() == 0, "index_fill_ only supports a 0-dimensional value tensor, but got tensor with ",
                value.dim(), " dimension(s).");
  const std::int64_t d = wrap_dim(dim, self.dim());
  Tensor out = plain_index_copy(self, d, index, value);
  record_slices<IndexFillBackward1>(out, d, index, self, value);
  return out;
}

Tensor index_copy(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& source) {
  check_index(index, "index_copy_");
  GRADBOX_CHECK(self.dtype() == source.dtype(),
                "index_copy_(): self and source expected to have the same dtype, but got (self) ",
                dtype_short_name(self.dtype()), " and (source) ", dtype_short_name(source.dtype()));
  const std::int64_t d = wrap_dim(dim, self.dim());
  check_slices(Slabs(source.sizes(), d), Slabs(self.sizes(), d), index, d, "index_copy_");
  Tensor out = plain_index_copy(self, d, index, source);
  record_slices<IndexCopyBackward0>(out, d, index, self, source);
  return out;
}

template <>
Tensor& ScatterMethods<Tensor>::index_add_(std::int64_t dim, const Tensor& index, const Tensor& source,
                                           Scalar alpha) const {
  return assign_inplace(self(), tracks(self(), source),
                        [&](const Tensor& old) { return old.index_add(dim, index, source, alpha); });
}
template <>
Tensor& ScatterMethods<Tensor>::index_fill_(std::int64_t dim, const Tensor& index, Scalar value) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.index_fill(dim, index, value); });
}
template <>
Tensor& ScatterMethods<Tensor>::index_copy_(std::int64_t dim, const Tensor& index, const Tensor& source) const {
  return assign_inplace(self(), tracks(self(), source),
                        [&](const Tensor& old) { return old.index_copy(dim, index, source); });
}

OperatorList scatter_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"index_add"},
      {"index_select"},
      {"index_fill"},
      {"index_copy"},
  };
  return kOperators;
}

}  // namespace gradbox
