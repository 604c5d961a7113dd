#pragma once

#include <cstdint>

#include "gradbox/backend/cpu/iterator.h"
#include "gradbox/backend/cpu/pointwise.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::cpu {

/// Folds one contiguous row. Many independent lanes keep the vector units busy and, for sums, the rounding error small.
template <class T, class Fold>
inline T fold_row(const T* x, std::int64_t n, T identity, Fold fold) {
  constexpr std::int64_t kLanes = 256 / static_cast<std::int64_t>(sizeof(T));
  constexpr std::int64_t kBlock = 64 * kLanes;
  T total = identity;
  std::int64_t i = 0;
  while (n - i >= kLanes) {
    T lanes[kLanes];
    for (std::int64_t k = 0; k < kLanes; ++k) lanes[k] = x[i + k];
    const std::int64_t end = n - i < kBlock ? n : i + kBlock;
    for (i += kLanes; i + kLanes <= end; i += kLanes) {
      for (std::int64_t k = 0; k < kLanes; ++k) lanes[k] = fold(lanes[k], x[i + k]);
    }
    for (std::int64_t half = kLanes / 2; half > 0; half /= 2) {
      for (std::int64_t k = 0; k < half; ++k) lanes[k] = fold(lanes[k], lanes[k + half]);
    }
    total = fold(total, lanes[0]);
  }
  for (; i < n; ++i) total = fold(total, x[i]);
  return total;
}

template <class T, class Fold>
inline T fold_strided_row(const T* x, std::int64_t step, std::int64_t n, T identity, Fold fold) {
  if (step == 1) return fold_row(x, n, identity, fold);
  T total = identity;
  for (std::int64_t i = 0; i < n; ++i) total = fold(total, x[i * step]);
  return total;
}

/// out[kept] = fold over the reduced dims of `in`. `out` has in's dims with the reduced ones of size 1, and is
/// contiguous.
template <class T, class Fold>
void reduce_kernel(const Tensor& out, const Tensor& in, T identity, Fold fold) {
  T* o = typed<T>(out);
  const T* x = typed<T>(in);
  if (out.numel() == 1 && in.is_contiguous()) {
    *o = fold_row(x, in.numel(), identity, fold);
    return;
  }
  Dims kept_sizes, kept_in, kept_out, reduced_sizes, reduced_in;
  for (std::size_t d = 0; d < in.sizes().size(); ++d) {
    if (out.sizes()[d] == in.sizes()[d]) {
      kept_sizes.push_back(in.sizes()[d]);
      kept_in.push_back(in.strides()[d]);
      kept_out.push_back(out.strides()[d]);
    } else {
      reduced_sizes.push_back(in.sizes()[d]);
      reduced_in.push_back(in.strides()[d]);
    }
  }
  const std::int64_t out_count = out.numel();
  for (std::int64_t i = 0; i < out_count; ++i) o[i] = identity;
  const auto kept =
      make_loop_nest<2>(kept_sizes, {OperandShape{kept_sizes, kept_out}, OperandShape{kept_sizes, kept_in}});
  const auto reduced = make_loop_nest<1>(reduced_sizes, {OperandShape{reduced_sizes, reduced_in}});
  for_each_row(kept, [&](const auto& at, std::int64_t n, const auto& step) {
    if (step[0] == 1 && step[1] == 1 && n > 1) {
      for_each_row(reduced, [&](const auto& from, std::int64_t count, const auto& down) {
        for (std::int64_t r = 0; r < count; ++r) {
          const T* row = x + at[1] + from[0] + r * down[0];
          T* target = o + at[0];
          GRADBOX_INDEPENDENT_LOOP
          for (std::int64_t i = 0; i < n; ++i) target[i] = fold(target[i], row[i]);
        }
      });
      return;
    }
    for (std::int64_t i = 0; i < n; ++i) {
      T* target = o + at[0] + i * step[0];
      for_each_row(reduced, [&](const auto& from, std::int64_t count, const auto& down) {
        *target = fold(*target, fold_strided_row(x + at[1] + i * step[1] + from[0], down[0], count, identity, fold));
      });
    }
  });
}

}  // namespace gradbox::cpu
