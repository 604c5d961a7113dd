#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// A copy of `self` to which slice i of `source` along `dim` is added at place index[i], once for each time it is named.
/// Shape:  self [.., N, ..], index [K], source [.., K, ..] -> self's
/// Grad:   dself = alpha-free g, dsource = alpha g[index]
/// Throws: IndexError if an index is out of range
/// Source: torch.index_add
Tensor index_add(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& source, Scalar alpha = 1);
/// The slices of `self` along `dim` at the places in `index`, in that order.
/// Shape:  self [.., N, ..], index [K] -> [.., K, ..]
/// Grad:   dself = index_add of g into zeros
/// Source: torch.index_select
Tensor index_select(const Tensor& self, std::int64_t dim, const Tensor& index);

template <class Self>
struct ScatterMethods : MethodsOf<Self, ScatterMethods<Self>> {
  using MethodsOf<Self, ScatterMethods>::self;
  Self index_add(std::int64_t dim, const Self& index, const Self& source, Scalar alpha = 1) const {
    return gradbox::index_add(self(), dim, index, source, alpha);
  }
  Self index_select(std::int64_t dim, const Self& index) const { return gradbox::index_select(self(), dim, index); }
};

}  // namespace gradbox
