#pragma once

#include <cstdint>

#include "gradbox/base/array_ref.h"
#include "gradbox/base/small_vector.h"

namespace gradbox {

/// The most dims a tensor can have: sets of dims are masks of 64 bits.
inline constexpr std::size_t kMaxRank = 64;

/// Sizes or strides of a tensor, inline up to five dims.
using Dims = SmallVector<std::int64_t, 5>;

inline Dims to_dims(IntArrayRef values) { return Dims(values.begin(), values.end()); }

/// Number of elements. Throws Error on a negative size and when the product passes 2^63 - 1.
std::int64_t count_elements(IntArrayRef sizes);

/// Row-major strides, in elements.
Dims contiguous_strides(IntArrayRef sizes);

/// Whether `strides` are row-major for `sizes`; dims of size 1 do not matter, and an empty tensor always is.
bool is_contiguous(IntArrayRef sizes, IntArrayRef strides) noexcept;

/// Whether every element has its own place in memory and the places leave no gap, in some order of the dims.
bool is_non_overlapping_and_dense(IntArrayRef sizes, IntArrayRef strides);

/// `dim` counted from the front. Throws IndexError (PyTorch's text) if it is outside [-ndim, ndim - 1]; a 0-dim tensor
/// counts as 1-dim.
std::int64_t wrap_dim(std::int64_t dim, std::int64_t ndim);

/// The dims, wrapped, as a mask over `ndim` dims (at most 64). Throws on repeated dims. An empty list means all of
/// them.
std::uint64_t dim_mask(IntArrayRef dims, std::int64_t ndim);

/// The shape to which both broadcast. Throws Error with PyTorch's text.
Dims broadcast_shapes(IntArrayRef a, IntArrayRef b);

/// Whether a tensor of shape `from` can be expanded to `to`.
bool is_expandable_to(IntArrayRef from, IntArrayRef to) noexcept;

/// `sizes` with the one entry -1 worked out so that there are `numel` elements. Throws Error with PyTorch's text.
Dims infer_size(IntArrayRef sizes, std::int64_t numel);

/// Strides that show memory laid out as (sizes, strides) in `new_sizes` without copying; false if there are none.
bool view_strides(IntArrayRef sizes, IntArrayRef strides, IntArrayRef new_sizes, Dims& new_strides);

}  // namespace gradbox
