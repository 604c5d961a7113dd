#pragma once

#include <cstdint>
#include <limits>

#include "gradbox/backend/cpu/vector_math_base.h"

/// The functions of vector_math_f32.h for double, to the same accuracy in units in the last place.
/// Include vector_math.h.
namespace gradbox::cpu {
namespace detail {

/// 2^n for -1023 < n < 1024.
GRADBOX_ALWAYS_INLINE double power_of_two(int64_t n) { return as<double>(static_cast<uint64_t>(n + 1023) << 52); }

constexpr double kRoundDouble = 6755399441055744.0;  // 1.5 * 2^52

/// The integer that was left in the last bits by adding kRoundDouble.
GRADBOX_ALWAYS_INLINE int64_t rounded_bits(double shifted) {
  return as<int64_t>(as<uint64_t>(shifted) - as<uint64_t>(kRoundDouble));
}

struct ExpPartsDouble {
  double rest;
  double count;
  int64_t n;
};

GRADBOX_ALWAYS_INLINE ExpPartsDouble split_exponent(double x) {
  const double shifted = multiply_add(x, 1.4426950408889634, kRoundDouble);
  const double count = shifted - kRoundDouble;
  const double rest = multiply_add(count, -7.3710025651677989e-13, multiply_add(count, -0.69314718055920820916, x));
  return {rest, count, rounded_bits(shifted)};
}

GRADBOX_ALWAYS_INLINE double expm1_near_zero(double x) {
  const double series =
      polynomial(x, 0.5, 0.16666666666666666, 0.041666666666666678, 0.0083333333333333332, 0.0013888888888879082,
                 0.00019841269841263304, 2.4801587336421321e-05, 2.7557319247204789e-06, 2.7557263301474753e-07,
                 2.5052071109214447e-08, 2.0918129454967065e-09, 1.6086622436215554e-10);
  return multiply_add(x * x, series, x);
}

GRADBOX_ALWAYS_INLINE double log_of_normal(double x, double extra) {
  constexpr uint64_t kSqrtHalf = 0x3fe6a09e667f3bcdu;
  const uint64_t bits = as<uint64_t>(x) + (0x3ff0000000000000u - kSqrtHalf);
  // The biased exponent, put behind the mantissa of 2^52, converts without an integer conversion instruction.
  const double count = as<double>((bits >> 52) | 0x4330000000000000u) - 4503599627371519.0 + extra;
  const double f = as<double>((bits & 0x000fffffffffffffu) + kSqrtHalf) - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double series =
      z * polynomial(z, 0.66666666666666663, 0.40000000000000879, 0.28571428570803614, 0.22222222391713917,
                     0.18181795640132906, 0.15386239702814658, 0.13268773138656886, 0.13086626147840102);
  const double half_square = 0.5 * f * f;
  const double small = multiply_add(s, half_square + series, count * 7.3710025651677989e-13);
  return multiply_add(count, 0.69314718055920820916, f - (half_square - small));
}

struct QuadrantDouble {
  double rest;
  uint64_t n;
};

GRADBOX_ALWAYS_INLINE QuadrantDouble split_quadrant(double x) {
  const double shifted = multiply_add(x, 0.63661977236758138, kRoundDouble);
  const double count = shifted - kRoundDouble;
  double rest = x - count * 1.5707963267341256;
  rest = rest - count * 6.077100506303966e-11;
  rest = rest - count * 2.0222662487959506e-21;
  return {rest, as<uint64_t>(shifted)};
}

GRADBOX_ALWAYS_INLINE double sin_of_quadrant(double rest, uint64_t n) {
  const double square = rest * rest;
  const double odd =
      polynomial(square, -0.16666666666666666, 0.0083333333333333315, -0.00019841269841265065, 2.7557319219339167e-06,
                 -2.5052106232447578e-08, 1.6058531618986147e-10, -7.5866971177069183e-13);
  const double even =
      polynomial(square, 0.041666666666666664, -0.0013888888888888887, 2.4801587301584645e-05, -2.7557319221402824e-07,
                 2.0876755791080422e-09, -1.1470460887609959e-11, 4.7458719020432915e-14);
  const double sine = multiply_add(rest * square, odd, rest);
  const double cosine = multiply_add(square * square, even, multiply_add(-0.5, square, 1.0));
  const double magnitude = (n & 1) != 0 ? cosine : sine;
  return as<double>(as<uint64_t>(magnitude) ^ ((n & 2) << 62));
}

}  // namespace detail

GRADBOX_ALWAYS_INLINE double vexp(double x) {
  const detail::ExpPartsDouble parts = detail::split_exponent(detail::clamp(x, -746.0, 710.0));
  const int64_t half = detail::rounded_bits(detail::multiply_add(parts.count, 0.5, detail::kRoundDouble));
  const double near_one = 1.0 + detail::expm1_near_zero(parts.rest);
  return near_one * detail::power_of_two(half) * detail::power_of_two(parts.n - half);
}

GRADBOX_ALWAYS_INLINE double vexpm1(double x) {
  const detail::ExpPartsDouble parts = detail::split_exponent(detail::clamp(x, -40.0, 710.0));
  const double near_zero = detail::expm1_near_zero(parts.rest);
  const double half_scale = detail::power_of_two(parts.n - 1);
  const double scaled = 2.0 * detail::multiply_add(half_scale, near_zero, half_scale - 0.5);
  const double result = parts.count == 0.0 ? near_zero : scaled;
  return x == 0.0 ? x : result;
}

GRADBOX_ALWAYS_INLINE double vlog(double x) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const bool denormal = x < std::numeric_limits<double>::min();
  const double normal = denormal ? x * 4503599627370496.0 : x;
  double result = detail::log_of_normal(normal, denormal ? -52.0 : 0.0);
  result = x < kInfinity ? result : x;
  result = x == 0.0 ? -kInfinity : result;
  return x < 0.0 ? std::numeric_limits<double>::quiet_NaN() : result;
}

