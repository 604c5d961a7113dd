#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include "gradbox/backend/cpu/iterator.h"

namespace gradbox::cpu {

/// One operand of a function that works along a dim: where its memory begins and its strides over the common dims.
template <typename T>
struct LaneOperand {
  T* data;
  IntArrayRef strides;
};

/// Consecutive elements along the dim, `stride` apart.
template <typename T>
struct Lane {
  T* data;
  int64_t stride;

  T& operator[](int64_t i) const { return data[i * stride]; }
};

/// A 0-dim tensor has one lane of one element.
inline int64_t lane_size(IntArrayRef shape, int64_t dim) { return shape.empty() ? 1 : shape[static_cast<size_t>(dim)]; }

/// Calls body(lane of each operand...) for every position of the dims other than `dim`.
template <typename Body, typename... T>
void for_each_lane(IntArrayRef shape, int64_t dim, Body body, LaneOperand<T>... operands) {
  constexpr size_t kCount = sizeof...(T);
  Dims others(shape.begin(), shape.end());
  if (!shape.empty()) others[static_cast<size_t>(dim)] = 1;
  const auto nest = make_loop_nest<kCount>(others, {OperandShape{others, operands.strides}...});
  for_each_row(nest,
               [&](const std::array<int64_t, kCount>& at, int64_t count, const std::array<int64_t, kCount>& step) {
                 for (int64_t i = 0; i < count; ++i) {
                   size_t k = 0;
                   const auto lane = [&](auto operand) {
                     const int64_t offset = at[k] + i * step[k];
                     ++k;
                     const int64_t stride = shape.empty() ? 1 : operand.strides[static_cast<size_t>(dim)];
                     const auto first = operand.data != nullptr ? operand.data + offset : nullptr;  // null: empty lanes
                     return Lane<std::remove_pointer_t<decltype(operand.data)>>{first, stride};
                   };
                   std::apply(body, std::tuple<Lane<T>...>{lane(operands)...});  // braces: evaluated from left to right
                 }
               });
}

}  // namespace gradbox::cpu
