#pragma once

#include "gradbox/ops/family.h"

/// Triangles and diagonals of matrices; leading dims are a batch. Diagonal 0 is the main one, positive ones lie above
/// it.
namespace gradbox {

/// The elements on and above, or on and below, a diagonal; 0 elsewhere.
/// Source: torch.triu, torch.tril
Tensor triu(const Tensor& self, std::int64_t diagonal = 0);
Tensor tril(const Tensor& self, std::int64_t diagonal = 0);
/// A matrix with the 1-d a on a diagonal; of a matrix, a copy of its diagonal.
/// Throws: Error unless a has 1 or 2 dims
/// Source: torch.diag
Tensor diag(const Tensor& self, std::int64_t diagonal = 0);
/// The last dim laid out on a diagonal over two new dims.
/// Source: torch.diag_embed
Tensor diag_embed(const Tensor& self, std::int64_t offset = 0, std::int64_t dim1 = -2, std::int64_t dim2 = -1);
/// Sum of the main diagonal.
/// Shape:  [N, M] -> []
/// Grad:   da = g on the diagonal
/// Source: torch.trace
Tensor trace(const Tensor& self);

template <class Self>
struct TriangularMethods : MethodsOf<Self, TriangularMethods<Self>> {
  using MethodsOf<Self, TriangularMethods>::self;
  Self triu(std::int64_t diagonal = 0) const { return gradbox::triu(self(), diagonal); }
  Self tril(std::int64_t diagonal = 0) const { return gradbox::tril(self(), diagonal); }
  Self diag(std::int64_t diagonal = 0) const { return gradbox::diag(self(), diagonal); }
  Self diag_embed(std::int64_t offset = 0, std::int64_t dim1 = -2, std::int64_t dim2 = -1) const {
    return gradbox::diag_embed(self(), offset, dim1, dim2);
  }
  Self trace() const { return gradbox::trace(self()); }
  Self& triu_(std::int64_t diagonal = 0) const;
  Self& tril_(std::int64_t diagonal = 0) const;
};

}  // namespace gradbox
