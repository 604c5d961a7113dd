#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// A copy of `self` to which slice i of `source` along `dim` is added at place index[i], once for each time it is
/// named.
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
/// A copy of a with the slices along `dim` at the places in `index` set to `value`, or to the slices of `source`.
/// Grad:   da = g with zeros there; dvalue = sum of g there, dsource = g[index]
/// Source: torch.index_fill, torch.index_copy
Tensor index_fill(const Tensor& self, std::int64_t dim, const Tensor& index, Scalar value);
Tensor index_fill(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& value);
Tensor index_copy(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& source);

template <class Self>
struct ScatterMethods : MethodsOf<Self, ScatterMethods<Self>> {
  using MethodsOf<Self, ScatterMethods>::self;
  Self index_add(std::int64_t dim, const Self& index, const Self& source, Scalar alpha = 1) const {
    return gradbox::index_add(self(), dim, index, source, alpha);
  }
  Self index_select(std::int64_t dim, const Self& index) const { return gradbox::index_select(self(), dim, index); }
  Self index_fill(std::int64_t dim, const Self& index, Scalar value) const {
    return gradbox::index_fill(self(), dim, index, value);
  }
  Self index_fill(std::int64_t dim, const Self& index, const Self& value) const {
    return gradbox::index_fill(self(), dim, index, value);
  }
  Self index_copy(std::int64_t dim, const Self& index, const Self& source) const {
    return gradbox::index_copy(self(), dim, index, source);
  }
  Self& index_add_(std::int64_t dim, const Self& index, const Self& source, Scalar alpha = 1) const;
  Self& index_fill_(std::int64_t dim, const Self& index, Scalar value) const;
  Self& index_copy_(std::int64_t dim, const Self& index, const Self& source) const;
};

}  // namespace gradbox
