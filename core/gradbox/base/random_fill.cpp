#include "gradbox/base/random_fill.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <mutex>
#include <type_traits>
#include <utility>

#include "gradbox/base/fused.h"
#include "gradbox/base/normal_block.h"

namespace gradbox::rng {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::int64_t kBlock = 16;

using Lock = std::lock_guard<std::mutex>;

/// Uniform in [0, 1) with as many random bits as T's significand holds.
template <class T>
T unit_uniform(const Generator& generator) {
  if constexpr (std::is_same_v<T, float>) {
    return static_cast<float>(generator.random() & ((1U << 24) - 1)) * 0x1p-24F;
  } else {
    return static_cast<double>(generator.random64() & ((std::uint64_t{1} << 53) - 1)) * 0x1p-53;
  }
}

/// One standard normal; every second call returns what the call before left over.
double normal_of_pair(const Generator& generator) {
  std::optional<double>& spare = generator.state().spare_normal;
  if (spare) return *std::exchange(spare, std::nullopt);
  const double angle = 2.0 * kPi * unit_uniform<double>(generator);
  const double radius = std::sqrt(-2.0 * std::log(1.0 - unit_uniform<double>(generator)));
  spare = radius * std::sin(angle);
  return radius * std::cos(angle);
}

template <class T>
void uniform_run(T* out, std::int64_t count, T from, T to, const Generator& generator) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = unit_uniform<T>(generator);
  const T width = to - from;
  if (from == T{0} && width == T{1}) return;
  for (std::int64_t i = 0; i < count; ++i) out[i] = fused(out[i], width, from);
}

/// Fills with what `draw` returns, converted to T.
template <class T, class Draw>
void fill_each(T* out, std::int64_t count, const Generator& generator, Draw&& draw) {
  const Lock lock(generator.mutex());
  for (std::int64_t i = 0; i < count; ++i) out[i] = static_cast<T>(draw());
}

}  // namespace

template <class T>
void fill_uniform(T* out, std::int64_t count, double from, double to, const Generator& generator) {
  const Lock lock(generator.mutex());
  uniform_run(out, count, static_cast<T>(from), static_cast<T>(to), generator);
}

template <class T>
void fill_normal(T* out, std::int64_t count, double mean, double stddev, const Generator& generator) {
  if (count < kBlock) return fill_normal_in_pairs(out, count, mean, stddev, generator);
  const Lock lock(generator.mutex());
  const T shift = static_cast<T>(mean);
  const T scale = static_cast<T>(stddev);
  uniform_run(out, count, T{0}, T{1}, generator);
  normal_blocks(out, count / kBlock, shift, scale);
  if (count % kBlock == 0) return;
  // The rest is no whole block: the last 16 are drawn anew, over some that were done.
  T* last = out + (count - kBlock);
  uniform_run(last, kBlock, T{0}, T{1}, generator);
  normal_blocks(last, 1, shift, scale);
}

template <class T>
void fill_normal_in_pairs(T* out, std::int64_t count, double mean, double stddev, const Generator& generator) {
  fill_each(out, count, generator, [&] { return normal_of_pair(generator) * stddev + mean; });
}

template <class T>
void fill_log_normal(T* out, std::int64_t count, double mean, double stddev, const Generator& generator) {
  fill_each(out, count, generator, [&] { return std::exp(normal_of_pair(generator) * stddev + mean); });
}

template <class T>
void fill_exponential(T* out, std::int64_t count, double lambda, const Generator& generator) {
  fill_each(out, count, generator, [&] { return -1.0 / lambda * std::log(1.0 - unit_uniform<double>(generator)); });
}

template <class T>
void fill_cauchy(T* out, std::int64_t count, double median, double sigma, const Generator& generator) {
  fill_each(out, count, generator,
            [&] { return median + sigma * std::tan(kPi * (unit_uniform<double>(generator) - 0.5)); });
}

template <class T>
void fill_geometric(T* out, std::int64_t count, double p, const Generator& generator) {
  fill_each(out, count, generator,
            [&] { return std::ceil(std::log(unit_uniform<double>(generator)) / std::log(1.0 - p)); });
}

