#pragma once

#include <optional>
#include <tuple>

#include "gradbox/ops/family.h"

/// Pooling under sliding windows. Settings are one number or (height, width); an empty stride is the kernel's size.
/// Inputs are [N, C, ...] or [C, ...]. With ceil_mode the last window may hang over the end.
namespace gradbox {

/// Largest element under each window; of equal ones the first, and nan before numbers. Padding never wins.
/// Grad:   da = g at the winners
/// Throws: Error if the padding is more than half of the kernel or no window fits
/// Source: torch.nn.functional.max_pool1d, max_pool2d
Tensor max_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  IntArrayRef dilation = 1, bool ceil_mode = false);
Tensor max_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  IntArrayRef dilation = 1, bool ceil_mode = false);
/// Also where the winners are, counted over the plane in row-major order.
std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {},
                                                   IntArrayRef padding = 0, IntArrayRef dilation = 1,
                                                   bool ceil_mode = false);
/// Mean under each window.
/// Throws: Error as above, or if divisor_override is 0
/// Source: torch.nn.functional.avg_pool1d, avg_pool2d
Tensor avg_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true);
Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride = {}, IntArrayRef padding = 0,
                  bool ceil_mode = false, bool count_include_pad = true,
                  std::optional<std::int64_t> divisor_override = std::nullopt);
/// Mean, or largest element and its place, under as many windows as wanted, which cover the input and may overlap.
/// Source: torch.nn.functional.adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_max_pool2d
Tensor adaptive_avg_pool1d(const Tensor& self, IntArrayRef output_size);
Tensor adaptive_avg_pool2d(const Tensor& self, IntArrayRef output_size);
std::tuple<Tensor, Tensor> adaptive_max_pool2d(const Tensor& self, IntArrayRef output_size);

}  // namespace gradbox
