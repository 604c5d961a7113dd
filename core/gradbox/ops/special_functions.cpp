#include "gradbox/ops/special_functions.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace gradbox::detail {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// B(2k) for k = 1, 2, ...: what the asymptotic series of digamma and its derivatives are made of.
constexpr double kBernoulli[] = {1.0 / 6,       -1.0 / 30, 1.0 / 42,      -1.0 / 30,     5.0 / 66,
                                 -691.0 / 2730, 7.0 / 6,   -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};

/// The sum of 1 / (x + k)^s over all k >= 0, for s > 1: a few terms as they are, the rest by Euler and Maclaurin.
double hurwitz_zeta(double s, double x) noexcept {
  double sum = 0;
  for (int k = 0; k < 12; ++k, x += 1) sum += std::pow(x, -s);
  sum += std::pow(x, 1 - s) / (s - 1) + 0.5 * std::pow(x, -s);
  double factor = s * std::pow(x, -s - 1);
  double factorial = 2;
  for (int k = 1; k <= 10; ++k) {
    const double term = kBernoulli[k - 1] / factorial * factor;
    sum += term;
    if (std::fabs(term) < 1e-17 * std::fabs(sum)) break;
    factor *= (s + 2 * k - 1) * (s + 2 * k) / (x * x);
    factorial *= (2 * k + 1) * (2 * k + 2);
  }
  return sum;
}

/// Reflected to x >= 1/2, shifted up by 6, then three terms of the asymptotic series.
template <class T>
T trigamma(T x) noexcept {
  T sign = 1;
  T sum = 0;
  if (x < T(0.5)) {
    const T wave = std::sin(std::numbers::pi_v<T> * x);
    sum = -(std::numbers::pi_v<T> * std::numbers::pi_v<T>) / (wave * wave);
    sign = -1;
    x = 1 - x;
  }
  for (int k = 0; k < 6; ++k, x += 1) sum += 1 / (x * x);
  const T inverse_square = 1 / (x * x);
  const T series = T(1.0 / 6) - inverse_square * (T(1.0 / 30) - inverse_square * T(1.0 / 42));
  return sign * (sum + (1 + 1 / (2 * x) + inverse_square * series) / x);
}

}  // namespace

float trigamma_value(float x) noexcept { return trigamma(x); }
double trigamma_value(double x) noexcept { return trigamma(x); }

double inverse_erf(double y) noexcept {
  const double size = std::fabs(y);
  if (!(size <= 1)) return kNan;
  if (size == 1) return std::copysign(kInfinity, y);
  if (y == 0) return y;
  // Giles' single precision approximation, then Halley steps on erf (erfc far out, where erf is flat).
  double w = -std::log((1 - size) * (1 + size));
  double x = 0;
  if (w < 5) {
    w -= 2.5;
    const double c[] = {2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                        -0.00125372503, -0.00417768164, 0.246640727,    1.50140941};
    for (const double k : c) x = x * w + k;
  } else {
    w = std::sqrt(w) - 3;
    const double c[] = {-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
                        -0.0076224613,   0.00943887047,  1.00167406,    2.83297682};
    for (const double k : c) x = x * w + k;
  }
  x *= size;
  for (int step = 0; step < 2; ++step) {
    const double miss = size < 0.5 ? std::erf(x) - size : (1 - size) - std::erfc(x);
    const double newton = miss / (2 * std::numbers::inv_sqrtpi * std::exp(-x * x));
    x -= newton / (1 + x * newton);
  }
  return std::copysign(x, y);
}

double digamma_value(double x) noexcept {
  if (x == 0) return std::copysign(kInfinity, -x);
  if (x < 0) {
    double whole = 0;
    const double part = std::modf(x, &whole);
    if (part == 0) return kNan;
    return digamma_value(1 - x) - std::numbers::pi / std::tan(std::numbers::pi * part);
  }
  double sum = 0;
  for (; x < 10; x += 1) sum -= 1 / x;
  if (x == 10) return sum + 2.25175258906672110764;
  double series = 0;
  if (x < 1e17) {
    const double inverse_square = 1 / (x * x);
    double power = inverse_square;
    for (int k = 1; k <= 8; ++k, power *= inverse_square) series += kBernoulli[k - 1] / (2 * k) * power;
  }
  return sum + std::log(x) - 0.5 / x - series;
}

double polygamma_value(int n, double x) noexcept {
  if (x != x) return kNan;
  if (x <= 0) {
    if (x == std::floor(x)) return n % 2 == 0 ? kNan : kInfinity;
    // Upwards by psi_n(x) = psi_n(x + 1) - (-1)^n n! x^(-n-1), until the series holds.
    double sum = 0;
    const double factor = (n % 2 == 0 ? 1 : -1) * std::tgamma(n + 1.0);
    for (; x <= 0; x += 1) sum -= factor * std::pow(x, -(n + 1));
    return sum + polygamma_value(n, x);
  }
  return (n % 2 == 0 ? -1 : 1) * std::tgamma(n + 1.0) * hurwitz_zeta(n + 1.0, x);
}

}  // namespace gradbox::detail
