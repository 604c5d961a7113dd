#pragma once

#include <cstdint>
#include <cstring>

#if defined(__FMA__) || defined(__AVX512F__)
#include <immintrin.h>
#endif

/// Fixed-width vectors through the compilers' generic vector extension: one source serves SSE2, AVX2, AVX-512 and
/// WebAssembly. Included by kernel .cpp files only; everything has internal linkage, so that translation units built
/// with different instruction sets never share a function.
namespace gradbox::cpu {
namespace {

#if defined(__AVX512F__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif

template <typename T>
struct VectorOf {
  typedef T type __attribute__((vector_size(kVectorBytes)));
};
template <typename T>
using Vector = typename VectorOf<T>::type;

template <typename T>
constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(T));

#define GRADBOX_INLINE inline __attribute__((always_inline))

template <typename T>
GRADBOX_INLINE Vector<T> load(const T* from) {
  Vector<T> value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

template <typename T>
GRADBOX_INLINE void store(T* to, Vector<T> value) {
  std::memcpy(to, &value, sizeof(value));
}

template <typename T>
GRADBOX_INLINE Vector<T> splat(T value) {
  return value - Vector<T>{};  // x - 0 is x for every x, -0 included, so this folds to a broadcast
}

/// a * b + c, fused where the instruction set has it (contraction is off for the whole build).
template <typename T>
GRADBOX_INLINE Vector<T> multiply_add(Vector<T> a, Vector<T> b, Vector<T> c) {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == 4) {
    return reinterpret_cast<Vector<T>>(
        _mm512_fmadd_ps(reinterpret_cast<__m512>(a), reinterpret_cast<__m512>(b), reinterpret_cast<__m512>(c)));
  } else {
    return reinterpret_cast<Vector<T>>(
        _mm512_fmadd_pd(reinterpret_cast<__m512d>(a), reinterpret_cast<__m512d>(b), reinterpret_cast<__m512d>(c)));
  }
#elif defined(__FMA__)
  if constexpr (sizeof(T) == 4) {
    return reinterpret_cast<Vector<T>>(
        _mm256_fmadd_ps(reinterpret_cast<__m256>(a), reinterpret_cast<__m256>(b), reinterpret_cast<__m256>(c)));
  } else {
    return reinterpret_cast<Vector<T>>(
        _mm256_fmadd_pd(reinterpret_cast<__m256d>(a), reinterpret_cast<__m256d>(b), reinterpret_cast<__m256d>(c)));
  }
#else
  return a * b + c;
#endif
}

/// Vectors of 16 bytes, the unit of shuffles that every instruction set has.
template <typename T>
struct ShortVectorOf {
  typedef T type __attribute__((vector_size(16)));
};
template <typename T>
using ShortVector = typename ShortVectorOf<T>::type;

template <typename T>
GRADBOX_INLINE ShortVector<T> fold(Vector<T> value) {
  ShortVector<T> parts[kVectorBytes / 16];
  std::memcpy(parts, &value, sizeof(value));
  for (int width = kVectorBytes / 32; width > 0; width /= 2) {
    for (int i = 0; i < width; ++i) parts[i] += parts[i + width];
  }
  return parts[0];
}

/// Sum of the lanes, pairwise.
template <typename T>
GRADBOX_INLINE T sum_lanes(Vector<T> value) {
  const ShortVector<T> folded = fold<T>(value);
  if constexpr (sizeof(T) == 4) return (folded[0] + folded[2]) + (folded[1] + folded[3]);
  if constexpr (sizeof(T) == 8) return folded[0] + folded[1];
}

/// sums[i] = sum_lanes(values[i]), with fewer shuffles than four single sums.
template <typename T>
GRADBOX_INLINE void sum_lanes_of_four(const Vector<T>* values, T* sums) {
  ShortVector<T> part[4];
  for (int i = 0; i < 4; ++i) part[i] = fold<T>(values[i]);
  if constexpr (sizeof(T) == 4) {
    const ShortVector<T> pair01 =
        __builtin_shufflevector(part[0], part[1], 0, 4, 1, 5) + __builtin_shufflevector(part[0], part[1], 2, 6, 3, 7);
    const ShortVector<T> pair23 =
        __builtin_shufflevector(part[2], part[3], 0, 4, 1, 5) + __builtin_shufflevector(part[2], part[3], 2, 6, 3, 7);
    const ShortVector<T> all =
        __builtin_shufflevector(pair01, pair23, 0, 1, 4, 5) + __builtin_shufflevector(pair01, pair23, 2, 3, 6, 7);
    std::memcpy(sums, &all, sizeof(all));
  } else {
    for (int i = 0; i < 4; i += 2) {
      const ShortVector<T> pair =
          __builtin_shufflevector(part[i], part[i + 1], 0, 2) + __builtin_shufflevector(part[i], part[i + 1], 1, 3);
      std::memcpy(sums + i, &pair, sizeof(pair));
    }
  }
}

/// to[i * to_stride + j] = from[j * from_stride + i] for a square block of 16 bytes a row.
template <typename T>
GRADBOX_INLINE void transpose_block(const T* from, int64_t from_stride, T* to, int64_t to_stride) {
  constexpr int kSide = 16 / static_cast<int>(sizeof(T));
  ShortVector<T> row[kSide];
  for (int i = 0; i < kSide; ++i) std::memcpy(&row[i], from + i * from_stride, 16);
  ShortVector<T> column[kSide];
  if constexpr (kSide == 4) {
    const ShortVector<T> low01 = __builtin_shufflevector(row[0], row[1], 0, 4, 1, 5);
    const ShortVector<T> high01 = __builtin_shufflevector(row[0], row[1], 2, 6, 3, 7);
    const ShortVector<T> low23 = __builtin_shufflevector(row[2], row[3], 0, 4, 1, 5);
    const ShortVector<T> high23 = __builtin_shufflevector(row[2], row[3], 2, 6, 3, 7);
    column[0] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
    column[1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
    column[2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
    column[3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
  } else {
    column[0] = __builtin_shufflevector(row[0], row[1], 0, 2);
    column[1] = __builtin_shufflevector(row[0], row[1], 1, 3);
  }
  for (int i = 0; i < kSide; ++i) std::memcpy(to + i * to_stride, &column[i], 16);
}

}  // namespace
}  // namespace gradbox::cpu
