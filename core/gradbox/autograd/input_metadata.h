#pragma once

#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Shape and dtype of one output of a recorded operator: what a gradient arriving there must look like.
struct InputMetadata {
  InputMetadata() noexcept = default;
  explicit InputMetadata(const Tensor& output) : shape(to_dims(output.sizes())), dtype(output.dtype()) {}

  Tensor zeros() const;

  Dims shape;
  DType dtype = DType::Float32;
};

}  // namespace gradbox::autograd
