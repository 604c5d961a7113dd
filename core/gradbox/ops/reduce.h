#pragma once

#include <optional>

#include "gradbox/ops/family.h"

namespace gradbox {

/// Sum over all elements, or over `dim`.
/// Shape:  [...] -> the dims without `dim`, or with size 1 there if keepdim
/// Dtype:  bool and int64 give int64; or `dtype`
/// Grad:   da = g, spread over the summed elements
/// Source: torch.sum
Tensor sum(const Tensor& self, std::optional<DType> dtype = std::nullopt);
Tensor sum(const Tensor& self, IntArrayRef dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt);
/// Sums `self` down to `shape`, which must be expandable to self's: what broadcasting did, undone.
/// Grad:   da = g, expanded
Tensor sum_to(const Tensor& self, IntArrayRef shape);

template <class Self>
struct ReduceMethods : MethodsOf<Self, ReduceMethods<Self>> {
  using MethodsOf<Self, ReduceMethods>::self;
  Self sum(std::optional<DType> dtype = std::nullopt) const { return gradbox::sum(self(), dtype); }
  Self sum(IntArrayRef dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::sum(self(), dim, keepdim, dtype);
  }
};

}  // namespace gradbox
