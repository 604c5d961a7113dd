#pragma once

#include "gradbox/tensor/tensor.h"

namespace gradbox::cpu {

/// target += source, element by element; same shape and dtype.
void accumulate(const Tensor& target, const Tensor& source);

/// Whether any element is a nan.
bool has_nan(const Tensor& tensor);

}  // namespace gradbox::cpu
