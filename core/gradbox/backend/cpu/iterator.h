#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gradbox/base/shape.h"

namespace gradbox::cpu {

/// The dims over which N strided operands are walked together: broadcast dims have stride 0, dims of size 1 are gone,
/// and dims that lie behind each other for every operand are merged. Innermost last; never empty.
template <std::size_t N>
struct LoopNest {
  Dims sizes;
  std::array<Dims, N> strides;
};

struct OperandShape {
  IntArrayRef sizes;
  IntArrayRef strides;
};

/// Lays the operands, each expandable to `shape`, over it.
template <std::size_t N>
LoopNest<N> make_loop_nest(IntArrayRef shape, const std::array<OperandShape, N>& operands) {
  LoopNest<N> nest;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 1) continue;
    std::array<std::int64_t, N> stride{};
    for (std::size_t k = 0; k < N; ++k) {
      const std::size_t lead = shape.size() - operands[k].sizes.size();
      const bool moves = d >= lead && operands[k].sizes[d - lead] != 1;
      stride[k] = moves ? operands[k].strides[d - lead] : 0;
    }
    bool merges = !nest.sizes.empty();
    for (std::size_t k = 0; k < N && merges; ++k) merges = nest.strides[k].back() == stride[k] * shape[d];
    if (merges) {
      nest.sizes.back() *= shape[d];
      for (std::size_t k = 0; k < N; ++k) nest.strides[k].back() = stride[k];
    } else {
      nest.sizes.push_back(shape[d]);
      for (std::size_t k = 0; k < N; ++k) nest.strides[k].push_back(stride[k]);
    }
  }
  if (nest.sizes.empty()) {
    nest.sizes.push_back(1);
    for (std::size_t k = 0; k < N; ++k) nest.strides[k].push_back(0);
  }
  return nest;
}

/// Calls `row(offsets, count, strides)` for each innermost row: element offsets and strides of the N operands.
template <std::size_t N, class Row>
void for_each_row(const LoopNest<N>& nest, Row&& row) {
  const std::size_t inner = nest.sizes.size() - 1;
  for (const std::int64_t size : nest.sizes) {
    if (size == 0) return;
  }
  std::array<std::int64_t, N> inner_strides{};
  for (std::size_t k = 0; k < N; ++k) inner_strides[k] = nest.strides[k][inner];
  std::array<std::int64_t, N> offsets{};
  Dims index(inner, 0);
  while (true) {
    row(offsets, nest.sizes[inner], inner_strides);
    std::size_t d = inner;
    while (d > 0) {
      --d;
      for (std::size_t k = 0; k < N; ++k) offsets[k] += nest.strides[k][d];
      if (++index[d] < nest.sizes[d]) break;
      for (std::size_t k = 0; k < N; ++k) offsets[k] -= nest.strides[k][d] * nest.sizes[d];
      index[d] = 0;
      if (d == 0) return;
    }
    if (inner == 0) return;
  }
}

}  // namespace gradbox::cpu
