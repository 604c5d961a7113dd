#pragma once

#include "gradbox/ops/family.h"

/// Error, gamma and logarithm-like functions. Integers become the default floating dtype.
namespace gradbox {

/// Error function, 1 minus it, and its inverse, which is inf at 1 and nan beyond.
/// Grad:   da = g 2 / sqrt(pi) e^(-a^2), the negative of it, g sqrt(pi) / 2 e^(y^2)
/// Source: torch.erf, torch.erfc, torch.erfinv
Tensor erf(const Tensor& self);
Tensor erfc(const Tensor& self);
Tensor erfinv(const Tensor& self);
/// log |Gamma(a)|.
/// Grad:   da = g digamma(a)
/// Source: torch.lgamma
Tensor lgamma(const Tensor& self);
/// The derivative of lgamma, and the n-th derivative of that.
/// Grad:   da = g polygamma(n + 1, a)
/// Throws: Error for a negative n
/// Source: torch.digamma, torch.polygamma
Tensor digamma(const Tensor& self);
Tensor polygamma(std::int64_t n, const Tensor& self);
/// log(a / (1 - a)); with eps, a is first clamped to [eps, 1 - eps].
/// Grad:   da = g / (a (1 - a)); 0 outside the clamp, or nan outside [0, 1] if there is none
/// Source: torch.logit
Tensor logit(const Tensor& self, double eps = -1.0);
/// a log(b), 0 where a is 0 and b is not nan; xlog1py: a log(1 + b).
/// Shape:  broadcast
/// Grad:   da = g log(b), 0 where a = 0 and b <= 0; db = g a / b
/// Source: torch.xlogy, torch.special.xlog1py
Tensor xlogy(const Tensor& self, const Tensor& other);
Tensor xlogy(const Tensor& self, Scalar other);
Tensor xlogy(Scalar self, const Tensor& other);
Tensor xlog1py(const Tensor& self, const Tensor& other);
/// log(e^a + e^b) and log2(2^a + 2^b), without overflow.
/// Shape:  broadcast
/// Grad:   each gets g times its share of the sum
/// Source: torch.logaddexp, torch.logaddexp2
Tensor logaddexp(const Tensor& self, const Tensor& other);
Tensor logaddexp2(const Tensor& self, const Tensor& other);

template <class Self>
struct SpecialMethods : MethodsOf<Self, SpecialMethods<Self>> {
  using MethodsOf<Self, SpecialMethods>::self;
  Self erf() const { return gradbox::erf(self()); }
  Self erfc() const { return gradbox::erfc(self()); }
  Self erfinv() const { return gradbox::erfinv(self()); }
  Self lgamma() const { return gradbox::lgamma(self()); }
  Self digamma() const { return gradbox::digamma(self()); }
  Self polygamma(std::int64_t n) const { return gradbox::polygamma(n, self()); }
  Self logit(double eps = -1.0) const { return gradbox::logit(self(), eps); }
  Self xlogy(const Self& other) const { return gradbox::xlogy(self(), other); }
  Self xlogy(Scalar other) const { return gradbox::xlogy(self(), other); }
  Self logaddexp(const Self& other) const { return gradbox::logaddexp(self(), other); }
  Self logaddexp2(const Self& other) const { return gradbox::logaddexp2(self(), other); }
  Self& erf_() const { return detail::inplace(self(), gradbox::erf); }
  Self& erfc_() const { return detail::inplace(self(), gradbox::erfc); }
  Self& erfinv_() const { return detail::inplace(self(), gradbox::erfinv); }
  Self& lgamma_() const { return detail::inplace(self(), gradbox::lgamma); }
  Self& digamma_() const { return detail::inplace(self(), gradbox::digamma); }
  Self& xlogy_(const Self& other) const { return detail::inplace(self(), other, gradbox::xlogy); }
};

}  // namespace gradbox
