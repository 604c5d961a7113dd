#include "gradbox/ops/vision.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "gradbox/ops/axis_map.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/pool.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct PixelShuffleBackward0 final : Node {
  std::int64_t factor = 1;
  std::string name() const override { return "PixelShuffleBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("upscale_factor", factor); }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? pixel_unshuffle(grads[0], factor) : Tensor()};
  }
};
struct PixelUnshuffleBackward0 final : Node {
  std::int64_t factor = 1;
  std::string name() const override { return "PixelUnshuffleBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("downscale_factor", factor); }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? pixel_shuffle(grads[0], factor) : Tensor()};
  }
};

/// How one dim is resampled.
struct Resampling {
  std::int64_t dim = 0;
  std::int64_t in = 0;
  std::int64_t out = 0;
  /// Input elements per output element.
  double scale = 1.0;
  bool align_corners = false;

  /// Where place p lies in the input.
  double source(std::int64_t p) const {
    if (align_corners)
      return out > 1 ? static_cast<double>(p) * static_cast<double>(in - 1) / static_cast<double>(out - 1) : 0.0;
    return scale * (static_cast<double>(p) + 0.5) - 0.5;
  }
  AxisMap start() const {
    AxisMap map;
    map.dim = dim;
    map.in = in;
    map.out = out;
    return map;
  }
};

AxisMap nearest_map(const Resampling& r) {
  AxisMap map = r.start();
  for (std::int64_t p = 0; p < r.out; ++p) {
    const float place = std::floor(static_cast<float>(p) * static_cast<float>(r.scale));
    map.add(std::min<std::int64_t>(static_cast<std::int64_t>(place), r.in - 1), 1.0);
    map.end_place();
  }
  return map;
}

AxisMap linear_map(const Resampling& r) {
  AxisMap map = r.start();
  for (std::int64_t p = 0; p < r.out; ++p) {
    const double place = std::max(r.source(p), 0.0);
    const std::int64_t low = std::min<std::int64_t>(static_cast<std::int64_t>(place), r.in - 1);
    const std::int64_t high = std::min<std::int64_t>(low + 1, r.in - 1);
    const double part = std::min(place - static_cast<double>(low), 1.0);
    map.add(low, 1.0 - part);
    map.add(high, part);
    map.end_place();
  }
  return map;
}

/// The cubic convolution with a = -0.75: weights of the four elements around a place that lies `t` past the second.
void add_cubic(AxisMap& map, std::int64_t second, double t) {
  constexpr double a = -0.75;
  const auto near = [](double x) { return ((a + 2) * x - (a + 3)) * x * x + 1; };
  const auto far = [](double x) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; };
  const double weights[] = {far(t + 1), near(t), near(1 - t), far(2 - t)};
  for (std::int64_t k = 0; k < 4; ++k) map.add(std::clamp<std::int64_t>(second - 1 + k, 0, map.in - 1), weights[k]);
}

AxisMap cubic_map(const Resampling& r) {
  AxisMap map = r.start();
  for (std::int64_t p = 0; p < r.out; ++p) {
    const double place = r.source(p);
    const double low = std::floor(place);
    add_cubic(map, static_cast<std::int64_t>(low), place - low);
    map.end_place();
  }
  return map;
}

struct ResamplingMode {
  const char* name;
  const char* node;
  std::int64_t spatial;
  AxisMap (*map)(const Resampling&);
};

const ResamplingMode& find_mode(std::string_view mode, std::int64_t spatial) {
  static constexpr ResamplingMode kModes[] = {
      {"nearest", "UpsampleNearest1DBackward1", 1, nearest_map},
      {"nearest", "UpsampleNearest2DBackward1", 2, nearest_map},
      {"nearest", "UpsampleNearest3DBackward1", 3, nearest_map},
      {"linear", "UpsampleLinear1DBackward1", 1, linear_map},
      {"bilinear", "UpsampleBilinear2DBackward1", 2, linear_map},
      {"bicubic", "UpsampleBicubic2DBackward1", 2, cubic_map},
      {"trilinear", "UpsampleTrilinear3DBackward1", 3, linear_map},
  };
  for (const ResamplingMode& known : kModes) {
    if (mode == known.name && spatial == known.spatial) return known;
  }
  fail<NotImplementedError>(
      "Input Error: Only 3D, 4D and 5D input Tensors supported (got ", spatial + 2,
      "D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ", mode, ")");
}

/// The result's sizes, and how much of the input each step takes.
std::vector<Resampling> plan(const Tensor& self, const std::optional<std::vector<std::int64_t>>& size,
                             const std::optional<std::vector<double>>& scale_factor) {
  GRADBOX_CHECK_AS(ValueError, size || scale_factor, "either size or scale_factor should be defined");
  GRADBOX_CHECK_AS(ValueError, !(size && scale_factor), "only one of size or scale_factor should be defined");
  const std::size_t spatial = self.sizes().size() - 2;
  const std::size_t given = size ? size->size() : scale_factor->size();
  GRADBOX_CHECK_AS(
      ValueError, given == spatial || given == 1,
      "Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ",
      self.sizes().slice(2), " and ", given, " numbers");
  std::vector<Resampling> out;
  for (std::size_t d = 0; d < spatial; ++d) {
    const std::size_t at = given == 1 ? 0 : d;
    Resampling r;
    r.dim = static_cast<std::int64_t>(2 + d);
    r.in = self.sizes()[2 + d];
    r.out = size ? (*size)[at] : static_cast<std::int64_t>(std::floor(static_cast<double>(r.in) * (*scale_factor)[at]));
    r.scale = size ? static_cast<double>(r.in) / static_cast<double>(r.out) : 1.0 / (*scale_factor)[at];
    GRADBOX_CHECK(r.in > 0 && r.out > 0, "Input and output sizes should be greater than 0, but got input (", r.in,
                  ") output (", r.out, ")");
    out.push_back(r);
  }
  return out;
}

