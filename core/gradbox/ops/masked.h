#pragma once

#include "gradbox/ops/family.h"

/// Reading and writing where a bool mask is true; the mask broadcasts with the tensor.
namespace gradbox {

/// `value` where the mask is true, a elsewhere.
/// Grad:   da = g where the mask is false, dvalue = sum of g where it is true
/// Source: torch.masked_fill
Tensor masked_fill(const Tensor& self, const Tensor& mask, Scalar value);
Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value);
/// The elements where the mask is true, in row-major order, as a 1-d tensor.
/// Grad:   da = g at these places, 0 elsewhere
/// Source: torch.masked_select
Tensor masked_select(const Tensor& self, const Tensor& mask);
/// The elements of `source`, one after the other, where the mask is true, a elsewhere.
/// Throws: Error if source has too few
/// Source: torch.masked_scatter
Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source);

template <class Self>
struct MaskedMethods : MethodsOf<Self, MaskedMethods<Self>> {
  using MethodsOf<Self, MaskedMethods>::self;
  Self masked_fill(const Self& mask, Scalar value) const { return gradbox::masked_fill(self(), mask, value); }
  Self masked_fill(const Self& mask, const Self& value) const { return gradbox::masked_fill(self(), mask, value); }
  Self masked_select(const Self& mask) const { return gradbox::masked_select(self(), mask); }
  Self masked_scatter(const Self& mask, const Self& source) const {
    return gradbox::masked_scatter(self(), mask, source);
  }
  Self& masked_fill_(const Self& mask, Scalar value) const;
  Self& masked_fill_(const Self& mask, const Self& value) const;
  Self& masked_scatter_(const Self& mask, const Self& source) const;
};

}  // namespace gradbox
