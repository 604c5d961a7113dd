#pragma once

#include "gradbox/tensor/tensor.h"

namespace gradbox::cpu {

/// Writes `source`, expanded and converted, into `target`.
void copy(const Tensor& target, const Tensor& source);

/// Writes `value` into every element of `target`.
void fill(const Tensor& target, Scalar value);

}  // namespace gradbox::cpu
