#include "gradbox/ops/conv.h"

#include <string>

#include "gradbox/ops/conv_kernels.h"
#include "gradbox/ops/pad.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// One number per spatial dim.
struct ConvSettings {
  Dims stride;
  Dims padding;
  Dims dilation;
  Dims output_padding;
  bool transposed = false;
  std::int64_t groups = 1;
  std::size_t spatial() const { return stride.size(); }
};

Dims spread(IntArrayRef values, std::size_t count, const char* name) {
  if (values.size() == 1) return Dims(count, values[0]);
  GRADBOX_CHECK(values.size() == count, "expected ", name, " to be a single integer value or a list of ", count,
                " values to match the "
                "convolution dimensions, but got ",
                name, "=", values);
  return to_dims(values);
}

Tensor plain_contiguous(const Tensor& tensor) { return tensor.is_contiguous() ? tensor : tensor.detach().contiguous(); }

/// `wide` is the input of the convolution, or the output of the transposed one; `narrow` the other.
ConvShape shape_of(const Dims& wide, const Dims& weight, const Dims& narrow, const ConvSettings& settings) {
  ConvShape out;
  out.batch = wide[0];
  out.groups = settings.groups;
  out.in_channels = weight[1];
  out.out_channels = weight[0] / settings.groups;
  const std::size_t lead = 3 - settings.spatial();
  for (std::size_t d = 0; d < settings.spatial(); ++d) {
    out.size[lead + d] = wide[2 + d];
    out.kernel[lead + d] = weight[2 + d];
    out.stride[lead + d] = settings.stride[d];
    out.padding[lead + d] = settings.padding[d];
    out.dilation[lead + d] = settings.dilation[d];
    out.places[lead + d] = narrow[2 + d];
  }
  return out;
}

Dims narrow_sizes(const Dims& wide, const Dims& weight, const ConvSettings& settings) {
  Dims out{wide[0], weight[0]};
  for (std::size_t d = 0; d < settings.spatial(); ++d) {
    const std::int64_t extent = settings.dilation[d] * (weight[2 + d] - 1) + 1;
    out.push_back((wide[2 + d] + 2 * settings.padding[d] - extent) / settings.stride[d] + 1);
  }
  return out;
}

Dims wide_sizes(const Dims& narrow, const Dims& weight, const ConvSettings& settings) {
  Dims out{narrow[0], weight[1] * settings.groups};
  for (std::size_t d = 0; d < settings.spatial(); ++d) {
    out.push_back((narrow[2 + d] - 1) * settings.stride[d] - 2 * settings.padding[d] +
                  settings.dilation[d] * (weight[2 + d] - 1) + settings.output_padding[d] + 1);
  }
  return out;
}

/// Note [Derivatives of a convolution]
/// Three maps, each linear in both its arguments: narrow = W * wide, wide = W^T * narrow, and W = the correlation of
/// the two. Each one's derivatives are the other two, so a convolution can be differentiated any number of times.
Tensor to_narrow(const Tensor& wide, const Tensor& weight, const Tensor& bias, const ConvSettings& settings);
Tensor to_wide(const Tensor& narrow, const Tensor& weight, const Dims& sizes, const ConvSettings& settings);
Tensor to_weight(const Tensor& wide, const Tensor& narrow, const Dims& sizes, const ConvSettings& settings);

struct ConvNode : Node {
  ConvSettings settings;
  void visit_settings(SavedVisitor& visitor) const {
    visitor.dims("dilation", settings.dilation);
    visitor.number("groups", settings.groups);
    visitor.dims("output_padding", settings.output_padding);
    visitor.dims("padding", settings.padding);
    visitor.dims("stride", settings.stride);
    visitor.number("transposed", settings.transposed);
  }
};

/// Of the operator itself, in either direction.
struct ConvolutionBackward0 final : ConvNode {
  SavedTensor input;
  SavedTensor weight;
  std::string name() const override { return "ConvolutionBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visit_settings(visitor);
    visitor.tensor("input", input);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    GradList out(num_outputs());
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor x = input.unpack(*this);
    const Tensor w = weight.unpack(*this);
    if (should_compute_output(0)) {
      out[0] =
          settings.transposed ? to_narrow(grad, w, Tensor(), settings) : to_wide(grad, w, x.impl().sizes(), settings);
    }
    if (should_compute_output(1)) {
      out[1] = settings.transposed ? to_weight(grad, x, w.impl().sizes(), settings)
                                   : to_weight(x, grad, w.impl().sizes(), settings);
    }
    if (out.size() > 2 && should_compute_output(2)) {
      Dims over{0};
      for (std::int64_t d = 2; d < grad.dim(); ++d) over.push_back(d);
      out[2] = grad.sum(over);
    }
    return out;
  }
};

