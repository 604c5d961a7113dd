#pragma once

#include <array>
#include <cstdint>

#include "gradbox/tensor/tensor.h"

/// The three bilinear maps of a convolution on contiguous tensors. For .cpp files only.
///
/// Note [Convolution as matrix products]
/// One to three spatial dims are laid on three: depth, height, width. For each sample, group and output depth the
/// elements under the kernel become a matrix of columns, one per place in the plane, rows ordered by kernel depth,
/// channel, kernel row, kernel column; weights are brought into the same order, for which only three-dimensional
/// kernels need a copy. A 1x1 kernel with stride 1 reads the input itself.
namespace gradbox::detail {

struct ConvShape {
  std::int64_t batch = 1;
  std::int64_t groups = 1;
  /// Of one group.
  std::int64_t in_channels = 1;
  std::int64_t out_channels = 1;
  std::array<std::int64_t, 3> size{1, 1, 1};
  std::array<std::int64_t, 3> kernel{1, 1, 1};
  std::array<std::int64_t, 3> stride{1, 1, 1};
  std::array<std::int64_t, 3> padding{0, 0, 0};
  std::array<std::int64_t, 3> dilation{1, 1, 1};
  std::array<std::int64_t, 3> places{1, 1, 1};
};

/// out = weight * input, plus the bias if defined.
void convolve(const ConvShape& shape, const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& out);
/// The transposed map: input += what each place of `out` spreads over it; `input` must be zeroed.
void convolve_back(const ConvShape& shape, const Tensor& out, const Tensor& weight, const Tensor& input);
/// weight = what gives out's correlation with the input.
void correlate(const ConvShape& shape, const Tensor& input, const Tensor& out, const Tensor& weight);

}  // namespace gradbox::detail
