#pragma once

#include <cstddef>
#include <cstdint>

namespace gradbox {

/// Walks a tensor's memory as `a[i][j]`. It does not keep the memory alive.
template <class T, std::size_t N>
class TensorAccessor {
 public:
  TensorAccessor(T* data, const std::int64_t* sizes, const std::int64_t* strides) noexcept
      : data_(data), sizes_(sizes), strides_(strides) {}
  std::int64_t size(std::size_t dim) const noexcept { return sizes_[dim]; }
  std::int64_t stride(std::size_t dim) const noexcept { return strides_[dim]; }
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

}  // namespace gradbox
