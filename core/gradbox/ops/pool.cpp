#include "gradbox/ops/pool.h"

#include "gradbox/ops/axis_map.h"
#include "gradbox/ops/registry.h"
#include "gradbox/ops/window_support.h"

namespace gradbox {
namespace {

using namespace detail;

void visit_window(SavedVisitor& visitor, const WindowSettings& settings) {
  visitor.number("ceil_mode", settings.ceil_mode);
  visitor.dims("kernel_size", settings.kernel);
  visitor.dims("padding", settings.padding);
  visitor.dims("stride", settings.stride);
}

/// Gradients that go to one element of their plane each.
Tensor scatter_to_planes(const Tensor& grad, const Tensor& indices, const Dims& sizes) {
  const std::int64_t planes = plane_count(sizes);
  const std::int64_t plane = sizes[sizes.size() - 2] * sizes[sizes.size() - 1];
  const Dims flat{planes, planes == 0 ? 0 : grad.numel() / planes};
  return zeros({planes, plane}, grad.options())
      .scatter_add(1, indices.reshape(flat), grad.reshape(flat))
      .reshape(sizes);
}

struct WinnersNode : Node {
  SavedTensor self;
  SavedTensor indices;
  Dims sizes;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("result1", indices);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? scatter_to_planes(grads[0], indices.unpack(*this), sizes) : Tensor()};
  }
};
struct MaxPool2DWithIndicesBackward0 final : WinnersNode {
  WindowSettings settings;
  std::string name() const override { return "MaxPool2DWithIndicesBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visit_window(visitor, settings);
    visitor.dims("dilation", settings.dilation);
    WinnersNode::visit_saved(visitor);
  }
};
struct AdaptiveMaxPool2DBackward0 final : WinnersNode {
  std::string name() const override { return "AdaptiveMaxPool2DBackward0"; }
};

template <class NodeType>
NodeType* record_winners(const Tensor& self, const Tensor& values, const Tensor& indices) {
  if (!tracks(self)) return nullptr;
  auto node = make_node<NodeType>(self);
  node->self.save(self);
  node->sizes = self.impl().sizes();
  set_history(values, node);
  set_history(indices, node);
  node->indices.save(indices);
  return node.get();
}

struct AverageSettings {
  WindowSettings window;
  cpu::AverageRule rule;
};
Tensor average(const Tensor& self, const AverageSettings& settings);
Tensor spread(const Tensor& grad, const Dims& sizes, const AverageSettings& settings);

struct AverageNode : Node {
  AverageSettings settings;
  Dims sizes;
  void visit_saved(SavedVisitor& visitor) override {
    visit_window(visitor, settings.window);
    visitor.number("count_include_pad", settings.rule.counts_padding);
  }
};
struct AvgPool2DBackward0 final : AverageNode {
  std::string name() const override { return "AvgPool2DBackward0"; }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? spread(grads[0], sizes, settings) : Tensor()};
  }
};
struct AvgPool2DBackwardBackward0 final : AverageNode {
  std::string name() const override { return "AvgPool2DBackwardBackward0"; }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? average(grads[0], settings) : Tensor()}; }
};

Dims pooled_sizes(IntArrayRef sizes, std::int64_t height, std::int64_t width) {
  Dims out = to_dims(sizes);
  out[out.size() - 2] = height;
  out[out.size() - 1] = width;
  return out;
}

