#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gradbox/ops/family.h"

namespace gradbox {

/// The tensors one after the other along `dim`.
/// Shape:  equal but for `dim`; a 1-d tensor without elements is skipped
/// Dtype:  promoted
/// Grad:   each tensor's slice of g
/// Throws: Error if the list is empty or the shapes differ elsewhere
/// Source: torch.cat
Tensor cat(TensorList tensors, std::int64_t dim = 0);
Tensor concat(TensorList tensors, std::int64_t dim = 0);
/// The tensors, all of one shape, along a new dim.
/// Grad:   each tensor's slice of g
/// Source: torch.stack
Tensor stack(TensorList tensors, std::int64_t dim = 0);
/// Side by side (dim 1, or dim 0 of 1-d tensors), and one below the other (dim 0 of at least 2-d tensors).
/// Source: torch.hstack, torch.vstack
Tensor hstack(TensorList tensors);
Tensor vstack(TensorList tensors);
/// `self` itself, or with dims of size 1 in front until it has 1 or 2.
/// Source: torch.atleast_1d, torch.atleast_2d
Tensor atleast_1d(const Tensor& self);
Tensor atleast_2d(const Tensor& self);
/// The coordinates of the grid that the 1-d tensors span, one tensor per dim; with indexing "xy" the first two dims
/// change places.
/// Source: torch.meshgrid
std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing = "ij");

}  // namespace gradbox