/// self's elements in the order of a permuted block, as a fresh tensor.
Tensor plain_shuffle(const Tensor& self, IntArrayRef block, IntArrayRef order, IntArrayRef sizes) {
  NoGradGuard unrecorded;
  const Tensor permuted = self.reshape(block).permute(order);
  const Tensor copy = make_tensor(permuted.sizes(), self.dtype());
  cpu::copy(copy, permuted);
  return make_alias(copy, sizes, contiguous_strides(sizes));
}

}  // namespace

Tensor interpolate(const Tensor& self, std::optional<std::vector<std::int64_t>> size,
                   std::optional<std::vector<double>> scale_factor, std::string_view mode, bool align_corners) {
  GRADBOX_CHECK(
      self.dim() >= 3 && self.dim() <= 5, "Input Error: Only 3D, 4D and 5D input Tensors supported (got ", self.dim(),
      "D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ", mode, ")");
  std::vector<Resampling> dims = plan(self, size, scale_factor);
  if (mode == "area" && self.dim() == 4) return adaptive_avg_pool2d(self, {dims[0].out, dims[1].out});
  const ResamplingMode& resampling = find_mode(mode, self.dim() - 2);
  GRADBOX_CHECK_AS(
      ValueError, !align_corners || resampling.map != nearest_map,
      "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear");
  std::vector<AxisMap> maps;
  for (Resampling& r : dims) {
    r.align_corners = align_corners;
    maps.push_back(resampling.map(r));
  }
  return apply_axis_maps(self, resampling.node, std::move(maps));
}

Tensor pixel_shuffle(const Tensor& self, std::int64_t upscale_factor) {
  const std::int64_t r = upscale_factor;
  GRADBOX_CHECK(self.dim() >= 3, "pixel_shuffle expects input to have at least 3 dimensions, but got input with ",
                self.dim(), " dimension(s)");
  GRADBOX_CHECK(r > 0, "pixel_shuffle expects a positive upscale_factor, but got ", r);
  const std::int64_t channels = self.size(-3);
  GRADBOX_CHECK(
      channels % (r * r) == 0,
      "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
      "but input.size(-3)=",
      channels, " is not divisible by ", r * r);
  const std::int64_t height = self.size(-2), width = self.size(-1);
  const std::int64_t lead = count_elements(self.sizes().slice(0, self.sizes().size() - 3));
  Dims sizes = self.impl().sizes();
  sizes[sizes.size() - 3] = channels / (r * r);
  sizes[sizes.size() - 2] = height * r;
  sizes[sizes.size() - 1] = width * r;
  Tensor out = plain_shuffle(self, {lead, channels / (r * r), r, r, height, width}, {0, 1, 4, 2, 5, 3}, sizes);
  if (tracks(self)) {
    auto node = make_node<PixelShuffleBackward0>(self);
    node->factor = r;
    set_history(out, node);
  }
  return out;
}

Tensor pixel_unshuffle(const Tensor& self, std::int64_t downscale_factor) {
  const std::int64_t r = downscale_factor;
  GRADBOX_CHECK(self.dim() >= 3, "pixel_unshuffle expects input to have at least 3 dimensions, but got input with ",
                self.dim(), " dimension(s)");
  GRADBOX_CHECK(r > 0, "pixel_unshuffle expects a positive downscale_factor, but got ", r);
  const std::int64_t channels = self.size(-3), height = self.size(-2), width = self.size(-1);
  GRADBOX_CHECK(height % r == 0,
                "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=", height,
                " is not divisible by ", r);
  GRADBOX_CHECK(width % r == 0,
                "pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)=", width,
                " is not divisible by ", r);
  const std::int64_t lead = count_elements(self.sizes().slice(0, self.sizes().size() - 3));
  Dims sizes = self.impl().sizes();
  sizes[sizes.size() - 3] = channels * r * r;
  sizes[sizes.size() - 2] = height / r;
  sizes[sizes.size() - 1] = width / r;
  Tensor out = plain_shuffle(self, {lead, channels, height / r, r, width / r, r}, {0, 1, 3, 5, 2, 4}, sizes);
  if (tracks(self)) {
    auto node = make_node<PixelUnshuffleBackward0>(self);
    node->factor = r;
    set_history(out, node);
  }
  return out;
}

OperatorList vision_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"interpolate"},
      {"pixel_shuffle"},
      {"pixel_unshuffle"},
  };
  return kOperators;
}

}  // namespace gradbox
