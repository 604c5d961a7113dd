#pragma once

#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Shape and dtype of one output of a recorded operator: what a gradient arriving there must look like. Every node has
/// one, so it takes 16 bytes: up to two sizes below 2^32 stand inside, any other shape in a block of its own.
class InputMetadata {
 public:
  InputMetadata() noexcept = default;
  explicit InputMetadata(const Tensor& output) : dtype_(output.dtype()) {
    const IntArrayRef sizes = output.sizes();
    if (sizes.size() > 0) keep(sizes);
  }
  InputMetadata(InputMetadata&& other) noexcept { swap(other); }
  InputMetadata& operator=(InputMetadata&& other) noexcept {
    swap(other);
    return *this;
  }
  ~InputMetadata() {
    if (is_large_) [[unlikely]]
      delete sizes_.large;
  }

  Dims shape() const;
  DType dtype() const noexcept { return dtype_; }
  bool fits(const TensorImpl& grad) const noexcept {
    const IntArrayRef sizes = grad.sizes();
    if (dtype_ != grad.dtype()) return false;
    if (is_large_) [[unlikely]]
      return IntArrayRef(sizes_.large->shape) == sizes;
    if (rank_ != sizes.size()) return false;
    for (std::size_t i = 0; i < rank_; ++i) {
      if (sizes_.small[i] != sizes[i]) return false;
    }
    return true;
  }
  Tensor zeros() const;

 private:
  struct Large : Pooled {
    Dims shape;
  };
  static constexpr std::size_t kInlineRank = 2;

  void keep(IntArrayRef sizes);
  void swap(InputMetadata& other) noexcept;

  DType dtype_ = DType::Float32;
  bool is_large_ = false;
  std::uint8_t rank_ = 0;
  union Sizes {
    std::uint32_t small[kInlineRank] = {};
    Large* large;
  } sizes_;
};

}  // namespace gradbox::autograd