template <class T>
void fill_bernoulli(T* out, std::int64_t count, double p, const Generator& generator) {
  fill_each(out, count, generator, [&] { return unit_uniform<double>(generator) < p; });
}

template <class T, class P>
void fill_bernoulli(T* out, const P* p, std::int64_t count, const Generator& generator) {
  fill_each(out, count, generator, [&] { return unit_uniform<P>(generator) < *p++; });
}

template <class T>
void fill_integers(T* out, std::int64_t count, std::int64_t from, std::uint64_t range, const Generator& generator) {
  const bool wide = range == 0 || range >= (std::uint64_t{1} << 32);
  fill_each(out, count, generator, [&] {
    const std::uint64_t word = wide ? generator.random64() : generator.random();
    return static_cast<std::int64_t>(range == 0 ? word : word % range + static_cast<std::uint64_t>(from));
  });
}

template <class T>
void fill_all_integers(T* out, std::int64_t count, const Generator& generator) {
  fill_each(out, count, generator, [&]() -> std::int64_t {
    if constexpr (std::is_same_v<T, bool>) {
      return generator.random() & 1U;
    } else if constexpr (std::is_same_v<T, float>) {
      return generator.random() % ((std::uint64_t{1} << 24) + 1);
    } else if constexpr (std::is_same_v<T, double>) {
      return static_cast<std::int64_t>(generator.random64() % ((std::uint64_t{1} << 53) + 1));
    } else {
      return static_cast<std::int64_t>(generator.random64() % (std::uint64_t{1} << 63));
    }
  });
}

void fill_permutation(std::int64_t* out, std::int64_t count, const Generator& generator) {
  for (std::int64_t i = 0; i < count; ++i) out[i] = i;
  const Lock lock(generator.mutex());
  for (std::int64_t i = 0; i < count - 1; ++i) {
    const std::uint64_t left = static_cast<std::uint64_t>(count - i);
    std::swap(out[i], out[i + static_cast<std::int64_t>(generator.random() % left)]);
  }
}

#define GRADBOX_FILLS_OF_FLOATING(T)                                                         \
  template void fill_uniform<T>(T*, std::int64_t, double, double, const Generator&);         \
  template void fill_normal<T>(T*, std::int64_t, double, double, const Generator&);          \
  template void fill_normal_in_pairs<T>(T*, std::int64_t, double, double, const Generator&); \
  template void fill_log_normal<T>(T*, std::int64_t, double, double, const Generator&);      \
  template void fill_exponential<T>(T*, std::int64_t, double, const Generator&);             \
  template void fill_cauchy<T>(T*, std::int64_t, double, double, const Generator&);
#define GRADBOX_FILLS_OF_ANY(T)                                                                    \
  template void fill_bernoulli<T>(T*, std::int64_t, double, const Generator&);                     \
  template void fill_bernoulli<T, float>(T*, const float*, std::int64_t, const Generator&);        \
  template void fill_bernoulli<T, double>(T*, const double*, std::int64_t, const Generator&);      \
  template void fill_integers<T>(T*, std::int64_t, std::int64_t, std::uint64_t, const Generator&); \
  template void fill_all_integers<T>(T*, std::int64_t, const Generator&);

GRADBOX_FILLS_OF_FLOATING(float)
GRADBOX_FILLS_OF_FLOATING(double)
GRADBOX_FILLS_OF_ANY(bool)
GRADBOX_FILLS_OF_ANY(std::int64_t)
GRADBOX_FILLS_OF_ANY(float)
GRADBOX_FILLS_OF_ANY(double)
template void fill_geometric<std::int64_t>(std::int64_t*, std::int64_t, double, const Generator&);
template void fill_geometric<float>(float*, std::int64_t, double, const Generator&);
template void fill_geometric<double>(double*, std::int64_t, double, const Generator&);

#undef GRADBOX_FILLS_OF_FLOATING
#undef GRADBOX_FILLS_OF_ANY

}  // namespace gradbox::rng
