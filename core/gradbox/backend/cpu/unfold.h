#pragma once

#include <cstdint>

/// Sliding windows over two-dimensional planes: the copies that turn a convolution into a matrix product, and pooling.
/// T is float or double; max_pool takes int64_t as well. A one-dimensional window has height 1.
namespace gradbox::cpu {

/// One dim of a window: where it lies in a plane of `size` elements, and how many places it takes.
struct WindowDim {
  int64_t size;
  int64_t kernel;
  int64_t stride = 1;
  int64_t padding = 0;
  int64_t dilation = 1;
  int64_t places = 0;  ///< of the output; see window_places
};

/// Number of places of a window. With `ceil_mode` the last window may hang over the end, but begins inside the plane
/// or its left padding. Can be 0 or negative when the kernel is larger than the padded plane.
int64_t window_places(const WindowDim& dim, bool ceil_mode);

struct Window {
  WindowDim height, width;
};

template <typename T>
struct Planes {
  T* data;
  int64_t count;
  int64_t plane_stride, row_stride, col_stride;
};

/// columns[((c * kernel_h + i) * kernel_w + j) * places + p] = the element under (i, j) of the window at place p of
/// plane c, 0 in the padding.
template <typename T>
void im2col(const Window& window, Planes<const T> in, T* columns);

/// The transposed map of im2col: adds every column element to the place in `out` that it comes from.
template <typename T>
void col2im(const Window& window, const T* columns, Planes<T> out);

/// Largest element under each window, and its row * width + column. Of equal ones the first wins, nan wins over
/// numbers and a later nan over an earlier one; padding never wins. Outputs are contiguous: planes, rows, columns.
template <typename T>
void max_pool(const Window& window, Planes<const T> in, T* values, int64_t* indices);

/// By what the sum under a window is divided: `divisor` if it is not 0, else the elements of the window, those in the
/// padding counted or not.
struct AverageRule {
  bool counts_padding = true;
  int64_t divisor = 0;
};

/// Mean under each window; dilation is taken to be 1. `out` is contiguous.
template <typename T>
void average_pool(const Window& window, AverageRule rule, Planes<const T> in, T* out);

/// The transposed map of average_pool: adds to `out` each element of the contiguous `in`, divided as there, under the
/// whole window.
template <typename T>
void spread_average(const Window& window, AverageRule rule, const T* in, Planes<T> out);

}  // namespace gradbox::cpu