Tensor average(const Tensor& self, const AverageSettings& settings) {
  const cpu::Window window = settings.window.over(self.size(-2), self.size(-1));
  const Tensor from = plain_contiguous(self);
  Tensor out = make_tensor(pooled_sizes(self.sizes(), window.height.places, window.width.places), self.dtype());
  dispatch_floating(self.dtype(), "avg_pool2d", [&](auto kind) {
    using T = decltype(kind);
    cpu::average_pool<T>(
        window, settings.rule,
        planes_of(static_cast<const T*>(cpu::typed<T>(from)), from.sizes(), 0, plane_count(from.sizes())),
        cpu::typed<T>(out));
  });
  if (tracks(self)) {
    auto node = make_node<AvgPool2DBackward0>(self);
    node->settings = settings;
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor spread(const Tensor& grad, const Dims& sizes, const AverageSettings& settings) {
  const cpu::Window window = settings.window.over(sizes[sizes.size() - 2], sizes[sizes.size() - 1]);
  const Tensor from = plain_contiguous(grad);
  Tensor out = make_tensor(sizes, grad.dtype());
  cpu::fill(out, 0);
  dispatch_floating(grad.dtype(), "avg_pool2d_backward", [&](auto kind) {
    using T = decltype(kind);
    cpu::spread_average<T>(window, settings.rule, cpu::typed<T>(from),
                           planes_of(cpu::typed<T>(out), out.sizes(), 0, plane_count(out.sizes())));
  });
  if (tracks(grad)) {
    auto node = make_node<AvgPool2DBackwardBackward0>(grad);
    node->settings = settings;
    node->sizes = sizes;
    set_history(out, node);
  }
  return out;
}

WindowSettings checked_window(const Tensor& self, IntArrayRef kernel, IntArrayRef stride, IntArrayRef padding,
                              IntArrayRef dilation, bool ceil_mode, const char* name) {
  WindowSettings out{
      as_pair(kernel, "kernel_size"), {}, as_pair(padding, "padding"), as_pair(dilation, "dilation"), ceil_mode};
  out.stride = stride.empty() ? out.kernel : as_pair(stride, "stride");
  for (std::size_t d = 0; d < 2; ++d) {
    GRADBOX_CHECK(out.kernel[d] > 0, "kernel size should be greater than zero, but got kH: ", out.kernel[0],
                  " kW: ", out.kernel[1]);
    GRADBOX_CHECK(out.stride[d] > 0, "stride should be greater than zero, but got dH: ", out.stride[0],
                  " dW: ", out.stride[1]);
    GRADBOX_CHECK(out.dilation[d] > 0, "dilation should be greater than zero, but got dilationH: ", out.dilation[0],
                  " dilationW: ", out.dilation[1]);
    GRADBOX_CHECK(out.padding[d] >= 0 && out.padding[d] <= out.kernel[d] / 2,
                  "pad should be at most half of kernel size, but got pad=", out.padding[d],
                  " and kernel_size=", out.kernel[d]);
  }
  GRADBOX_CHECK(self.dim() == 3 || self.dim() == 4, name);
  return out;
}

void check_places(const Tensor& self, const cpu::Window& window) {
  const std::int64_t channels = self.size(-3);
  GRADBOX_CHECK(window.height.places >= 1 && window.width.places >= 1, "Given input size: (", channels, "x",
                self.size(-2), "x", self.size(-1), "). Calculated output size: (", channels, "x", window.height.places,
                "x", window.width.places, "). Output size is too small");
}

/// (1, k): what a one-dimensional window is in two.
Dims flat_pair(IntArrayRef values, std::int64_t across) {
  GRADBOX_CHECK(values.size() == 1, "expected a single int, but got ", values);
  return {across, values[0]};
}

void check_1d(const Tensor& self, const char* name) {
  GRADBOX_CHECK(self.dim() == 2 || self.dim() == 3, name, "() Expected 2D or 3D input tensor, but got ", self.sizes());
}

/// Where adaptive window i of `count` begins and ends.
std::int64_t adaptive_start(std::int64_t i, std::int64_t count, std::int64_t size) { return i * size / count; }
std::int64_t adaptive_end(std::int64_t i, std::int64_t count, std::int64_t size) {
  return ((i + 1) * size + count - 1) / count;
}

AxisMap averaging_map(std::int64_t dim, std::int64_t size, std::int64_t count) {
  AxisMap map;
  map.dim = dim;
  map.in = size;
  map.out = count;
  for (std::int64_t p = 0; p < count; ++p) {
    const std::int64_t start = adaptive_start(p, count, size);
    const std::int64_t end = adaptive_end(p, count, size);
    for (std::int64_t i = start; i < end; ++i) map.add(i, 1.0 / static_cast<double>(end - start));
    map.end_place();
  }
  return map;
}

template <class T>
void adaptive_max_plane(const T* x, std::int64_t height, std::int64_t width, const Dims& wanted, T* values,
                        std::int64_t* indices) {
  for (std::int64_t i = 0; i < wanted[0]; ++i) {
    for (std::int64_t j = 0; j < wanted[1]; ++j) {
      std::int64_t best = adaptive_start(i, wanted[0], height) * width + adaptive_start(j, wanted[1], width);
      for (std::int64_t row = adaptive_start(i, wanted[0], height); row < adaptive_end(i, wanted[0], height); ++row) {
        for (std::int64_t col = adaptive_start(j, wanted[1], width); col < adaptive_end(j, wanted[1], width); ++col) {
          const T value = x[row * width + col];
          if (value > x[best] || value != value) best = row * width + col;
        }
      }
      values[i * wanted[1] + j] = x[best];
      indices[i * wanted[1] + j] = best;
    }
  }
}

}  // namespace

std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride,
                                                   IntArrayRef padding, IntArrayRef dilation, bool ceil_mode) {
  const WindowSettings settings = checked_window(self, kernel_size, stride, padding, dilation, ceil_mode,
                                                 "non-empty 3D or 4D (batch mode) tensor expected for input");
  const cpu::Window window = settings.over(self.size(-2), self.size(-1));
  check_places(self, window);
  const Tensor from = plain_contiguous(self);
  const Dims sizes = pooled_sizes(self.sizes(), window.height.places, window.width.places);
  Tensor values = make_tensor(sizes, self.dtype());
  Tensor indices = make_tensor(sizes, kInt64);
  dispatch_numbers(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::max_pool<T>(window,
                     planes_of(static_cast<const T*>(cpu::typed<T>(from)), from.sizes(), 0, plane_count(from.sizes())),
                     cpu::typed<T>(values), cpu::typed<std::int64_t>(indices));
  });
  if (auto* node = record_winners<MaxPool2DWithIndicesBackward0>(self, values, indices)) node->settings = settings;
  return {values, indices};
}

