#pragma once

#include <cmath>

#include "gradbox/backend/cpu/reduce.h"
#include "gradbox/ops/pointwise_support.h"

/// What the normalisations share. For their .cpp files only.
///
/// Note [Normalised slabs]
/// A contiguous tensor is looked at as [outer, groups, inner]; every group is normalised over outer and inner. For
/// batch_norm the groups are the channels, for layer_norm and group_norm outer is 1 and a group is one sample's row.
namespace gradbox::detail {

struct NormSlabs {
  std::int64_t outer = 1;
  std::int64_t groups = 1;
  std::int64_t inner = 1;
  std::int64_t count() const { return outer * inner; }
  std::int64_t start(std::int64_t o, std::int64_t g) const { return (o * groups + g) * inner; }
};

/// Mean and 1 / sqrt(variance + eps) of every group, each a tensor [groups].
struct NormStatistics {
  Tensor mean;
  Tensor inverse_deviation;
};

/// Sum of f(x[i]) over one group.
template <class T, class F>
double sum_group(const NormSlabs& slabs, std::int64_t g, F f) {
  double total = 0;
  for (std::int64_t o = 0; o < slabs.outer; ++o) total += static_cast<double>(f(slabs.start(o, g)));
  return total;
}

template <class T>
double row_total(const T* x, std::int64_t n) {
  return static_cast<double>(cpu::fold_row(x, n, T{0}, [](T a, T b) { return a + b; }));
}

/// Sum of f(i), i below n, in lanes.
template <class T, class F>
T lane_sum(std::int64_t n, F f) {
  constexpr std::int64_t kLanes = 16;
  T lanes[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    for (std::int64_t k = 0; k < kLanes; ++k) lanes[k] += f(i + k);
  }
  T total = 0;
  for (; i < n; ++i) total += f(i);
  for (const T lane : lanes) total += lane;
  return total;
}

/// The biased variance around `mean`.
template <class T>
double group_variance(const T* x, const NormSlabs& slabs, std::int64_t g, T mean) {
  const double squares = sum_group<T>(slabs, g, [&](std::int64_t start) {
    return lane_sum<T>(slabs.inner, [&](std::int64_t i) { return (x[start + i] - mean) * (x[start + i] - mean); });
  });
  return squares / static_cast<double>(slabs.count());
}

template <class T>
double group_mean(const T* x, const NormSlabs& slabs, std::int64_t g) {
  return sum_group<T>(slabs, g, [&](std::int64_t start) { return row_total(x + start, slabs.inner); }) /
         static_cast<double>(slabs.count());
}

/// The input's gradient, of group g: scale (a - mean(a) - x^ mean(a x^)) for a = grad * factor(i), where i counts the
/// elements.
template <class T, class Factor>
void write_norm_gradient(T* to, const T* grad, const T* x, const NormSlabs& slabs, std::int64_t g, T mean, T inverse,
                         Factor factor) {
  double sum = 0, dot = 0;
  for (std::int64_t o = 0; o < slabs.outer; ++o) {
    const std::int64_t at = slabs.start(o, g);
    sum += static_cast<double>(lane_sum<T>(slabs.inner, [&](std::int64_t i) { return grad[at + i] * factor(i); }));
    dot += static_cast<double>(
        lane_sum<T>(slabs.inner, [&](std::int64_t i) { return grad[at + i] * factor(i) * (x[at + i] - mean); }));
  }
  const double n = static_cast<double>(slabs.count());
  const T shift = static_cast<T>(sum / n);
  const T slope = static_cast<T>(dot / n) * inverse * inverse;
  for (std::int64_t o = 0; o < slabs.outer; ++o) {
    const std::int64_t at = slabs.start(o, g);
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < slabs.inner; ++i) {
      to[at + i] = inverse * (grad[at + i] * factor(i) - shift - (x[at + i] - mean) * slope);
    }
  }
}

/// The same in public operators, over the dims `over`: normalised input, and the gradient of what was normalised.
struct DifferentiableNorm {
  DifferentiableNorm(const Tensor& input, IntArrayRef over, double eps) : dims(to_dims(over)) {
    const Tensor centred = input - input.mean(dims, true);
    inverse = ((centred * centred).mean(dims, true) + eps).rsqrt();
    normalized = centred * inverse;
  }
  Tensor gradient(const Tensor& grad) const {
    return inverse * (grad - grad.mean(dims, true) - normalized * (grad * normalized).mean(dims, true));
  }
  Dims dims;
  Tensor inverse;
  Tensor normalized;
};

}  // namespace gradbox::detail
