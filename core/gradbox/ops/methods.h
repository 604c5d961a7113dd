#pragma once

#include "gradbox/ops/activation.h"
#include "gradbox/ops/binary.h"
#include "gradbox/ops/clamp.h"
#include "gradbox/ops/class_loss.h"
#include "gradbox/ops/compare.h"
#include "gradbox/ops/conv.h"
#include "gradbox/ops/distance.h"
#include "gradbox/ops/divide.h"
#include "gradbox/ops/einsum.h"
#include "gradbox/ops/extremes.h"
#include "gradbox/ops/factory.h"
#include "gradbox/ops/gather.h"
#include "gradbox/ops/index.h"
#include "gradbox/ops/indexing.h"
#include "gradbox/ops/join.h"
#include "gradbox/ops/linalg.h"
#include "gradbox/ops/loss.h"
#include "gradbox/ops/masked.h"
#include "gradbox/ops/matmul.h"
#include "gradbox/ops/mix.h"
#include "gradbox/ops/normalization.h"
#include "gradbox/ops/pad.h"
#include "gradbox/ops/pair_loss.h"
#include "gradbox/ops/pool.h"
#include "gradbox/ops/power.h"
#include "gradbox/ops/random.h"
#include "gradbox/ops/rearrange.h"
#include "gradbox/ops/reduce.h"
#include "gradbox/ops/rounding.h"
#include "gradbox/ops/scan.h"
#include "gradbox/ops/scatter.h"
#include "gradbox/ops/shape.h"
#include "gradbox/ops/slice.h"
#include "gradbox/ops/softmax.h"
#include "gradbox/ops/sort.h"
#include "gradbox/ops/special.h"
#include "gradbox/ops/statistics.h"
#include "gradbox/ops/tensor_literal.h"
#include "gradbox/ops/triangular.h"
#include "gradbox/ops/trig.h"
#include "gradbox/ops/truth.h"
#include "gradbox/ops/unary.h"
#include "gradbox/ops/vector_norm.h"
#include "gradbox/ops/vision.h"
#include "gradbox/ops/where.h"
#include "gradbox/ops/window.h"

/// Note [Operator families]
/// An operator belongs to one family, a pair of files in ops/: the header declares and documents it as a free function,
/// and as a method where PyTorch has one; the .cpp computes and differentiates it. The headers need only base/ and a
/// forward-declared Tensor, so that Tensor itself can be composed of the families' methods here: to add an operator,
/// its family's files are all there is to edit.
namespace gradbox {

template <class Self>
struct OperatorMethods : ActivationMethods<Self>,
                         BinaryMethods<Self>,
                         ClampMethods<Self>,
                         CompareMethods<Self>,
                         DivideMethods<Self>,
                         ExtremesMethods<Self>,
                         FactoryMethods<Self>,
                         GatherMethods<Self>,
                         IndexMethods<Self>,
                         IndexingMethods<Self>,
                         LinalgMethods<Self>,
                         MaskedMethods<Self>,
                         MatmulMethods<Self>,
                         MixMethods<Self>,
                         PowerMethods<Self>,
                         RandomMethods<Self>,
                         RearrangeMethods<Self>,
                         ReduceMethods<Self>,
                         RoundingMethods<Self>,
                         ScanMethods<Self>,
                         ScatterMethods<Self>,
                         ShapeMethods<Self>,
                         SliceMethods<Self>,
                         SoftmaxMethods<Self>,
                         SortMethods<Self>,
                         SpecialMethods<Self>,
                         StatisticsMethods<Self>,
                         TriangularMethods<Self>,
                         TrigMethods<Self>,
                         TruthMethods<Self>,
                         UnaryMethods<Self>,
                         VectorNormMethods<Self>,
                         WhereMethods<Self> {};

}  // namespace gradbox
