#include "gradbox/ops/conv_kernels.h"

#include <algorithm>

#include "gradbox/backend/cpu/matmul.h"
#include "gradbox/backend/cpu/unfold.h"
#include "gradbox/ops/pointwise_support.h"

namespace gradbox::detail {
namespace {

cpu::Window window_of(const ConvShape& s) {
  return {{s.size[1], s.kernel[1], s.stride[1], s.padding[1], s.dilation[1], s.places[1]},
          {s.size[2], s.kernel[2], s.stride[2], s.padding[2], s.dilation[2], s.places[2]}};
}

/// Derived sizes, and addresses of the parts of the three tensors.
template <class T>
struct ConvLayout {
  explicit ConvLayout(const ConvShape& shape)
      : s(shape),
        window(window_of(shape)),
        plane(shape.size[1] * shape.size[2]),
        plane_places(shape.places[1] * shape.places[2]),
        taps(shape.kernel[1] * shape.kernel[2]),
        depth_rows(shape.in_channels * taps),
        rows(shape.kernel[0] * depth_rows),
        in_place(shape.kernel == std::array<std::int64_t, 3>{1, 1, 1} &&
                 shape.stride == std::array<std::int64_t, 3>{1, 1, 1} &&
                 shape.padding == std::array<std::int64_t, 3>{0, 0, 0}) {}

  std::int64_t channel_stride() const { return s.size[0] * plane; }
  template <class Pointer>
  Pointer input_at(Pointer input, std::int64_t n, std::int64_t g, std::int64_t depth) const {
    return input + ((n * s.groups + g) * s.in_channels * s.size[0] + depth) * plane;
  }
  /// The [out_channels, plane_places] matrix of one output depth.
  template <class Pointer>
  cpu::Matrix<std::remove_pointer_t<Pointer>> output_at(Pointer out, std::int64_t n, std::int64_t g,
                                                        std::int64_t depth) const {
    return {out + ((n * s.groups + g) * s.out_channels * s.places[0] + depth) * plane_places,
            s.places[0] * plane_places, 1};
  }
  template <class Pointer>
  cpu::Matrix<std::remove_pointer_t<Pointer>> weight_at(Pointer weight, std::int64_t g) const {
    return {weight + g * s.out_channels * rows, rows, 1};
  }
  std::int64_t input_depth(std::int64_t place, std::int64_t k) const {
    return place * s.stride[0] - s.padding[0] + k * s.dilation[0];
  }
  cpu::Planes<T> planes(T* data) const { return {data, s.in_channels, channel_stride(), s.size[2], 1}; }
  cpu::Planes<const T> planes(const T* data) const { return {data, s.in_channels, channel_stride(), s.size[2], 1}; }

  /// The columns of one output depth: the input itself where it has that form, else gathered into `buffer`.
  cpu::Matrix<const T> columns(const T* input, std::int64_t n, std::int64_t g, std::int64_t place, T* buffer) const {
    if (in_place) return {input_at(input, n, g, place), channel_stride(), 1};
    for (std::int64_t k = 0; k < s.kernel[0]; ++k) {
      T* part = buffer + k * depth_rows * plane_places;
      const std::int64_t depth = input_depth(place, k);
      if (depth < 0 || depth >= s.size[0]) {
        std::fill(part, part + depth_rows * plane_places, T{0});
      } else {
        cpu::im2col<T>(window, planes(input_at(input, n, g, depth)), part);
      }
    }
    return {buffer, plane_places, 1};
  }

