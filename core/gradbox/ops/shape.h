#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gradbox/ops/family.h"

/// Views: other looks at the same memory, differentiable, and safe to write in place (Note [Views and in-place writes]).
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
Tensor as_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride, std::optional<std::int64_t> storage_offset = std::nullopt);
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

template <class Self>
struct ShapeMethods : MethodsOf<Self, ShapeMethods<Self>> {
  using MethodsOf<Self, ShapeMethods>::self;
  Self view(IntArrayRef size) const { return gradbox::view(self(), size); }
  Self reshape(IntArrayRef shape) const { return gradbox::reshape(self(), shape); }
  Self as_strided(IntArrayRef size, IntArrayRef stride, std::optional<std::int64_t> storage_offset = std::nullopt) const {
    return gradbox::as_strided(self(), size, stride, storage_offset);
  }
  Self expand(IntArrayRef size) const { return gradbox::expand(self(), size); }
  Self permute(IntArrayRef dims) const { return gradbox::permute(self(), dims); }
  Self transpose(std::int64_t dim0, std::int64_t dim1) const { return gradbox::transpose(self(), dim0, dim1); }
  Self t() const { return gradbox::t(self()); }
};

}  // namespace gradbox
