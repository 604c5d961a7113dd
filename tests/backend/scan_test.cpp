#include "gradbox/backend/cpu/scan.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace cpu = gradbox::cpu;

namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();
const float kInfinity = std::numeric_limits<float>::infinity();

struct Extremes {
  std::vector<float> values;
  std::vector<int64_t> indices;
};

Extremes running_extreme(std::vector<float> in, bool largest) {
  Extremes out{std::vector<float>(in.size()), std::vector<int64_t>(in.size())};
  const auto n = static_cast<int64_t>(in.size());
  cpu::running_extreme<float>({n}, 0, largest, {in.data(), {1}}, {out.values.data(), {1}}, {out.indices.data(), {1}});
  return out;
}

}  // namespace

TEST_CASE("running sums and products along each dim") {
  const int64_t in[6] = {1, 2, 3, 4, 5, 6};  // [2, 3]
  std::vector<int64_t> out(6);
  cpu::running_sum<int64_t>({2, 3}, 1, {in, {3, 1}}, {out.data(), {3, 1}});
  CHECK(out == std::vector<int64_t>{1, 3, 6, 4, 9, 15});
  cpu::running_sum<int64_t>({2, 3}, 0, {in, {3, 1}}, {out.data(), {3, 1}});
  CHECK(out == std::vector<int64_t>{1, 2, 3, 5, 7, 9});
  cpu::running_product<int64_t>({3, 2}, 0, {in, {1, 3}}, {out.data(), {1, 3}});  // both sides transposed
  CHECK(out == std::vector<int64_t>{1, 2, 6, 4, 20, 120});
  const double one = 3;
  double total = 0;
  cpu::running_sum<double>(gradbox::IntArrayRef(), 0, {&one, {}}, {&total, {}});
  CHECK(total == 3);
  cpu::running_sum<double>({0, 2}, 0, {nullptr, {2, 1}}, {nullptr, {2, 1}});
}

TEST_CASE("running sums of floats do not drift, of integers wrap around") {
  std::vector<float> ones(20000000 / 16, 0.1f), sums(ones.size());
  const auto n = static_cast<int64_t>(ones.size());
  cpu::running_sum<float>({n}, 0, {ones.data(), {1}}, {sums.data(), {1}});
  const double exact = static_cast<double>(0.1f) * static_cast<double>(n);
  CHECK(std::fabs(static_cast<double>(sums.back()) - exact) <= exact * 6e-8);
  const int64_t large[2] = {std::numeric_limits<int64_t>::max(), 1};
  int64_t wrapped[2];
  cpu::running_sum<int64_t>({2}, 0, {large, {1}}, {wrapped, {1}});
  CHECK(wrapped[1] == std::numeric_limits<int64_t>::min());
}

TEST_CASE("running largest and smallest: the latest of equal ones, nan for good") {
  CHECK(running_extreme({1, 3, 2, 3, 5}, true).indices == std::vector<int64_t>{0, 1, 1, 3, 4});
  CHECK(running_extreme({1, 3, 2, 3, 5}, true).values == std::vector<float>{1, 3, 3, 3, 5});
  CHECK(running_extreme({4, 3, 3, 9}, false).indices == std::vector<int64_t>{0, 1, 2, 2});
  const Extremes with_nan = running_extreme({1, kNan, 7, kNan, 2}, true);
  CHECK(with_nan.indices == std::vector<int64_t>{0, 1, 1, 3, 3});
  CHECK(std::isnan(with_nan.values[4]));
  CHECK(running_extreme({kNan, 1}, false).indices == std::vector<int64_t>{0, 0});
  CHECK(running_extreme({}, false).indices.empty());
}

TEST_CASE("running log-sum-exp, without overflow") {
  const double in[4] = {1000, 1000, -1000, 1001};
  double out[4];
  cpu::running_log_sum_exp<double>({4}, 0, {in, {1}}, {out, {1}});
  CHECK(out[0] == 1000);
  CHECK(out[1] == doctest::Approx(1000 + std::log(2.0)).epsilon(1e-15));
  CHECK(out[2] == out[1]);
  CHECK(out[3] == doctest::Approx(1000 + std::log(2 + std::exp(1.0))).epsilon(1e-15));
  const float limits[4] = {-kInfinity, 2, kInfinity, kInfinity};
  float results[4];
  cpu::running_log_sum_exp<float>({4}, 0, {limits, {1}}, {results, {1}});
  CHECK(results[0] == -kInfinity);
  CHECK(results[1] == 2.0f);
  CHECK(results[2] == kInfinity);
  CHECK(results[3] == kInfinity);
  const float nan_first[2] = {kNan, 1};
  cpu::running_log_sum_exp<float>({2}, 0, {nan_first, {1}}, {results, {1}});
  CHECK(std::isnan(results[1]));
}
