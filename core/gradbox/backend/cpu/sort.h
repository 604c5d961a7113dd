#pragma once

#include <cstdint>

#include "gradbox/backend/cpu/lanes.h"

/// Order along a dim: T is bool, int64_t, float or double. nan counts as larger than every number. All operands are
/// walked over `shape`, the input's; those that hold one or k elements along `dim` have their own strides there. Where
/// one element is selected the lanes are not empty.
namespace gradbox::cpu {

/// Stable. nan comes last, or first when descending. The output is not the input.
template <typename T>
void sort(IntArrayRef shape, int64_t dim, bool descending, LaneOperand<const T> in, LaneOperand<T> values,
          LaneOperand<int64_t> indices);

/// The k largest (or smallest) in order; of equal elements those that come first.
template <typename T>
void top_k(IntArrayRef shape, int64_t dim, int64_t k, bool largest, LaneOperand<const T> in, LaneOperand<T> values,
           LaneOperand<int64_t> indices);

/// The k-th smallest, counted from 1.
template <typename T>
void kth_value(IntArrayRef shape, int64_t dim, int64_t k, LaneOperand<const T> in, LaneOperand<T> value,
               LaneOperand<int64_t> index);

/// The lower median. The first nan, if there is one, unless nans are ignored and not all are nan.
template <typename T>
void median(IntArrayRef shape, int64_t dim, bool ignore_nan, LaneOperand<const T> in, LaneOperand<T> value,
            LaneOperand<int64_t> index);

/// Largest or smallest element and its index; the first of equal ones, or the first nan.
template <typename T>
void extreme(IntArrayRef shape, int64_t dim, bool largest, LaneOperand<const T> in, LaneOperand<T> value,
             LaneOperand<int64_t> index);

/// For each of `count` values the first place in `sorted` (of `size` elements) where it can be inserted, or the last.
template <typename T>
void search_sorted(int64_t size, Lane<const T> sorted, bool last_place, int64_t count, Lane<const T> values,
                   Lane<int64_t> places);

/// The distinct values in ascending order, or, with `consecutive`, each run of equal values once. `values` and `counts`
/// have room for `count` elements; inverse[i] is the place of in[i] among them. Every nan is distinct. Returns how
/// many.
template <typename T>
int64_t unique(int64_t count, const T* in, bool consecutive, T* values, int64_t* inverse, int64_t* counts);

}  // namespace gradbox::cpu
