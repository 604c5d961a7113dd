#pragma once

#include <cstdint>

#include "gradbox/base/array_ref.h"
#include "gradbox/base/shape.h"

/// Reading and writing strided memory at places that index arrays name. T is bool, int64_t, float or double.
///
/// Note [Indexed places]
/// Both primitives walk a shape. At each position the plain operand lies where its strides say, the indexed one where
/// its strides say plus, for every index operand, index * target_stride: so its strides are 0 in the dims that an index
/// replaces, and an index operand's strides are 0 in the dims over which it is broadcast. A gather is one index operand
/// with strides in every dim, an index-select one with a single stride, advanced indexing has one operand per indexed
/// dim. Every index is checked before the first element is written.
namespace gradbox::cpu {

struct IndexOperand {
  const int64_t* data;
  Dims strides;
  int64_t size;           ///< of the dim it indexes
  int64_t target_stride;  ///< of that dim in the indexed operand
  int64_t dim;            ///< of the indexed operand, for the error text
};

/// Must throw. Called with the offending index as it was given.
using IndexErrorReport = void (*)(int64_t index, int64_t dim, int64_t size);

/// Throws Error: "index 3 is out of bounds for dimension 0 with size 3".
[[noreturn]] void report_bad_index(int64_t index, int64_t dim, int64_t size);
/// The same text as an IndexError.
[[noreturn]] void report_bad_subscript(int64_t index, int64_t dim, int64_t size);

struct Indexing {
  ArrayRef<IndexOperand> operands;
  bool negative_wraps = false;
  IndexErrorReport report = report_bad_index;
};

enum class Combine { kAssign, kAdd, kMultiply, kMaximum, kMinimum };

/// out[position] = in[indexed place].
template <typename T>
void indexed_read(IntArrayRef shape, T* out, IntArrayRef out_strides, const T* in, IntArrayRef in_strides,
                  const Indexing& indexing);

/// out[indexed place] = combine(out[indexed place], in[position]), position after position in row-major order: of
/// several assignments to one place the last stays. nan wins in kMaximum and kMinimum.
template <typename T>
void indexed_write(IntArrayRef shape, T* out, IntArrayRef out_strides, const T* in, IntArrayRef in_strides,
                   const Indexing& indexing, Combine combine);

/// out[.., i, ..] = in[.., index[.., i, ..], ..] along `dim`, whose size in `in` is dim_size; `shape` is the index's.
template <typename T>
void gather(IntArrayRef shape, int64_t dim, int64_t dim_size, T* out, IntArrayRef out_strides, const T* in,
            IntArrayRef in_strides, const int64_t* index, IntArrayRef index_strides);

/// out[.., index[.., i, ..], ..] = combine(that, in[.., i, ..]) along `dim`, whose size in `out` is dim_size.
template <typename T>
void scatter(IntArrayRef shape, int64_t dim, int64_t dim_size, T* out, IntArrayRef out_strides, const T* in,
             IntArrayRef in_strides, const int64_t* index, IntArrayRef index_strides, Combine combine);

}  // namespace gradbox::cpu