GRADBOX_ALWAYS_INLINE double vlog1p(double x) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double sum = 1.0 + x;
  const double lost = (x - (sum - 1.0)) / sum;
  double result = detail::log_of_normal(sum, 0.0) + lost;
  result = x < kInfinity ? result : x;
  result = x == 0.0 ? x : result;
  result = x == -1.0 ? -kInfinity : result;
  return x < -1.0 ? std::numeric_limits<double>::quiet_NaN() : result;
}

GRADBOX_ALWAYS_INLINE double vtanh(double x) {
  const double magnitude = __builtin_fabs(x);
  const double square = x * x;
  const double series =
      detail::polynomial(square, -0.33333333333333331, 0.13333333333333322, -0.053968253968235902, 0.021869488535133222,
                         -0.008863235499801992, 0.0035921275075992522, -0.0014558283998303246, 0.0005899818158388232,
                         -0.00023888944636751174, 9.6041091570262655e-05, -3.7081069215442337e-05,
                         1.2209921790162781e-05, -2.4388316314720878e-06);
  const double small = detail::multiply_add(magnitude * square, series, magnitude);
  const detail::ExpPartsDouble parts = detail::split_exponent(2.0 * detail::clamp(magnitude, -1.0, 20.0));
  const double power = (1.0 + detail::expm1_near_zero(parts.rest)) * detail::power_of_two(parts.n);
  const double large = 1.0 - 2.0 / (power + 1.0);
  return __builtin_copysign(magnitude >= 0.625 ? large : small, x);
}

GRADBOX_ALWAYS_INLINE double vsigmoid(double x) { return 1.0 / (1.0 + vexp(-x)); }

/// |x| <= 2^20 only; SinFunction and CosFunction take any argument
GRADBOX_ALWAYS_INLINE double vsin(double x) {
  const detail::QuadrantDouble quadrant = detail::split_quadrant(x);
  const double result = detail::sin_of_quadrant(quadrant.rest, quadrant.n);
  return x == 0.0 ? x : result;
}

/// |x| <= 2^20 only; SinFunction and CosFunction take any argument
GRADBOX_ALWAYS_INLINE double vcos(double x) {
  const detail::QuadrantDouble quadrant = detail::split_quadrant(x);
  return detail::sin_of_quadrant(quadrant.rest, quadrant.n + 1);
}

}  // namespace gradbox::cpu
