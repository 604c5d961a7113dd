#include "gradbox/backend/cpu/unfold.h"

#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

#include "gradbox/backend/cpu/simd.h"

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

/// First element of a window that lies inside the plane.
int64_t first_inside(const WindowDim& dim, int64_t place) {
  const int64_t begin = place * dim.stride - dim.padding;
  return begin < 0 ? begin + divide_up(-begin, dim.dilation) * dim.dilation : begin;
}

/// Neighbouring windows of max_pool, as many as fill a short vector. Which element wins is selected, not branched on:
/// it cannot be foreseen.
template <typename T>
struct Contest {
  static constexpr int kWindows = 16 / static_cast<int>(sizeof(T));
  using Index = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;

  ShortVector<T> best;
  ShortVector<Index> index;
  ShortVector<Index> steps;  // 0, 1, 2 ... times the stride

  explicit Contest(int64_t stride) : best(ShortVector<T>{} + lowest<T>()), index{} {
    for (int k = 0; k < kWindows; ++k) steps[k] = static_cast<Index>(k * stride);
  }

  /// One element of the kernel under each window, and the index of the first.
  GRADBOX_INLINE void raise(ShortVector<T> values, int64_t first_index) {
    const auto wins = (values > best) | (values != values);
    best = wins ? values : best;
    index = wins ? steps + static_cast<Index>(first_index) : index;
  }
};

/// Elements `step` apart; reads nothing behind the last.
template <typename T>
GRADBOX_INLINE ShortVector<T> load_apart(const T* from, int64_t step) {
  ShortVector<T> values;
  if (step == 1) {
    std::memcpy(&values, from, sizeof(values));
  } else if constexpr (sizeof(T) == 4) {
    values = ShortVector<T>{from[0], from[step], from[2 * step], from[3 * step]};
  } else {
    values = ShortVector<T>{from[0], from[step]};
  }
  return values;
}

/// The same for windows of which only [first, end) are in the plane here.
template <typename T>
ShortVector<T> load_clipped(const T* from, int64_t step, int64_t first, int64_t end) {
  ShortVector<T> values = ShortVector<T>{} + lowest<T>();
  for (int64_t k = first; k < end; ++k) values[k] = from[k * step];
  return values;
}

/// One row of a plane as a row of windows sees it.
template <typename T>
struct PoolRow {
  const Window& window;
  const std::vector<PlaceRange>& inside;  // per column of the window: the places at which it lies in the plane
  Planes<const T> plane;
  int64_t first_row, end_row;

  /// The windows at places [x, x + kWindows).
  Contest<T> compete(int64_t x) const {
    const WindowDim& width = window.width;
    const int64_t step = width.stride * plane.col_stride;
    Contest<T> contest(width.stride);
    for (int k = 0; k < Contest<T>::kWindows; ++k) {
      const int64_t first = first_row * width.size + first_inside(width, x + k);
      contest.index[k] = static_cast<typename Contest<T>::Index>(first);
    }
    for (int64_t row = first_row; row < end_row; row += window.height.dilation) {
      for (int64_t j = 0; j < width.kernel; ++j) {
        const PlaceRange places = inside[static_cast<size_t>(j)];
        const int64_t col = x * width.stride + j * width.dilation - width.padding;
        const T* from = plane.data + row * plane.row_stride + col * plane.col_stride;
        const bool whole = places.first <= x && places.end >= x + Contest<T>::kWindows;
        contest.raise(whole ? load_apart(from, step)
                            : load_clipped(from, step, places.first > x ? places.first - x : 0,
                                           clamp_to(places.end - x, Contest<T>::kWindows)),
                      row * width.size + col);
      }
    }
    return contest;
  }
};

/// max_pool of the windows that begin in one row of a plane.
template <typename T>
void max_pool_row(const Window& window, const std::vector<PlaceRange>& inside, Planes<const T> plane, int64_t y,
                  T* values, int64_t* indices) {
  const WindowDim& height = window.height;
  const int64_t begin = y * height.stride - height.padding;
  const int64_t last = clamp_to(begin + (height.kernel - 1) * height.dilation, height.size - 1);
  const PoolRow<T> row{window, inside, plane, first_inside(height, y), last + 1};
  for (int64_t x = 0; x < window.width.places; x += Contest<T>::kWindows) {
    const Contest<T> contest = row.compete(x);
    const int64_t count = clamp_to(Contest<T>::kWindows, window.width.places - x);
    for (int64_t k = 0; k < count; ++k) {
      values[x + k] = contest.best[k];
      indices[x + k] = contest.index[k];
    }
  }
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
  std::vector<PlaceRange> inside;
  for (int64_t j = 0; j < window.width.kernel; ++j) inside.push_back(places_inside(window.width, j));
  for (int64_t plane = 0; plane < in.count; ++plane, in.data += in.plane_stride) {
    for (int64_t y = 0; y < window.height.places; ++y) {
      max_pool_row(window, inside, in, y, values, indices);
      values += window.width.places;
      indices += window.width.places;
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
