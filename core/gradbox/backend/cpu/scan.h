#pragma once

#include <cstdint>

#include "gradbox/backend/cpu/lanes.h"

/// Running totals along a dim. Floats are accumulated in double, so that long lanes stay exact to the last place.
namespace gradbox::cpu {

/// T is int64_t (wrapping around), float or double.
template <typename T>
void running_sum(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out);
template <typename T>
void running_product(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out);

/// log of the running sum of exponentials, without overflow. T is float or double.
template <typename T>
void running_log_sum_exp(IntArrayRef shape, int64_t dim, LaneOperand<const T> in, LaneOperand<T> out);

/// Largest (or smallest) so far and the index where it was last reached; from the first nan on, nan and the latest
/// nan's index. T is bool, int64_t, float or double.
template <typename T>
void running_extreme(IntArrayRef shape, int64_t dim, bool largest, LaneOperand<const T> in, LaneOperand<T> values,
                     LaneOperand<int64_t> indices);

}  // namespace gradbox::cpu
