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

template <class Self>
struct MatmulMethods : MethodsOf<Self, MatmulMethods<Self>> {
  using MethodsOf<Self, MatmulMethods>::self;
  Self mm(const Self& mat2) const { return gradbox::mm(self(), mat2); }
};

}  // namespace gradbox
