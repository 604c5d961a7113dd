#pragma once

#include <optional>

#include "gradbox/ops/family.h"

/// Bounds, and the larger and the smaller of two.
namespace gradbox {

/// a, but at least `min` and at most `max` (which wins if it is the smaller one); nan stays nan. One of two tensors may
/// be undefined.
/// Shape:  tensors broadcast
/// Dtype:  numbers; promoted
/// Grad:   da = g within the bounds and at them, 0 outside; a bound that was taken gets g
/// Throws: Error if there is neither bound
/// Source: torch.clamp, torch.clip, torch.clamp_min, torch.clamp_max
Tensor clamp(const Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt);
Tensor clamp(const Tensor& self, const Tensor& min, const Tensor& max);
Tensor clamp(const Tensor& self, const std::optional<Tensor>& min, const std::optional<Tensor>& max);
Tensor clamp(const Tensor& self, const std::optional<Tensor>& min);
Tensor clamp_min(const Tensor& self, Scalar min);
Tensor clamp_max(const Tensor& self, Scalar max);
/// The larger or the smaller of a and b; nan if either is.
/// Shape:  broadcast
/// Dtype:  any; promoted
/// Grad:   g to the one that was taken, half of it to each at a tie
/// Source: torch.maximum, torch.minimum
Tensor maximum(const Tensor& self, const Tensor& other);
Tensor minimum(const Tensor& self, const Tensor& other);
/// The same, but a number wins against nan, and the whole gradient goes to a at a tie.
/// Source: torch.fmax, torch.fmin
Tensor fmax(const Tensor& self, const Tensor& other);
Tensor fmin(const Tensor& self, const Tensor& other);

template <class Self>
struct ClampMethods : MethodsOf<Self, ClampMethods<Self>> {
  using MethodsOf<Self, ClampMethods>::self;
  Self clamp(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const {
    return gradbox::clamp(self(), min, max);
  }
  Self clamp(const Self& min, const Self& max) const { return gradbox::clamp(self(), min, max); }
  Self clamp(const std::optional<Self>& min, const std::optional<Self>& max = std::nullopt) const {
    return gradbox::clamp(self(), min, max);
  }
  Self clip(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const {
    return gradbox::clamp(self(), min, max);
  }
  Self clamp_min(Scalar min) const { return gradbox::clamp_min(self(), min); }
  Self clamp_max(Scalar max) const { return gradbox::clamp_max(self(), max); }
  Self maximum(const Self& other) const { return gradbox::maximum(self(), other); }
  Self minimum(const Self& other) const { return gradbox::minimum(self(), other); }
  Self fmax(const Self& other) const { return gradbox::fmax(self(), other); }
  Self fmin(const Self& other) const { return gradbox::fmin(self(), other); }
  Self& clamp_(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const;
  Self& clamp_(const std::optional<Self>& min, const std::optional<Self>& max = std::nullopt) const;
  Self& clamp_min_(Scalar min) const { return detail::inplace(self(), min, gradbox::clamp_min); }
  Self& clamp_max_(Scalar max) const { return detail::inplace(self(), max, gradbox::clamp_max); }
};

}  // namespace gradbox
