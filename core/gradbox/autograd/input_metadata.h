#pragma once

#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Shape and dtype of one output of a recorded operator: what a gradient arriving there must look like. Small, since
/// every node has one.
class InputMetadata {
 public:
  InputMetadata() noexcept = default;
  explicit InputMetadata(const Tensor& output)
      : shape_(output.sizes().begin(), output.sizes().end()), dtype_(output.dtype()) {}

  IntArrayRef shape() const noexcept { return shape_; }
  DType dtype() const noexcept { return dtype_; }
  bool fits(const TensorImpl& grad) const noexcept {
    return dtype_ == grad.dtype() && IntArrayRef(shape_) == IntArrayRef(grad.sizes());
  }
  Tensor zeros() const;

 private:
  SmallVector<std::int64_t, 3> shape_;
  DType dtype_ = DType::Float32;
};

}  // namespace gradbox::autograd
