#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

/// Multiply-add with a single rounding, the same on every machine.
///
/// Note [One rounding]
/// PyTorch's vector kernels fuse, and its random numbers show it in their last bit. Plain x86-64 and WebAssembly have
/// no such instruction, and the C library's fallbacks range from slow to wrong, so the float version is made of double
/// arithmetic: the product of two floats is exact there; the sum is rounded "to odd", after which the final rounding to
/// float cannot be a double rounding. Code compiled for a machine that has the instruction uses it.

namespace gradbox {

/// a * b + c rounded once, without the hardware's help. Branch-free, so loops over it vectorise.
inline float fused_by_doubles(float a, float b, float c) {
  const double product = static_cast<double>(a) * static_cast<double>(b);
  const double addend = static_cast<double>(c);
  const double sum = product + addend;
  const double back = sum - product;
  const double error = (product - (sum - back)) + (addend - back);
  std::int64_t bits = 0;
  std::memcpy(&bits, &sum, sizeof bits);
  // An inexact sum whose last bit is even moves to its odd neighbour on the error's side.
  const std::int64_t inexact = static_cast<std::int64_t>(error > 0.0) | static_cast<std::int64_t>(error < 0.0);
  const std::int64_t outwards = static_cast<std::int64_t>((error > 0.0) == (sum > 0.0));
  bits += (inexact & ~bits & 1) * (2 * outwards - 1);
  double odd = 0.0;
  std::memcpy(&odd, &bits, sizeof odd);
  return static_cast<float>(odd);
}

/// a * b + c rounded once.
inline float fused(float a, float b, float c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fmaf(a, b, c);
#else
  return fused_by_doubles(a, b, c);
#endif
}
inline double fused(double a, double b, double c) { return std::fma(a, b, c); }

}  // namespace gradbox