/// Of the correlation.
struct ConvolutionWeightBackward0 final : ConvNode {
  SavedTensor wide;
  SavedTensor narrow;
  std::string name() const override { return "ConvolutionBackwardBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visit_settings(visitor);
    visitor.tensor("input", wide);
    visitor.tensor("grad_output", narrow);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor x = wide.unpack(*this);
    if (should_compute_output(0)) out[0] = to_wide(narrow.unpack(*this), grads[0], x.impl().sizes(), settings);
    if (should_compute_output(1)) out[1] = to_narrow(x, grads[0], Tensor(), settings);
    return out;
  }
};

void record_convolution(const Tensor& out, const Tensor& input, const Tensor& weight, const Tensor& bias,
                        const ConvSettings& settings, bool transposed) {
  if (!tracks(input, weight, bias)) return;
  auto node = make_node<ConvolutionBackward0>(input, weight, bias);
  node->settings = settings;
  node->settings.transposed = transposed;
  node->input.save(input);
  node->weight.save(weight);
  set_history(out, node);
}

Tensor to_narrow(const Tensor& wide, const Tensor& weight, const Tensor& bias, const ConvSettings& settings) {
  const Tensor x = plain_contiguous(wide);
  const Tensor w = plain_contiguous(weight);
  const Dims sizes = narrow_sizes(x.impl().sizes(), w.impl().sizes(), settings);
  Tensor out = make_tensor(sizes, x.dtype());
  convolve(shape_of(x.impl().sizes(), w.impl().sizes(), sizes, settings), x, w, bias, out);
  record_convolution(out, wide, weight, bias, settings, false);
  return out;
}

Tensor to_wide(const Tensor& narrow, const Tensor& weight, const Dims& sizes, const ConvSettings& settings) {
  const Tensor y = plain_contiguous(narrow);
  const Tensor w = plain_contiguous(weight);
  Tensor out = make_tensor(sizes, y.dtype());
  cpu::fill(out, 0);
  convolve_back(shape_of(sizes, w.impl().sizes(), y.impl().sizes(), settings), y, w, out);
  record_convolution(out, narrow, weight, Tensor(), settings, true);
  return out;
}

Tensor to_weight(const Tensor& wide, const Tensor& narrow, const Dims& sizes, const ConvSettings& settings) {
  const Tensor x = plain_contiguous(wide);
  const Tensor y = plain_contiguous(narrow);
  Tensor out = make_tensor(sizes, x.dtype());
  correlate(shape_of(x.impl().sizes(), sizes, y.impl().sizes(), settings), x, y, out);
  if (tracks(wide, narrow)) {
    auto node = make_node<ConvolutionWeightBackward0>(wide, narrow);
    node->settings = settings;
    node->wide.save(wide);
    node->narrow.save(narrow);
    set_history(out, node);
  }
  return out;
}

std::string by_times(IntArrayRef values) {
  std::string out;
  for (const std::int64_t value : values) out += str(out.empty() ? "" : " x ", value);
  return out;
}

void check_settings(const ConvSettings& settings) {
  for (std::size_t d = 0; d < settings.spatial(); ++d) {
    GRADBOX_CHECK(settings.padding[d] >= 0, "negative padding is not supported");
    GRADBOX_CHECK(settings.output_padding[d] >= 0, "negative output_padding is not supported");
    GRADBOX_CHECK(settings.stride[d] > 0, "non-positive stride is not supported");
    GRADBOX_CHECK(settings.dilation[d] > 0, "dilation should be greater than zero");
  }
  GRADBOX_CHECK(settings.groups > 0, "non-positive groups is not supported");
}

void check_kernel_fits(const Tensor& input, const Tensor& weight, const ConvSettings& settings) {
  Dims padded, kernel;
  bool fits = true;
  for (std::size_t d = 0; d < settings.spatial(); ++d) {
    padded.push_back(input.sizes()[2 + d] + 2 * settings.padding[d]);
    kernel.push_back(settings.dilation[d] * (weight.sizes()[2 + d] - 1) + 1);
    fits = fits && padded[d] >= kernel[d];
  }
  GRADBOX_CHECK(fits, "Calculated padded input size per channel: (", by_times(padded), "). Kernel size: (",
                by_times(kernel), "). Kernel size can't be greater than actual input size");
}

