#include "gradbox/backend/cpu/linalg.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace cpu = gradbox::cpu;

namespace {

std::vector<double> random_matrix(int64_t rows, int64_t cols, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> draw(-1, 1);
  std::vector<double> values(static_cast<size_t>(rows * cols));
  for (double& value : values) value = draw(engine);
  return values;
}

/// Sum over k of a[i, k] b[k, j], by the definition.
std::vector<double> product(int64_t n, const std::vector<double>& a, const std::vector<double>& b) {
  const auto columns = static_cast<int64_t>(b.size()) / n;
  std::vector<double> out(b.size(), 0.0);
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t k = 0; k < n; ++k) {
      for (int64_t j = 0; j < columns; ++j) {
        out[static_cast<size_t>(i * columns + j)] +=
            a[static_cast<size_t>(i * n + k)] * b[static_cast<size_t>(k * columns + j)];
      }
    }
  }
  return out;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = 0;
  for (size_t i = 0; i < a.size(); ++i) worst = std::fmax(worst, std::fabs(a[i] - b[i]));
  return worst;
}

}  // namespace

TEST_CASE("determinants of matrices whose determinant is known") {
  std::vector<double> a = {0, 2, 3, 4};
  int64_t pivots[3];
  CHECK(cpu::lu_factor<double>(2, a.data(), pivots) == 0);
  CHECK(pivots[0] == 1);
  CHECK(cpu::lu_determinant<double>(2, a.data(), pivots) == -6);
  CHECK(cpu::lu_log_determinant<double>(2, a.data(), pivots).sign == -1);
  CHECK(cpu::lu_log_determinant<double>(2, a.data(), pivots).log_abs == doctest::Approx(std::log(6.0)));
  std::vector<double> rotation = {0, 0, 1, 1, 0, 0, 0, 1, 0};  // a cyclic exchange of three rows
  CHECK(cpu::lu_factor<double>(3, rotation.data(), pivots) == 0);
  CHECK(cpu::lu_determinant<double>(3, rotation.data(), pivots) == 1);
  CHECK(cpu::lu_determinant<double>(0, nullptr, nullptr) == 1);
}

TEST_CASE("a singular matrix is noticed, and its determinant is zero") {
  std::vector<double> a = {1, 2, 2, 4};
  int64_t pivots[3];
  CHECK(cpu::lu_factor<double>(2, a.data(), pivots) == 2);
  CHECK(cpu::lu_determinant<double>(2, a.data(), pivots) == 0);
  CHECK(cpu::lu_log_determinant<double>(2, a.data(), pivots).sign == 0);
  CHECK(std::isinf(cpu::lu_log_determinant<double>(2, a.data(), pivots).log_abs));
  std::vector<double> zero_column = {0, 1, 2, 0, 3, 4, 0, 5, 6};
  CHECK(cpu::lu_factor<double>(3, zero_column.data(), pivots) == 1);
  CHECK(cpu::lu_determinant<double>(3, zero_column.data(), pivots) == 0);
}

TEST_CASE("solutions and inverses satisfy their equations") {
  for (int64_t n : {1, 2, 3, 8, 33}) {
    const std::vector<double> a = random_matrix(n, n, 1), x = random_matrix(n, 4, 2);
    std::vector<double> lu = a, b = product(n, a, x), inverse(a.size());
    std::vector<int64_t> pivots(static_cast<size_t>(n));
    REQUIRE(cpu::lu_factor<double>(n, lu.data(), pivots.data()) == 0);
    cpu::lu_solve<double>(n, lu.data(), pivots.data(), 4, b.data());
    CHECK(largest_difference(b, x) < 1e-11);
    cpu::lu_inverse<double>(n, lu.data(), pivots.data(), inverse.data());
    std::vector<double> identity(a.size(), 0.0);
    for (int64_t i = 0; i < n; ++i) identity[static_cast<size_t>(i * (n + 1))] = 1;
    CHECK(largest_difference(product(n, a, inverse), identity) < 1e-11);
  }
}

TEST_CASE("pivoting keeps a tiny leading element harmless") {
  std::vector<float> a = {1e-8f, 1, 1, 1}, b = {1, 2};  // x = (1, 1) to the last place
  int64_t pivots[2];
  CHECK(cpu::lu_factor<float>(2, a.data(), pivots) == 0);
  cpu::lu_solve<float>(2, a.data(), pivots, 1, b.data());
  CHECK(b[0] == doctest::Approx(1).epsilon(1e-6));
  CHECK(b[1] == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("cholesky finds the lower factor and refuses what is not positive-definite") {
  for (int64_t n : {1, 2, 5, 40}) {
    const std::vector<double> half = random_matrix(n, n, 3);
    std::vector<double> transposed(half.size());
    for (int64_t i = 0; i < n * n; ++i)
      transposed[static_cast<size_t>(i)] = half[static_cast<size_t>(i % n * n + i / n)];
    std::vector<double> a = product(n, half, transposed);
    for (int64_t i = 0; i < n; ++i) a[static_cast<size_t>(i * (n + 1))] += 0.1;
    std::vector<double> lower = a;
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = i + 1; j < n; ++j) lower[static_cast<size_t>(i * n + j)] = 1e9;  // must not be read
    }
    REQUIRE(cpu::cholesky<double>(n, lower.data()) == 0);
    for (int64_t i = 0; i < n * n; ++i) {
      transposed[static_cast<size_t>(i)] = lower[static_cast<size_t>(i % n * n + i / n)];
      if (i % n > i / n) CHECK(lower[static_cast<size_t>(i)] == 0);
    }
    CHECK(largest_difference(product(n, lower, transposed), a) < 1e-12);
  }
  std::vector<double> indefinite = {1, 2, 2, 1};
  CHECK(cpu::cholesky<double>(2, indefinite.data()) == 2);
  std::vector<double> negative = {-1};
  CHECK(cpu::cholesky<double>(1, negative.data()) == 1);
  std::vector<double> nan = {std::numeric_limits<double>::quiet_NaN()};
  CHECK(cpu::cholesky<double>(1, nan.data()) == 1);
}

TEST_CASE("triangular systems, transposed ones through their strides") {
  const std::vector<double> a = {2, 9, 9, 4, 5, 9, 1, 3, 10};  // its lower triangle counts; the nines must not be read
  for (bool unit : {false, true}) {
    std::vector<double> lower = {unit ? 1.0 : 2, 0, 0, 4, unit ? 1.0 : 5, 0, 1, 3, unit ? 1.0 : 10};
    std::vector<double> upper(9);
    for (size_t i = 0; i < 9; ++i) upper[i] = lower[i % 3 * 3 + i / 3];
    const std::vector<double> x = {1, -2, 3, 0.5, -1, 7};
    std::vector<double> b = product(3, lower, x);
    cpu::solve_triangular<double>(3, {false, unit}, {a.data(), 3, 1}, 2, b.data());
    CHECK(largest_difference(b, x) < 1e-13);
    b = product(3, upper, x);
    cpu::solve_triangular<double>(3, {true, unit}, {a.data(), 1, 3}, 2, b.data());
    CHECK(largest_difference(b, x) < 1e-13);
  }
}
