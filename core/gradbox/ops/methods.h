#pragma once

#include "gradbox/ops/activation.h"
#include "gradbox/ops/binary.h"
#include "gradbox/ops/clamp.h"
#include "gradbox/ops/class_loss.h"
#include "gradbox/ops/compare.h"
#include "gradbox/ops/einsum.h"
#include "gradbox/ops/factory.h"
#include "gradbox/ops/gather.h"
#include "gradbox/ops/index.h"
#include "gradbox/ops/join.h"
#include "gradbox/ops/loss.h"
#include "gradbox/ops/masked.h"
#include "gradbox/ops/matmul.h"
#include "gradbox/ops/normalization.h"
#include "gradbox/ops/power.h"
#include "gradbox/ops/random.h"
#include "gradbox/ops/rearrange.h"
#include "gradbox/ops/reduce.h"
#include "gradbox/ops/scan.h"
#include "gradbox/ops/scatter.h"
#include "gradbox/ops/shape.h"
#include "gradbox/ops/slice.h"
#include "gradbox/ops/softmax.h"
#include "gradbox/ops/special.h"
#include "gradbox/ops/statistics.h"
#include "gradbox/ops/tensor_literal.h"
#include "gradbox/ops/trig.h"
#include "gradbox/ops/unary.h"
#include "gradbox/ops/where.h"

/// Note [Operator families]
/// An operator belongs to one family, a pair of files in ops/: the header declares and documents it as a free function, and as
/// a method where PyTorch has one; the .cpp computes and differentiates it. The headers need only base/ and a forward-declared Tensor, so
/// that Tensor itself can be composed of the families' methods here: to add an operator, its family's files are all there is to edit.
namespace gradbox {

template <class Self>
struct OperatorMethods : ActivationMethods<Self>,
                         BinaryMethods<Self>,
                         ClampMethods<Self>,
                         CompareMethods<Self>,
                         FactoryMethods<Self>,
                         GatherMethods<Self>,
                         IndexMethods<Self>,
                         MaskedMethods<Self>,
                         MatmulMethods<Self>,
                         PowerMethods<Self>,
                         RandomMethods<Self>,
                         RearrangeMethods<Self>,
                         ReduceMethods<Self>,
                         ScanMethods<Self>,
                         ScatterMethods<Self>,
                         ShapeMethods<Self>,
                         SliceMethods<Self>,
                         SoftmaxMethods<Self>,
                         SpecialMethods<Self>,
                         StatisticsMethods<Self>,
                         TrigMethods<Self>,
                         UnaryMethods<Self>,
                         WhereMethods<Self> {};

}  // namespace gradbox