void check_shapes(const Tensor& input, const Tensor& weight, const Tensor& bias, const ConvSettings& settings) {
  check_settings(settings);
  GRADBOX_CHECK(weight.dim() == input.dim(), "Expected ", weight.dim(), "-dimensional input for ", weight.dim(),
                "-dimensional weight ", weight.sizes(), ", but got ", input.dim(), "-dimensional input of size ",
                input.sizes(), " instead");
  const std::int64_t groups = settings.groups;
  GRADBOX_CHECK(weight.size(0) >= groups, "Given groups=", groups, ", expected weight to be at least ", groups,
                " at dimension 0, but got weight of size ", weight.sizes(), " instead");
  GRADBOX_CHECK(weight.size(0) % groups == 0, "Given groups=", groups, ", expected weight to be divisible by ", groups,
                " at dimension 0, but got weight of size ", weight.sizes(), " instead");
  const std::int64_t channels = settings.transposed ? weight.size(0) : weight.size(1) * groups;
  GRADBOX_CHECK(input.size(1) == channels, "Given ", settings.transposed ? "transposed=1" : str("groups=", groups),
                ", weight of size ", weight.sizes(), ", expected input", input.sizes(), " to have ", channels,
                " channels, but got ", input.size(1), " channels instead");
  const std::int64_t outputs = settings.transposed ? weight.size(1) * groups : weight.size(0);
  GRADBOX_CHECK(!bias.defined() || (bias.dim() == 1 && bias.size(0) == outputs), "Given ",
                settings.transposed ? "transposed=1, " : "", "weight of size ", weight.sizes(),
                ", expected bias to be 1-dimensional with ", outputs, " elements, but got bias of size ",
                bias.defined() ? bias.sizes() : IntArrayRef(), " instead");
  if (!settings.transposed) check_kernel_fits(input, weight, settings);
  GRADBOX_CHECK(input.dtype() == weight.dtype() && (!bias.defined() || bias.dtype() == input.dtype()),
                "expected scalar type ", dtype_short_name(input.dtype()), " but found ",
                dtype_short_name(weight.dtype() == input.dtype() ? bias.dtype() : weight.dtype()));
}

/// The transposed convolution with its bias, as one node.
Tensor transposed_convolution(const Tensor& input, const Tensor& weight, const Tensor& bias,
                              const ConvSettings& settings) {
  const Dims sizes = wide_sizes(input.impl().sizes(), weight.impl().sizes(), settings);
  Tensor out;
  {
    NoGradGuard unrecorded;
    out = to_wide(input, weight, sizes, settings);
    if (bias.defined()) {
      Dims shape(sizes.size(), 1);
      shape[1] = bias.numel();
      out.add_(bias.view(shape));
    }
  }
  record_convolution(out, input, weight, bias, settings, true);
  return out;
}

Tensor spatial_convolution(std::int64_t spatial, const Tensor& input, const Tensor& weight, const Tensor& bias,
                           IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                           IntArrayRef output_padding, std::int64_t groups) {
  GRADBOX_CHECK(weight.dim() == spatial + 2, "weight should have ", spatial + 2, " dimensions, but got ",
                weight.sizes());
  const bool batched = input.dim() == spatial + 2;
  GRADBOX_CHECK(batched || input.dim() == spatial + 1, "Expected ", spatial + 1, "D (unbatched) or ", spatial + 2,
                "D (batched) input to ", transposed ? "conv_transpose" : "conv", spatial,
                "d, but got input of size: ", input.sizes());
  const Tensor out = convolution(batched ? input : input.unsqueeze(0), weight, bias, stride, padding, dilation,
                                 transposed, output_padding, groups);
  return batched ? out : out.squeeze(0);
}

}  // namespace

