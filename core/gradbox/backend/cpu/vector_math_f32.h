#pragma once

#include <cstdint>
#include <limits>

#include "gradbox/backend/cpu/vector_math_base.h"

/// Elementary functions of float without branches or calls, so that a plain loop over an array becomes vector code.
/// At most 1.5 units in the last place from the true value (2.2 for sine and cosine), denormal results included; nan,
/// inf and zeros as in IEEE 754. Include vector_math.h.
namespace gradbox::cpu {
namespace detail {

/// The smaller of a magnitude and a limit; nan may become the limit.
GRADBOX_ALWAYS_INLINE float at_most(float magnitude, float limit) {
#if defined(__wasm_simd128__)
  return as<float>(as<int32_t>(magnitude) < as<int32_t>(limit) ? as<int32_t>(magnitude) : as<int32_t>(limit));
#else
  return limit < magnitude ? limit : magnitude;
#endif
}

/// 2^n for -127 < n < 128.
GRADBOX_ALWAYS_INLINE float power_of_two(int32_t n) { return as<float>(static_cast<uint32_t>(n + 127) << 23); }

/// x = n ln 2 + rest, |rest| <= ln 2 / 2, for |x| < 200.
struct ExpParts {
  float rest;
  float count;
  int32_t n;
};

GRADBOX_ALWAYS_INLINE ExpParts split_exponent(float x) {
  constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the last bits
  const float shifted = multiply_add(x, 1.44269504f, kRound);
  const float count = shifted - kRound;
  const float rest = multiply_add(count, -1.42860682e-6f, multiply_add(count, -0.693145751953125f, x));
  return {rest, count, as<int32_t>(as<uint32_t>(shifted) - as<uint32_t>(kRound))};
}

/// e^x - 1 for |x| <= ln 2 / 2.
GRADBOX_ALWAYS_INLINE float expm1_near_zero(float x) {
  const float series =
      polynomial(x, 0.5f, 0.166666672f, 0.0416664667f, 0.00833331048f, 0.00139336416f, 0.000198909809f);
  return multiply_add(x * x, series, x);
}

/// log(x) for normal, positive, finite x, with `extra` added to the binary exponent.
GRADBOX_ALWAYS_INLINE float log_of_normal(float x, float extra) {
  const uint32_t bits = as<uint32_t>(x);
  const int32_t exponent = as<int32_t>(bits - 0x3f3504f3u) >> 23;  // sqrt(1/2) is where the mantissa range begins
  const float f = as<float>(bits - (as<uint32_t>(exponent) << 23)) - 1.0f;
  const float count = static_cast<float>(exponent) + extra;
  const float square = f * f;
  const float series = polynomial(f, 0.333333343f, -0.249999896f, 0.200000107f, -0.166680008f, 0.142865241f,
                                  -0.124507435f, 0.110377833f, -0.10646192f, 0.105308644f, -0.0620150007f);
  float sum = multiply_add(count, 1.42860682e-6f, f * square * series);
  sum = multiply_add(-0.5f, square, sum) + f;
  return multiply_add(count, 0.693145751953125f, sum);
}

/// x = n pi/2 + rest for |x| <= 8192.
struct Quadrant {
  float rest;
  uint32_t n;
};

GRADBOX_ALWAYS_INLINE Quadrant split_quadrant(float x) {
  constexpr float kRound = 12582912.0f;
  const float shifted = multiply_add(x, 0.636619772f, kRound);
  const float count = shifted - kRound;
  float rest = x - count * 1.5703125f;  // exact: 11 bits times at most 13
  rest = rest - count * 0.000483751297f;
  rest = rest - count * 7.54953362e-08f;
  rest = rest - count * 2.56334415e-12f;
  return {rest, as<uint32_t>(shifted)};
}

/// sin(rest + n pi/2).
GRADBOX_ALWAYS_INLINE float sin_of_quadrant(float rest, uint32_t n) {
  const float square = rest * rest;
  const float odd = polynomial(square, -0.166666672f, 0.00833333191f, -0.00019840087f, 2.72499256e-06f);
  const float even = polynomial(square, 0.0416666679f, -0.00138888881f, 2.48005999e-05f, -2.7300959e-07f);
  const float sine = multiply_add(rest * square, odd, rest);
  const float cosine = multiply_add(square * square, even, multiply_add(-0.5f, square, 1.0f));
  const float magnitude = (n & 1) != 0 ? cosine : sine;
  return as<float>(as<uint32_t>(magnitude) ^ ((n & 2) << 30));
}

}  // namespace detail

GRADBOX_ALWAYS_INLINE float vexp(float x) {
  const float bounded = detail::clamp(x, -104.0f, 89.0f);
  const detail::ExpParts parts = detail::split_exponent(bounded);
  const int32_t half = parts.n >> 1;  // two factors, because 2^n alone can be too large or too small
  const float near_one = 1.0f + detail::expm1_near_zero(parts.rest);
  return near_one * detail::power_of_two(half) * detail::power_of_two(parts.n - half);
}

GRADBOX_ALWAYS_INLINE float vexpm1(float x) {
  const float bounded = detail::clamp(x, -18.0f, 89.0f);
  const detail::ExpParts parts = detail::split_exponent(bounded);
  const float near_zero = detail::expm1_near_zero(parts.rest);
  const float half_scale = detail::power_of_two(parts.n - 1);
  const float scaled = 2.0f * detail::multiply_add(half_scale, near_zero, half_scale - 0.5f);
  const float result = parts.count == 0.0f ? near_zero : scaled;
  return x == 0.0f ? x : result;
}

GRADBOX_ALWAYS_INLINE float vlog(float x) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const bool denormal = x < std::numeric_limits<float>::min();
  const float normal = denormal ? x * 8388608.0f : x;
  float result = detail::log_of_normal(normal, denormal ? -23.0f : 0.0f);
  result = x < kInfinity ? result : x;
  result = x == 0.0f ? -kInfinity : result;
  return x < 0.0f ? std::numeric_limits<float>::quiet_NaN() : result;
}

