#pragma once

#include <optional>

#include "gradbox/ops/family.h"

/// Sums, means and products. An empty list of dims means all of them.
namespace gradbox {

/// Sum over all elements, or over `dim`; nansum counts nan as 0.
/// Shape:  [...] -> the dims without `dim`, or with size 1 there if keepdim
/// Dtype:  bool and int64 give int64; or `dtype`
/// Grad:   da = g, spread over the summed elements
/// Source: torch.sum, torch.nansum
Tensor sum(const Tensor& self, std::optional<DType> dtype = std::nullopt);
Tensor sum(const Tensor& self, IntArrayRef dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt);
Tensor nansum(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false,
              std::optional<DType> dtype = std::nullopt);
/// The sum divided by the number of summed elements; nan if there are none.
/// Dtype:  floating; or `dtype`
/// Grad:   da = g / count, spread
/// Throws: Error for integers without a dtype
/// Source: torch.mean
Tensor mean(const Tensor& self, std::optional<DType> dtype = std::nullopt);
Tensor mean(const Tensor& self, IntArrayRef dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt);
/// Product over all elements, or over one dim.
/// Dtype:  bool and int64 give int64; or `dtype`
/// Grad:   da = g times the product of the others, also where elements are 0
/// Source: torch.prod
Tensor prod(const Tensor& self, std::optional<DType> dtype = std::nullopt);
Tensor prod(const Tensor& self, std::int64_t dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt);
/// log(sum(e^a)), without overflow; -inf where all are -inf.
/// Grad:   da = g e^(a - result)
/// Source: torch.logsumexp
Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim = false);
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
  Self nansum(IntArrayRef dim = {}, bool keepdim = false, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::nansum(self(), dim, keepdim, dtype);
  }
  Self mean(std::optional<DType> dtype = std::nullopt) const { return gradbox::mean(self(), dtype); }
  Self mean(IntArrayRef dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::mean(self(), dim, keepdim, dtype);
  }
  Self prod(std::optional<DType> dtype = std::nullopt) const { return gradbox::prod(self(), dtype); }
  Self prod(std::int64_t dim, bool keepdim = false, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::prod(self(), dim, keepdim, dtype);
  }
  Self logsumexp(IntArrayRef dim, bool keepdim = false) const { return gradbox::logsumexp(self(), dim, keepdim); }
  Self sum_to_size(IntArrayRef size) const { return gradbox::sum_to(self(), size); }
};

}  // namespace gradbox
