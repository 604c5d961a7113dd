#pragma once

#include <span>
#include <vector>

/// The lists of operators that exist, for tests and tools. Each family's .cpp ends with its own list; all_operators()
/// joins them, one line a family. Nothing registers itself: such statics vanish from static libraries.
namespace gradbox {

struct OperatorInfo {
  const char* name;
};
using OperatorList = std::span<const OperatorInfo>;

OperatorList activation_operators();
OperatorList binary_operators();
OperatorList clamp_operators();
OperatorList class_loss_operators();
OperatorList compare_operators();
OperatorList conv_operators();
OperatorList distance_operators();
OperatorList divide_operators();
OperatorList dropout_operators();
OperatorList einsum_operators();
OperatorList extremes_operators();
OperatorList gather_operators();
OperatorList index_operators();
OperatorList join_operators();
OperatorList linalg_operators();
OperatorList loss_operators();
OperatorList masked_operators();
OperatorList matmul_operators();
OperatorList mix_operators();
OperatorList normalization_operators();
OperatorList pad_operators();
OperatorList pair_loss_operators();
OperatorList pool_operators();
OperatorList power_operators();
OperatorList random_operators();
OperatorList rearrange_operators();
OperatorList reduce_operators();
OperatorList rounding_operators();
OperatorList scan_operators();
OperatorList scatter_operators();
OperatorList shape_operators();
OperatorList slice_operators();
OperatorList softmax_operators();
OperatorList sort_operators();
OperatorList special_operators();
OperatorList statistics_operators();
OperatorList triangular_operators();
OperatorList trig_operators();
OperatorList truth_operators();
OperatorList unary_operators();
OperatorList vector_norm_operators();
OperatorList vision_operators();
OperatorList where_operators();
OperatorList window_operators();

std::vector<OperatorInfo> all_operators();

}  // namespace gradbox
