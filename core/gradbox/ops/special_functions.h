#pragma once

/// Functions that the standard library lacks.
namespace gradbox::detail {

double inverse_erf(double y) noexcept;
double digamma_value(double x) noexcept;
/// The derivative of digamma, as exact as PyTorch's (about 1e-9), in float too.
float trigamma_value(float x) noexcept;
double trigamma_value(double x) noexcept;
/// The n-th derivative of digamma, n >= 2.
double polygamma_value(int n, double x) noexcept;

}  // namespace gradbox::detail
