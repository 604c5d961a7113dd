#pragma once

#include <optional>
#include <tuple>

#include "gradbox/ops/family.h"

/// Order. nan counts as larger than every number.
namespace gradbox {

/// The elements in ascending or descending order along `dim`, and their places. Always stable.
/// Grad:   to the places
/// Source: torch.sort, torch.argsort, torch.msort
std::tuple<Tensor, Tensor> sort(const Tensor& self, std::int64_t dim = -1, bool descending = false);
std::tuple<Tensor, Tensor> sort(const Tensor& self, std::optional<bool> stable, std::int64_t dim = -1,
                                bool descending = false);
Tensor argsort(const Tensor& self, std::int64_t dim = -1, bool descending = false);
Tensor msort(const Tensor& self);
/// The k largest or smallest along `dim` in order, and their places.
/// Grad:   to the places
/// Throws: Error if k is out of range
/// Source: torch.topk
std::tuple<Tensor, Tensor> topk(const Tensor& self, std::int64_t k, std::int64_t dim = -1, bool largest = true,
                                bool sorted = true);
/// The k-th smallest along `dim`, counted from 1, and its place.
/// Grad:   to the place
/// Throws: Error if k is out of range
/// Source: torch.kthvalue
std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, std::int64_t k, std::int64_t dim = -1, bool keepdim = false);
/// The distinct elements in ascending order; for each element its place among them; how often each occurs. The last two
/// only if wanted.
/// Source: torch.unique, torch.unique_consecutive
std::tuple<Tensor, Tensor, Tensor> unique(const Tensor& self, bool return_inverse = false, bool return_counts = false);
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self, bool return_inverse = false,
                                                      bool return_counts = false);
/// For each value the first place in the sorted sequence where it can be inserted, or the last if `right`.
/// Shape:  sequence [N], or [..., N] with values [..., M]
/// Source: torch.searchsorted, torch.bucketize
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& self, bool right = false);
Tensor bucketize(const Tensor& self, const Tensor& boundaries, bool right = false);
/// How often each of 0, 1, ... occurs, or the sum of its weights.
/// Shape:  [N] -> [max(minlength, largest + 1)]
/// Throws: Error unless all are non-negative integers
/// Source: torch.bincount
Tensor bincount(const Tensor& self, std::int64_t minlength = 0);
Tensor bincount(const Tensor& self, const Tensor& weights, std::int64_t minlength = 0);

template <class Self>
struct SortMethods : MethodsOf<Self, SortMethods<Self>> {
  using MethodsOf<Self, SortMethods>::self;
  std::tuple<Self, Self> sort(std::int64_t dim = -1, bool descending = false) const {
    return gradbox::sort(self(), dim, descending);
  }
  std::tuple<Self, Self> sort(std::optional<bool> stable, std::int64_t dim = -1, bool descending = false) const {
    return gradbox::sort(self(), stable, dim, descending);
  }
  Self argsort(std::int64_t dim = -1, bool descending = false) const {
    return gradbox::argsort(self(), dim, descending);
  }
  Self msort() const { return gradbox::msort(self()); }
  std::tuple<Self, Self> topk(std::int64_t k, std::int64_t dim = -1, bool largest = true, bool sorted = true) const {
    return gradbox::topk(self(), k, dim, largest, sorted);
  }
  std::tuple<Self, Self> kthvalue(std::int64_t k, std::int64_t dim = -1, bool keepdim = false) const {
    return gradbox::kthvalue(self(), k, dim, keepdim);
  }
  Self bincount(std::int64_t minlength = 0) const { return gradbox::bincount(self(), minlength); }
  Self bincount(const Self& weights, std::int64_t minlength = 0) const {
    return gradbox::bincount(self(), weights, minlength);
  }
};

}  // namespace gradbox
