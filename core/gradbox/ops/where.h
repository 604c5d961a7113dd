#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// The elements of `self` where `condition` is true, those of `other` elsewhere.
/// Shape:  all three broadcast
/// Dtype:  condition bool; the others promoted
/// Grad:   each gets g where it was chosen, 0 elsewhere; a nan that was not chosen stays out of the result, not out of
///         its own gradient
/// Source: torch.where
Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other);
Tensor where(const Tensor& condition, const Tensor& self, Scalar other);
Tensor where(const Tensor& condition, Scalar self, const Tensor& other);
Tensor where(const Tensor& condition, Scalar self, Scalar other);

template <class Self>
struct WhereMethods : MethodsOf<Self, WhereMethods<Self>> {
  using MethodsOf<Self, WhereMethods>::self;
  Self where(const Self& condition, const Self& other) const { return gradbox::where(condition, self(), other); }
  Self where(const Self& condition, Scalar other) const { return gradbox::where(condition, self(), other); }
};

}  // namespace gradbox
