#pragma once

#include <cstddef>
#include <cstdint>

#include "gradbox/base/array_ref.h"

namespace gradbox {

/// Walks a tensor's memory as `a[i][j]`. It does not keep the memory alive.
template <class T, std::size_t N>
class TensorAccessor {
 public:
  TensorAccessor(T* data, const std::int64_t* sizes, const std::int64_t* strides) noexcept
      : data_(data), sizes_(sizes), strides_(strides) {}
  std::int64_t size(std::size_t dim) const noexcept { return sizes_[dim]; }
  std::int64_t stride(std::size_t dim) const noexcept { return strides_[dim]; }
  ArrayRef<std::int64_t> sizes() const noexcept { return {sizes_, N}; }
  ArrayRef<std::int64_t> strides() const noexcept { return {strides_, N}; }
  T* data() const noexcept { return data_; }
  decltype(auto) operator[](std::int64_t i) const noexcept {
    if constexpr (N == 1) {
      return (data_[i * strides_[0]]);
    } else {
      return TensorAccessor<T, N - 1>(data_ + i * strides_[0], sizes_ + 1, strides_ + 1);
    }
  }

 private:
  T* data_;
  const std::int64_t* sizes_;
  const std::int64_t* strides_;
};

/// The same with the sizes and strides, of type Index, inside: it can be copied to where the tensor is not.
template <class T, std::size_t N, class Index = std::int64_t>
class PackedTensorAccessor {
 public:
  template <class From>
  PackedTensorAccessor(T* data, const From* sizes, const From* strides) noexcept : data_(data) {
    for (std::size_t dim = 0; dim < N; ++dim) {
      sizes_[dim] = static_cast<Index>(sizes[dim]);
      strides_[dim] = static_cast<Index>(strides[dim]);
    }
  }
  Index size(std::size_t dim) const noexcept { return sizes_[dim]; }
  Index stride(std::size_t dim) const noexcept { return strides_[dim]; }
  T* data() const noexcept { return data_; }
  decltype(auto) operator[](Index i) const noexcept {
    if constexpr (N == 1) {
      return (data_[i * strides_[0]]);
    } else {
      return PackedTensorAccessor<T, N - 1, Index>(data_ + i * strides_[0], sizes_ + 1, strides_ + 1);
    }
  }

 private:
  T* data_;
  Index sizes_[N];
  Index strides_[N];
};
template <class T, std::size_t N>
using PackedTensorAccessor32 = PackedTensorAccessor<T, N, std::int32_t>;
template <class T, std::size_t N>
using PackedTensorAccessor64 = PackedTensorAccessor<T, N, std::int64_t>;

}  // namespace gradbox
