#pragma once

#include <optional>

#include "gradbox/ops/family.h"

/// Whole and fractional parts.
namespace gradbox {

/// The next whole number below, above, nearest (half to even), towards 0.
/// Dtype:  numbers, kept
/// Grad:   zero
/// Source: torch.floor, torch.ceil, torch.round, torch.trunc (torch.fix)
Tensor floor(const Tensor& self);
Tensor ceil(const Tensor& self);
Tensor round(const Tensor& self);
Tensor trunc(const Tensor& self);
/// Rounded to so many digits after the point; before it if negative.
/// Source: torch.round
Tensor round(const Tensor& self, std::int64_t decimals);
/// a - trunc(a).
/// Grad:   da = g
/// Source: torch.frac
Tensor frac(const Tensor& self);
/// a with nan, inf and -inf replaced: by `nan`, and by the dtype's largest and lowest number unless others are given.
/// Grad:   da = g where a is finite, else 0
/// Source: torch.nan_to_num
Tensor nan_to_num(const Tensor& self, std::optional<double> nan = std::nullopt,
                  std::optional<double> posinf = std::nullopt, std::optional<double> neginf = std::nullopt);

template <class Self>
struct RoundingMethods : MethodsOf<Self, RoundingMethods<Self>> {
  using MethodsOf<Self, RoundingMethods>::self;
  Self floor() const { return gradbox::floor(self()); }
  Self ceil() const { return gradbox::ceil(self()); }
  Self round() const { return gradbox::round(self()); }
  Self round(std::int64_t decimals) const { return gradbox::round(self(), decimals); }
  Self trunc() const { return gradbox::trunc(self()); }
  Self fix() const { return gradbox::trunc(self()); }
  Self frac() const { return gradbox::frac(self()); }
  Self nan_to_num(std::optional<double> nan = std::nullopt, std::optional<double> posinf = std::nullopt,
                  std::optional<double> neginf = std::nullopt) const {
    return gradbox::nan_to_num(self(), nan, posinf, neginf);
  }
  Self& floor_() const { return detail::inplace(self(), gradbox::floor); }
  Self& ceil_() const { return detail::inplace(self(), gradbox::ceil); }
  Self& round_() const { return detail::inplace(self(), gradbox::round); }
  Self& trunc_() const { return detail::inplace(self(), gradbox::trunc); }
  Self& frac_() const { return detail::inplace(self(), gradbox::frac); }
};

}  // namespace gradbox
