#pragma once

#include <vector>

#include "gradbox/ops/family.h"

/// Indexing by tensors. `indices[d]` says where along dim d; an undefined one takes the whole dim; a bool mask stands
/// for as many dims as it has. Int64 indices broadcast against each other. Where the indexed dims are neighbours the
/// result has the indices' shape in their place, else in front.
namespace gradbox {

/// Grad:   da = g added up at the places it came from
/// Throws: IndexError if an index is out of range, the indices do not broadcast, or a mask's shape does not fit
/// Source: a[i, j]
Tensor index(const Tensor& self, TensorList indices);
/// A copy of a with `values`, broadcast, written to these places, or added to them.
/// Grad:   da = g with zeros at the places (accumulate: g), dvalues = g indexed
/// Source: torch.index_put
Tensor index_put(const Tensor& self, TensorList indices, const Tensor& values, bool accumulate = false);
Tensor& index_put_(const Tensor& self, TensorList indices, const Tensor& values, bool accumulate = false);
/// The places of the elements that are not 0.
/// Shape:  [..] -> [how many, a.dim()]
/// Source: torch.nonzero
Tensor nonzero(const Tensor& self);
/// The same as one tensor per dim, as index takes them.
std::vector<Tensor> nonzero_numpy(const Tensor& self);
/// 1 at the place that each element of a names along a new last dim, 0 elsewhere; by default up to the largest.
/// Throws: Error if an element is negative or too large
/// Source: torch.nn.functional.one_hot
Tensor one_hot(const Tensor& self, std::int64_t num_classes = -1);

/// Rows of `weight` by number.
/// Shape:  weight [V, D], indices [..] -> [.., D]
/// Grad:   dweight = g added up at the rows it came from, but at row padding_idx if that is not negative
/// Source: torch.nn.functional.embedding
Tensor embedding(const Tensor& weight, const Tensor& indices, std::int64_t padding_idx = -1,
                 bool scale_grad_by_freq = false);

template <class Self>
struct IndexMethods : MethodsOf<Self, IndexMethods<Self>> {
  using MethodsOf<Self, IndexMethods>::self;
  Self index_put(ArrayRef<Self> indices, const Self& values, bool accumulate = false) const {
    return gradbox::index_put(self(), indices, values, accumulate);
  }
  Self nonzero() const { return gradbox::nonzero(self()); }
  std::vector<Self> nonzero_numpy() const { return gradbox::nonzero_numpy(self()); }
};

}  // namespace gradbox
