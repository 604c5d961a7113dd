#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradbox/ops/family.h"

/// Parts of a tensor: views of the same memory.
namespace gradbox {

/// Slice `index` along `dim`, which disappears.
/// Grad:   da = g at its place, zeros elsewhere
/// Throws: IndexError if the index is out of range
/// Source: torch.select
Tensor select(const Tensor& self, std::int64_t dim, std::int64_t index);
/// Every `step`-th slice along `dim` from `start` up to but without `end`; both count from the back if negative and are
/// cut to the size.
/// Throws: ValueError unless step > 0
/// Source: a[start:end:step]
Tensor slice(const Tensor& self, std::int64_t dim = 0, std::optional<std::int64_t> start = std::nullopt,
             std::optional<std::int64_t> end = std::nullopt, std::int64_t step = 1);
/// `length` slices along `dim` from `start`.
/// Throws: Error if they reach past the end
/// Source: torch.narrow
Tensor narrow(const Tensor& self, std::int64_t dim, std::int64_t start, std::int64_t length);
/// All slices along `dim`, which disappears. They may be read, but not written in place while the base is tracked.
/// Source: torch.unbind
std::vector<Tensor> unbind(const Tensor& self, std::int64_t dim = 0);
/// Parts of `split_size` slices each, the last one maybe smaller; or of the given sizes. Not writable either.
/// Source: torch.split, torch.chunk
std::vector<Tensor> split(const Tensor& self, std::int64_t split_size, std::int64_t dim = 0);
std::vector<Tensor> split(const Tensor& self, IntArrayRef split_sizes, std::int64_t dim = 0);
std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef split_sizes, std::int64_t dim = 0);
/// At most `chunks` parts of equal size, the last one maybe smaller.
std::vector<Tensor> chunk(const Tensor& self, std::int64_t chunks, std::int64_t dim = 0);
/// `sections` parts whose sizes differ by one at most, or parts that begin at 0 and at each of `indices`. Ordinary
/// slices.
/// Source: torch.tensor_split
std::vector<Tensor> tensor_split(const Tensor& self, std::int64_t sections, std::int64_t dim = 0);
std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices, std::int64_t dim = 0);
/// The diagonal over two dims as the last dim; `offset` > 0 lies above the main one.
/// Source: torch.diagonal
Tensor diagonal(const Tensor& self, std::int64_t offset = 0, std::int64_t dim1 = 0, std::int64_t dim2 = 1);
/// Every window of `size` slices along `dim`, `step` apart, as a new last dim.
/// Grad:   da = g, added up where windows overlap
/// Source: torch.Tensor.unfold
Tensor unfold(const Tensor& self, std::int64_t dimension, std::int64_t size, std::int64_t step);

template <class Self>
struct SliceMethods : MethodsOf<Self, SliceMethods<Self>> {
  using MethodsOf<Self, SliceMethods>::self;
  Self select(std::int64_t dim, std::int64_t index) const { return gradbox::select(self(), dim, index); }
  Self slice(std::int64_t dim = 0, std::optional<std::int64_t> start = std::nullopt,
             std::optional<std::int64_t> end = std::nullopt, std::int64_t step = 1) const {
    return gradbox::slice(self(), dim, start, end, step);
  }
  Self narrow(std::int64_t dim, std::int64_t start, std::int64_t length) const {
    return gradbox::narrow(self(), dim, start, length);
  }
  std::vector<Self> unbind(std::int64_t dim = 0) const { return gradbox::unbind(self(), dim); }
  std::vector<Self> split(std::int64_t split_size, std::int64_t dim = 0) const {
    return gradbox::split(self(), split_size, dim);
  }
  std::vector<Self> split(IntArrayRef split_sizes, std::int64_t dim = 0) const {
    return gradbox::split(self(), split_sizes, dim);
  }
  std::vector<Self> split_with_sizes(IntArrayRef split_sizes, std::int64_t dim = 0) const {
    return gradbox::split_with_sizes(self(), split_sizes, dim);
  }
  std::vector<Self> chunk(std::int64_t chunks, std::int64_t dim = 0) const {
    return gradbox::chunk(self(), chunks, dim);
  }
  std::vector<Self> tensor_split(std::int64_t sections, std::int64_t dim = 0) const {
    return gradbox::tensor_split(self(), sections, dim);
  }
  std::vector<Self> tensor_split(IntArrayRef indices, std::int64_t dim = 0) const {
    return gradbox::tensor_split(self(), indices, dim);
  }
  Self diagonal(std::int64_t offset = 0, std::int64_t dim1 = 0, std::int64_t dim2 = 1) const {
    return gradbox::diagonal(self(), offset, dim1, dim2);
  }
  Self unfold(std::int64_t dimension, std::int64_t size, std::int64_t step) const {
    return gradbox::unfold(self(), dimension, size, step);
  }
};

}  // namespace gradbox
