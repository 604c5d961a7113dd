#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// -a.
/// Grad:   da = -g
/// Source: torch.neg
Tensor neg(const Tensor& self);
/// e^a.
/// Dtype:  integers become the default floating dtype
/// Grad:   da = g e^a
/// Source: torch.exp
Tensor exp(const Tensor& self);
/// Natural logarithm; -inf at 0, nan below.
/// Grad:   da = g / a
/// Source: torch.log
Tensor log(const Tensor& self);
/// Hyperbolic tangent.
/// Grad:   da = g (1 - tanh(a)^2)
/// Source: torch.tanh
Tensor tanh(const Tensor& self);

Tensor operator-(const Tensor& self);

template <class Self>
struct UnaryMethods : MethodsOf<Self, UnaryMethods<Self>> {
  using MethodsOf<Self, UnaryMethods>::self;
  Self neg() const { return gradbox::neg(self()); }
  Self negative() const { return gradbox::neg(self()); }
  Self exp() const { return gradbox::exp(self()); }
  Self log() const { return gradbox::log(self()); }
  Self tanh() const { return gradbox::tanh(self()); }
};

}  // namespace gradbox
