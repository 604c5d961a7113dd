#include "gradbox/ops/triangular.h"

#include <algorithm>

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct DiagonalNode : Node {
  std::int64_t diagonal = 0;
  void visit_saved(SavedVisitor& visitor) override { visitor.number("diagonal", diagonal); }
};
struct TriuBackward0 final : DiagonalNode {
  std::string name() const override { return "TriuBackward0"; }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].triu(diagonal) : Tensor()}; }
};
struct TrilBackward0 final : DiagonalNode {
  std::string name() const override { return "TrilBackward0"; }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].tril(diagonal) : Tensor()}; }
};
struct DiagBackward0 final : DiagonalNode {
  Dims sizes;
  std::string name() const override { return "DiagBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    if (sizes.size() == 1) return {grads[0].diagonal(diagonal)};
    Tensor out = zeros(sizes, grads[0].options());
    out.diagonal(diagonal).copy_(grads[0]);
    return {out};
  }
};
struct DiagEmbedBackward0 final : Node {
  std::int64_t offset = 0;
  std::int64_t dim1 = -2;
  std::int64_t dim2 = -1;
  std::string name() const override { return "DiagEmbedBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim1", dim1);
    visitor.number("dim2", dim2);
    visitor.number("offset", offset);
  }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? grads[0].diagonal(offset, dim1, dim2) : Tensor()};
  }
};
struct TraceBackward0 final : Node {
  Dims sizes;
  std::string name() const override { return "TraceBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("self_sizes", sizes); }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? grads[0] * eye(sizes[0], sizes[1], grads[0].options()) : Tensor()};
  }
};

template <class NodeType, class Keep>
Tensor triangle(const Tensor& self, std::int64_t diagonal, Keep keep) {
  const std::int64_t rows = self.size(-2);
  const std::int64_t columns = self.size(-1);
  Tensor out = make_tensor(self.sizes(), self.dtype());
  const Tensor from = self.detach().contiguous();
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const T* x = cpu::typed<T>(from);
    T* y = cpu::typed<T>(out);
    for (std::int64_t i = 0, at = 0; at < from.numel(); ++i) {
      const std::int64_t row = i % rows;
      for (std::int64_t column = 0; column < columns; ++column, ++at) y[at] = keep(column - row) ? x[at] : T{};
    }
  });
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->diagonal = diagonal;
    set_history(out, node);
  }
  return out;
}

/// Zeros with `self`'s last dim on a diagonal of the dims dim1 and dim2.
Tensor plain_diag_embed(const Tensor& self, std::int64_t offset, std::int64_t dim1, std::int64_t dim2) {
  const std::int64_t side = self.size(-1) + std::abs(offset);
  Dims sizes = self.impl().sizes();
  sizes.pop_back();
  sizes.insert(static_cast<std::size_t>(std::min(dim1, dim2)), side);
  sizes.insert(static_cast<std::size_t>(std::max(dim1, dim2)), side);
  Tensor out = make_tensor(sizes, self.dtype());
  cpu::fill(out, 0);
  NoGradGuard unrecorded;
  cpu::copy(out.diagonal(offset, dim1, dim2), self);
  return out;
}

}  // namespace

Tensor triu(const Tensor& self, std::int64_t diagonal) {
  return triangle<TriuBackward0>(self, diagonal, [diagonal](std::int64_t above) { return above >= diagonal; });
}
Tensor tril(const Tensor& self, std::int64_t diagonal) {
  return triangle<TrilBackward0>(self, diagonal, [diagonal](std::int64_t above) { return above <= diagonal; });
}

Tensor diag(const Tensor& self, std::int64_t diagonal) {
  GRADBOX_CHECK(self.dim() == 1 || self.dim() == 2, "matrix or a vector expected");
  Tensor out;
  if (self.dim() == 1) {
    out = plain_diag_embed(self, diagonal, 0, 1);
  } else {
    NoGradGuard unrecorded;
    out = self.diagonal(diagonal).clone();
  }
  if (tracks(self)) {
    auto node = make_node<DiagBackward0>(self);
    node->diagonal = diagonal;
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor diag_embed(const Tensor& self, std::int64_t offset, std::int64_t dim1, std::int64_t dim2) {
  const std::int64_t a = wrap_dim(dim1, self.dim() + 1);
  const std::int64_t b = wrap_dim(dim2, self.dim() + 1);
  GRADBOX_CHECK(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  Tensor out = plain_diag_embed(self, offset, a, b);
  if (tracks(self)) {
    auto node = make_node<DiagEmbedBackward0>(self);
    node->offset = offset;
    node->dim1 = a;
    node->dim2 = b;
    set_history(out, node);
  }
  return out;
}

Tensor trace(const Tensor& self) {
  GRADBOX_CHECK(self.dim() == 2, "trace: expected a matrix, but got tensor with dim ", self.dim());
  Tensor out;
  {
    NoGradGuard unrecorded;
    out = self.diagonal().sum();
  }
  if (tracks(self)) {
    auto node = make_node<TraceBackward0>(self);
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

template <>
Tensor& TriangularMethods<Tensor>::triu_(std::int64_t diagonal) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.triu(diagonal); });
}
template <>
Tensor& TriangularMethods<Tensor>::tril_(std::int64_t diagonal) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.tril(diagonal); });
}

OperatorList triangular_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"triu"}, {"tril"}, {"diag"}, {"diag_embed"}, {"trace"},
  };
  return kOperators;
}

}  // namespace gradbox
