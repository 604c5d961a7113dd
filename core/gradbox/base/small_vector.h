#pragma once

#include <concepts>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <new>
#include <type_traits>
#include <utility>

#include "gradbox/base/pool.h"

namespace gradbox {

/// Whether an object may change its place by having its bytes copied, the old place being forgotten. True of trivial
/// types, and of handles that hold one pointer; a type says so with a member `using TriviallyRelocatable = void`.
template <class T>
inline constexpr bool kTriviallyRelocatable = std::is_trivially_copyable_v<T> || requires {
  typename T::TriviallyRelocatable;
};

/// A vector of which up to N elements live inside it. Longer ones move to pooled memory. Elements must move without
/// throwing.
template <class T, std::size_t N>
class SmallVector {
  static_assert(std::is_nothrow_move_constructible_v<T>);

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  SmallVector() noexcept {}
  explicit SmallVector(std::size_t count) { resize(count); }
  SmallVector(std::size_t count, const T& value) {
    reserve(count);
    while (size_ < count) push_back(value);
  }
  template <class It>
  requires requires(It it) {
    *it;
    ++it;
  }
  SmallVector(It first, It last) {
    if constexpr (std::is_pointer_v<It> && std::is_same_v<std::remove_cvref_t<decltype(*first)>, T>) {
      append(first, static_cast<std::size_t>(last - first));
    } else {
      for (; first != last; ++first) push_back(static_cast<T>(*first));
    }
  }
  SmallVector(std::initializer_list<T> values) : SmallVector(values.begin(), values.end()) {}
  /// The values of an ArrayRef or a std::vector.
  template <class Range>
  requires(!std::is_base_of_v<SmallVector, Range> && requires(const Range& range) {
    { range.data() } -> std::convertible_to<const T*>;
    range.size();
  }) SmallVector(const Range& range) {
    append(range.data(), range.size());
  }
  SmallVector(const SmallVector& other) { append(other.data(), other.size_); }
  SmallVector(SmallVector&& other) noexcept { take(other); }
  ~SmallVector() {
    clear();
    free_heap();
  }
  SmallVector& operator=(const SmallVector& other) {
    if (this != &other) {
      clear();
      append(other.data(), other.size_);
    }
    return *this;
  }
  SmallVector& operator=(SmallVector&& other) noexcept {
    if (this != &other) {
      clear();
      free_heap();
      take(other);
    }
    return *this;
  }

  T* begin() noexcept { return data(); }
  T* end() noexcept { return data() + size_; }
  const T* begin() const noexcept { return data(); }
  const T* end() const noexcept { return data() + size_; }
  T* data() noexcept { return on_heap() ? memory_.heap : inline_data(); }
  const T* data() const noexcept { return const_cast<SmallVector*>(this)->data(); }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T& operator[](std::size_t i) noexcept { return data()[i]; }
  const T& operator[](std::size_t i) const noexcept { return data()[i]; }
  T& front() noexcept { return data()[0]; }
  T& back() noexcept { return data()[size_ - 1]; }
  const T& back() const noexcept { return data()[size_ - 1]; }

  void reserve(std::size_t wanted) {
    if (wanted > capacity_) grow(wanted);
  }
  void push_back(const T& value) { emplace_back(value); }
  void push_back(T&& value) { emplace_back(std::move(value)); }
  template <class... Args>
  T& emplace_back(Args&&... args) {
    if (size_ == capacity_) [[unlikely]]
      return emplace_and_grow(T(std::forward<Args>(args)...));
    return *new (data() + size_++) T(std::forward<Args>(args)...);
  }
  void pop_back() noexcept { data()[--size_].~T(); }
  void resize(std::size_t count) {
    while (size_ > count) pop_back();
    reserve(count);
    T* elements = data();
    while (size_ < count) new (elements + size_++) T();
  }
  void clear() noexcept {
    if constexpr (!std::is_trivially_destructible_v<T>) {
      while (size_ > 0) pop_back();
    }
    size_ = 0;
  }
  void insert(std::size_t at, T value) {
    push_back(std::move(value));
    T* elements = data();
    for (std::size_t i = size_ - 1; i > at; --i) std::swap(elements[i], elements[i - 1]);
  }
  void erase(std::size_t at) noexcept {
    T* elements = data();
    for (std::size_t i = at; i + 1 < size_; ++i) elements[i] = std::move(elements[i + 1]);
    pop_back();
  }
  /// A template, so that neither side is converted: a comparison with an ArrayRef is the ArrayRef's.
  template <class Same>
  requires std::is_same_v<Same, SmallVector>
  friend bool operator==(const Same& a, const Same& b) noexcept {
    if (a.size_ != b.size_) return false;
    const T* left = a.data();
    const T* right = b.data();
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (!(left[i] == right[i])) return false;
    }
    return true;
  }

 private:
  T* inline_data() noexcept { return reinterpret_cast<T*>(memory_.inside); }
  bool on_heap() const noexcept { return capacity_ > N; }
  void append(const T* values, std::size_t count) {
    reserve(size_ + count);
    T* to = data() + size_;
    for (std::size_t i = 0; i < count; ++i) new (to + i) T(values[i]);
    size_ += static_cast<unsigned>(count);
  }
  void free_heap() noexcept {
    if (on_heap()) [[unlikely]]
      pool_free(memory_.heap, capacity_ * sizeof(T));
    capacity_ = N;
  }
  [[gnu::noinline]] T& emplace_and_grow(T value) {
    grow(size_ + 1);
    return *new (data() + size_++) T(std::move(value));
  }
  void grow(std::size_t wanted) {
    const std::size_t capacity = wanted < 2 * capacity_ ? 2 * capacity_ : wanted;
    T* fresh = static_cast<T*>(pool_allocate(capacity * sizeof(T)));
    T* old = data();
    for (std::size_t i = 0; i < size_; ++i) {
      new (fresh + i) T(std::move(old[i]));
      old[i].~T();
    }
    if (on_heap()) pool_free(old, capacity_ * sizeof(T));
    memory_.heap = fresh;
    capacity_ = static_cast<unsigned>(capacity);
  }
  /// This is empty and inline; `other` ends empty.
  void take(SmallVector& other) noexcept {
    if (other.on_heap()) [[unlikely]] {
      memory_.heap = other.memory_.heap;
      size_ = std::exchange(other.size_, 0u);
      capacity_ = std::exchange(other.capacity_, static_cast<unsigned>(N));
      return;
    }
    if constexpr (kTriviallyRelocatable<T> && sizeof(memory_) <= 64) {
      std::memcpy(&memory_, &other.memory_, sizeof(memory_));
      size_ = std::exchange(other.size_, 0u);
    } else {
      for (unsigned i = 0; i < other.size_; ++i) new (inline_data() + i) T(std::move(other.inline_data()[i]));
      size_ = other.size_;
      other.clear();
    }
  }

  unsigned size_ = 0;
  unsigned capacity_ = static_cast<unsigned>(N);
  /// Where the elements are follows from the capacity: a pointer to them would cost each small object eight bytes.
  union Memory {
    Memory() noexcept {}
    T* heap;
    alignas(T) unsigned char inside[N * sizeof(T)];
  } memory_;
};

}  // namespace gradbox
