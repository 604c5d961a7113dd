#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

// The numbers every peer starts from, so that all of them compute the same check values.
namespace bench {

inline constexpr int kMillion = 1000000;
inline constexpr double kPi = 3.14159265358979323846;

/// 32-bit linear congruential generator; the state is advanced first.
class Lcg {
 public:
  explicit Lcg(std::uint32_t seed) : state_(seed) {}

  /// Uniform in [0, 1), 24 bits.
  double uniform() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<double>(state_ >> 8) / 16777216.0;
  }

 private:
  std::uint32_t state_;
};

/// `count` numbers uniform in [0, 1).
inline std::vector<float> uniform(Lcg& lcg, std::size_t count) {
  std::vector<float> out(count);
  for (float& value : out) value = static_cast<float>(lcg.uniform());
  return out;
}

/// `count` weights uniform in +-1/sqrt(fan_in).
inline std::vector<float> weights(Lcg& lcg, std::size_t count, double fan_in) {
  std::vector<float> out(count);
  for (float& value : out) value = static_cast<float>((2 * lcg.uniform() - 1) / std::sqrt(fan_in));
  return out;
}

/// x_i = first + i * (last - first) / (count - 1).
inline std::vector<float> linspace(double first, double last, std::size_t count) {
  std::vector<float> out(count);
  const double step = (last - first) / static_cast<double>(count - 1);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(first + step * static_cast<double>(i));
  return out;
}

inline std::vector<float> sines(const std::vector<float>& x) {
  std::vector<float> out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = std::sin(x[i]);
  return out;
}

/// W2: 80 noisy points of the line 1 + 2x.
inline std::vector<float> line_targets() {
  std::vector<float> out(80);
  for (int i = 0; i < 80; ++i) {
    const double x = -1 + 2.0 * i / 79;
    out[static_cast<std::size_t>(i)] = static_cast<float>(1 + 2 * x + 0.1 * std::sin(12.9898 * i));
  }
  return out;
}

/// W9: 200 points of two interleaved half-moons, [200, 2] row by row, and their labels -1 and +1.
struct Moons {
  std::vector<float> points;
  std::vector<float> labels;
};

inline Moons two_moons() {
  Moons moons;
  Lcg lcg(3);
  for (int moon = 0; moon < 2; ++moon) {
    for (int i = 0; i < 100; ++i) {
      const double t = kPi * i / 99;
      const double x = moon == 0 ? std::cos(t) : 1 - std::cos(t);
      const double y = moon == 0 ? std::sin(t) : .5 - std::sin(t);
      moons.points.push_back(static_cast<float>(x + .1 * (2 * lcg.uniform() - 1)));
      moons.points.push_back(static_cast<float>(y + .1 * (2 * lcg.uniform() - 1)));
      moons.labels.push_back(moon == 0 ? -1.0F : 1.0F);
    }
  }
  return moons;
}

}  // namespace bench
