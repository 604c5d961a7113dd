#pragma once

#include <optional>
#include <tuple>

#include "gradbox/ops/family.h"

/// Spread. An empty list of dims means all of them.
namespace gradbox {

/// Variance: the mean squared distance from the mean, with the count less 1, or less `correction`, as divisor if
/// unbiased; nan where that is 0.
/// Dtype:  floating
/// Grad:   da = 2 g (a - mean) / divisor
/// Source: torch.var
Tensor var(const Tensor& self, bool unbiased = true);
Tensor var(const Tensor& self, IntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor var(const Tensor& self, std::optional<IntArrayRef> dim, std::optional<std::int64_t> correction,
           bool keepdim = false);
/// Standard deviation.
/// Grad:   that of the variance over 2 result; 0 where the result is 0
/// Source: torch.std
Tensor std(const Tensor& self, bool unbiased = true);
Tensor std(const Tensor& self, IntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor std(const Tensor& self, std::optional<IntArrayRef> dim, std::optional<std::int64_t> correction,
           bool keepdim = false);
/// Both at once, with the mean.
/// Source: torch.var_mean, torch.std_mean
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, bool unbiased = true);
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, IntArrayRef dim, bool unbiased = true, bool keepdim = false);
std::tuple<Tensor, Tensor> std_mean(const Tensor& self, bool unbiased = true);
std::tuple<Tensor, Tensor> std_mean(const Tensor& self, IntArrayRef dim, bool unbiased = true, bool keepdim = false);

template <class Self>
struct StatisticsMethods : MethodsOf<Self, StatisticsMethods<Self>> {
  using MethodsOf<Self, StatisticsMethods>::self;
  Self var(bool unbiased = true) const { return gradbox::var(self(), unbiased); }
  Self var(IntArrayRef dim, bool unbiased = true, bool keepdim = false) const {
    return gradbox::var(self(), dim, unbiased, keepdim);
  }
  Self var(std::optional<IntArrayRef> dim, std::optional<std::int64_t> correction, bool keepdim = false) const {
    return gradbox::var(self(), dim, correction, keepdim);
  }
  Self std(bool unbiased = true) const { return gradbox::std(self(), unbiased); }
  Self std(IntArrayRef dim, bool unbiased = true, bool keepdim = false) const {
    return gradbox::std(self(), dim, unbiased, keepdim);
  }
  Self std(std::optional<IntArrayRef> dim, std::optional<std::int64_t> correction, bool keepdim = false) const {
    return gradbox::std(self(), dim, correction, keepdim);
  }
};

}  // namespace gradbox
