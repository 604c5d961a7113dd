#pragma once

#include <optional>
#include <tuple>

#include "gradbox/ops/family.h"

/// Running results along one dim.
namespace gradbox {

/// The sums of all elements up to each one.
/// Dtype:  bool and int64 give int64; or `dtype`
/// Grad:   da = the sums of g from each element on
/// Source: torch.cumsum
Tensor cumsum(const Tensor& self, std::int64_t dim, std::optional<DType> dtype = std::nullopt);
/// The products of all elements up to each one.
/// Dtype:  bool and int64 give int64; or `dtype`
/// Grad:   also where elements are 0
/// Source: torch.cumprod
Tensor cumprod(const Tensor& self, std::int64_t dim, std::optional<DType> dtype = std::nullopt);
/// log of the running sums of e^a, without overflow.
/// Source: torch.logcumsumexp
Tensor logcumsumexp(const Tensor& self, std::int64_t dim);
/// The largest or smallest so far, and where it is: the latest place of several. nan counts as the largest and the
/// smallest.
/// Grad:   g to the places
/// Source: torch.cummax, torch.cummin
std::tuple<Tensor, Tensor> cummax(const Tensor& self, std::int64_t dim);
std::tuple<Tensor, Tensor> cummin(const Tensor& self, std::int64_t dim);
/// Differences of neighbours, n times.
/// Source: torch.diff
Tensor diff(const Tensor& self, std::int64_t n = 1, std::int64_t dim = -1);

template <class Self>
struct ScanMethods : MethodsOf<Self, ScanMethods<Self>> {
  using MethodsOf<Self, ScanMethods>::self;
  Self cumsum(std::int64_t dim, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::cumsum(self(), dim, dtype);
  }
  Self cumprod(std::int64_t dim, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::cumprod(self(), dim, dtype);
  }
  Self& cumsum_(std::int64_t dim) const;
  Self& cumprod_(std::int64_t dim) const;
  Self logcumsumexp(std::int64_t dim) const { return gradbox::logcumsumexp(self(), dim); }
  std::tuple<Self, Self> cummax(std::int64_t dim) const { return gradbox::cummax(self(), dim); }
  std::tuple<Self, Self> cummin(std::int64_t dim) const { return gradbox::cummin(self(), dim); }
  Self diff(std::int64_t n = 1, std::int64_t dim = -1) const { return gradbox::diff(self(), n, dim); }
};

}  // namespace gradbox
