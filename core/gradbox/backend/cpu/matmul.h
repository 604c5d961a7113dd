#pragma once

#include <cstdint>

/// Matrix products on raw memory. T is float, double or int64_t. Element (i, j) of a matrix lies at
/// data[i * row_stride + j * col_stride], so a transposed operand costs nothing and a stride of 0 broadcasts.
namespace gradbox::cpu {

template <typename T>
struct Matrix {
  T* data;
  int64_t row_stride;
  int64_t col_stride;

  Matrix transposed() const { return {data, col_stride, row_stride}; }
};

struct GemmSize {
  int64_t m;  ///< rows of A and C
  int64_t n;  ///< columns of B and C
  int64_t k;  ///< columns of A, rows of B
};

/// C = alpha A B + beta C. With beta == 0 C is written without being read. C overlaps neither A nor B.
template <typename T>
void gemm(GemmSize size, T alpha, Matrix<const T> a, Matrix<const T> b, T beta, Matrix<T> c);

/// One gemm for every index of a batch; the batch strides may be 0 for A and B.
template <typename T>
void batched_gemm(int64_t batch, GemmSize size, T alpha, Matrix<const T> a, int64_t a_batch_stride, Matrix<const T> b,
                  int64_t b_batch_stride, T beta, Matrix<T> c, int64_t c_batch_stride);

/// y[m] = alpha A[m, n] x[n] + beta y. With beta == 0 y is written without being read.
template <typename T>
void gemv(int64_t m, int64_t n, T alpha, Matrix<const T> a, const T* x, int64_t x_stride, T beta, T* y,
          int64_t y_stride);

/// Sum of x[i] y[i].
template <typename T>
T dot(int64_t n, const T* x, int64_t x_stride, const T* y, int64_t y_stride);

/// A[m, n] += alpha x y^T.
template <typename T>
void ger(int64_t m, int64_t n, T alpha, const T* x, int64_t x_stride, const T* y, int64_t y_stride, Matrix<T> a);

}  // namespace gradbox::cpu