  ConvShape s;
  cpu::Window window;
  std::int64_t plane, plane_places, taps, depth_rows, rows;
  bool in_place;
};

/// Memory for the columns of one output depth.
template <class T>
Tensor column_buffer(const ConvLayout<T>& layout) {
  return make_tensor({layout.in_place ? 0 : layout.rows * layout.plane_places}, kDTypeOf<T>);
}

/// The weight with the kernel's depth before the channels, or back.
Tensor depth_first(const ConvShape& s, const Tensor& weight) {
  if (s.kernel[0] == 1) return weight;
  const std::int64_t taps = s.kernel[1] * s.kernel[2];
  Tensor out = make_tensor(weight.sizes(), weight.dtype());
  const Dims sizes{s.groups * s.out_channels, s.kernel[0], s.in_channels, taps};
  const std::int64_t row = s.in_channels * s.kernel[0] * taps;
  cpu::copy(make_alias(out, sizes, contiguous_strides(sizes)),
            make_alias(weight, sizes, {row, taps, s.kernel[0] * taps, 1}));
  return out;
}

template <class Body>
void for_each_part(const ConvShape& s, Body&& body) {
  for (std::int64_t n = 0; n < s.batch; ++n) {
    for (std::int64_t g = 0; g < s.groups; ++g) {
      for (std::int64_t depth = 0; depth < s.places[0]; ++depth) body(n, g, depth);
    }
  }
}

}  // namespace

void convolve(const ConvShape& shape, const Tensor& input, const Tensor& weight, const Tensor& bias,
              const Tensor& out) {
  const Tensor ordered = depth_first(shape, weight);
  if (bias.defined()) {
    const std::int64_t channels = bias.numel();
    const std::int64_t places = out.numel() / std::max<std::int64_t>(1, shape.batch * channels);
    const Dims sizes{shape.batch, channels, places};
    cpu::copy(make_alias(out, sizes, contiguous_strides(sizes)), make_alias(bias, sizes, {0, bias.strides()[0], 0}));
  }
  dispatch_floating(out.dtype(), "slow_conv2d_cpu", [&](auto kind) {
    using T = decltype(kind);
    const ConvLayout<T> layout(shape);
    const Tensor buffer = column_buffer(layout);
    for_each_part(shape, [&](std::int64_t n, std::int64_t g, std::int64_t depth) {
      const auto columns = layout.columns(cpu::typed<T>(input), n, g, depth, cpu::typed<T>(buffer));
      cpu::gemm<T>({shape.out_channels, layout.plane_places, layout.rows}, T{1},
                   layout.weight_at(static_cast<const T*>(cpu::typed<T>(ordered)), g), columns,
                   bias.defined() ? T{1} : T{0}, layout.output_at(cpu::typed<T>(out), n, g, depth));
    });
  });
}

void convolve_back(const ConvShape& shape, const Tensor& out, const Tensor& weight, const Tensor& input) {
  const Tensor ordered = depth_first(shape, weight);
  dispatch_floating(out.dtype(), "slow_conv_transpose2d_out_cpu", [&](auto kind) {
    using T = decltype(kind);
    const ConvLayout<T> layout(shape);
    const Tensor buffer = column_buffer(layout);
    for_each_part(shape, [&](std::int64_t n, std::int64_t g, std::int64_t depth) {
      const auto transposed = layout.weight_at(static_cast<const T*>(cpu::typed<T>(ordered)), g).transposed();
      const auto from = layout.output_at(static_cast<const T*>(cpu::typed<T>(out)), n, g, depth);
      T* to = cpu::typed<T>(input);
      const cpu::Matrix<T> columns = layout.in_place
                                         ? cpu::Matrix<T>{layout.input_at(to, n, g, depth), layout.channel_stride(), 1}
                                         : cpu::Matrix<T>{cpu::typed<T>(buffer), layout.plane_places, 1};
      cpu::gemm<T>({layout.rows, layout.plane_places, shape.out_channels}, T{1}, transposed, from, T{0}, columns);
      if (layout.in_place) return;
      for (std::int64_t k = 0; k < shape.kernel[0]; ++k) {
        const std::int64_t at = layout.input_depth(depth, k);
        if (at < 0 || at >= shape.size[0]) continue;
        const T* part = cpu::typed<T>(buffer) + k * layout.depth_rows * layout.plane_places;
        cpu::col2im<T>(layout.window, part, layout.planes(layout.input_at(to, n, g, at)));
      }
    });
  });
}

void correlate(const ConvShape& shape, const Tensor& input, const Tensor& out, const Tensor& weight) {
  const std::int64_t taps = shape.kernel[1] * shape.kernel[2];
  const Tensor ordered = shape.kernel[0] == 1 ? weight : make_tensor(weight.sizes(), weight.dtype());
  cpu::fill(ordered, 0);
  dispatch_floating(out.dtype(), "slow_conv2d_cpu_grad_weight", [&](auto kind) {
    using T = decltype(kind);
    const ConvLayout<T> layout(shape);
    const Tensor buffer = column_buffer(layout);
    for_each_part(shape, [&](std::int64_t n, std::int64_t g, std::int64_t depth) {
      const auto columns = layout.columns(cpu::typed<T>(input), n, g, depth, cpu::typed<T>(buffer));
      cpu::gemm<T>({shape.out_channels, layout.rows, layout.plane_places}, T{1},
                   layout.output_at(static_cast<const T*>(cpu::typed<T>(out)), n, g, depth), columns.transposed(), T{1},
                   layout.weight_at(cpu::typed<T>(ordered), g));
    });
  });
  if (shape.kernel[0] == 1) return;
  const Dims sizes{shape.groups * shape.out_channels, shape.kernel[0], shape.in_channels, taps};
  const std::int64_t row = shape.in_channels * shape.kernel[0] * taps;
  cpu::copy(make_alias(weight, sizes, {row, taps, shape.kernel[0] * taps, 1}),
            make_alias(ordered, sizes, contiguous_strides(sizes)));
}

}  // namespace gradbox::detail
