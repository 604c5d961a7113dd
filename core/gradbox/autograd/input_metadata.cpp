#include "gradbox/autograd/input_metadata.h"

#include <limits>

namespace gradbox::autograd {

void InputMetadata::keep(IntArrayRef sizes) {
  is_large_ = sizes.size() > kInlineRank;
  for (const std::int64_t size : sizes) is_large_ |= size > std::numeric_limits<std::uint32_t>::max();
  if (is_large_) {
    sizes_.large = new Large;
    sizes_.large->shape = to_dims(sizes);
    return;
  }
  rank_ = static_cast<std::uint8_t>(sizes.size());
  for (std::size_t i = 0; i < rank_; ++i) sizes_.small[i] = static_cast<std::uint32_t>(sizes[i]);
}

void InputMetadata::swap(InputMetadata& other) noexcept {
  std::swap(dtype_, other.dtype_);
  std::swap(rank_, other.rank_);
  std::swap(sizes_, other.sizes_);
  std::swap(is_large_, other.is_large_);
}

Dims InputMetadata::shape() const {
  if (is_large_) return sizes_.large->shape;
  return Dims(sizes_.small, sizes_.small + rank_);
}

Tensor InputMetadata::zeros() const { return gradbox::zeros(shape(), dtype_); }

}  // namespace gradbox::autograd
