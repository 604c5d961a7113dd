#include "gradbox/ops/registry.h"

namespace gradbox {

std::vector<OperatorInfo> all_operators() {
  const OperatorList families[] = {
      activation_operators(),  binary_operators(),    clamp_operators(),    class_loss_operators(),
      compare_operators(),     conv_operators(),      distance_operators(), divide_operators(),
      dropout_operators(),     einsum_operators(),    extremes_operators(), gather_operators(),
      index_operators(),       join_operators(),      linalg_operators(),   loss_operators(),
      masked_operators(),      matmul_operators(),    mix_operators(),      normalization_operators(),
      pad_operators(),         pair_loss_operators(), pool_operators(),     power_operators(),
      random_operators(),      rearrange_operators(), reduce_operators(),   rounding_operators(),
      scan_operators(),        scatter_operators(),   shape_operators(),    slice_operators(),
      softmax_operators(),     sort_operators(),      special_operators(),  statistics_operators(),
      triangular_operators(),  trig_operators(),      truth_operators(),    unary_operators(),
      vector_norm_operators(), vision_operators(),    where_operators(),    window_operators(),
  };
  std::vector<OperatorInfo> all;
  for (const OperatorList family : families) all.insert(all.end(), family.begin(), family.end());
  return all;
}

}  // namespace gradbox
