#include "gradbox/backend/cpu/matmul.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

using gradbox::cpu::GemmSize;
using gradbox::cpu::Matrix;

namespace {

struct Layout {
  bool a_transposed, b_transposed, c_transposed;
  int64_t gap;  // extra elements between neighbours
};

template <typename T>
Matrix<T> view(std::vector<T>& data, int64_t rows, int64_t cols, bool transposed, int64_t gap) {
  data.resize(static_cast<size_t>(rows * cols * (gap + 1) + 1));
  if (transposed) return {data.data(), gap + 1, rows * (gap + 1)};
  return {data.data(), cols * (gap + 1), gap + 1};
}

template <typename T>
T at(Matrix<T> x, int64_t i, int64_t j) {
  return x.data[i * x.row_stride + j * x.col_stride];
}

template <typename T>
void fill(std::vector<T>& data, std::mt19937& engine) {
  std::uniform_int_distribution<int> draw(-64, 64);  // exact in every type, so that sums are exact too
  for (T& value : data) value = static_cast<T>(draw(engine));
}

/// Largest difference between gemm and the definition, in double; integers small enough to be exact.
template <typename T>
double gemm_error(GemmSize size, Layout layout, T alpha, T beta) {
  std::mt19937 engine(7);
  std::vector<T> a_data, b_data, c_data;
  const auto a = view(a_data, size.m, size.k, layout.a_transposed, layout.gap);
  const auto b = view(b_data, size.k, size.n, layout.b_transposed, layout.gap);
  const auto c = view(c_data, size.m, size.n, layout.c_transposed, layout.gap);
  fill(a_data, engine);
  fill(b_data, engine);
  fill(c_data, engine);
  const std::vector<T> before = c_data;
  gradbox::cpu::gemm<T>(size, alpha, {a.data, a.row_stride, a.col_stride}, {b.data, b.row_stride, b.col_stride}, beta,
                        c);
  std::vector<T> expected = before;
  const Matrix<T> out{expected.data(), c.row_stride, c.col_stride};
  for (int64_t i = 0; i < size.m; ++i) {
    for (int64_t j = 0; j < size.n; ++j) {
      double sum = 0;
      for (int64_t p = 0; p < size.k; ++p) sum += static_cast<double>(at(a, i, p)) * static_cast<double>(at(b, p, j));
      T& element = out.data[i * out.row_stride + j * out.col_stride];
      element =
          static_cast<T>(static_cast<double>(alpha) * sum + static_cast<double>(beta) * static_cast<double>(element));
    }
  }
  double worst = 0;
  for (size_t i = 0; i < expected.size(); ++i) {  // gaps between elements are compared as well: they stay untouched
    worst = std::fmax(worst, std::fabs(static_cast<double>(expected[i]) - static_cast<double>(c_data[i])));
  }
  return worst;
}

template <typename T>
void check_all_layouts(GemmSize size) {
  for (int bits = 0; bits < 8; ++bits) {
    for (int64_t gap : {0, 2}) {
      const Layout layout{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, gap};
      CAPTURE(size.m);
      CAPTURE(size.n);
      CAPTURE(size.k);
      CAPTURE(bits);
      CAPTURE(gap);
      CHECK(gemm_error<T>(size, layout, T(1), T(0)) == 0);
      CHECK(gemm_error<T>(size, layout, T(2), T(-1)) == 0);
    }
  }
}

}  // namespace

TEST_CASE("gemm agrees with the definition in every layout and around every tile edge") {
  for (int64_t m : {1, 2, 5, 13, 33}) {
    for (int64_t n : {1, 3, 16, 37}) {
      for (int64_t k : {1, 4, 19}) {
        check_all_layouts<float>({m, n, k});
        check_all_layouts<double>({m, n, k});
      }
    }
  }
  for (GemmSize size : {GemmSize{70, 67, 300}, GemmSize{65, 260, 261}, GemmSize{3, 5, 600}, GemmSize{200, 2, 16}}) {
    check_all_layouts<float>(size);
    check_all_layouts<double>(size);
  }
}

TEST_CASE("gemm crosses every block border") {
  const Layout plain{false, false, false, 0};
  CHECK(gemm_error<float>({211, 2051, 259}, plain, 1, 0) == 0);
  CHECK(gemm_error<float>({211, 70, 515}, {true, true, false, 0}, 1, 1) == 0);
}

