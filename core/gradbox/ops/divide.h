#pragma once

#include <optional>
#include <string_view>

#include "gradbox/ops/family.h"

/// Remainders, and division to whole numbers. An integer divided by 0 throws Error("ZeroDivisionError").
namespace gradbox {

/// a - b trunc(a / b): has the sign of a.
/// Shape:  broadcast
/// Dtype:  numbers; promoted
/// Grad:   da = g, db = -g trunc(a / b)
/// Source: torch.fmod
Tensor fmod(const Tensor& self, const Tensor& other);
Tensor fmod(const Tensor& self, Scalar other);
/// a - b floor(a / b): has the sign of b, like Python's %.
/// Shape:  broadcast
/// Dtype:  numbers; promoted
/// Grad:   da = g, db = -g floor(a / b)
/// Source: torch.remainder
Tensor remainder(const Tensor& self, const Tensor& other);
Tensor remainder(const Tensor& self, Scalar other);
/// a / b, rounded by "trunc" or "floor"; not rounded without a mode.
/// Grad:   zero if rounded
/// Throws: Error for another mode
/// Source: torch.div
Tensor div(const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode);
Tensor div(const Tensor& self, Scalar other, std::optional<std::string_view> rounding_mode);
/// floor(a / b).
/// Shape:  broadcast
/// Dtype:  numbers; promoted
/// Grad:   not implemented, as in PyTorch: backward throws
/// Source: torch.floor_divide
Tensor floor_divide(const Tensor& self, const Tensor& other);
Tensor floor_divide(const Tensor& self, Scalar other);
/// The next number after a on the way to b.
/// Grad:   not implemented, as in PyTorch
/// Source: torch.nextafter
Tensor nextafter(const Tensor& self, const Tensor& other);
/// |a| with b's sign.
/// Shape:  broadcast
/// Grad:   da = g with the sign that was put on, 0 at 0; db = 0
/// Source: torch.copysign
Tensor copysign(const Tensor& self, const Tensor& other);
Tensor copysign(const Tensor& self, Scalar other);

template <class Self>
struct DivideMethods : MethodsOf<Self, DivideMethods<Self>> {
  using MethodsOf<Self, DivideMethods>::self;
  Self fmod(const Self& other) const { return gradbox::fmod(self(), other); }
  Self fmod(Scalar other) const { return gradbox::fmod(self(), other); }
  Self remainder(const Self& other) const { return gradbox::remainder(self(), other); }
  Self remainder(Scalar other) const { return gradbox::remainder(self(), other); }
  Self floor_divide(const Self& other) const { return gradbox::floor_divide(self(), other); }
  Self floor_divide(Scalar other) const { return gradbox::floor_divide(self(), other); }
  Self nextafter(const Self& other) const { return gradbox::nextafter(self(), other); }
  Self copysign(const Self& other) const { return gradbox::copysign(self(), other); }
  Self copysign(Scalar other) const { return gradbox::copysign(self(), other); }
  Self& fmod_(const Self& other) const { return detail::inplace(self(), other, gradbox::fmod); }
  Self& fmod_(Scalar other) const { return detail::inplace(self(), other, gradbox::fmod); }
  Self& remainder_(const Self& other) const { return detail::inplace(self(), other, gradbox::remainder); }
  Self& remainder_(Scalar other) const { return detail::inplace(self(), other, gradbox::remainder); }
  Self& floor_divide_(const Self& other) const { return detail::inplace(self(), other, gradbox::floor_divide); }
  Self& copysign_(const Self& other) const { return detail::inplace(self(), other, gradbox::copysign); }
};

}  // namespace gradbox
