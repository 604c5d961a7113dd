#pragma once

#include "gradbox/ops/family.h"

/// Dropout of several kinds. Outside training, and for p = 0, they return their input itself. The default generator
/// draws.
namespace gradbox {

/// Zeros elements with probability p and multiplies the others by 1 / (1 - p).
/// Grad:   the same elements, the same factor
/// Throws: ValueError unless 0 <= p <= 1
/// Source: torch.dropout
Tensor dropout(const Tensor& input, double p, bool train);
Tensor& dropout_(Tensor& input, double p, bool train);
/// The same for whole channels, which are the second dim.
/// Shape:  [N, C, ...]
/// Source: torch.feature_dropout, dropout2d, dropout3d
Tensor feature_dropout(const Tensor& input, double p, bool train);
/// Sets elements to the value that a SELU network saturates at, keeping its mean and variance.
/// Source: torch.alpha_dropout
Tensor alpha_dropout(const Tensor& input, double p, bool train);
Tensor feature_alpha_dropout(const Tensor& input, double p, bool train);

}  // namespace gradbox
