#pragma once

#include "gradbox/ops/family.h"

/// Trigonometric and hyperbolic functions, in radians. Integers become the default floating dtype.
namespace gradbox {

/// Sine, cosine, tangent.
/// Grad:   da = g cos(a), -g sin(a), g (1 + tan(a)^2)
/// Source: torch.sin, torch.cos, torch.tan
Tensor sin(const Tensor& self);
Tensor cos(const Tensor& self);
Tensor tan(const Tensor& self);
/// Their inverses; asin and acos are nan outside [-1, 1].
/// Grad:   da = g / sqrt(1 - a^2), -g / sqrt(1 - a^2), g / (1 + a^2)
/// Source: torch.asin, torch.acos, torch.atan
Tensor asin(const Tensor& self);
Tensor acos(const Tensor& self);
Tensor atan(const Tensor& self);
/// Hyperbolic sine, cosine, tangent.
/// Grad:   da = g cosh(a), g sinh(a), g (1 - tanh(a)^2)
/// Source: torch.sinh, torch.cosh, torch.tanh
Tensor sinh(const Tensor& self);
Tensor cosh(const Tensor& self);
Tensor tanh(const Tensor& self);
/// Their inverses; acosh is nan below 1, atanh outside [-1, 1].
/// Grad:   da = g / sqrt(a^2 + 1), g / sqrt(a^2 - 1), g / (1 - a^2)
/// Source: torch.asinh, torch.acosh, torch.atanh
Tensor asinh(const Tensor& self);
Tensor acosh(const Tensor& self);
Tensor atanh(const Tensor& self);
/// sin(pi a) / (pi a), 1 at 0.
/// Grad:   da = g (cos(pi a) pi a - sin(pi a)) / (pi a^2), 0 at 0
/// Source: torch.sinc
Tensor sinc(const Tensor& self);
/// The angle of the point (b, a), in [-pi, pi].
/// Shape:  broadcast
/// Grad:   da = g b / (a^2 + b^2), db = -g a / (a^2 + b^2)
/// Source: torch.atan2
Tensor atan2(const Tensor& self, const Tensor& other);
/// sqrt(a^2 + b^2) without overflow on the way.
/// Shape:  broadcast
/// Grad:   da = g a / result, db = g b / result
/// Source: torch.hypot
Tensor hypot(const Tensor& self, const Tensor& other);

template <class Self>
struct TrigMethods : MethodsOf<Self, TrigMethods<Self>> {
  using MethodsOf<Self, TrigMethods>::self;
  Self sin() const { return gradbox::sin(self()); }
  Self cos() const { return gradbox::cos(self()); }
  Self tan() const { return gradbox::tan(self()); }
  Self asin() const { return gradbox::asin(self()); }
  Self arcsin() const { return gradbox::asin(self()); }
  Self acos() const { return gradbox::acos(self()); }
  Self arccos() const { return gradbox::acos(self()); }
  Self atan() const { return gradbox::atan(self()); }
  Self arctan() const { return gradbox::atan(self()); }
  Self sinh() const { return gradbox::sinh(self()); }
  Self cosh() const { return gradbox::cosh(self()); }
  Self tanh() const { return gradbox::tanh(self()); }
  Self asinh() const { return gradbox::asinh(self()); }
  Self acosh() const { return gradbox::acosh(self()); }
  Self atanh() const { return gradbox::atanh(self()); }
  Self sinc() const { return gradbox::sinc(self()); }
  Self atan2(const Self& other) const { return gradbox::atan2(self(), other); }
  Self arctan2(const Self& other) const { return gradbox::atan2(self(), other); }
  Self hypot(const Self& other) const { return gradbox::hypot(self(), other); }
  Self& sin_() const { return detail::inplace(self(), gradbox::sin); }
  Self& cos_() const { return detail::inplace(self(), gradbox::cos); }
  Self& tan_() const { return detail::inplace(self(), gradbox::tan); }
  Self& asin_() const { return detail::inplace(self(), gradbox::asin); }
  Self& acos_() const { return detail::inplace(self(), gradbox::acos); }
  Self& atan_() const { return detail::inplace(self(), gradbox::atan); }
  Self& sinh_() const { return detail::inplace(self(), gradbox::sinh); }
  Self& cosh_() const { return detail::inplace(self(), gradbox::cosh); }
  Self& tanh_() const { return detail::inplace(self(), gradbox::tanh); }
  Self& asinh_() const { return detail::inplace(self(), gradbox::asinh); }
  Self& acosh_() const { return detail::inplace(self(), gradbox::acosh); }
  Self& atanh_() const { return detail::inplace(self(), gradbox::atanh); }
  Self& sinc_() const { return detail::inplace(self(), gradbox::sinc); }
  Self& atan2_(const Self& other) const { return detail::inplace(self(), other, gradbox::atan2); }
  Self& hypot_(const Self& other) const { return detail::inplace(self(), other, gradbox::hypot); }
};

}  // namespace gradbox
