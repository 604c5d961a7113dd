#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// The elements under a sliding kernel as columns. Settings are one number or (height, width).
/// Shape:  [N, C, H, W] or [C, H, W] -> [N, C * kernel elements, places]
/// Grad:   da = col2im of g
/// Source: torch.nn.functional.unfold
Tensor im2col(const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation = 1, IntArrayRef padding = 0,
              IntArrayRef stride = 1);
/// The way back: adds every column element to the place that it comes from.
/// Shape:  [N, C * kernel elements, places] -> [N, C, output_size]
/// Source: torch.nn.functional.fold
Tensor col2im(const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation = 1,
              IntArrayRef padding = 0, IntArrayRef stride = 1);

}  // namespace gradbox
