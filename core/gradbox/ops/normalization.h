#pragma once

#include "gradbox/ops/family.h"

/// Normalisations: (a - mean) / sqrt(variance + eps) over some dims, times a weight, plus a bias. Weight, bias and
/// running values may be undefined. The variance is the biased one. `cudnn_enabled` is libtorch's and means nothing
/// here.
namespace gradbox {

/// Over all dims but the second, the channels. In training, or without running values, of the batch's own mean and
/// variance, and then running = (1 - momentum) running + momentum batch, with the unbiased variance; else of the
/// running values.
/// Shape:  a [N, C, ...]; weight, bias, running values [C]
/// Throws: ValueError in training with one value a channel; Error if a size is not C
/// Source: torch.nn.functional.batch_norm
Tensor batch_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, bool training, double momentum = 0.1, double eps = 1e-5,
                  bool cudnn_enabled = false);
/// Over each channel of each sample by itself.
/// Source: torch.nn.functional.instance_norm
Tensor instance_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5,
                     bool cudnn_enabled = false);
/// Over the last dims, which have the sizes `normalized_shape`.
/// Source: torch.nn.functional.layer_norm
Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape, const Tensor& weight, const Tensor& bias,
                  double eps = 1e-5, bool cudnn_enabled = false);
Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape);
/// Over `num_groups` groups of channels of each sample.
/// Shape:  a [N, C, ...]; weight, bias [C]
/// Source: torch.nn.functional.group_norm
Tensor group_norm(const Tensor& input, std::int64_t num_groups, const Tensor& weight, const Tensor& bias,
                  double eps = 1e-5, bool cudnn_enabled = false);
Tensor group_norm(const Tensor& input, std::int64_t num_groups);

}  // namespace gradbox
