#pragma once

#include "gradbox/ops/family.h"

/// Questions about elements. The answers are bool tensors without gradient.
namespace gradbox {

/// a == b, a != b, a < b, a <= b, a > b, a >= b, element by element; false with nan, except for ne.
/// Shape:  broadcast
/// Dtype:  any; compared in the promoted dtype
/// Source: torch.eq, torch.ne, torch.lt, torch.le, torch.gt, torch.ge
Tensor eq(const Tensor& self, const Tensor& other);
Tensor eq(const Tensor& self, Scalar other);
Tensor ne(const Tensor& self, const Tensor& other);
Tensor ne(const Tensor& self, Scalar other);
Tensor lt(const Tensor& self, const Tensor& other);
Tensor lt(const Tensor& self, Scalar other);
Tensor le(const Tensor& self, const Tensor& other);
Tensor le(const Tensor& self, Scalar other);
Tensor gt(const Tensor& self, const Tensor& other);
Tensor gt(const Tensor& self, Scalar other);
Tensor ge(const Tensor& self, const Tensor& other);
Tensor ge(const Tensor& self, Scalar other);
/// Logic on "is not 0", for any dtype.
/// Source: torch.logical_and, torch.logical_or, torch.logical_xor, torch.logical_not
Tensor logical_and(const Tensor& self, const Tensor& other);
Tensor logical_or(const Tensor& self, const Tensor& other);
Tensor logical_xor(const Tensor& self, const Tensor& other);
Tensor logical_not(const Tensor& self);
/// Bit by bit; for bool the same as logic.
/// Dtype:  bool and int64, promoted
/// Source: torch.bitwise_and, torch.bitwise_or, torch.bitwise_xor, torch.bitwise_not
Tensor bitwise_and(const Tensor& self, const Tensor& other);
Tensor bitwise_and(const Tensor& self, Scalar other);
Tensor bitwise_or(const Tensor& self, const Tensor& other);
Tensor bitwise_or(const Tensor& self, Scalar other);
Tensor bitwise_xor(const Tensor& self, const Tensor& other);
Tensor bitwise_xor(const Tensor& self, Scalar other);
Tensor bitwise_not(const Tensor& self);
/// What kind of number it is. signbit is true for -0 too.
/// Source: torch.isnan, torch.isinf, torch.isposinf, torch.isneginf, torch.isfinite, torch.signbit
Tensor isnan(const Tensor& self);
Tensor isinf(const Tensor& self);
Tensor isposinf(const Tensor& self);
Tensor isneginf(const Tensor& self);
Tensor isfinite(const Tensor& self);
Tensor signbit(const Tensor& self);
/// |a - b| <= atol + rtol |b|; equal infinities are close, nans if `equal_nan`.
/// Throws: Error unless both have one dtype, or for a negative tolerance
/// Source: torch.isclose, torch.allclose
Tensor isclose(const Tensor& self, const Tensor& other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false);
bool allclose(const Tensor& self, const Tensor& other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false);
/// Whether shape and elements are the same.
/// Source: torch.equal
bool equal(const Tensor& self, const Tensor& other);

Tensor operator==(const Tensor& a, const Tensor& b);
Tensor operator==(const Tensor& a, Scalar b);
Tensor operator!=(const Tensor& a, const Tensor& b);
Tensor operator!=(const Tensor& a, Scalar b);
Tensor operator<(const Tensor& a, const Tensor& b);
Tensor operator<(const Tensor& a, Scalar b);
Tensor operator<(Scalar a, const Tensor& b);
Tensor operator<=(const Tensor& a, const Tensor& b);
Tensor operator<=(const Tensor& a, Scalar b);
Tensor operator<=(Scalar a, const Tensor& b);
Tensor operator>(const Tensor& a, const Tensor& b);
Tensor operator>(const Tensor& a, Scalar b);
Tensor operator>(Scalar a, const Tensor& b);
Tensor operator>=(const Tensor& a, const Tensor& b);
Tensor operator>=(const Tensor& a, Scalar b);
Tensor operator>=(Scalar a, const Tensor& b);
Tensor operator~(const Tensor& a);
Tensor operator!(const Tensor& a);
Tensor operator&(const Tensor& a, const Tensor& b);
Tensor operator&(const Tensor& a, Scalar b);
Tensor operator|(const Tensor& a, const Tensor& b);
Tensor operator|(const Tensor& a, Scalar b);
Tensor operator^(const Tensor& a, const Tensor& b);
Tensor operator^(const Tensor& a, Scalar b);

template <class Self>
struct CompareMethods : MethodsOf<Self, CompareMethods<Self>> {
  using MethodsOf<Self, CompareMethods>::self;
  Self eq(const Self& other) const { return gradbox::eq(self(), other); }
  Self eq(Scalar other) const { return gradbox::eq(self(), other); }
  Self ne(const Self& other) const { return gradbox::ne(self(), other); }
  Self ne(Scalar other) const { return gradbox::ne(self(), other); }
  Self lt(const Self& other) const { return gradbox::lt(self(), other); }
  Self lt(Scalar other) const { return gradbox::lt(self(), other); }
  Self le(const Self& other) const { return gradbox::le(self(), other); }
  Self le(Scalar other) const { return gradbox::le(self(), other); }
  Self gt(const Self& other) const { return gradbox::gt(self(), other); }
  Self gt(Scalar other) const { return gradbox::gt(self(), other); }
  Self ge(const Self& other) const { return gradbox::ge(self(), other); }
  Self ge(Scalar other) const { return gradbox::ge(self(), other); }
  Self less(const Self& other) const { return gradbox::lt(self(), other); }
  Self greater(const Self& other) const { return gradbox::gt(self(), other); }
  Self not_equal(const Self& other) const { return gradbox::ne(self(), other); }
  Self logical_and(const Self& other) const { return gradbox::logical_and(self(), other); }
  Self logical_or(const Self& other) const { return gradbox::logical_or(self(), other); }
  Self logical_xor(const Self& other) const { return gradbox::logical_xor(self(), other); }
  Self logical_not() const { return gradbox::logical_not(self()); }
  Self bitwise_and(const Self& other) const { return gradbox::bitwise_and(self(), other); }
  Self bitwise_and(Scalar other) const { return gradbox::bitwise_and(self(), other); }
  Self bitwise_or(const Self& other) const { return gradbox::bitwise_or(self(), other); }
  Self bitwise_or(Scalar other) const { return gradbox::bitwise_or(self(), other); }
  Self bitwise_xor(const Self& other) const { return gradbox::bitwise_xor(self(), other); }
  Self bitwise_xor(Scalar other) const { return gradbox::bitwise_xor(self(), other); }
  Self bitwise_not() const { return gradbox::bitwise_not(self()); }
  Self isnan() const { return gradbox::isnan(self()); }
  Self isinf() const { return gradbox::isinf(self()); }
  Self isposinf() const { return gradbox::isposinf(self()); }
  Self isneginf() const { return gradbox::isneginf(self()); }
  Self isfinite() const { return gradbox::isfinite(self()); }
  Self signbit() const { return gradbox::signbit(self()); }
  Self isclose(const Self& other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) const {
    return gradbox::isclose(self(), other, rtol, atol, equal_nan);
  }
  bool allclose(const Self& other, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) const {
    return gradbox::allclose(self(), other, rtol, atol, equal_nan);
  }
  bool equal(const Self& other) const { return gradbox::equal(self(), other); }
  Self& logical_not_() const { return detail::inplace(self(), gradbox::logical_not); }
  Self& logical_and_(const Self& other) const { return detail::inplace(self(), other, gradbox::logical_and); }
  Self& logical_or_(const Self& other) const { return detail::inplace(self(), other, gradbox::logical_or); }
  Self& logical_xor_(const Self& other) const { return detail::inplace(self(), other, gradbox::logical_xor); }
};

}  // namespace gradbox
