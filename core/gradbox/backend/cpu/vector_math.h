#pragma once

#include <cmath>
#include <cstdint>

#include "gradbox/backend/cpu/vector_math_f32.h"
#include "gradbox/backend/cpu/vector_math_f64.h"

/// Elementary functions of float and double that compilers turn into vector code: vexp, vexpm1, vlog, vlog1p, vtanh,
/// vsigmoid, verf, vpow, and, for arguments of any size, SinFunction and CosFunction.
namespace gradbox::cpu {

/// As accurate as the library's; the double variant is not vectorised.
inline double verf(double x) { return std::erf(x); }
inline double vpow(double base, double exponent) { return std::pow(base, exponent); }

/// Computed in double, so that the error of the logarithm does not show.
GRADBOX_ALWAYS_INLINE float vpow(float base, float exponent) {
  const double size = vlog(static_cast<double>(__builtin_fabsf(base)));
  double result = vexp(static_cast<double>(exponent) * size);
  const float half = 0.5f * exponent;
  const bool whole = __builtin_truncf(exponent) == exponent;
  const bool odd = whole && __builtin_truncf(half) != half;
  const bool negative = (detail::as<uint32_t>(base) >> 31) != 0;
  result = negative && odd ? -result : result;
  result = base < 0.0f && base > -std::numeric_limits<float>::infinity() && !whole
               ? std::numeric_limits<double>::quiet_NaN()
               : result;
  result = __builtin_fabsf(exponent) == std::numeric_limits<float>::infinity() && base == -1.0f ? 1.0 : result;
  return exponent == 0.0f || base == 1.0f ? 1.0f : static_cast<float>(result);
}

/// Sine or cosine. `row` takes a contiguous row and is vector code wherever a block of it has ordinary arguments.
template <bool kCosine>
struct TrigonometricFunction {
  template <typename T>
  static T limit() {
    return sizeof(T) == 4 ? T(8192) : T(1048576);
  }

  template <typename T>
  T operator()(T x) const {
    if (std::fabs(x) <= limit<T>()) return kCosine ? vcos(x) : vsin(x);
    return kCosine ? std::cos(x) : std::sin(x);
  }

  template <typename T>
  void row(T* out, const T* in, int64_t count) const {
    constexpr int64_t kBlock = 512;
    for (int64_t first = 0; first < count; first += kBlock) {
      const int64_t n = count - first < kBlock ? count - first : kBlock;
      const T* x = in + first;
      T* y = out + first;
      int32_t unusual = 0;
      for (int64_t i = 0; i < n; ++i) unusual |= std::fabs(x[i]) <= limit<T>() ? 0 : 1;
      if (unusual != 0) {
        for (int64_t i = 0; i < n; ++i) y[i] = (*this)(x[i]);
      } else {
        for (int64_t i = 0; i < n; ++i) y[i] = kCosine ? vcos(x[i]) : vsin(x[i]);
      }
    }
  }
};

using SinFunction = TrigonometricFunction<false>;
using CosFunction = TrigonometricFunction<true>;

}  // namespace gradbox::cpu
