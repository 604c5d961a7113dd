#pragma once

#include <optional>

#include "gradbox/ops/family.h"

/// Lengths of vectors and distances between them.
namespace gradbox {

/// (sum |a|^p)^(1/p); the largest or smallest |a| for p = inf or -inf; the number of elements that are not 0 for p = 0.
/// An empty list of dims means all of them.
/// Dtype:  floating
/// Grad:   0 where the norm is 0; the extremes share g evenly
/// Source: torch.norm
Tensor norm(const Tensor& self, Scalar p = 2);
Tensor norm(const Tensor& self, Scalar p, IntArrayRef dim, bool keepdim = false);
/// The same.
/// Source: torch.linalg.vector_norm
Tensor linalg_vector_norm(const Tensor& self, Scalar ord = 2, IntArrayRef dim = {}, bool keepdim = false,
                          std::optional<DType> dtype = std::nullopt);
/// The p-norm of a - b.
/// Shape:  broadcast -> []
/// Source: torch.dist
Tensor dist(const Tensor& self, const Tensor& other, Scalar p = 2);

template <class Self>
struct VectorNormMethods : MethodsOf<Self, VectorNormMethods<Self>> {
  using MethodsOf<Self, VectorNormMethods>::self;
  Self norm(Scalar p = 2) const { return gradbox::norm(self(), p); }
  Self norm(Scalar p, IntArrayRef dim, bool keepdim = false) const { return gradbox::norm(self(), p, dim, keepdim); }
  Self dist(const Self& other, Scalar p = 2) const { return gradbox::dist(self(), other, p); }
};

}  // namespace gradbox
