#pragma once
#include <cstddef>
#include <cstring>

// One register of floats at a time, by the compiler's own vector types.
namespace bench {

#if defined(__AVX512F__)
inline constexpr std::size_t kLanes = 16;
#elif defined(__AVX__)
inline constexpr std::size_t kLanes = 8;
#else
inline constexpr std::size_t kLanes = 4;
#endif

typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));
typedef int IntLanes __attribute__((vector_size(kLanes * sizeof(int))));

inline Lanes load(const float* from) {
  Lanes out;
  std::memcpy(&out, from, sizeof out);
  return out;
}

inline void store(float* to, const Lanes& lanes) { std::memcpy(to, &lanes, sizeof lanes); }

inline float sum(const Lanes& lanes) {
  float total = 0;
  for (std::size_t i = 0; i < kLanes; ++i) total += lanes[i];
  return total;
}

inline float sum(float value) { return value; }

/// e^x for |x| <= 80, to 2 units in the last place.
inline Lanes exp_lanes(const Lanes& x) {
  const Lanes scaled = x * 1.44269504F + 12582912.F;  // rounds to an integer in the low bits
  const Lanes whole = scaled - 12582912.F;
  const Lanes f = (x - whole * .693359375F) + whole * 2.12194440e-4F;
  Lanes p = f * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * f + 8.3334519073e-3F;
  p = p * f + 4.1665795894e-2F;
  p = p * f + 1.6666665459e-1F;
  p = p * f + 5.0000001201e-1F;
  p = p * f * f + f + 1.F;
  IntLanes bits;
  std::memcpy(&bits, &scaled, sizeof bits);
  bits = (bits - 0x4B400000 + 127) << 23;
  Lanes power;
  std::memcpy(&power, &bits, sizeof power);
  return p * power;
}

/// tanh, to an absolute error of about 1e-7.
inline Lanes tanh_lanes(const Lanes& x) {
  const Lanes most = Lanes{} + 10.F;
  const Lanes above = x > most ? most : x;
  const Lanes clamped = above < -most ? -most : above;
  return 1.F - 2.F / (exp_lanes(2.F * clamped) + 1.F);
}

}  // namespace bench
