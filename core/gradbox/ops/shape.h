#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradbox/ops/family.h"

/// Views: other looks at the same memory, differentiable, and safe to write in place (Note [Views and in-place
/// writes]).
namespace gradbox {

/// The same elements in another shape; one size may be -1.
/// Grad:   da = g in a's shape
/// Throws: Error if the memory cannot be looked at that way (reshape then copies instead), or the counts differ
/// Source: torch.Tensor.view, torch.reshape
Tensor view(const Tensor& self, IntArrayRef size);
Tensor reshape(const Tensor& self, IntArrayRef shape);
/// Any look at the memory, in elements.
/// Grad:   da = g, added up where the view names an element twice
/// Source: torch.as_strided
Tensor as_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride,
                  std::optional<std::int64_t> storage_offset = std::nullopt);
/// Dims of size 1 repeated without copying; -1 keeps a size.
/// Grad:   da = g summed over the new and the repeated dims
/// Source: torch.Tensor.expand
Tensor expand(const Tensor& self, IntArrayRef size);
/// The dims in another order.
/// Grad:   da = g with the dims put back
/// Source: torch.permute, torch.transpose, torch.t
Tensor permute(const Tensor& self, IntArrayRef dims);
Tensor transpose(const Tensor& self, std::int64_t dim0, std::int64_t dim1);
Tensor t(const Tensor& self);
/// The dims `source` put at the places `destination`, the others keeping their order.
/// Source: torch.movedim
Tensor movedim(const Tensor& self, IntArrayRef source, IntArrayRef destination);
/// Without the dims of size 1: all of them, or `dim` if it has size 1.
/// Grad:   da = g in a's shape
/// Source: torch.squeeze
Tensor squeeze(const Tensor& self);
Tensor squeeze(const Tensor& self, std::int64_t dim);
/// With a new dim of size 1 at `dim`.
/// Source: torch.unsqueeze
Tensor unsqueeze(const Tensor& self, std::int64_t dim);
/// The dims from start_dim to end_dim, both included, as one.
/// Source: torch.flatten
Tensor flatten(const Tensor& self, std::int64_t start_dim = 0, std::int64_t end_dim = -1);
/// `dim` as several; one size may be -1.
/// Source: torch.unflatten
Tensor unflatten(const Tensor& self, std::int64_t dim, IntArrayRef sizes);
Tensor ravel(const Tensor& self);
Tensor broadcast_to(const Tensor& self, IntArrayRef size);

namespace detail {

/// self.t() of a matrix that only the operator calling it will ever hold, so that the bookkeeping of a view is saved.
Tensor transposed_operand(const Tensor& self);
/// `self`, a fresh row-major tensor that nobody else will hold, in another shape; node UnsafeViewBackward0.
Tensor unsafe_view(const Tensor& self, IntArrayRef sizes);
/// The same without the dim `dim` of size 1, recorded as the squeeze_ of a fresh tensor.
Tensor squeeze_fresh(const Tensor& self, std::int64_t dim);

}  // namespace detail

template <class Self>
struct ShapeMethods : MethodsOf<Self, ShapeMethods<Self>> {
  using MethodsOf<Self, ShapeMethods>::self;
  Self view(IntArrayRef size) const { return gradbox::view(self(), size); }
  Self reshape(IntArrayRef shape) const { return gradbox::reshape(self(), shape); }
  Self as_strided(IntArrayRef size, IntArrayRef stride,
                  std::optional<std::int64_t> storage_offset = std::nullopt) const {
    return gradbox::as_strided(self(), size, stride, storage_offset);
  }
  Self expand(IntArrayRef size) const { return gradbox::expand(self(), size); }
  Self permute(IntArrayRef dims) const { return gradbox::permute(self(), dims); }
  Self transpose(std::int64_t dim0, std::int64_t dim1) const { return gradbox::transpose(self(), dim0, dim1); }
  Self t() const { return gradbox::t(self()); }
  Self swapaxes(std::int64_t dim0, std::int64_t dim1) const { return gradbox::transpose(self(), dim0, dim1); }
  Self swapdims(std::int64_t dim0, std::int64_t dim1) const { return gradbox::transpose(self(), dim0, dim1); }
  Self mT() const { return gradbox::transpose(self(), -2, -1); }
  Self numpy_T() const;
  Self movedim(std::int64_t source, std::int64_t destination) const {
    return gradbox::movedim(self(), source, destination);
  }
  Self movedim(IntArrayRef source, IntArrayRef destination) const {
    return gradbox::movedim(self(), source, destination);
  }
  Self squeeze() const { return gradbox::squeeze(self()); }
  Self squeeze(std::int64_t dim) const { return gradbox::squeeze(self(), dim); }
  Self unsqueeze(std::int64_t dim) const { return gradbox::unsqueeze(self(), dim); }
  /// The same tensor with another shape. Gradients pass as through the operators of these names.
  Self& squeeze_() const;
  Self& squeeze_(std::int64_t dim) const;
  Self& unsqueeze_(std::int64_t dim) const;
  Self& transpose_(std::int64_t dim0, std::int64_t dim1) const;
  Self& t_() const;
  Self& swapaxes_(std::int64_t dim0, std::int64_t dim1) const { return transpose_(dim0, dim1); }
  Self& swapdims_(std::int64_t dim0, std::int64_t dim1) const { return transpose_(dim0, dim1); }
  Self flatten(std::int64_t start_dim = 0, std::int64_t end_dim = -1) const {
    return gradbox::flatten(self(), start_dim, end_dim);
  }
  Self unflatten(std::int64_t dim, IntArrayRef sizes) const { return gradbox::unflatten(self(), dim, sizes); }
  Self ravel() const { return gradbox::ravel(self()); }
  Self broadcast_to(IntArrayRef size) const { return gradbox::expand(self(), size); }
  Self expand_as(const Self& other) const { return gradbox::expand(self(), other.sizes()); }
  Self view_as(const Self& other) const { return gradbox::view(self(), other.sizes()); }
  Self reshape_as(const Self& other) const { return gradbox::reshape(self(), other.sizes()); }
};

}  // namespace gradbox
