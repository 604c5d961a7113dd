#pragma once

#include "gradbox/ops/family.h"

/// Questions about whole tensors and dims. No gradients.
namespace gradbox {

/// Whether all elements, or any, are not 0; true and false for none at all.
/// Dtype:  any -> bool
/// Source: torch.all, torch.any
Tensor all(const Tensor& self);
Tensor all(const Tensor& self, std::int64_t dim, bool keepdim = false);
Tensor any(const Tensor& self);
Tensor any(const Tensor& self, std::int64_t dim, bool keepdim = false);
/// How many elements are not 0; an empty list means all dims.
/// Dtype:  any -> int64
/// Source: torch.count_nonzero
Tensor count_nonzero(const Tensor& self, IntArrayRef dim = {});
/// The truth of the one element: whether it differs from 0, as nan does.
/// Throws: Error for any other number of elements
/// Source: torch.is_nonzero
bool is_nonzero(const Tensor& self);

template <class Self>
struct TruthMethods : MethodsOf<Self, TruthMethods<Self>> {
  using MethodsOf<Self, TruthMethods>::self;
  Self all() const { return gradbox::all(self()); }
  Self all(std::int64_t dim, bool keepdim = false) const { return gradbox::all(self(), dim, keepdim); }
  Self any() const { return gradbox::any(self()); }
  Self any(std::int64_t dim, bool keepdim = false) const { return gradbox::any(self(), dim, keepdim); }
  Self count_nonzero(IntArrayRef dim = {}) const { return gradbox::count_nonzero(self(), dim); }
  bool is_nonzero() const { return gradbox::is_nonzero(self()); }
};

}  // namespace gradbox
