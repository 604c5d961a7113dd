#pragma once

/// Functions that the standard library lacks.
namespace gradbox::detail {

double inverse_erf(double y) noexcept;
double digamma_value(double x) noexcept;
/// The n-th derivative of digamma, n >= 1.
double polygamma_value(int n, double x) noexcept;

}  // namespace gradbox::detail