GRADBOX_ALWAYS_INLINE float vlog1p(float x) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float sum = 1.0f + x;
  const float lost = (x - (sum - 1.0f)) / sum;  // what rounding the sum took away, to first order
  float result = detail::log_of_normal(sum, 0.0f) + lost;
  result = x < kInfinity ? result : x;
  result = x == 0.0f ? x : result;
  result = x == -1.0f ? -kInfinity : result;
  return x < -1.0f ? std::numeric_limits<float>::quiet_NaN() : result;
}

GRADBOX_ALWAYS_INLINE float vtanh(float x) {
  const float magnitude = __builtin_fabsf(x);
  const float square = x * x;
  const float series = detail::polynomial(square, -0.333333343f, 0.133333042f, -0.0539592579f, 0.0217689183f,
                                          -0.00834394526f, 0.00229274482f);
  const float small = detail::multiply_add(magnitude * square, series, magnitude);
  const float bounded = detail::at_most(magnitude, 10.0f);
  const detail::ExpParts parts = detail::split_exponent(2.0f * bounded);
  const float power = (1.0f + detail::expm1_near_zero(parts.rest)) * detail::power_of_two(parts.n);
  const float large = 1.0f - 2.0f / (power + 1.0f);
  return __builtin_copysignf(magnitude >= 0.625f ? large : small, x);
}

GRADBOX_ALWAYS_INLINE float vsigmoid(float x) { return 1.0f / (1.0f + vexp(-x)); }

/// |x| <= 8192 only; SinFunction and CosFunction take any argument
GRADBOX_ALWAYS_INLINE float vsin(float x) {
  const detail::Quadrant quadrant = detail::split_quadrant(x);
  const float result = detail::sin_of_quadrant(quadrant.rest, quadrant.n);
  return x == 0.0f ? x : result;
}

/// |x| <= 8192 only; SinFunction and CosFunction take any argument
GRADBOX_ALWAYS_INLINE float vcos(float x) {
  const detail::Quadrant quadrant = detail::split_quadrant(x);
  return detail::sin_of_quadrant(quadrant.rest, quadrant.n + 1);
}

GRADBOX_ALWAYS_INLINE float verf(float x) {
  const float magnitude = __builtin_fabsf(x);
  const float square = x * x;
  const float series = detail::polynomial(square, 0.128379166f, -0.376126349f, 0.112836942f, -0.026859289f,
                                          0.00520071108f, -0.000813857943f, 8.35099781e-05f);
  const float small = detail::multiply_add(magnitude, series, magnitude);
  const float bounded = detail::at_most(magnitude, 4.0f);
  const float log_series = detail::polynomial(bounded, -0.128902793f, -0.63414818f, -0.107855655f, 0.0251395497f,
                                              -0.00430378923f, 0.000498824986f, -3.43885076e-05f, 1.04606568e-06f);
  const detail::ExpParts parts = detail::split_exponent(detail::multiply_add(bounded, log_series, -bounded));
  const float rest = (1.0f + detail::expm1_near_zero(parts.rest)) * detail::power_of_two(parts.n);
  return __builtin_copysignf(magnitude >= 0.9275f ? 1.0f - rest : small, x);
}

}  // namespace gradbox::cpu
