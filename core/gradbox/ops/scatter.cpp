#include "gradbox/ops/scatter.h"

#include "gradbox/ops/pointwise_support.h"

namespace gradbox {
namespace {

using namespace detail;

void check_index(const Tensor& index, const char* name) {
  GRADBOX_CHECK_AS(IndexError, index.dim() <= 1, name, "(): Index is supposed to be a vector, but got dim: ", index.dim());
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

}  // namespace

Tensor index_add(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha) {
  check_index(index, "index_add");
  GRADBOX_CHECK(self.dtype() == source.dtype(), "index_add(): self and source expected to have the same dtype, but got (self) ",
                dtype_short_name(self.dtype()), " and (source) ", dtype_short_name(source.dtype()));
  const std::int64_t d = wrap_dim(dim, self.dim());
  Tensor out = make_tensor(self.sizes(), self.dtype());
  cpu::copy(out, self);
  const Tensor from = source.detach().contiguous();
  const Tensor places = index.contiguous();
  const Slabs to(out.sizes(), d);
  const Slabs slabs(from.sizes(), d);
  GRADBOX_CHECK(slabs.size == places.numel() && slabs.outer == to.outer && slabs.inner == to.inner,
                "index_add(): Number of indices should be equal to source.size(dim)");
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

}  // namespace gradbox
