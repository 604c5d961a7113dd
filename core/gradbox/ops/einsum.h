#pragma once

#include <cstdint>
#include <string_view>

#include "gradbox/ops/family.h"

namespace gradbox {

/// Sum of products in Einstein's notation: "ij,jk->ik". A subscript that is repeated in one operand takes its diagonal,
/// one that the result lacks is summed over; "..." stands for the dims not named, which broadcast. Without "->" the
/// result has the subscripts that appear once, in alphabetical order.
/// Throws: Error if the equation does not fit the operands
/// Source: torch.einsum
Tensor einsum(std::string_view equation, TensorList operands);
/// Products summed over pairs of dims: dims_self[i] of a with dims_other[i] of b.
/// Source: torch.tensordot
Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self, IntArrayRef dims_other);
/// The last `dims` dims of a with the first `dims` of b.
Tensor tensordot(const Tensor& self, const Tensor& other, std::int64_t dims = 2);
/// Kronecker product: each element of a times the whole of b, as one block.
/// Source: torch.kron
Tensor kron(const Tensor& self, const Tensor& other);

}  // namespace gradbox
