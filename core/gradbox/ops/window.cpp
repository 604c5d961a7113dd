#include "gradbox/ops/window.h"

#include "gradbox/ops/registry.h"
#include "gradbox/ops/window_support.h"

namespace gradbox {
namespace {

using namespace detail;

struct WindowNode : Node {
  WindowSettings settings;
  Dims image;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.dims("dilation", settings.dilation);
    visitor.dims("kernel_size", settings.kernel);
    visitor.dims("padding", settings.padding);
    visitor.dims("stride", settings.stride);
  }
};
struct Im2ColBackward0 final : WindowNode {
  std::string name() const override { return "Im2ColBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {col2im(grads[0], image, settings.kernel, settings.dilation, settings.padding, settings.stride)};
  }
};
struct Col2ImBackward0 final : WindowNode {
  std::string name() const override { return "Col2ImBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {im2col(grads[0], settings.kernel, settings.dilation, settings.padding, settings.stride)};
  }
};

WindowSettings checked_settings(IntArrayRef kernel, IntArrayRef dilation, IntArrayRef padding, IntArrayRef stride) {
  WindowSettings out{as_pair(kernel, "kernel_size"), as_pair(stride, "stride"), as_pair(padding, "padding"),
                     as_pair(dilation, "dilation")};
  for (std::size_t d = 0; d < 2; ++d) {
    GRADBOX_CHECK(out.kernel[d] > 0, "kernel size should be greater than zero, but got kernel_height: ", out.kernel[0],
                  " kernel_width: ", out.kernel[1]);
    GRADBOX_CHECK(out.stride[d] > 0, "stride should be greater than zero, but got stride_height: ", out.stride[0],
                  " stride_width: ", out.stride[1]);
    GRADBOX_CHECK(out.dilation[d] > 0,
                  "dilation should be greater than zero, but got dilation_height: ", out.dilation[0],
                  " dilation_width: ", out.dilation[1]);
    GRADBOX_CHECK(out.padding[d] >= 0, "padding should be non-negative, but got pad_height: ", out.padding[0],
                  " pad_width: ", out.padding[1]);
  }
  return out;
}

template <class NodeType>
void record_window(const Tensor& out, const Tensor& self, const WindowSettings& settings, const Dims& image) {
  if (!tracks(self)) return;
  auto node = make_node<NodeType>(self);
  node->settings = settings;
  node->image = image;
  set_history(out, node);
}

}  // namespace

Tensor im2col(const Tensor& self, IntArrayRef kernel_size, IntArrayRef dilation, IntArrayRef padding,
              IntArrayRef stride) {
  const WindowSettings settings = checked_settings(kernel_size, dilation, padding, stride);
  GRADBOX_CHECK(self.dim() == 3 || self.dim() == 4,
                "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero "
                "dimensions for input, but got: ",
                self.sizes());
  const bool batched = self.dim() == 4;
  const std::int64_t batch = batched ? self.size(0) : 1;
  const std::int64_t channels = self.size(-3);
  const cpu::Window window = settings.over(self.size(-2), self.size(-1));
  GRADBOX_CHECK(window.height.places > 0 && window.width.places > 0, "Given input with spatial size (", self.size(-2),
                ", ", self.size(-1), "), kernel_size=(", settings.kernel[0], ", ", settings.kernel[1], "), dilation=(",
                settings.dilation[0], ", ", settings.dilation[1], "), padding=(", settings.padding[0], ", ",
                settings.padding[1], "), calculated shape of the array of sliding blocks as (", window.height.places,
                ", ", window.width.places, "), but its components must be at least one.");
  const std::int64_t rows = channels * settings.kernel[0] * settings.kernel[1];
  const std::int64_t places = window.height.places * window.width.places;
  Tensor out = make_tensor(batched ? Dims{batch, rows, places} : Dims{rows, places}, self.dtype());
  const Tensor from = plain_contiguous(self);
  dispatch_floating(self.dtype(), "im2col_out_cpu", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t n = 0; n < batch; ++n) {
      cpu::im2col<T>(window,
                     planes_of(static_cast<const T*>(cpu::typed<T>(from)), from.sizes(), n * channels, channels),
                     cpu::typed<T>(out) + n * rows * places);
    }
  });
  record_window<Im2ColBackward0>(out, self, settings, {self.size(-2), self.size(-1)});
  return out;
}

Tensor col2im(const Tensor& self, IntArrayRef output_size, IntArrayRef kernel_size, IntArrayRef dilation,
              IntArrayRef padding, IntArrayRef stride) {
  const WindowSettings settings = checked_settings(kernel_size, dilation, padding, stride);
  const Dims image = as_pair(output_size, "output_size");
  GRADBOX_CHECK(self.dim() == 2 || self.dim() == 3,
                "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero "
                "dimensions for input, but got: ",
                self.sizes());
  const bool batched = self.dim() == 3;
  const std::int64_t batch = batched ? self.size(0) : 1;
  const std::int64_t taps = settings.kernel[0] * settings.kernel[1];
  const std::int64_t rows = self.size(-2);
  GRADBOX_CHECK(
      rows % taps == 0,
      "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=",
      rows, " and kernel_size=(", settings.kernel[0], ", ", settings.kernel[1], ").");
  const cpu::Window window = settings.over(image[0], image[1]);
  const std::int64_t places = window.height.places * window.width.places;
  GRADBOX_CHECK(
      self.size(-1) == places, "Given output_size=(", image[0], ", ", image[1], "), kernel_size=(", settings.kernel[0],
      ", ", settings.kernel[1], "), dilation=(", settings.dilation[0], ", ", settings.dilation[1], "), padding=(",
      settings.padding[0], ", ", settings.padding[1], "), stride=(", settings.stride[0], ", ", settings.stride[1],
      "), expected size of input's dimension 2 to match the calculated number of sliding blocks ", window.height.places,
      " * ", window.width.places, " = ", places, ", but got input.size(2)=", self.size(-1), ".");
  const std::int64_t channels = rows / taps;
  Tensor out = make_tensor(batched ? Dims{batch, channels, image[0], image[1]} : Dims{channels, image[0], image[1]},
                           self.dtype());
  cpu::fill(out, 0);
  const Tensor from = plain_contiguous(self);
  dispatch_floating(self.dtype(), "col2im_out_cpu", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t n = 0; n < batch; ++n) {
      cpu::col2im<T>(window, cpu::typed<T>(from) + n * rows * places,
                     planes_of(cpu::typed<T>(out), out.sizes(), n * channels, channels));
    }
  });
  record_window<Col2ImBackward0>(out, self, settings, image);
  return out;
}

OperatorList window_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"im2col"},
      {"col2im"},
  };
  return kOperators;
}

}  // namespace gradbox
