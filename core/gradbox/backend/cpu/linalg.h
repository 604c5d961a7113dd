#pragma once

#include <cstdint>

#include "gradbox/backend/cpu/matmul.h"

/// Factorisations and solutions for square matrices; T is float or double. Matrices lie row after row without gaps
/// unless they are given as a Matrix; callers loop over batches.
namespace gradbox::cpu {

/// Replaces A by L and U of P A = L U, with row pivoting as LAPACK does it: the unit lower L below the diagonal, U on
/// and above it. pivots[i] is the row that was exchanged with row i. Returns 0, or i if U's diagonal element i, counted
/// from 1, is exactly zero; the factors are complete in that case as well.
template <typename T>
int64_t lu_factor(int64_t n, T* a, int64_t* pivots);

/// Determinant of the factored matrix.
template <typename T>
T lu_determinant(int64_t n, const T* lu, const int64_t* pivots);

/// Sign (0 for a singular matrix) and logarithm of the absolute value of the determinant.
template <typename T>
struct LogDeterminant {
  T sign;
  T log_abs;
};
template <typename T>
LogDeterminant<T> lu_log_determinant(int64_t n, const T* lu, const int64_t* pivots);

/// Replaces the n x columns matrix B by the solution of A X = B.
template <typename T>
void lu_solve(int64_t n, const T* lu, const int64_t* pivots, int64_t columns, T* b);

/// Inverse of the factored matrix.
template <typename T>
void lu_inverse(int64_t n, const T* lu, const int64_t* pivots, T* inverse);

/// Replaces the symmetric A, of which only the lower part is read, by its lower factor L with A = L L^T; the upper part
/// becomes zero. Returns 0, or the order of the first leading minor that is not positive-definite.
template <typename T>
int64_t cholesky(int64_t n, T* a);

struct Triangle {
  bool upper;
  bool unit_diagonal;
};

/// Replaces the n x columns matrix B by the solution of A X = B; only that triangle of A is read.
template <typename T>
void solve_triangular(int64_t n, Triangle triangle, Matrix<const T> a, int64_t columns, T* b);

}  // namespace gradbox::cpu
