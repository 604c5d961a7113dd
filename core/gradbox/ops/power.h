#pragma once

#include "gradbox/ops/family.h"

/// Powers and roots.
namespace gradbox {

/// a^b. 0^0 = 1; a negative base with a fractional exponent gives nan.
/// Shape:  broadcast
/// Dtype:  numbers; promoted
/// Grad:   da = g b a^(b - 1), 0 where b = 0; db = g a^b log(a), 0 where a = 0 and b >= 0
/// Throws: Error for an integer to a negative integer power given as a number
/// Source: torch.pow
Tensor pow(const Tensor& self, const Tensor& exponent);
Tensor pow(const Tensor& self, Scalar exponent);
Tensor pow(Scalar self, const Tensor& exponent);
/// The same, computed in float64.
/// Source: torch.float_power
Tensor float_power(const Tensor& self, const Tensor& exponent);
Tensor float_power(const Tensor& self, Scalar exponent);
/// a^2.
/// Grad:   da = 2 g a
/// Source: torch.square
Tensor square(const Tensor& self);
/// Square root; nan below 0.
/// Dtype:  integers become the default floating dtype
/// Grad:   da = g / (2 sqrt(a)); inf at 0
/// Source: torch.sqrt
Tensor sqrt(const Tensor& self);
/// 1 / sqrt(a).
/// Dtype:  integers become the default floating dtype
/// Grad:   da = -g a^(-3/2) / 2
/// Source: torch.rsqrt
Tensor rsqrt(const Tensor& self);

template <class Self>
struct PowerMethods : MethodsOf<Self, PowerMethods<Self>> {
  using MethodsOf<Self, PowerMethods>::self;
  Self pow(const Self& exponent) const { return gradbox::pow(self(), exponent); }
  Self pow(Scalar exponent) const { return gradbox::pow(self(), exponent); }
  Self float_power(const Self& exponent) const { return gradbox::float_power(self(), exponent); }
  Self float_power(Scalar exponent) const { return gradbox::float_power(self(), exponent); }
  Self square() const { return gradbox::square(self()); }
  Self sqrt() const { return gradbox::sqrt(self()); }
  Self rsqrt() const { return gradbox::rsqrt(self()); }
  Self& pow_(const Self& exponent) const { return detail::inplace(self(), exponent, gradbox::pow); }
  Self& pow_(Scalar exponent) const { return detail::inplace(self(), exponent, gradbox::pow); }
  Self& square_() const { return detail::inplace(self(), gradbox::square); }
  Self& sqrt_() const { return detail::inplace(self(), gradbox::sqrt); }
  Self& rsqrt_() const { return detail::inplace(self(), gradbox::rsqrt); }
};

}  // namespace gradbox
