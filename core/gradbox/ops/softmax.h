#pragma once

#include <optional>

#include "gradbox/ops/family.h"

namespace gradbox {

/// e^a divided by its sum along `dim`, computed without overflow.
/// Dtype:  floating; or `dtype`, to which a is converted first
/// Grad:   da = (g - sum(g y)) y
/// Source: torch.softmax
Tensor softmax(const Tensor& self, std::int64_t dim, std::optional<DType> dtype = std::nullopt);
/// The logarithm of that.
/// Grad:   da = g - e^y sum(g)
/// Source: torch.log_softmax
Tensor log_softmax(const Tensor& self, std::int64_t dim, std::optional<DType> dtype = std::nullopt);
/// softmax of -a.
/// Source: torch.nn.functional.softmin
Tensor softmin(const Tensor& self, std::int64_t dim, std::optional<DType> dtype = std::nullopt);

template <class Self>
struct SoftmaxMethods : MethodsOf<Self, SoftmaxMethods<Self>> {
  using MethodsOf<Self, SoftmaxMethods>::self;
  Self softmax(std::int64_t dim, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::softmax(self(), dim, dtype);
  }
  Self log_softmax(std::int64_t dim, std::optional<DType> dtype = std::nullopt) const {
    return gradbox::log_softmax(self(), dim, dtype);
  }
};

}  // namespace gradbox
