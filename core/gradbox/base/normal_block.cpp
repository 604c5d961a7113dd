#include "gradbox/base/normal_block.h"

#include <cmath>
#include <cstdint>
#include <cstring>

#include "gradbox/base/fused.h"

// On x86-64 a second copy of the kernel uses the machine's fused multiply-add where there is one.
#if defined(__x86_64__) && !defined(__FMA__)
#define GRADBOX_NORMAL_BLOCK_CLONE 1
#endif

namespace gradbox::rng {

namespace {

#define GRADBOX_KERNEL [[gnu::always_inline]] inline

constexpr double kPi = 3.14159265358979323846;

struct HardwareFused {
  GRADBOX_KERNEL static float apply(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
};
struct PortableFused {
  GRADBOX_KERNEL static float apply(float a, float b, float c) { return fused(a, b, c); }
};

GRADBOX_KERNEL std::int32_t bits_of(float value) {
  std::int32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}
GRADBOX_KERNEL float float_of(std::int32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Natural logarithm of a normal positive float: Cephes' polynomial around 1 plus a multiple of log 2 in two parts.
template <class Fused>
GRADBOX_KERNEL float cephes_log(float value) {
  constexpr float kSqrtHalf = 0.707106781186547524F;
  constexpr float kLog2Low = -2.12194440e-4F;
  constexpr float kLog2High = 0.693359375F;
  const std::int32_t bits = bits_of(value);
  const float mantissa = float_of((bits & 0x007fffff) | 0x3f000000);  // in [1/2, 1)
  const bool small = mantissa < kSqrtHalf;
  const float exponent = static_cast<float>((bits >> 23) - 126) - (small ? 1.0F : 0.0F);
  const float x = (mantissa - 1.0F) + (small ? mantissa : 0.0F);
  const float z = x * x;
  float y = 7.0376836292e-2F;
  y = Fused::apply(y, x, -1.1514610310e-1F);
  y = Fused::apply(y, x, 1.1676998740e-1F);
  y = Fused::apply(y, x, -1.2420140846e-1F);
  y = Fused::apply(y, x, 1.4249322787e-1F);
  y = Fused::apply(y, x, -1.6668057665e-1F);
  y = Fused::apply(y, x, 2.0000714765e-1F);
  y = Fused::apply(y, x, -2.4999993993e-1F);
  y = Fused::apply(y, x, 3.3333331174e-1F);
  y = y * x;
  y = Fused::apply(y, z, exponent * kLog2Low);
  y = Fused::apply(-z, 0.5F, y);
  return Fused::apply(exponent, kLog2High, x + y);
}

struct SinCos {
  float sin;
  float cos;
};

/// Sine and cosine of an angle that is not negative: reduction to an eighth turn with pi/4 in three parts, then Cephes'
/// two polynomials, swapped and negated by octant.
template <class Fused>
GRADBOX_KERNEL SinCos cephes_sincos(float angle) {
  constexpr float kFourOverPi = 1.27323954473516F;
  const std::int32_t octant = (static_cast<std::int32_t>(angle * kFourOverPi) + 1) & ~1;
  const float turns = static_cast<float>(octant);
  float x = Fused::apply(turns, -0.78515625F, angle);
  x = Fused::apply(turns, -2.4187564849853515625e-4F, x);
  x = Fused::apply(turns, -3.77489497744594108e-8F, x);
  const float z = x * x;
  float c = 2.443315711809948e-5F;
  c = Fused::apply(c, z, -1.388731625493765e-3F);
  c = Fused::apply(c, z, 4.166664568298827e-2F);
  c = c * z;
  c = Fused::apply(c, z, -(z * 0.5F)) + 1.0F;
  float s = -1.9515295891e-4F;
  s = Fused::apply(s, z, 8.3321608736e-3F);
  s = Fused::apply(s, z, -1.6666654611e-1F);
  s = s * z;
  s = Fused::apply(s, x, x);
  const bool swapped = (octant & 2) != 0;
  const float sine = swapped ? c : s;
  const float cosine = swapped ? s : c;
  const std::int32_t sine_sign = (octant & 4) << 29;
  const std::int32_t cosine_sign = (~(octant - 2) & 4) << 29;
  return {float_of(bits_of(sine) ^ sine_sign), float_of(bits_of(cosine) ^ cosine_sign)};
}

template <class Fused>
GRADBOX_KERNEL void cephes_blocks(float* data, std::int64_t count, float mean, float stddev) {
  constexpr float kTwoPi = static_cast<float>(2.0 * kPi);
  for (std::int64_t block = 0; block < count; ++block, data += 16) {
    for (int j = 0; j < 8; ++j) {
      const float radius = std::sqrt(-2.0F * cephes_log<Fused>(1.0F - data[j]));
      const SinCos direction = cephes_sincos<Fused>(kTwoPi * data[j + 8]);
      data[j] = Fused::apply(radius * direction.cos, stddev, mean);
      data[j + 8] = Fused::apply(radius * direction.sin, stddev, mean);
    }
  }
}

#ifdef GRADBOX_NORMAL_BLOCK_CLONE
[[gnu::target("avx2,fma")]] void blocks_on_fma_machine(float* data, std::int64_t count, float mean, float stddev) {
  cephes_blocks<HardwareFused>(data, count, mean, stddev);
}
#endif

}  // namespace

void normal_blocks(float* data, std::int64_t count, float mean, float stddev) {
#ifdef GRADBOX_NORMAL_BLOCK_CLONE
  static const bool has_fma = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (has_fma) return blocks_on_fma_machine(data, count, mean, stddev);
#endif
  cephes_blocks<PortableFused>(data, count, mean, stddev);
}

void normal_blocks(double* data, std::int64_t count, double mean, double stddev) {
  for (std::int64_t block = 0; block < count; ++block, data += 16) {
    for (int j = 0; j < 8; ++j) {
      const double radius = std::sqrt(-2.0 * std::log(1.0 - data[j]));
      const double angle = 2.0 * kPi * data[j + 8];
      data[j] = radius * std::cos(angle) * stddev + mean;
      data[j + 8] = radius * std::sin(angle) * stddev + mean;
    }
  }
}

}  // namespace gradbox::rng
