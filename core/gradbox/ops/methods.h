#pragma once

#include "gradbox/ops/binary.h"
#include "gradbox/ops/einsum.h"
#include "gradbox/ops/factory.h"
#include "gradbox/ops/join.h"
#include "gradbox/ops/matmul.h"
#include "gradbox/ops/random.h"
#include "gradbox/ops/rearrange.h"
#include "gradbox/ops/reduce.h"
#include "gradbox/ops/scatter.h"
#include "gradbox/ops/shape.h"
#include "gradbox/ops/slice.h"
#include "gradbox/ops/tensor_literal.h"
#include "gradbox/ops/unary.h"

/// Note [Operator families]
/// An operator belongs to one family, a pair of files in ops/: the header declares and documents it as a free function, and as
/// a method where PyTorch has one; the .cpp computes and differentiates it. The headers need only base/ and a forward-declared Tensor, so
/// that Tensor itself can be composed of the families' methods here: to add an operator, its family's files are all there is to edit.
namespace gradbox {

template <class Self>
struct OperatorMethods : BinaryMethods<Self>,
                         FactoryMethods<Self>,
                         MatmulMethods<Self>,
                         RandomMethods<Self>,
                         RearrangeMethods<Self>,
                         ReduceMethods<Self>,
                         ScatterMethods<Self>,
                         ShapeMethods<Self>,
                         SliceMethods<Self>,
                         UnaryMethods<Self> {};

}  // namespace gradbox
