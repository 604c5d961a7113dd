#pragma once

#include <optional>
#include <string_view>

#include "gradbox/ops/family.h"

/// Reading and writing along one dim at places that an index tensor names element by element. `index` has as many dims
/// as `self`, and is nowhere larger but along `dim`.
namespace gradbox {

/// out[.., i, ..] = a[.., index[.., i, ..], ..] along `dim`.
/// Grad:   da = g scatter-added to the places it came from
/// Throws: Error if an index is out of range or the shapes do not fit
/// Source: torch.gather
Tensor gather(const Tensor& self, std::int64_t dim, const Tensor& index);
/// A copy of a with src written to the places; which one wins where several meet is the last in row-major order.
/// Grad:   da = g with zeros at the places, dsrc = g gathered
/// Source: torch.scatter
Tensor scatter(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src);
Tensor scatter(const Tensor& self, std::int64_t dim, const Tensor& index, Scalar value);
/// A copy of a with src added at the places.
/// Grad:   da = g, dsrc = g gathered
/// Source: torch.scatter_add
Tensor scatter_add(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src);
/// What meets at a place, and a's own element if include_self, combined: "sum", "prod", "mean", "amax" or "amin".
/// Grad:   amax and amin share g evenly among the winners
/// Source: torch.scatter_reduce
Tensor scatter_reduce(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view reduce, bool include_self = true);
/// The elements at the places in `index`, counted over a's elements in row-major order.
/// Shape:  index's
/// Source: torch.take
Tensor take(const Tensor& self, const Tensor& index);
/// gather, with a and `indices` broadcast but along `dim`; without dim over all elements.
/// Source: torch.take_along_dim
Tensor take_along_dim(const Tensor& self, const Tensor& indices, std::optional<std::int64_t> dim = std::nullopt);

template <class Self>
struct GatherMethods : MethodsOf<Self, GatherMethods<Self>> {
  using MethodsOf<Self, GatherMethods>::self;
  Self gather(std::int64_t dim, const Self& index) const { return gradbox::gather(self(), dim, index); }
  Self scatter(std::int64_t dim, const Self& index, const Self& src) const {
    return gradbox::scatter(self(), dim, index, src);
  }
  Self scatter(std::int64_t dim, const Self& index, Scalar value) const {
    return gradbox::scatter(self(), dim, index, value);
  }
  Self scatter_add(std::int64_t dim, const Self& index, const Self& src) const {
    return gradbox::scatter_add(self(), dim, index, src);
  }
  Self scatter_reduce(std::int64_t dim, const Self& index, const Self& src, std::string_view reduce,
                      bool include_self = true) const {
    return gradbox::scatter_reduce(self(), dim, index, src, reduce, include_self);
  }
  Self take(const Self& index) const { return gradbox::take(self(), index); }
  Self take_along_dim(const Self& indices, std::optional<std::int64_t> dim = std::nullopt) const {
    return gradbox::take_along_dim(self(), indices, dim);
  }
  Self& scatter_(std::int64_t dim, const Self& index, const Self& src) const;
  Self& scatter_(std::int64_t dim, const Self& index, Scalar value) const;
  Self& scatter_add_(std::int64_t dim, const Self& index, const Self& src) const;
};

}  // namespace gradbox
