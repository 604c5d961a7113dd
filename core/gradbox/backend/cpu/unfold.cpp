#include "gradbox/backend/cpu/unfold.h"

#include <cstring>
#include <limits>

namespace gradbox::cpu {
namespace {

/// The places [first, end) of a window at which its element `offset` lies inside the plane.
struct PlaceRange {
  int64_t first, end;
};

int64_t divide_up(int64_t a, int64_t b) { return a <= 0 ? 0 : (a + b - 1) / b; }

int64_t clamp_to(int64_t x, int64_t limit) { return x < limit ? x : limit; }

PlaceRange places_inside(const WindowDim& dim, int64_t offset) {
  const int64_t shift = offset * dim.dilation - dim.padding;  // element = place * stride + shift
  const int64_t first = clamp_to(divide_up(-shift, dim.stride), dim.places);
  const int64_t end = clamp_to(divide_up(dim.size - shift, dim.stride), dim.places);
  return {first, end < first ? first : end};
}

/// Calls body(row of columns, plane, row offset in the plane, range of places along a row, ...) for each element of
/// the kernel and each row of places.
template <typename Body>
void for_each_column_row(const Window& window, int64_t planes, Body body) {
  const WindowDim& height = window.height;
  const WindowDim& width = window.width;
  int64_t column = 0;
  for (int64_t plane = 0; plane < planes; ++plane) {
    for (int64_t i = 0; i < height.kernel; ++i) {
      const PlaceRange rows = places_inside(height, i);
      for (int64_t j = 0; j < width.kernel; ++j) {
        const PlaceRange cols = places_inside(width, j);
        for (int64_t y = 0; y < height.places; ++y, column += width.places) {
          const bool inside = y >= rows.first && y < rows.end;
          const int64_t row = y * height.stride + i * height.dilation - height.padding;
          const int64_t col = cols.first * width.stride + j * width.dilation - width.padding;
          body(column, plane, row, col, inside ? cols : PlaceRange{0, 0});
        }
      }
    }
  }
}

template <typename T>
T lowest() {
  using Limits = std::numeric_limits<T>;
  return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
}

/// Places and elements of one dim under one window.
struct Span {
  int64_t first, end, with_padding;
};

Span span_at(const WindowDim& dim, int64_t place) {
  const int64_t begin = place * dim.stride - dim.padding;
  const int64_t end = clamp_to(begin + dim.kernel, dim.size + dim.padding);
  return {begin < 0 ? 0 : begin, clamp_to(end, dim.size), end - begin};
}

/// Calls body(plane, place, rows, columns, divisor) for each window that has elements inside.
template <typename Body>
void for_each_average(const Window& window, AverageRule rule, int64_t planes, Body body) {
  int64_t place = 0;
  for (int64_t plane = 0; plane < planes; ++plane) {
    for (int64_t y = 0; y < window.height.places; ++y) {
      const Span rows = span_at(window.height, y);
      for (int64_t x = 0; x < window.width.places; ++x, ++place) {
        const Span cols = span_at(window.width, x);
        const int64_t inside =
            rows.first < rows.end && cols.first < cols.end ? (rows.end - rows.first) * (cols.end - cols.first) : 0;
        const int64_t counted = rule.counts_padding ? rows.with_padding * cols.with_padding : inside;
        body(plane, place, rows, cols, inside == 0 ? 0 : rule.divisor != 0 ? rule.divisor : counted);
      }
    }
  }
}

/// One row of places of max_pool: `best` and `index` run along it, the kernel's elements come one after the other.
template <typename T, int64_t kStride>
void raise_row(PlaceRange places, const T* from, int64_t step, int64_t index_start, int64_t stride, T* best,
               int64_t* index) {
  const int64_t places_stride = kStride > 0 ? kStride : stride;
  const int64_t element_step = kStride > 0 ? kStride : stride * step;
  for (int64_t x = places.first; x < places.end; ++x) {
    const T value = from[x * element_step];
    const bool wins = value > best[x] || value != value;
    best[x] = wins ? value : best[x];
    index[x] = wins ? index_start + x * places_stride : index[x];
  }
}

template <typename T>
void raise_row(const WindowDim& width, PlaceRange places, const T* from, int64_t step, int64_t index_start, T* best,
               int64_t* index) {
  if (step == 1 && width.stride == 1) return raise_row<T, 1>(places, from, step, index_start, 1, best, index);
  if (step == 1 && width.stride == 2) return raise_row<T, 2>(places, from, step, index_start, 2, best, index);
  raise_row<T, 0>(places, from, step, index_start, width.stride, best, index);
}

/// First element of a window that lies inside the plane.
int64_t first_inside(const WindowDim& dim, int64_t place) {
  const int64_t begin = place * dim.stride - dim.padding;
  return begin < 0 ? begin + divide_up(-begin, dim.dilation) * dim.dilation : begin;
}

}  // namespace

int64_t window_places(const WindowDim& dim, bool ceil_mode) {
  const int64_t room = dim.size + 2 * dim.padding - dim.dilation * (dim.kernel - 1) - 1;
  const int64_t steps = room + (ceil_mode ? dim.stride - 1 : 0);
  const int64_t places = (steps >= 0 ? steps / dim.stride : -((-steps + dim.stride - 1) / dim.stride)) + 1;
  return ceil_mode && (places - 1) * dim.stride >= dim.size + dim.padding ? places - 1 : places;
}

template <typename T>
void im2col(const Window& window, Planes<const T> in, T* columns) {
  const int64_t step = window.width.stride * in.col_stride;
  for_each_column_row(window, in.count, [&](int64_t at, int64_t plane, int64_t row, int64_t col, PlaceRange places) {
    T* to = columns + at;
    const T* from = in.data + plane * in.plane_stride + row * in.row_stride + col * in.col_stride;
    const int64_t count = places.end - places.first;
    for (int64_t x = 0; x < places.first; ++x) to[x] = T(0);
    if (step == 1 && count > 0) {
      std::memcpy(to + places.first, from, static_cast<size_t>(count) * sizeof(T));
    } else {
      for (int64_t x = 0; x < count; ++x) to[places.first + x] = from[x * step];
    }
    for (int64_t x = places.end; x < window.width.places; ++x) to[x] = T(0);
  });
}

template <typename T>
void col2im(const Window& window, const T* columns, Planes<T> out) {
  const int64_t step = window.width.stride * out.col_stride;
  for_each_column_row(window, out.count, [&](int64_t at, int64_t plane, int64_t row, int64_t col, PlaceRange places) {
    const T* from = columns + at + places.first;
    T* to = out.data + plane * out.plane_stride + row * out.row_stride + col * out.col_stride;
    const int64_t count = places.end - places.first;
    if (step == 1) {
      for (int64_t x = 0; x < count; ++x) to[x] += from[x];
    } else {
      for (int64_t x = 0; x < count; ++x) to[x * step] += from[x];
    }
  });
}

template <typename T>
void max_pool(const Window& window, Planes<const T> in, T* values, int64_t* indices) {
  const WindowDim& height = window.height;
  const WindowDim& width = window.width;
  for (int64_t plane = 0; plane < in.count; ++plane) {
    for (int64_t y = 0; y < height.places; ++y, values += width.places, indices += width.places) {
      const int64_t first_row = first_inside(height, y);
      for (int64_t x = 0; x < width.places; ++x) {
        values[x] = lowest<T>();
        indices[x] = first_row * width.size + first_inside(width, x);
      }
      const int64_t end_row =
          clamp_to(y * height.stride - height.padding + (height.kernel - 1) * height.dilation + 1, height.size);
      for (int64_t row = first_row; row < end_row; row += height.dilation) {
        const T* from = in.data + plane * in.plane_stride + row * in.row_stride;
        for (int64_t j = 0; j < width.kernel; ++j) {
          const int64_t shift = j * width.dilation - width.padding;
          raise_row(width, places_inside(width, j), from + shift * in.col_stride, in.col_stride,
                    row * width.size + shift, values, indices);
        }
      }
    }
  }
}

template <typename T>
void average_pool(const Window& window, AverageRule rule, Planes<const T> in, T* out) {
  for_each_average(window, rule, in.count, [&](int64_t plane, int64_t place, Span rows, Span cols, int64_t divisor) {
    T sum = T(0);
    for (int64_t row = rows.first; row < rows.end; ++row) {
      const T* from = in.data + plane * in.plane_stride + row * in.row_stride;
      for (int64_t col = cols.first; col < cols.end; ++col) sum += from[col * in.col_stride];
    }
    out[place] = divisor == 0 ? T(0) : sum / static_cast<T>(divisor);
  });
}

template <typename T>
void spread_average(const Window& window, AverageRule rule, const T* in, Planes<T> out) {
  for_each_average(window, rule, out.count, [&](int64_t plane, int64_t place, Span rows, Span cols, int64_t divisor) {
    if (divisor == 0) return;
    const T share = in[place] / static_cast<T>(divisor);
    for (int64_t row = rows.first; row < rows.end; ++row) {
      T* to = out.data + plane * out.plane_stride + row * out.row_stride;
      for (int64_t col = cols.first; col < cols.end; ++col) to[col * out.col_stride] += share;
    }
  });
}

#define GRADBOX_INSTANTIATE(T)                                                 \
  template void im2col(const Window&, Planes<const T>, T*);                    \
  template void col2im(const Window&, const T*, Planes<T>);                    \
  template void max_pool(const Window&, Planes<const T>, T*, int64_t*);        \
  template void average_pool(const Window&, AverageRule, Planes<const T>, T*); \
  template void spread_average(const Window&, AverageRule, const T*, Planes<T>);
GRADBOX_INSTANTIATE(float)
GRADBOX_INSTANTIATE(double)
template void max_pool(const Window&, Planes<const int64_t>, int64_t*, int64_t*);

}  // namespace gradbox::cpu
