#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "gradbox/base/error.h"
#include "gradbox/base/small_vector.h"

namespace gradbox {

/// A view of consecutive values that somebody else owns. It must not outlive them.
template <class T>
class ArrayRef {
 public:
  using value_type = T;
  using iterator = const T*;
  using const_iterator = const T*;

  constexpr ArrayRef() noexcept = default;
  constexpr ArrayRef(const T& value) noexcept : data_(&value), size_(1) {}
  constexpr ArrayRef(const T* data, std::size_t size) noexcept : data_(data), size_(size) {}
  constexpr ArrayRef(const T* first, const T* last) noexcept
      : data_(first), size_(static_cast<std::size_t>(last - first)) {}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
#endif
  constexpr ArrayRef(const std::initializer_list<T>& values) noexcept
      : data_(values.size() == 0 ? nullptr : values.begin()), size_(values.size()) {}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
  ArrayRef(const std::vector<T>& values) noexcept : data_(values.data()), size_(values.size()) {}
  template <std::size_t N>
  ArrayRef(const SmallVector<T, N>& values) noexcept : data_(values.data()), size_(values.size()) {}
  template <std::size_t N>
  constexpr ArrayRef(const T (&values)[N]) noexcept : data_(values), size_(N) {}

  constexpr const T* begin() const noexcept { return data_; }
  constexpr const T* end() const noexcept { return data_ + size_; }
  constexpr const T* data() const noexcept { return data_; }
  constexpr std::size_t size() const noexcept { return size_; }
  constexpr bool empty() const noexcept { return size_ == 0; }
  constexpr const T& operator[](std::size_t i) const noexcept { return data_[i]; }
  const T& at(std::size_t i) const {
    GRADBOX_CHECK(i < size_, "ArrayRef: invalid index Index = ", i, "; Length = ", size_);
    return data_[i];
  }
  constexpr bool equals(ArrayRef other) const noexcept { return *this == other; }
  constexpr const T& front() const noexcept { return data_[0]; }
  constexpr const T& back() const noexcept { return data_[size_ - 1]; }
  constexpr ArrayRef slice(std::size_t from, std::size_t count) const noexcept { return {data_ + from, count}; }
  constexpr ArrayRef slice(std::size_t from) const noexcept { return {data_ + from, size_ - from}; }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }

  friend constexpr bool operator==(ArrayRef a, ArrayRef b) noexcept {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (!(a.data_[i] == b.data_[i])) return false;
    }
    return true;
  }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

using IntArrayRef = ArrayRef<std::int64_t>;

/// `[2, 3]`. Stands here, where str() finds it by its argument.
inline void append_text(std::string& out, IntArrayRef values) {
  out.push_back('[');
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out.append(", ");
    out.append(std::to_string(values[i]));
  }
  out.push_back(']');
}

}  // namespace gradbox
