#pragma once

#include <vector>

#include "gradbox/tensor/tensor.h"

/// Gradients made smaller in place, between backward and the optimizer's step.
namespace gradbox::nn::utils {

/// Scales the gradients of all parameters by one factor so that their norm, taken together, is at most `max_norm`.
/// Returns the norm before. Parameters without a gradient do not count; norm_type may be infinity.
/// Throws: Error if the norm is not finite and error_if_nonfinite is set
/// Source: torch.nn.utils.clip_grad_norm_
double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type = 2.0,
                       bool error_if_nonfinite = false);
inline double clip_grad_norm_(const Tensor& parameter, double max_norm, double norm_type = 2.0,
                              bool error_if_nonfinite = false) {
  return clip_grad_norm_(std::vector<Tensor>{parameter}, max_norm, norm_type, error_if_nonfinite);
}

/// Brings every element of the gradients into [-clip_value, clip_value].
/// Source: torch.nn.utils.clip_grad_value_
void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value);
inline void clip_grad_value_(const Tensor& parameter, double clip_value) {
  clip_grad_value_(std::vector<Tensor>{parameter}, clip_value);
}

}  // namespace gradbox::nn::utils
