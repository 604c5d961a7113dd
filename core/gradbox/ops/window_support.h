#pragma once

#include "gradbox/backend/cpu/unfold.h"
#include "gradbox/ops/pointwise_support.h"

/// What operators with sliding windows over [N, C, H, W] share. For their .cpp files only.
namespace gradbox::detail {

/// One number, or (height, width).
inline Dims as_pair(IntArrayRef values, const char* name) {
  if (values.size() == 1) return {values[0], values[0]};
  GRADBOX_CHECK(values.size() == 2, name, " must either be a single int, or a tuple of two ints");
  return to_dims(values);
}

/// As recorded by a node; each (height, width).
struct WindowSettings {
  Dims kernel;
  Dims stride;
  Dims padding;
  Dims dilation;
  bool ceil_mode = false;

  cpu::Window over(std::int64_t height, std::int64_t width) const {
    cpu::Window out{{height, kernel[0], stride[0], padding[0], dilation[0]},
                    {width, kernel[1], stride[1], padding[1], dilation[1]}};
    out.height.places = cpu::window_places(out.height, ceil_mode);
    out.width.places = cpu::window_places(out.width, ceil_mode);
    return out;
  }
};

inline Tensor plain_contiguous(const Tensor& tensor) {
  return tensor.is_contiguous() ? tensor : tensor.detach().contiguous();
}

/// The last two dims of a contiguous tensor as planes, `count` of them from plane `first` on.
template <class T>
cpu::Planes<T> planes_of(T* data, IntArrayRef sizes, std::int64_t first, std::int64_t count) {
  const std::int64_t height = sizes[sizes.size() - 2];
  const std::int64_t width = sizes[sizes.size() - 1];
  return {data + first * height * width, count, height * width, width, 1};
}

/// Number of planes that the last two dims make.
inline std::int64_t plane_count(IntArrayRef sizes) { return count_elements(sizes.slice(0, sizes.size() - 2)); }

}  // namespace gradbox::detail