Tensor max_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  IntArrayRef dilation, bool ceil_mode) {
  return std::get<0>(max_pool2d_with_indices(self, kernel_size, stride, padding, dilation, ceil_mode));
}

Tensor max_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding,
                  IntArrayRef dilation, bool ceil_mode) {
  check_1d(self, "max_pool1d");
  const Tensor plane = self.dim() == 2 ? self.unsqueeze(0) : self;
  const Dims steps = stride.empty() ? flat_pair(kernel_size, 1) : flat_pair(stride, 1);
  const Tensor out = max_pool2d(plane.unsqueeze(-2), flat_pair(kernel_size, 1), steps, flat_pair(padding, 0),
                                flat_pair(dilation, 1), ceil_mode);
  return self.dim() == 2 ? out.squeeze(-2).squeeze(0) : out.squeeze(-2);
}

Tensor avg_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding, bool ceil_mode,
                  bool count_include_pad, std::optional<std::int64_t> divisor_override) {
  GRADBOX_CHECK(!divisor_override || *divisor_override != 0, "divisor must be not zero");
  AverageSettings settings;
  settings.window = checked_window(self, kernel_size, stride, padding, 1, ceil_mode,
                                   "non-empty 3D or 4D (batch mode) tensor expected for input");
  settings.rule.counts_padding = count_include_pad;
  settings.rule.divisor = divisor_override.value_or(0);
  check_places(self, settings.window.over(self.size(-2), self.size(-1)));
  return average(self, settings);
}

Tensor avg_pool1d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, IntArrayRef padding, bool ceil_mode,
                  bool count_include_pad) {
  check_1d(self, "avg_pool1d");
  const Tensor plane = self.dim() == 2 ? self.unsqueeze(0) : self;
  const Dims steps = stride.empty() ? flat_pair(kernel_size, 1) : flat_pair(stride, 1);
  const Tensor out = avg_pool2d(plane.unsqueeze(-2), flat_pair(kernel_size, 1), steps, flat_pair(padding, 0), ceil_mode,
                                count_include_pad)
                         .squeeze(-2);
  return self.dim() == 2 ? out.squeeze(0) : out;
}

Tensor adaptive_avg_pool2d(const Tensor& self, IntArrayRef output_size) {
  const Dims wanted = as_pair(output_size, "output_size");
  GRADBOX_CHECK(self.dim() == 3 || self.dim() == 4, "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got ",
                self.sizes());
  GRADBOX_CHECK(wanted[0] >= 0 && wanted[1] >= 0,
                "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {",
                wanted[0], ", ", wanted[1], "}");
  if (wanted[0] == 1 && wanted[1] == 1) return self.mean({-1, -2}, true);
  std::vector<AxisMap> maps;
  maps.push_back(averaging_map(self.dim() - 2, self.size(-2), wanted[0]));
  maps.push_back(averaging_map(self.dim() - 1, self.size(-1), wanted[1]));
  return apply_axis_maps(self, "AdaptiveAvgPool2DBackward0", std::move(maps));
}

Tensor adaptive_avg_pool1d(const Tensor& self, IntArrayRef output_size) {
  check_1d(self, "adaptive_avg_pool1d");
  return adaptive_avg_pool2d(self.dim() == 2 ? self.unsqueeze(0).unsqueeze(-2) : self.unsqueeze(-2),
                             flat_pair(output_size, 1))
      .reshape(self.dim() == 2 ? Dims{self.size(0), output_size[0]} : Dims{self.size(0), self.size(1), output_size[0]});
}

std::tuple<Tensor, Tensor> adaptive_max_pool2d(const Tensor& self, IntArrayRef output_size) {
  const Dims wanted = as_pair(output_size, "output_size");
  GRADBOX_CHECK(self.dim() == 3 || self.dim() == 4,
                "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: ", self.sizes());
  const Tensor from = plain_contiguous(self);
  const Dims sizes = pooled_sizes(self.sizes(), wanted[0], wanted[1]);
  Tensor values = make_tensor(sizes, self.dtype());
  Tensor indices = make_tensor(sizes, kInt64);
  dispatch_floating(self.dtype(), "adaptive_max_pool2d", [&](auto kind) {
    using T = decltype(kind);
    const std::int64_t plane = self.size(-2) * self.size(-1);
    const std::int64_t places = wanted[0] * wanted[1];
    for (std::int64_t p = 0; p < plane_count(self.sizes()); ++p) {
      adaptive_max_plane(cpu::typed<T>(from) + p * plane, self.size(-2), self.size(-1), wanted,
                         cpu::typed<T>(values) + p * places, cpu::typed<std::int64_t>(indices) + p * places);
    }
  });
  record_winners<AdaptiveMaxPool2DBackward0>(self, values, indices);
  return {values, indices};
}

OperatorList pool_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"max_pool1d"}, {"max_pool2d"},          {"max_pool2d_with_indices"}, {"avg_pool1d"},
      {"avg_pool2d"}, {"adaptive_avg_pool1d"}, {"adaptive_avg_pool2d"},     {"adaptive_max_pool2d"},
  };
  return kOperators;
}

}  // namespace gradbox