Tensor convolution(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                   IntArrayRef padding, IntArrayRef dilation, bool transposed, IntArrayRef output_padding,
                   std::int64_t groups) {
  GRADBOX_CHECK(weight.dim() >= 3 && weight.dim() <= 5, "weight should have at least three dimensions");
  const std::size_t spatial = weight.sizes().size() - 2;
  ConvSettings settings{spread(stride, spatial, "stride"),
                        spread(padding, spatial, "padding"),
                        spread(dilation, spatial, "dilation"),
                        spread(output_padding, spatial, "output_padding"),
                        transposed,
                        groups};
  check_shapes(input, weight, bias, settings);
  return transposed ? transposed_convolution(input, weight, bias, settings) : to_narrow(input, weight, bias, settings);
}

Tensor convolution_padded(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                          std::string_view padding, IntArrayRef dilation, std::int64_t groups) {
  const std::int64_t spatial = weight.dim() - 2;
  if (padding == "valid")
    return spatial_convolution(spatial, input, weight, bias, stride, 0, dilation, false, 0, groups);
  GRADBOX_CHECK(padding == "same", "Invalid padding string: '", padding, "'");
  Dims even, uneven(static_cast<std::size_t>(2 * spatial), 0);
  bool asymmetric = false;
  const Dims steps = spread(stride, static_cast<std::size_t>(spatial), "stride");
  const Dims gaps = spread(dilation, static_cast<std::size_t>(spatial), "dilation");
  for (std::int64_t d = 0; d < spatial; ++d) {
    GRADBOX_CHECK(steps[static_cast<std::size_t>(d)] == 1, "padding='same' is not supported for strided convolutions");
    const std::int64_t total = gaps[static_cast<std::size_t>(d)] * (weight.size(2 + d) - 1);
    even.push_back(total / 2);
    uneven[static_cast<std::size_t>(2 * (spatial - 1 - d) + 1)] = total % 2;
    asymmetric = asymmetric || total % 2 != 0;
  }
  return spatial_convolution(spatial, asymmetric ? constant_pad_nd(input, uneven) : input, weight, bias, stride, even,
                             dilation, false, 0, groups);
}

Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, IntArrayRef padding,
              IntArrayRef dilation, std::int64_t groups) {
  return spatial_convolution(1, input, weight, bias, stride, padding, dilation, false, 0, groups);
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, IntArrayRef padding,
              IntArrayRef dilation, std::int64_t groups) {
  return spatial_convolution(2, input, weight, bias, stride, padding, dilation, false, 0, groups);
}
Tensor conv3d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, IntArrayRef padding,
              IntArrayRef dilation, std::int64_t groups) {
  return spatial_convolution(3, input, weight, bias, stride, padding, dilation, false, 0, groups);
}
Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, PaddingName padding,
              IntArrayRef dilation, std::int64_t groups) {
  return convolution_padded(input, weight, bias, stride, padding.text, dilation, groups);
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, PaddingName padding,
              IntArrayRef dilation, std::int64_t groups) {
  return convolution_padded(input, weight, bias, stride, padding.text, dilation, groups);
}
Tensor conv3d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride, PaddingName padding,
              IntArrayRef dilation, std::int64_t groups) {
  return convolution_padded(input, weight, bias, stride, padding.text, dilation, groups);
}
Tensor conv1d(const Tensor& input, const Tensor& weight) { return conv1d(input, weight, Tensor()); }
Tensor conv2d(const Tensor& input, const Tensor& weight) { return conv2d(input, weight, Tensor()); }
Tensor conv3d(const Tensor& input, const Tensor& weight) { return conv3d(input, weight, Tensor()); }

Tensor conv_transpose1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                        IntArrayRef padding, IntArrayRef output_padding, std::int64_t groups, IntArrayRef dilation) {
  return spatial_convolution(1, input, weight, bias, stride, padding, dilation, true, output_padding, groups);
}
Tensor conv_transpose2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                        IntArrayRef padding, IntArrayRef output_padding, std::int64_t groups, IntArrayRef dilation) {
  return spatial_convolution(2, input, weight, bias, stride, padding, dilation, true, output_padding, groups);
}
Tensor conv_transpose3d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
                        IntArrayRef padding, IntArrayRef output_padding, std::int64_t groups, IntArrayRef dilation) {
  return spatial_convolution(3, input, weight, bias, stride, padding, dilation, true, output_padding, groups);
}

OperatorList conv_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"conv1d"}, {"conv2d"}, {"conv3d"}, {"conv_transpose1d"}, {"conv_transpose2d"}, {"conv_transpose3d"},
  };
  return kOperators;
}

}  // namespace gradbox
