#pragma once

#include "gradbox/ops/family.h"

/// Signs, exponentials and logarithms. Integers become the default floating dtype unless it says otherwise.
namespace gradbox {

/// -a.
/// Dtype:  numbers, kept
/// Grad:   da = -g
/// Source: torch.neg
Tensor neg(const Tensor& self);
/// a itself.
/// Throws: Error for bool
/// Source: torch.positive
Tensor positive(const Tensor& self);
/// |a|.
/// Dtype:  numbers, kept
/// Grad:   da = g sign(a); abs'(0) = 0
/// Source: torch.abs
Tensor abs(const Tensor& self);
/// -1, 0 or 1; 0 at nan.
/// Dtype:  any, kept
/// Grad:   zero
/// Source: torch.sign, torch.sgn
Tensor sign(const Tensor& self);
Tensor sgn(const Tensor& self);
/// 1 / a.
/// Grad:   da = -g / a^2
/// Source: torch.reciprocal
Tensor reciprocal(const Tensor& self);
/// e^a.
/// Grad:   da = g e^a
/// Source: torch.exp
Tensor exp(const Tensor& self);
/// 2^a.
/// Grad:   da = g 2^a ln 2
/// Source: torch.exp2
Tensor exp2(const Tensor& self);
/// e^a - 1, exact near 0 too.
/// Grad:   da = g e^a
/// Source: torch.expm1
Tensor expm1(const Tensor& self);
/// Natural logarithm; -inf at 0, nan below.
/// Grad:   da = g / a
/// Source: torch.log
Tensor log(const Tensor& self);
/// log(1 + a), exact near 0 too.
/// Grad:   da = g / (1 + a)
/// Source: torch.log1p
Tensor log1p(const Tensor& self);
/// Logarithms to the bases 2 and 10.
/// Grad:   da = g / (a ln 2), g / (a ln 10)
/// Source: torch.log2, torch.log10
Tensor log2(const Tensor& self);
Tensor log10(const Tensor& self);
/// a pi / 180, and back.
/// Source: torch.deg2rad, torch.rad2deg
Tensor deg2rad(const Tensor& self);
Tensor rad2deg(const Tensor& self);

Tensor operator-(const Tensor& self);

template <class Self>
struct UnaryMethods : MethodsOf<Self, UnaryMethods<Self>> {
  using MethodsOf<Self, UnaryMethods>::self;
  Self neg() const { return gradbox::neg(self()); }
  Self negative() const { return gradbox::neg(self()); }
  Self positive() const { return gradbox::positive(self()); }
  Self abs() const { return gradbox::abs(self()); }
  Self absolute() const { return gradbox::abs(self()); }
  Self sign() const { return gradbox::sign(self()); }
  Self sgn() const { return gradbox::sgn(self()); }
  Self reciprocal() const { return gradbox::reciprocal(self()); }
  Self exp() const { return gradbox::exp(self()); }
  Self exp2() const { return gradbox::exp2(self()); }
  Self expm1() const { return gradbox::expm1(self()); }
  Self log() const { return gradbox::log(self()); }
  Self log1p() const { return gradbox::log1p(self()); }
  Self log2() const { return gradbox::log2(self()); }
  Self log10() const { return gradbox::log10(self()); }
  Self deg2rad() const { return gradbox::deg2rad(self()); }
  Self rad2deg() const { return gradbox::rad2deg(self()); }
  Self& neg_() const { return detail::inplace(self(), gradbox::neg); }
  Self& negative_() const { return detail::inplace(self(), gradbox::neg); }
  Self& abs_() const { return detail::inplace(self(), gradbox::abs); }
  Self& sign_() const { return detail::inplace(self(), gradbox::sign); }
  Self& sgn_() const { return detail::inplace(self(), gradbox::sgn); }
  Self& reciprocal_() const { return detail::inplace(self(), gradbox::reciprocal); }
  Self& exp_() const { return detail::inplace(self(), gradbox::exp); }
  Self& exp2_() const { return detail::inplace(self(), gradbox::exp2); }
  Self& expm1_() const { return detail::inplace(self(), gradbox::expm1); }
  Self& log_() const { return detail::inplace(self(), gradbox::log); }
  Self& log1p_() const { return detail::inplace(self(), gradbox::log1p); }
  Self& log2_() const { return detail::inplace(self(), gradbox::log2); }
  Self& log10_() const { return detail::inplace(self(), gradbox::log10); }
};

}  // namespace gradbox