TEST_CASE("integer gemm is exact and wraps around") {
  for (GemmSize size : {GemmSize{1, 1, 1}, GemmSize{5, 7, 3}, GemmSize{33, 20, 40}}) check_all_layouts<int64_t>(size);
  const int64_t big = std::numeric_limits<int64_t>::max(), two = 2;
  int64_t result = 0;
  gradbox::cpu::gemm<int64_t>({1, 1, 1}, 1, {&big, 1, 1}, {&two, 1, 1}, 0, {&result, 1, 1});
  CHECK(result == -2);
}

TEST_CASE("gemm with beta 0 ignores what was in C, and an empty sum is zero") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float a[4] = {1, 2, 3, 4}, b[4] = {5, 6, 7, 8};
  float c[4] = {nan, nan, nan, nan};
  gradbox::cpu::gemm<float>({2, 2, 2}, 1, {a, 2, 1}, {b, 2, 1}, 0, {c, 2, 1});
  CHECK(c[0] == 19.0f);
  CHECK(c[1] == 22.0f);
  CHECK(c[2] == 43.0f);
  CHECK(c[3] == 50.0f);
  float empty[6] = {nan, nan, nan, nan, nan, nan};
  gradbox::cpu::gemm<float>({2, 3, 0}, 1, {a, 0, 1}, {b, 3, 1}, 0, {empty, 3, 1});
  for (float value : empty) CHECK(value == 0.0f);
  gradbox::cpu::gemm<float>({2, 2, 0}, 1, {a, 0, 1}, {b, 2, 1}, 2, {c, 2, 1});
  CHECK(c[0] == 38.0f);
  gradbox::cpu::gemm<float>({0, 2, 2}, 1, {a, 2, 1}, {b, 2, 1}, 0, {nullptr, 2, 1});
}

TEST_CASE("gemm keeps nan and inf, also against zeros") {
  std::vector<float> a(40 * 40, 0.0f), b(40 * 40, 1.0f), c(40 * 40);
  a[41] = std::numeric_limits<float>::infinity();
  b[40 * 7 + 3] = std::numeric_limits<float>::quiet_NaN();
  gradbox::cpu::gemm<float>({40, 40, 40}, 1, {a.data(), 40, 1}, {b.data(), 40, 1}, 0, {c.data(), 40, 1});
  CHECK(std::isinf(c[40]));
  CHECK(std::isnan(c[3]));
  CHECK(c[0] == 0.0f);
}

TEST_CASE("batched gemm walks its batch strides and broadcasts a stride of zero") {
  const float a[8] = {1, 2, 3, 4, 5, 6, 7, 8}, b[4] = {1, 0, 1, 1};
  float c[8];
  const Matrix<const float> left{a, 2, 1}, right{b, 2, 1};
  const float expected[8] = {3, 2, 7, 4, 11, 6, 15, 8};
  gradbox::cpu::batched_gemm<float>(2, {2, 2, 2}, 1, left, 4, right, 0, 0, {c, 2, 1}, 4);
  for (int i = 0; i < 8; ++i) CHECK(c[i] == expected[i]);
  const float turned[8] = {1, 2, 4, 6, 1, 2, 4, 6};  // b times the first matrix of a, twice
  gradbox::cpu::batched_gemm<float>(2, {2, 2, 2}, 1, right, 0, left, 0, 0, {c, 2, 1}, 4);
  for (int i = 0; i < 8; ++i) CHECK(c[i] == turned[i]);
}

TEST_CASE("gemv, dot and ger with strides") {
  const double a[6] = {1, 2, 3, 4, 5, 6}, x[6] = {1, -1, 0.5, -1, 2, -1};
  double y[4] = {100, -7, 100, -7};
  gradbox::cpu::gemv<double>(2, 3, 1, {a, 3, 1}, x, 2, 0.5, y, 2);
  CHECK(y[0] == 58);
  CHECK(y[1] == -7);
  CHECK(y[2] == 68.5);
  CHECK(gradbox::cpu::dot<double>(3, a, 2, x, 2) == 12.5);
  CHECK(gradbox::cpu::dot<int64_t>(0, nullptr, 1, nullptr, 1) == 0);
  double sum[6] = {};
  gradbox::cpu::ger<double>(2, 3, 2, a, 1, x, 2, {sum, 3, 1});
  const double expected[6] = {2, 1, 4, 4, 2, 8};
  for (int i = 0; i < 6; ++i) CHECK(sum[i] == expected[i]);
  std::vector<float> ones(1003, 1.0f);
  CHECK(gradbox::cpu::dot<float>(1003, ones.data(), 1, ones.data(), 1) == 1003.0f);
  CHECK(gradbox::cpu::dot<float>(501, ones.data(), 2, ones.data(), 1) == 501.0f);
}
