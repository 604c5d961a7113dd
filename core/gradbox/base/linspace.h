#pragma once

#include <cstdint>
#include <type_traits>

#include "gradbox/base/fused.h"

namespace gradbox {

/// The elements of linspace, one at a time, bit for bit PyTorch's. T: float, double.
///
/// Counted from whichever end is nearer, so that both ends are exact. PyTorch computes most of them in vector blocks,
/// whose first element decides the end for the whole block and whose others add rounded multiples of the step.
/// Source: torch.linspace
template <class T>
class Linspace {
  static_assert(std::is_floating_point_v<T>);

 public:
  Linspace(T start, T end, std::int64_t count)
      : start_(start),
        end_(end),
        step_(count > 1 ? (end - start) / static_cast<T>(count - 1) : T{0}),
        count_(count),
        in_blocks_(count - count % (2 * kBlock)) {}

  T operator[](std::int64_t i) const {
    if (count_ == 1) return start_;
    if (i >= in_blocks_) return at(i);
    const std::int64_t within = i % kBlock;
    return at(i - within) + static_cast<T>(within) * step_;
  }

 private:
  static constexpr std::int64_t kBlock = 32 / static_cast<std::int64_t>(sizeof(T));

  T at(std::int64_t i) const {
    if (i < count_ / 2) return fused(step_, static_cast<T>(i), start_);
    return fused(-step_, static_cast<T>(count_ - i - 1), end_);
  }

  T start_;
  T end_;
  T step_;
  std::int64_t count_;
  std::int64_t in_blocks_;
};

/// The elements of arange, one at a time, bit for bit PyTorch's: computed in double, in vector blocks like linspace. T:
/// std::int64_t (exact), float, double.
/// Source: torch.arange
template <class T>
class Arange {
 public:
  Arange(double start, double step, std::int64_t count)
      : start_(start), step_(step), in_blocks_(count - count % (2 * kBlock)) {}

  T operator[](std::int64_t i) const {
    if (i >= in_blocks_) return static_cast<T>(at(i));
    const std::int64_t within = i % kBlock;
    const double first = static_cast<double>(static_cast<T>(at(i - within)));
    return static_cast<T>(fused(static_cast<double>(within), step_, first));
  }

 private:
  static constexpr std::int64_t kBlock = 32 / static_cast<std::int64_t>(sizeof(T));

  double at(std::int64_t i) const { return fused(step_, static_cast<double>(i), start_); }

  double start_;
  double step_;
  std::int64_t in_blocks_;
};

template <>
class Arange<std::int64_t> {
 public:
  Arange(std::int64_t start, std::int64_t step, std::int64_t) : start_(start), step_(step) {}

  std::int64_t operator[](std::int64_t i) const { return start_ + i * step_; }

 private:
  std::int64_t start_;
  std::int64_t step_;
};

}  // namespace gradbox
