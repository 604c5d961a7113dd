#pragma once

#include "gradbox/ops/family.h"

/// Combinations of three.
namespace gradbox {

/// a + weight (end - a).
/// Shape:  broadcast
/// Dtype:  floating, one for all
/// Grad:   da = g (1 - weight), dend = g weight, dweight = g (end - a)
/// Source: torch.lerp
Tensor lerp(const Tensor& self, const Tensor& end, Scalar weight);
Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight);
/// a + value b c.
/// Shape:  broadcast
/// Dtype:  numbers; promoted
/// Grad:   da = g, db = g value c, dc = g value b
/// Source: torch.addcmul
Tensor addcmul(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1);
/// a + value b / c.
/// Shape:  broadcast
/// Dtype:  floating; promoted
/// Grad:   da = g, db = g value / c, dc = -g value b / c^2
/// Throws: Error for integers
/// Source: torch.addcdiv
Tensor addcdiv(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value = 1);

template <class Self>
struct MixMethods : MethodsOf<Self, MixMethods<Self>> {
  using MethodsOf<Self, MixMethods>::self;
  Self lerp(const Self& end, Scalar weight) const { return gradbox::lerp(self(), end, weight); }
  Self lerp(const Self& end, const Self& weight) const { return gradbox::lerp(self(), end, weight); }
  Self addcmul(const Self& tensor1, const Self& tensor2, Scalar value = 1) const {
    return gradbox::addcmul(self(), tensor1, tensor2, value);
  }
  Self addcdiv(const Self& tensor1, const Self& tensor2, Scalar value = 1) const {
    return gradbox::addcdiv(self(), tensor1, tensor2, value);
  }
  Self& lerp_(const Self& end, Scalar weight) const;
  Self& lerp_(const Self& end, const Self& weight) const;
  Self& addcmul_(const Self& tensor1, const Self& tensor2, Scalar value = 1) const;
  Self& addcdiv_(const Self& tensor1, const Self& tensor2, Scalar value = 1) const;
};

}  // namespace gradbox
