#pragma once

#include "gradbox/backend/cpu/matmul.h"
#include "gradbox/backend/cpu/simd.h"

/// Register-tiled inner kernels of gemm for float and double; included by matmul.cpp only.
///
/// Note [Gemm tiles]
/// A tile of C, kRows x (kVecs vectors), is kept in registers while the sum over k runs: each step loads one row of
/// B and broadcasts one element of A per row. Large products copy A and B into panels whose elements lie in exactly
/// that order ("packed"); small ones read A, and B where its columns are contiguous, in place ("direct").
namespace gradbox::cpu {
namespace {

#if defined(__clang__)
#define GRADBOX_UNROLL _Pragma("unroll")
#else
#define GRADBOX_UNROLL _Pragma("GCC unroll 16")
#endif

#if defined(__AVX512F__)
constexpr int kPackedRows = 12;
constexpr int kDirectRows = 8;
#elif defined(__AVX__)
constexpr int kPackedRows = 6;
constexpr int kDirectRows = 4;
#else
constexpr int kPackedRows = 4;
constexpr int kDirectRows = 4;
#endif
constexpr int kTileVectors = 2;

template <typename T>
constexpr int kPanelCols = kTileVectors* kLanes<T>;

template <typename T>
constexpr int64_t round_to_lanes(int64_t cols) {
  return (cols + kLanes<T> - 1) / kLanes<T> * kLanes<T>;
}

/// What a panel of B is multiplied with and where the result goes.
template <typename T>
struct PanelTask {
  int64_t m, k, cols;  // cols may be less than the width of the panel
  T alpha, beta;
  Matrix<const T> a;  // packed: data only
  const T* b;
  int64_t b_row_stride;
  Matrix<T> c;
};

template <typename T, int kRows, int kVecs, bool kPacked>
GRADBOX_INLINE void accumulate_tile(const PanelTask<T>& task, const T* a, Vector<T> (&sums)[kRows][kVecs]) {
  const int64_t a_row = kPacked ? 1 : task.a.row_stride;
  const int64_t a_step = kPacked ? kPackedRows : task.a.col_stride;
  const T* b = task.b;
  for (int64_t p = task.k; p > 0; --p) {
    Vector<T> row[kVecs];
    GRADBOX_UNROLL for (int v = 0; v < kVecs; ++v) row[v] = load(b + v * kLanes<T>);
    GRADBOX_UNROLL for (int r = 0; r < kRows; ++r) {
      const Vector<T> factor = splat(a[r * a_row]);
      GRADBOX_UNROLL for (int v = 0; v < kVecs; ++v) sums[r][v] = multiply_add<T>(factor, row[v], sums[r][v]);
    }
    a += a_step;
    b += task.b_row_stride;
  }
}

template <typename T>
GRADBOX_INLINE Vector<T> blend(T alpha, Vector<T> sum, T beta, const T* old) {
  return beta == T(0) ? alpha * sum : alpha * sum + beta * load(old);
}

template <typename T>
GRADBOX_INLINE void write_element(T alpha, T sum, T beta, T& element) {
  element = beta == T(0) ? alpha * sum : alpha * sum + beta * element;
}

/// Writes the part of a tile that lies inside C, element by element.
template <typename T>
void write_part(const PanelTask<T>& task, const T* sums, int64_t width, T* c, int64_t rows) {
  const Matrix<T>& to = task.c;
  for (int64_t j = 0; j < task.cols; ++j) {
    for (int64_t i = 0; i < rows; ++i) {
      write_element(task.alpha, sums[i * width + j], task.beta, c[i * to.row_stride + j * to.col_stride]);
    }
  }
}

template <typename T, int kRows, int kVecs, bool kPacked>
GRADBOX_INLINE void multiply_tile(const PanelTask<T>& task, const T* a, T* c, int64_t rows) {
  Vector<T> sums[kRows][kVecs] = {};
  accumulate_tile<T, kRows, kVecs, kPacked>(task, a, sums);
  if (task.cols == kVecs * kLanes<T> && task.c.col_stride == 1 && rows == kRows) {
    GRADBOX_UNROLL for (int r = 0; r < kRows; ++r) {
      GRADBOX_UNROLL for (int v = 0; v < kVecs; ++v) {
        T* to = c + r * task.c.row_stride + v * kLanes<T>;
        store(to, blend(task.alpha, sums[r][v], task.beta, to));
      }
    }
    return;
  }
  T part[kRows * kVecs * kLanes<T>];
  GRADBOX_UNROLL for (int r = 0; r < kRows; ++r) {
    GRADBOX_UNROLL for (int v = 0; v < kVecs; ++v) store(part + (r * kVecs + v) * kLanes<T>, sums[r][v]);
  }
  write_part(task, part, kVecs * kLanes<T>, c, rows);
}

template <typename T, int kRows, int kVecs>
GRADBOX_INLINE int64_t direct_rows(const PanelTask<T>& task, int64_t i) {
  for (; i + kRows <= task.m; i += kRows) {
    multiply_tile<T, kRows, kVecs, false>(task, task.a.data + i * task.a.row_stride,
                                          task.c.data + i * task.c.row_stride, kRows);
  }
  return i;
}

template <typename T, int kVecs>
void direct_panel(const PanelTask<T>& task) {
  int64_t i = direct_rows<T, kDirectRows, kVecs>(task, 0);
  if constexpr (kDirectRows > 4) i = direct_rows<T, 4, kVecs>(task, i);
  i = direct_rows<T, 2, kVecs>(task, i);
  direct_rows<T, 1, kVecs>(task, i);
}

/// A is packed: panels of kPackedRows rows, the last one padded.
template <typename T, int kVecs>
void packed_panel(const PanelTask<T>& task) {
  for (int64_t i = 0; i < task.m; i += kPackedRows) {
    const int64_t rows = task.m - i < kPackedRows ? task.m - i : kPackedRows;
    multiply_tile<T, kPackedRows, kVecs, true>(task, task.a.data + i * task.k, task.c.data + i * task.c.row_stride,
                                               rows);
  }
}

/// Transposes whole blocks of `from`, whose rows are the lanes, 16 steps at a time so that both sides stay in the
/// first cache level; returns how many lanes are done.
template <typename T>
int64_t pack_transposed(const T* from, int64_t lane_stride, int64_t lanes, int64_t width, int64_t steps, T* to) {
  constexpr int kSide = 16 / static_cast<int>(sizeof(T));
  constexpr int kRun = 16;
  const int64_t whole = lanes / kSide * kSide;
  for (int64_t first = 0; first < steps; first += kRun) {
    const int64_t last = first + kRun < steps ? first + kRun : steps;
    for (int64_t lane = 0; lane < whole; lane += kSide) {
      const T* rows = from + lane * lane_stride;
      int64_t p = first;
      for (; p + kSide <= last; p += kSide) transpose_block(rows + p, lane_stride, to + p * width + lane, width);
      for (; p < last; ++p) {
        for (int l = 0; l < kSide; ++l) to[p * width + lane + l] = rows[l * lane_stride + p];
      }
    }
  }
  return whole;
}

/// Lane l of step p of `from` lies at from[l * lane_stride + p * step_stride]; it goes to to[p * width + l]. Lanes from
/// `lanes` to `width` become zero.
template <typename T>
void pack_panel(const T* from, int64_t lane_stride, int64_t step_stride, int64_t lanes, int64_t width, int64_t steps,
                T* to) {
  int64_t lane = 0;
  if (lane_stride == 1) {
    for (int64_t p = 0; p < steps; ++p) {
      for (int64_t l = 0; l < lanes; ++l) to[p * width + l] = from[p * step_stride + l];
    }
    lane = lanes;
  } else if (step_stride == 1) {
    lane = pack_transposed(from, lane_stride, lanes, width, steps, to);
  }
  for (; lane < width; ++lane) {
    const T* row = from + lane * lane_stride;
    for (int64_t p = 0; p < steps; ++p) to[p * width + lane] = lane < lanes ? row[p * step_stride] : T(0);
  }
}

/// Both operands contiguous along k: sums[i][j] = <row i of A, column j of B>.
template <typename T, int kRows, int kCols>
GRADBOX_INLINE void dot_tile(int64_t k, const T* a, int64_t a_stride, const T* b, int64_t b_stride,
                             T (&sums)[kRows][kCols]) {
  Vector<T> partial[kRows][kCols] = {};
  int64_t p = 0;
  for (; p + kLanes<T> <= k; p += kLanes<T>) {
    Vector<T> column[kCols];
    GRADBOX_UNROLL for (int j = 0; j < kCols; ++j) column[j] = load(b + j * b_stride + p);
    GRADBOX_UNROLL for (int i = 0; i < kRows; ++i) {
      const Vector<T> row = load(a + i * a_stride + p);
      GRADBOX_UNROLL for (int j = 0; j < kCols; ++j) partial[i][j] = multiply_add<T>(row, column[j], partial[i][j]);
    }
  }
  for (int i = 0; i < kRows; ++i) {
    if constexpr (kCols == 4) {
      sum_lanes_of_four(partial[i], sums[i]);
    } else {
      for (int j = 0; j < kCols; ++j) sums[i][j] = sum_lanes<T>(partial[i][j]);
    }
    for (int64_t q = p; q < k; ++q) {
      for (int j = 0; j < kCols; ++j) sums[i][j] += a[i * a_stride + q] * b[j * b_stride + q];
    }
  }
}

}  // namespace
}  // namespace gradbox::cpu
