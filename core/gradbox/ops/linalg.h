#pragma once

#include <tuple>

#include "gradbox/ops/family.h"

/// Linear algebra of square matrices, or of batches of them in the last two dims.
namespace gradbox {

/// Determinant.
/// Grad:   da = g det(a) a^-T; by cofactors where the determinant is 0
/// Source: torch.linalg.det
Tensor det(const Tensor& self);
/// Sign and logarithm of the absolute value of the determinant; and its logarithm, nan where it is negative.
/// Grad:   da = g a^-T
/// Source: torch.linalg.slogdet, torch.logdet
std::tuple<Tensor, Tensor> slogdet(const Tensor& self);
Tensor logdet(const Tensor& self);
/// Throws: Error if a matrix is singular
/// Grad:   da = -y^T g y^T
/// Source: torch.linalg.inv
Tensor inverse(const Tensor& self);
/// X with A X = B, for a matrix or a vector B.
/// Shape:  A [..., N, N], B [..., N, K] or [..., N] -> B's
/// Grad:   dB = A^-T g, dA = -dB X^T
/// Throws: Error if A is singular
/// Source: torch.linalg.solve
Tensor linalg_solve(const Tensor& A, const Tensor& B);
/// Lower triangular L with L L^T = a, for symmetric positive definite a; reads the lower triangle.
/// Throws: Error if a is not positive definite
/// Source: torch.linalg.cholesky
Tensor cholesky(const Tensor& self, bool upper = false);
/// a times itself, n factors; of the inverse for negative n.
/// Source: torch.linalg.matrix_power
Tensor matrix_power(const Tensor& self, std::int64_t n);

namespace linalg {

Tensor det(const Tensor& A);
std::tuple<Tensor, Tensor> slogdet(const Tensor& A);
Tensor inv(const Tensor& A);
Tensor solve(const Tensor& A, const Tensor& B);
Tensor cholesky(const Tensor& A);
Tensor matrix_power(const Tensor& A, std::int64_t n);

}  // namespace linalg

template <class Self>
struct LinalgMethods : MethodsOf<Self, LinalgMethods<Self>> {
  using MethodsOf<Self, LinalgMethods>::self;
  Self det() const { return gradbox::det(self()); }
  Self logdet() const { return gradbox::logdet(self()); }
  Self inverse() const { return gradbox::inverse(self()); }
  Self cholesky(bool upper = false) const { return gradbox::cholesky(self(), upper); }
  Self matrix_power(std::int64_t n) const { return gradbox::matrix_power(self(), n); }
};

}  // namespace gradbox
