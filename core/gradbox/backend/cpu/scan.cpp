#include "gradbox/backend/cpu/scan.h"

#include <cmath>
#include <type_traits>

namespace gradbox::cpu {
namespace {

/// What totals of T are kept in: double for floats, unsigned for integers, whose overflow is then defined.
template <typename T>
using Total = std::conditional_t<std::is_floating_point_v<T>, double, uint64_t>;

template <typename T, typename Fold>
void running_fold(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out, Total<T> start,
                  Fold fold) {
  const int64_t size = lane_size(shape, dim);
  const auto body = [&](Lane<const T> from, Lane<T> to) {
    Total<T> total = start;
    for (int64_t i = 0; i < size; ++i) {
      total = fold(total, static_cast<Total<T>>(from[i]));
      to[i] = static_cast<T>(total);
    }
  };
  for_each_lane(shape, dim, body, in, out);
}

double log_add_exp(double a, double b) {
  const double low = a < b || a != a ? a : b;
  const double high = a < b || a != a ? b : a;
  if (low == high && std::isinf(low)) return low;
  return high + std::log1p(std::exp(low - high));
}

}  // namespace

template <typename T>
void running_sum(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out) {
  running_fold<T>(shape, dim, in, out, 0, [](Total<T> total, Total<T> x) { return total + x; });
}

template <typename T>
void running_product(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out) {
  running_fold<T>(shape, dim, in, out, 1, [](Total<T> total, Total<T> x) { return total * x; });
}

template <typename T>
void running_log_sum_exp(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out) {
  running_fold<T>(shape, dim, in, out, -HUGE_VAL, log_add_exp);
}

template <typename T>
void running_extreme(IntArrayRef shape, int64_t dim, bool largest, LaneOperand<const T> in, LaneOperand<T> values,
                     LaneOperand<int64_t> indices) {
  const int64_t size = lane_size(shape, dim);
  const auto body = [&](Lane<const T> from, Lane<T> to, Lane<int64_t> places) {
    if (size == 0) return;
    T best = from[0];
    int64_t at = 0;
    for (int64_t i = 0; i < size; ++i) {
      const T x = from[i];
      if (x != x || (largest ? x >= best : x <= best)) {
        best = x;
        at = i;
      }
      to[i] = best;
      places[i] = at;
    }
  };
  for_each_lane(shape, dim, body, in, values, indices);
}

#define GRADBOX_INSTANTIATE_EXTREME(T) \
  template void running_extreme(IntArrayRef, int64_t, bool, LaneOperand<const T>, LaneOperand<T>, LaneOperand<int64_t>);
#define GRADBOX_INSTANTIATE(T)                                                           \
  GRADBOX_INSTANTIATE_EXTREME(T)                                                         \
  template void running_sum(IntArrayRef, int64_t, LaneOperand<const T>, LaneOperand<T>); \
  template void running_product(IntArrayRef, int64_t, LaneOperand<const T>, LaneOperand<T>);
GRADBOX_INSTANTIATE_EXTREME(bool)
GRADBOX_INSTANTIATE(int64_t)
GRADBOX_INSTANTIATE(float)
GRADBOX_INSTANTIATE(double)
template void running_log_sum_exp(IntArrayRef, int64_t, LaneOperand<const float>, LaneOperand<float>);
template void running_log_sum_exp(IntArrayRef, int64_t, LaneOperand<const double>, LaneOperand<double>);

}  // namespace gradbox::cpu
