#pragma once

#include <string_view>
#include <type_traits>

#include "gradbox/ops/family.h"

/// Convolutions over one to three spatial dims. Settings are one number for all spatial dims, or one for each.
namespace gradbox {

/// Every place of the output is the sum of the products of the weight with the input under it.
/// Shape:  a [N, C, ...] or [C, ...], weight [O, C / groups, kernel...], bias [O] -> [N, O, ...]
/// Dtype:  floating
/// Grad:   to the input the transposed convolution of g, to the weight g's correlation with the input
/// Throws: Error if the sizes do not fit, or the kernel is larger than the padded input
/// Source: torch.nn.functional.conv1d, conv2d, conv3d
Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride = 1,
              IntArrayRef padding = 0, IntArrayRef dilation = 1, std::int64_t groups = 1);
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride = 1,
              IntArrayRef padding = 0, IntArrayRef dilation = 1, std::int64_t groups = 1);
Tensor conv3d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride = 1,
              IntArrayRef padding = 0, IntArrayRef dilation = 1, std::int64_t groups = 1);
/// The transposed map: every place of the input spreads the weight over the output.
/// Shape:  a [N, C, ...], weight [C, O / groups, kernel...], bias [O] -> [N, O, ...]
/// Source: torch.nn.functional.conv_transpose1d, conv_transpose2d, conv_transpose3d
Tensor conv_transpose1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride = 1,
                        IntArrayRef padding = 0, IntArrayRef output_padding = 0, std::int64_t groups = 1,
                        IntArrayRef dilation = 1);
Tensor conv_transpose2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride = 1,
                        IntArrayRef padding = 0, IntArrayRef output_padding = 0, std::int64_t groups = 1,
                        IntArrayRef dilation = 1);
Tensor conv_transpose3d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride = 1,
                        IntArrayRef padding = 0, IntArrayRef output_padding = 0, std::int64_t groups = 1,
                        IntArrayRef dilation = 1);
/// Both, of as many spatial dims as the weight has.
/// Source: torch.convolution
Tensor convolution(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                   IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding,
                   std::int64_t groups);
/// With padding "valid", none, or "same", as much as keeps the sizes.
Tensor convolution_padded(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                          std::string_view padding, IntArrayRef dilation, std::int64_t groups);

/// "same" or "valid", where a literal 0 would not do.
struct PaddingName {
  template <class Text>
  requires std::is_convertible_v<const Text&, std::string_view> PaddingName(const Text& name) : text(name) {}
  std::string_view text;
};
Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, PaddingName padding,
              IntArrayRef dilation = 1, std::int64_t groups = 1);
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, PaddingName padding,
              IntArrayRef dilation = 1, std::int64_t groups = 1);
Tensor conv3d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, PaddingName padding,
              IntArrayRef dilation = 1, std::int64_t groups = 1);
Tensor conv1d(const Tensor& input, const Tensor& weight);
Tensor conv2d(const Tensor& input, const Tensor& weight);
Tensor conv3d(const Tensor& input, const Tensor& weight);

}  // namespace gradbox
