#pragma once

#include <optional>
#include <string_view>

#include "gradbox/ops/family.h"

namespace gradbox {

/// The dtype in which an operator on both computes: dims weigh more than 0-dim tensors, these more than numbers.
/// Source: torch.result_type
DType result_type(const Tensor& a, const Tensor& b);
DType result_type(const Tensor& a, Scalar b);
/// Source: torch.is_floating_point
bool is_floating_point(const Tensor& self);

/// a + alpha b.
/// Shape:  broadcast
/// Dtype:  any; promoted
/// Grad:   da = g, db = alpha g
/// Throws: Error if alpha is floating and the result is not
/// Source: torch.add
Tensor add(const Tensor& self, const Tensor& other, Scalar alpha = 1);
Tensor add(const Tensor& self, Scalar other, Scalar alpha = 1);
/// a - alpha b.
/// Shape:  broadcast
/// Dtype:  numbers; promoted
/// Grad:   da = g, db = -alpha g
/// Throws: Error for bool operands
/// Source: torch.sub
Tensor sub(const Tensor& self, const Tensor& other, Scalar alpha = 1);
Tensor sub(const Tensor& self, Scalar other, Scalar alpha = 1);
/// b - alpha a.
/// Grad:   da = -alpha g, db = g
/// Source: torch.rsub
Tensor rsub(const Tensor& self, const Tensor& other, Scalar alpha = 1);
Tensor rsub(const Tensor& self, Scalar other, Scalar alpha = 1);
/// a b, element by element.
/// Shape:  broadcast
/// Dtype:  any; promoted
/// Grad:   da = g b, db = g a
/// Source: torch.mul
Tensor mul(const Tensor& self, const Tensor& other);
Tensor mul(const Tensor& self, Scalar other);
/// a / b, element by element; integers give the default floating dtype.
/// Shape:  broadcast
/// Dtype:  any; promoted to floating
/// Grad:   da = g / b, db = -g a / b^2
/// Source: torch.div
Tensor div(const Tensor& self, const Tensor& other);
Tensor div(const Tensor& self, Scalar other);

Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator+(const Tensor& a, Scalar b);
Tensor operator+(Scalar a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, Scalar b);
Tensor operator-(Scalar a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, Scalar b);
Tensor operator*(Scalar a, const Tensor& b);
Tensor operator/(const Tensor& a, const Tensor& b);
Tensor operator/(const Tensor& a, Scalar b);
Tensor operator/(Scalar a, const Tensor& b);

template <class Self>
struct BinaryMethods : MethodsOf<Self, BinaryMethods<Self>> {
  using MethodsOf<Self, BinaryMethods>::self;
  Self add(const Self& other, Scalar alpha = 1) const { return gradbox::add(self(), other, alpha); }
  Self add(Scalar other, Scalar alpha = 1) const { return gradbox::add(self(), other, alpha); }
  Self sub(const Self& other, Scalar alpha = 1) const { return gradbox::sub(self(), other, alpha); }
  Self sub(Scalar other, Scalar alpha = 1) const { return gradbox::sub(self(), other, alpha); }
  Self mul(const Self& other) const { return gradbox::mul(self(), other); }
  Self mul(Scalar other) const { return gradbox::mul(self(), other); }
  Self div(const Self& other) const { return gradbox::div(self(), other); }
  Self div(Scalar other) const { return gradbox::div(self(), other); }
  /// Rounded division; see divide.h.
  Self div(const Self& other, std::optional<std::string_view> rounding_mode) const;
  Self div(Scalar other, std::optional<std::string_view> rounding_mode) const;
  Self& add_(const Self& other, Scalar alpha = 1) const;
  Self& add_(Scalar other, Scalar alpha = 1) const;
  Self& sub_(const Self& other, Scalar alpha = 1) const;
  Self& sub_(Scalar other, Scalar alpha = 1) const;
  Self& mul_(const Self& other) const;
  Self& mul_(Scalar other) const;
  Self& div_(const Self& other) const;
  Self& div_(Scalar other) const;
  Self& operator+=(const Self& other) const { return add_(other); }
  Self& operator+=(Scalar other) const { return add_(other); }
  Self& operator-=(const Self& other) const { return sub_(other); }
  Self& operator-=(Scalar other) const { return sub_(other); }
  Self& operator*=(const Self& other) const { return mul_(other); }
  Self& operator*=(Scalar other) const { return mul_(other); }
  Self& operator/=(const Self& other) const { return div_(other); }
  Self& operator/=(Scalar other) const { return div_(other); }
};

}  // namespace gradbox
