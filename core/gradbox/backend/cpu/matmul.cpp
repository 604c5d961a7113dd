#include "gradbox/backend/cpu/matmul.h"

#include <memory>
#include <type_traits>

#include "gradbox/backend/cpu/gemm_kernel.h"

namespace gradbox::cpu {
namespace {

constexpr int64_t kBlockK = 256;
constexpr int64_t kBlockM = kPackedRows * 16;
constexpr int64_t kBlockN = 2048;

template <typename T>
struct Product {
  GemmSize size;
  T alpha, beta;
  Matrix<const T> a, b;
  Matrix<T> c;

  /// The same product read as C^T = B^T A^T.
  Product transposed() const {
    return {{size.n, size.m, size.k}, alpha, beta, b.transposed(), a.transposed(), c.transposed()};
  }
};

/// Per-thread scratch that only grows, so that repeated products allocate nothing.
template <typename T, int kSlot>
T* scratch(int64_t count) {
  static thread_local std::unique_ptr<T[]> data;
  static thread_local int64_t capacity = 0;
  constexpr int64_t kAlign = 64 / static_cast<int64_t>(sizeof(T));
  if (capacity < count) {
    data.reset(new T[static_cast<size_t>(count + kAlign)]);
    capacity = count;
  }
  const auto address = reinterpret_cast<uintptr_t>(data.get());
  return data.get() + (64 - address % 64) % 64 / sizeof(T);
}

int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

template <typename T>
void run_panel(const PanelTask<T>& task, bool packed_a) {
  const bool wide = task.cols > kLanes<T>;
  if (packed_a) {
    wide ? packed_panel<T, 2>(task) : packed_panel<T, 1>(task);
  } else {
    wide ? direct_panel<T, 2>(task) : direct_panel<T, 1>(task);
  }
}

/// Few columns, or a small B: A stays where it is, B is packed only where its columns are not whole vectors.
template <typename T>
void multiply_direct(const Product<T>& x) {
  for (int64_t p = 0; p < x.size.k; p += kBlockK) {
    const int64_t k = smaller(kBlockK, x.size.k - p);
    for (int64_t j = 0; j < x.size.n; j += kPanelCols<T>) {
      const int64_t cols = smaller(kPanelCols<T>, x.size.n - j);
      const int64_t width = round_to_lanes<T>(cols);
      const T* b = x.b.data + p * x.b.row_stride + j * x.b.col_stride;
      PanelTask<T> task{x.size.m, k, cols, x.alpha, p == 0 ? x.beta : T(1), x.a, b, x.b.row_stride, x.c};
      task.a.data += p * x.a.col_stride;
      task.c.data += j * x.c.col_stride;
      if (x.b.col_stride != 1 || width != cols) {
        T* packed = scratch<T, 0>(kBlockK * kPanelCols<T>);
        pack_panel(b, x.b.col_stride, x.b.row_stride, cols, width, k, packed);
        task.b = packed;
        task.b_row_stride = width;
      }
      run_panel(task, false);
    }
  }
}

/// All rows of A against one packed block of B.
template <typename T>
void multiply_block(const Product<T>& x, const T* packed_b) {
  const int64_t k = x.size.k;
  T* packed_a = scratch<T, 1>(kBlockM * kBlockK);
  for (int64_t i = 0; i < x.size.m; i += kBlockM) {
    const int64_t m = smaller(kBlockM, x.size.m - i);
    for (int64_t r = 0; r < m; r += kPackedRows) {
      const T* from = x.a.data + (i + r) * x.a.row_stride;
      pack_panel(from, x.a.row_stride, x.a.col_stride, smaller(kPackedRows, m - r), kPackedRows, k, packed_a + r * k);
    }
    for (int64_t j = 0; j < x.size.n; j += kPanelCols<T>) {
      const int64_t cols = smaller(kPanelCols<T>, x.size.n - j);
      T* c = x.c.data + i * x.c.row_stride + j * x.c.col_stride;
      run_panel<T>({m,
                    k,
                    cols,
                    x.alpha,
                    x.beta,
                    {packed_a, 0, 0},
                    packed_b + j * k,
                    round_to_lanes<T>(cols),
                    {c, x.c.row_stride, x.c.col_stride}},
                   true);
    }
  }
}

template <typename T>
void multiply_packed(const Product<T>& x) {
  for (int64_t first = 0; first < x.size.n; first += kBlockN) {
    for (int64_t p = 0; p < x.size.k; p += kBlockK) {
      Product<T> part = x;
      part.size.n = smaller(kBlockN, x.size.n - first);
      part.size.k = smaller(kBlockK, x.size.k - p);
      part.a.data += p * x.a.col_stride;
      part.b.data += p * x.b.row_stride + first * x.b.col_stride;
      part.c.data += first * x.c.col_stride;
      if (p > 0) part.beta = T(1);
      T* packed_b = scratch<T, 0>(kBlockK * kBlockN);
      for (int64_t j = 0; j < part.size.n; j += kPanelCols<T>) {
        const int64_t cols = smaller(kPanelCols<T>, part.size.n - j);
        pack_panel(part.b.data + j * x.b.col_stride, x.b.col_stride, x.b.row_stride, cols, round_to_lanes<T>(cols),
                   part.size.k, packed_b + j * part.size.k);
      }
      multiply_block(part, packed_b);
    }
  }
}

template <typename T, int kRows, int kCols>
void dot_rows(const Product<T>& x, int64_t i) {
  const auto write = [&](int64_t row, int64_t col, T sum) {
    write_element(x.alpha, sum, x.beta, x.c.data[row * x.c.row_stride + col * x.c.col_stride]);
  };
  const T* a = x.a.data + i * x.a.row_stride;
  int64_t j = 0;
  for (; j + kCols <= x.size.n; j += kCols) {
    T sums[kRows][kCols];
    dot_tile<T, kRows, kCols>(x.size.k, a, x.a.row_stride, x.b.data + j * x.b.col_stride, x.b.col_stride, sums);
    for (int r = 0; r < kRows; ++r) {
      for (int c = 0; c < kCols; ++c) write(i + r, j + c, sums[r][c]);
    }
  }
  for (; j < x.size.n; ++j) {
    T sums[kRows][1];
    dot_tile<T, kRows, 1>(x.size.k, a, x.a.row_stride, x.b.data + j * x.b.col_stride, 0, sums);
    for (int r = 0; r < kRows; ++r) write(i + r, j, sums[r][0]);
  }
}

template <typename T>
void multiply_dots(const Product<T>& x) {
  int64_t i = 0;
  for (; i + 2 <= x.size.m; i += 2) dot_rows<T, 2, 4>(x, i);
  if (i < x.size.m) dot_rows<T, 1, 4>(x, i);
}

template <typename T>
void multiply_plain(const Product<T>& x) {
  // Local copies: a write to C could otherwise be a change of the description.
  const int64_t m = x.size.m, n = x.size.n, k = x.size.k;
  const int64_t a_step = x.a.col_stride, b_step = x.b.row_stride, b_col = x.b.col_stride, c_col = x.c.col_stride;
  const T alpha = x.alpha, beta = x.beta;
  const T* a = x.a.data;
  T* c = x.c.data;
  for (int64_t i = 0; i < m; ++i, a += x.a.row_stride, c += x.c.row_stride) {
    const T* b = x.b.data;
    for (int64_t j = 0; j < n; ++j, b += b_col) {
      T sum = T(0);
      for (int64_t p = 0; p < k; ++p) sum += a[p * a_step] * b[p * b_step];
      write_element(alpha, sum, beta, c[j * c_col]);
    }
  }
}

template <typename T>
bool reads_a_in_place(const GemmSize& size) {
  return size.m <= 64 || size.n <= 2 * kPanelCols<T> || size.k * size.n * static_cast<int64_t>(sizeof(T)) <= 64 * 1024;
}

/// Rough costs in vector operations, measured ratios: they rank the ways of computing one product.
template <typename T>
double tiled_cost(const Product<T>& x) {
  const auto m = static_cast<double>(x.size.m), n = static_cast<double>(x.size.n), k = static_cast<double>(x.size.k);
  const auto padded = static_cast<double>(round_to_lanes<T>(x.size.n));
  const auto element_cost = [](int64_t lane, int64_t step) { return lane == 1 ? 0.2 : step == 1 ? 0.5 : 1.5; };
  double cost = m * padded / kLanes<T> * k * 0.6 + 10 * m / kDirectRows;
  if (!reads_a_in_place<T>(x.size)) cost += m * k * element_cost(x.a.row_stride, x.a.col_stride);
  if (!reads_a_in_place<T>(x.size) || x.b.col_stride != 1 || x.size.n % kLanes<T> != 0) {
    cost += padded * k * element_cost(x.b.col_stride, x.b.row_stride);
  }
  return cost + m * n * (x.c.col_stride == 1 && x.size.n % kLanes<T> == 0 ? 1.0 / kLanes<T> : 1.5);
}

template <typename T>
double dots_cost(const Product<T>& x) {
  if (x.a.col_stride != 1 || x.b.row_stride != 1) return 1e300;
  const auto outputs = static_cast<double>(x.size.m * x.size.n);
  const auto steps = static_cast<double>(x.size.k / kLanes<T>), rest = static_cast<double>(x.size.k % kLanes<T>);
  return outputs * (steps * 0.8 + rest * 1.5 + 5);
}

template <typename T>
void multiply(const Product<T>& x) {
  const double plain = static_cast<double>(x.size.m * x.size.n) * static_cast<double>(x.size.k + 2);
  if (plain <= 100 || x.size.k == 0) return multiply_plain(x);
  const Product<T> turned = x.transposed();
  const double straight_cost = tiled_cost(x) + 60, turned_cost = tiled_cost(turned) + 60;
  const double tiled = straight_cost <= turned_cost ? straight_cost : turned_cost;
  if (plain < tiled) return multiply_plain(x);
  if (dots_cost(x) < tiled) return multiply_dots(x.size.m <= x.size.n ? x : turned);
  const Product<T>& best = straight_cost <= turned_cost ? x : turned;
  reads_a_in_place<T>(best.size) ? multiply_direct(best) : multiply_packed(best);
}

/// Integers have no tiled kernel: rows of C are built up from rows of B, a loop that compilers vectorise. Unsigned,
/// because PyTorch's integers wrap around.
template <>
void multiply(const Product<uint64_t>& x) {
  if (x.c.col_stride != 1 || x.b.col_stride != 1) return multiply_plain(x);
  const int64_t n = x.size.n;
  for (int64_t i = 0; i < x.size.m; ++i) {
    uint64_t* c = x.c.data + i * x.c.row_stride;
    for (int64_t j = 0; j < n; ++j) c[j] = x.beta == 0 ? 0 : x.beta * c[j];
    for (int64_t p = 0; p < x.size.k; ++p) {
      const uint64_t factor = x.alpha * x.a.data[i * x.a.row_stride + p * x.a.col_stride];
      const uint64_t* b = x.b.data + p * x.b.row_stride;
      for (int64_t j = 0; j < n; ++j) c[j] += factor * b[j];
    }
  }
}

template <typename T>
struct ComputeTypeOf {
  using type = T;
};
template <>
struct ComputeTypeOf<int64_t> {
  using type = uint64_t;
};

/// The type that T is computed in; memory is shared between the two.
template <typename T>
using ComputeType = typename ComputeTypeOf<T>::type;

template <typename T>
Matrix<const ComputeType<T>> compute_view(Matrix<const T> x) {
  return {reinterpret_cast<const ComputeType<T>*>(x.data), x.row_stride, x.col_stride};
}

template <typename T>
Product<ComputeType<T>> make_product(GemmSize size, T alpha, Matrix<const T> a, Matrix<const T> b, T beta,
                                     Matrix<T> c) {
  using C = ComputeType<T>;
  return {size,
          static_cast<C>(alpha),
          static_cast<C>(beta),
          compute_view<T>(a),
          compute_view<T>(b),
          {reinterpret_cast<C*>(c.data), c.row_stride, c.col_stride}};
}

/// The leading part of a dot product that whole vectors cover; `done` is where it ends.
template <typename T>
T dot_vectors(int64_t n, const T* x, const T* y, int64_t& done) {
  Vector<T> partial[4] = {};
  int64_t i = 0;
  for (; i + 4 * kLanes<T> <= n; i += 4 * kLanes<T>) {
    for (int v = 0; v < 4; ++v) {
      const int64_t at = i + v * kLanes<T>;
      partial[v] = multiply_add<T>(load(x + at), load(y + at), partial[v]);
    }
  }
  done = i;
  return sum_lanes<T>((partial[0] + partial[1]) + (partial[2] + partial[3]));
}

}  // namespace

template <typename T>
void gemm(GemmSize size, T alpha, Matrix<const T> a, Matrix<const T> b, T beta, Matrix<T> c) {
  multiply(make_product(size, alpha, a, b, beta, c));
}

template <typename T>
void batched_gemm(int64_t batch, GemmSize size, T alpha, Matrix<const T> a, int64_t a_batch_stride, Matrix<const T> b,
                  int64_t b_batch_stride, T beta, Matrix<T> c, int64_t c_batch_stride) {
  auto x = make_product(size, alpha, a, b, beta, c);
  if (b_batch_stride == 0 && a_batch_stride == size.m * a.row_stride && c_batch_stride == size.m * c.row_stride) {
    x.size.m *= batch;  // the batch only adds rows
    return multiply(x);
  }
  for (int64_t i = 0; i < batch; ++i) {
    multiply(x);
    x.a.data += a_batch_stride;
    x.b.data += b_batch_stride;
    x.c.data += c_batch_stride;
  }
}

template <typename T>
void gemv(int64_t m, int64_t n, T alpha, Matrix<const T> a, const T* x, int64_t x_stride, T beta, T* y,
          int64_t y_stride) {
  gemm<T>({m, 1, n}, alpha, a, {x, x_stride, 1}, beta, {y, y_stride, 1});
}

template <typename T>
T dot(int64_t n, const T* x, int64_t x_stride, const T* y, int64_t y_stride) {
  using C = ComputeType<T>;
  C sum = C(0);
  int64_t i = 0;
  if constexpr (std::is_floating_point_v<T>) {
    if (x_stride == 1 && y_stride == 1) sum = dot_vectors(n, x, y, i);
  }
  for (; i < n; ++i) sum += static_cast<C>(x[i * x_stride]) * static_cast<C>(y[i * y_stride]);
  return static_cast<T>(sum);
}

template <typename T>
void ger(int64_t m, int64_t n, T alpha, const T* x, int64_t x_stride, const T* y, int64_t y_stride, Matrix<T> a) {
  gemm<T>({m, n, 1}, alpha, {x, x_stride, 1}, {y, 1, y_stride}, T(1), a);
}

#define GRADBOX_INSTANTIATE(T)                                                                                       \
  template void gemm(GemmSize, T, Matrix<const T>, Matrix<const T>, T, Matrix<T>);                                   \
  template void batched_gemm(int64_t, GemmSize, T, Matrix<const T>, int64_t, Matrix<const T>, int64_t, T, Matrix<T>, \
                             int64_t);                                                                               \
  template void gemv(int64_t, int64_t, T, Matrix<const T>, const T*, int64_t, T, T*, int64_t);                       \
  template T dot(int64_t, const T*, int64_t, const T*, int64_t);                                                     \
  template void ger(int64_t, int64_t, T, const T*, int64_t, const T*, int64_t, Matrix<T>);
GRADBOX_INSTANTIATE(float)
GRADBOX_INSTANTIATE(double)
GRADBOX_INSTANTIATE(int64_t)

}  // namespace gradbox::cpu
