#pragma once

#include "gradbox/tensor/tensor.h"

namespace gradbox {

/// Uninitialised, row-major, untracked.
Tensor make_tensor(IntArrayRef sizes, DType dtype);
/// Uninitialised, 0-dim.
Tensor make_number(DType dtype);
/// Uninitialised with the given strides, which must be dense.
Tensor make_strided_tensor(IntArrayRef sizes, IntArrayRef strides, DType dtype);
/// Uninitialised with the shape of `like`, and its strides where they are dense.
Tensor make_tensor_like(const Tensor& like, DType dtype);
inline Tensor make_tensor_like(const Tensor& like) { return make_tensor_like(like, like.dtype()); }
/// A 0-dim tensor of `value`; as a wrapped number it weighs less in type promotion.
Tensor make_scalar_tensor(Scalar value, DType dtype, bool wrapped_number = false);

/// Another look at `source`'s memory, at `offset` elements from its first one. Untracked, version shared: for use
/// inside operators.
Tensor make_alias(const Tensor& source, IntArrayRef sizes, IntArrayRef strides, std::int64_t offset = 0);
inline Tensor make_alias(const Tensor& source) { return make_alias(source, source.sizes(), source.strides()); }
/// The same with the sizes expanded by stride 0.
Tensor make_expanded_alias(const Tensor& source, IntArrayRef sizes);

}  // namespace gradbox
