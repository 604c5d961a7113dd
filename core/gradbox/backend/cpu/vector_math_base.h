#pragma once

#include <cstdint>

/// A call in the middle of a loop keeps it from becoming vector code, and compilers think these functions too long to
/// inline by themselves.
#define GRADBOX_ALWAYS_INLINE [[gnu::always_inline]] inline

namespace gradbox::cpu::detail {

/// The same bits, read as another type.
template <typename To, typename From>
GRADBOX_ALWAYS_INLINE To as(From value) {
  return __builtin_bit_cast(To, value);
}

/// a * b + c, fused where the instruction set has it: contraction is off for the whole build.
GRADBOX_ALWAYS_INLINE float multiply_add(float a, float b, float c) {
#if defined(__FMA__)
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}

GRADBOX_ALWAYS_INLINE double multiply_add(double a, double b, double c) {
#if defined(__FMA__)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// low < 0 < high. nan stays nan.
GRADBOX_ALWAYS_INLINE float clamp(float x, float low, float high) {
#if defined(__wasm_simd128__)
  // Floats of one sign are ordered like their bits. The minimum of floats takes eight instructions on x86, that of
  // integers one.
  const int32_t below = as<int32_t>(x) < as<int32_t>(high) ? as<int32_t>(x) : as<int32_t>(high);
  const uint32_t bits = as<uint32_t>(below) < as<uint32_t>(low) ? as<uint32_t>(below) : as<uint32_t>(low);
  return x == x ? as<float>(bits) : x;
#else
  x = high < x ? high : x;  // two separate selections, each of which is one instruction
  return low > x ? low : x;
#endif
}

GRADBOX_ALWAYS_INLINE double clamp(double x, double low, double high) {
  x = high < x ? high : x;
  return low > x ? low : x;
}

template <typename T>
GRADBOX_ALWAYS_INLINE T polynomial(T, T last) {
  return last;
}

/// first + x (second + x (...)).
template <typename T, typename... Rest>
GRADBOX_ALWAYS_INLINE T polynomial(T x, T first, Rest... rest) {
  return multiply_add(x, polynomial(x, rest...), first);
}

}  // namespace gradbox::cpu::detail
