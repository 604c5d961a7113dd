#include "gradbox/backend/cpu/linalg.h"

#include <cmath>
#include <utility>

namespace gradbox::cpu {
namespace {

template <typename T>
void swap_rows(T* a, int64_t columns, int64_t i, int64_t j) {
  if (i == j) return;
  for (int64_t c = 0; c < columns; ++c) std::swap(a[i * columns + c], a[j * columns + c]);
}

/// target -= factor * source
template <typename T>
void subtract_row(int64_t columns, T factor, const T* source, T* target) {
  for (int64_t c = 0; c < columns; ++c) target[c] -= factor * source[c];
}

template <typename T>
int64_t row_of_pivot(int64_t n, const T* a, int64_t column) {
  int64_t best = column;
  for (int64_t i = column + 1; i < n; ++i) {
    if (std::fabs(a[i * n + column]) > std::fabs(a[best * n + column])) best = i;
  }
  return best;
}

}  // namespace

template <typename T>
int64_t lu_factor(int64_t n, T* a, int64_t* pivots) {
  int64_t first_zero = 0;
  for (int64_t k = 0; k < n; ++k) {
    pivots[k] = row_of_pivot(n, a, k);
    swap_rows(a, n, k, pivots[k]);
    const T* row = a + k * n;
    if (row[k] == T(0)) {
      if (first_zero == 0) first_zero = k + 1;
      continue;
    }
    for (int64_t i = k + 1; i < n; ++i) {
      T* target = a + i * n;
      target[k] /= row[k];
      subtract_row(n - k - 1, target[k], row + k + 1, target + k + 1);
    }
  }
  return first_zero;
}

template <typename T>
T lu_determinant(int64_t n, const T* lu, const int64_t* pivots) {
  T product = T(1);
  for (int64_t i = 0; i < n; ++i) product *= pivots[i] == i ? lu[i * n + i] : -lu[i * n + i];
  return product;
}

template <typename T>
LogDeterminant<T> lu_log_determinant(int64_t n, const T* lu, const int64_t* pivots) {
  LogDeterminant<T> result{T(1), T(0)};
  for (int64_t i = 0; i < n; ++i) {
    const T value = lu[i * n + i];
    const T sign = value > T(0) ? T(1) : value < T(0) ? T(-1) : value;
    result.sign *= pivots[i] == i ? sign : -sign;
    result.log_abs += std::log(std::fabs(value));
  }
  if (result.sign == T(0)) result.sign = T(0);  // never -0
  return result;
}

template <typename T>
void solve_triangular(int64_t n, Triangle triangle, Matrix<const T> a, int64_t columns, T* b) {
  for (int64_t step = 0; step < n; ++step) {
    const int64_t i = triangle.upper ? n - 1 - step : step;
    T* row = b + i * columns;
    const int64_t first = triangle.upper ? i + 1 : 0, end = triangle.upper ? n : i;
    for (int64_t k = first; k < end; ++k) {
      subtract_row(columns, a.data[i * a.row_stride + k * a.col_stride], b + k * columns, row);
    }
    if (triangle.unit_diagonal) continue;
    const T diagonal = a.data[i * (a.row_stride + a.col_stride)];
    for (int64_t c = 0; c < columns; ++c) row[c] /= diagonal;
  }
}

template <typename T>
void lu_solve(int64_t n, const T* lu, const int64_t* pivots, int64_t columns, T* b) {
  for (int64_t i = 0; i < n; ++i) swap_rows(b, columns, i, pivots[i]);
  solve_triangular<T>(n, {false, true}, {lu, n, 1}, columns, b);
  solve_triangular<T>(n, {true, false}, {lu, n, 1}, columns, b);
}

template <typename T>
void lu_inverse(int64_t n, const T* lu, const int64_t* pivots, T* inverse) {
  for (int64_t i = 0; i < n * n; ++i) inverse[i] = i % (n + 1) == 0 ? T(1) : T(0);
  lu_solve(n, lu, pivots, n, inverse);
}

template <typename T>
int64_t cholesky(int64_t n, T* a) {
  for (int64_t i = 0; i < n; ++i) {
    T* row = a + i * n;
    for (int64_t j = 0; j <= i; ++j) {
      const T* other = a + j * n;
      const T rest = row[j] - dot(j, row, 1, other, 1);
      if (j < i) {
        row[j] = rest / other[j];
      } else if (rest > T(0)) {
        row[i] = std::sqrt(rest);
      } else {
        return i + 1;
      }
    }
    for (int64_t j = i + 1; j < n; ++j) row[j] = T(0);
  }
  return 0;
}

#define GRADBOX_INSTANTIATE(T)                                                      \
  template int64_t lu_factor(int64_t, T*, int64_t*);                                \
  template T lu_determinant(int64_t, const T*, const int64_t*);                     \
  template LogDeterminant<T> lu_log_determinant(int64_t, const T*, const int64_t*); \
  template void lu_solve(int64_t, const T*, const int64_t*, int64_t, T*);           \
  template void lu_inverse(int64_t, const T*, const int64_t*, T*);                  \
  template int64_t cholesky(int64_t, T*);                                           \
  template void solve_triangular(int64_t, Triangle, Matrix<const T>, int64_t, T*);
GRADBOX_INSTANTIATE(float)
GRADBOX_INSTANTIATE(double)

}  // namespace gradbox::cpu
