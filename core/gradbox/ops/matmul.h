#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// Matrix product.
/// Shape:  a [N, K], b [K, M] -> [N, M]
/// Dtype:  one for both
/// Grad:   da = g b^T, db = a^T g
/// Throws: Error if the K sizes differ
/// Source: torch.mm
Tensor mm(const Tensor& self, const Tensor& mat2);
/// One matrix product for each index of the first dim.
/// Shape:  a [B, N, K], b [B, K, M] -> [B, N, M]
/// Source: torch.bmm
Tensor bmm(const Tensor& self, const Tensor& mat2);
/// Matrix times vector.
/// Shape:  a [N, K], v [K] -> [N]
/// Grad:   da = g v^T, dv = a^T g
/// Source: torch.mv
Tensor mv(const Tensor& self, const Tensor& vec);
/// Sum of the products.
/// Shape:  a [N], b [N] -> []
/// Source: torch.dot
Tensor dot(const Tensor& self, const Tensor& tensor);
/// Every product of an element of a and one of b.
/// Shape:  a [N], b [M] -> [N, M]
/// Source: torch.outer
Tensor outer(const Tensor& self, const Tensor& vec2);
Tensor ger(const Tensor& self, const Tensor& vec2);
/// Product over the last dim of a and the last but one of b; leading dims broadcast. A 1-d operand is a row on the
/// left, a column on the right, and its dim is dropped from the result.
/// Shape:  a [..., N, K], b [..., K, M] -> [..., N, M]
/// Throws: Error if the K sizes differ or an operand is 0-dim
/// Source: torch.matmul
Tensor matmul(const Tensor& self, const Tensor& other);

/// beta a + alpha m1 m2.
/// Shape:  a expandable to [N, M], m1 [N, K], m2 [K, M] -> [N, M]
/// Grad:   da = beta g, dm1 = alpha g m2^T, dm2 = alpha m1^T g
/// Source: torch.addmm
Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, Scalar beta = 1, Scalar alpha = 1);
/// beta a + alpha m v.
/// Shape:  a expandable to [N], m [N, K], v [K] -> [N]
/// Source: torch.addmv
Tensor addmv(const Tensor& self, const Tensor& mat, const Tensor& vec, Scalar beta = 1, Scalar alpha = 1);
/// beta a + alpha b1 b2, matrix by matrix.
/// Shape:  a expandable to [B, N, M], b1 [B, N, K], b2 [B, K, M] -> [B, N, M]
/// Source: torch.baddbmm
Tensor baddbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, Scalar beta = 1, Scalar alpha = 1);
/// x w^T + b, what a linear layer computes.
/// Shape:  x [..., K], w [M, K], b [M] or undefined -> [..., M]
/// Grad:   dx = g w, dw = g^T x, db = g summed over the rows
/// Source: torch.nn.functional.linear
Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias);
Tensor linear(const Tensor& input, const Tensor& weight);

template <class Self>
struct MatmulMethods : MethodsOf<Self, MatmulMethods<Self>> {
  using MethodsOf<Self, MatmulMethods>::self;
  Self mm(const Self& mat2) const { return gradbox::mm(self(), mat2); }
  Self bmm(const Self& mat2) const { return gradbox::bmm(self(), mat2); }
  Self mv(const Self& vec) const { return gradbox::mv(self(), vec); }
  Self dot(const Self& tensor) const { return gradbox::dot(self(), tensor); }
  Self outer(const Self& vec2) const { return gradbox::outer(self(), vec2); }
  Self ger(const Self& vec2) const { return gradbox::outer(self(), vec2); }
  Self matmul(const Self& other) const { return gradbox::matmul(self(), other); }
  Self addmm(const Self& mat1, const Self& mat2, Scalar beta = 1, Scalar alpha = 1) const {
    return gradbox::addmm(self(), mat1, mat2, beta, alpha);
  }
  Self addmv(const Self& mat, const Self& vec, Scalar beta = 1, Scalar alpha = 1) const {
    return gradbox::addmv(self(), mat, vec, beta, alpha);
  }
  Self baddbmm(const Self& batch1, const Self& batch2, Scalar beta = 1, Scalar alpha = 1) const {
    return gradbox::baddbmm(self(), batch1, batch2, beta, alpha);
  }
};

}  // namespace gradbox
