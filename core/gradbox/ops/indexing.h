#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>

#include "gradbox/ops/family.h"

/// Indexing as one writes it: a[1], a.index({0, Slice(1, None), mask}), a.index_put_({Ellipsis, 2}, b).
namespace gradbox {

namespace indexing {

struct NoneType {};
struct EllipsisType {};
/// A new dim of size 1; in a Slice: as far as it goes.
inline constexpr NoneType None{};
/// As many whole dims as are needed.
inline constexpr EllipsisType Ellipsis{};

/// start:stop:step
class Slice {
 public:
  /// An end of a slice: a number, or None.
  class Bound {
   public:
    Bound(NoneType) noexcept {}
    Bound(std::nullopt_t) noexcept {}
    Bound(int at) noexcept : at_(at) {}
    Bound(std::int64_t at) noexcept : at_(at) {}
    const std::optional<std::int64_t>& at() const noexcept { return at_; }

   private:
    std::optional<std::int64_t> at_;
  };

  Slice(Bound start = None, Bound stop = None, Bound step = None) noexcept
      : start_(start.at()), stop_(stop.at()), step_(step.at().value_or(1)) {}
  const std::optional<std::int64_t>& start() const noexcept { return start_; }
  const std::optional<std::int64_t>& stop() const noexcept { return stop_; }
  std::int64_t step() const noexcept { return step_; }

 private:
  std::optional<std::int64_t> start_;
  std::optional<std::int64_t> stop_;
  std::int64_t step_;
};

class TensorIndex;

}  // namespace indexing

/// The part of `self` that the indices name: a view, or a copy where a tensor is among them.
/// Grad:   da = g at its places, zeros elsewhere
/// Throws: IndexError with PyTorch's texts
/// Source: a[...]
Tensor index(const Tensor& self, ArrayRef<indexing::TensorIndex> indices);
/// Overwrites that part.
/// Grad:   to the values; the overwritten part gets zeros
Tensor& index_put_(const Tensor& self, ArrayRef<indexing::TensorIndex> indices, const Tensor& values);

template <class Self>
struct IndexingMethods : MethodsOf<Self, IndexingMethods<Self>> {
  using MethodsOf<Self, IndexingMethods>::self;
  using TensorIndex = indexing::TensorIndex;
  Self index(std::initializer_list<TensorIndex> indices) const {
    return gradbox::index(self(), ArrayRef<TensorIndex>(indices));
  }
  Self index(ArrayRef<TensorIndex> indices) const { return gradbox::index(self(), indices); }
  Self& index_put_(std::initializer_list<TensorIndex> indices, const Self& values) const {
    return gradbox::index_put_(self(), ArrayRef<TensorIndex>(indices), values);
  }
  Self& index_put_(std::initializer_list<TensorIndex> indices, Scalar value) const;
  Self& index_put_(ArrayRef<TensorIndex> indices, const Self& values) const {
    return gradbox::index_put_(self(), indices, values);
  }
  Self& index_put_(ArrayRef<TensorIndex> indices, Scalar value) const;
  Self operator[](std::int64_t index) const;
  Self operator[](const Self& index) const;
};

}  // namespace gradbox
