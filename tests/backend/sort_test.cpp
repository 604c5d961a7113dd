#include "gradbox/backend/cpu/sort.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace cpu = gradbox::cpu;
using gradbox::IntArrayRef;

namespace {

const float kNan = std::numeric_limits<float>::quiet_NaN();
const float kInfinity = std::numeric_limits<float>::infinity();

struct Sorted {
  std::vector<float> values;
  std::vector<int64_t> indices;
};

Sorted sort_row(std::vector<float> in, bool descending) {
  const auto n = static_cast<int64_t>(in.size());
  Sorted out{std::vector<float>(in.size()), std::vector<int64_t>(in.size())};
  cpu::sort<float>({n}, 0, descending, {in.data(), {1}}, {out.values.data(), {1}}, {out.indices.data(), {1}});
  return out;
}

struct Selected {
  float value;
  int64_t index;
};

Selected median_of(std::vector<float> in, bool ignore_nan) {
  Selected out{};
  const auto n = static_cast<int64_t>(in.size());
  cpu::median<float>({n}, 0, ignore_nan, {in.data(), {1}}, {&out.value, {1}}, {&out.index, {1}});
  return out;
}

Selected extreme_of(std::vector<float> in, bool largest) {
  Selected out{};
  const auto n = static_cast<int64_t>(in.size());
  cpu::extreme<float>({n}, 0, largest, {in.data(), {1}}, {&out.value, {1}}, {&out.index, {1}});
  return out;
}

}  // namespace

TEST_CASE("sort is stable, with nan last when ascending and first when descending") {
  const std::vector<float> in = {3, kNan, 1, 3, -kInfinity, kNan, kInfinity, 1};
  const Sorted up = sort_row(in, false);
  CHECK(up.indices == std::vector<int64_t>{4, 2, 7, 0, 3, 6, 1, 5});
  CHECK(up.values[0] == -kInfinity);
  CHECK(up.values[5] == kInfinity);
  CHECK(std::isnan(up.values[6]));
  CHECK(sort_row(in, true).indices == std::vector<int64_t>{1, 5, 6, 0, 3, 2, 7, 4});
  CHECK(sort_row({0.0f, -0.0f, -1, 0.0f}, false).indices == std::vector<int64_t>{2, 0, 1, 3});
  CHECK(sort_row({1e-40f, -1e-40f, -3e38f}, true).indices == std::vector<int64_t>{0, 1, 2});
  CHECK(sort_row({}, false).values.empty());
  CHECK(sort_row({7}, true).indices == std::vector<int64_t>{0});
}

TEST_CASE("sort along each dim of a strided tensor") {
  std::mt19937 engine(3);
  std::vector<int64_t> in(2 * 3 * 40);
  for (int64_t& value : in) value = static_cast<int64_t>(engine() % 10);
  const int64_t shape[3] = {2, 3, 4}, strides[3] = {3, 1, 40}, packed[3] = {12, 4, 1};
  for (int64_t dim = 0; dim < 3; ++dim) {
    std::vector<int64_t> values(24), indices(24);
    cpu::sort<int64_t>(shape, dim, false, {in.data(), strides}, {values.data(), packed}, {indices.data(), packed});
    for (int64_t i = 0; i < 24; ++i) {
      int64_t place[3] = {i / 12, i / 4 % 3, i % 4};
      const int64_t rank = place[dim], index = indices[static_cast<size_t>(i)];
      place[dim] = index;
      const int64_t value = in[static_cast<size_t>(3 * place[0] + place[1] + 40 * place[2])];
      CHECK(value == values[static_cast<size_t>(i)]);
      int64_t before = 0;  // elements that have to come before this one: the smaller, and equal ones in front of it
      for (int64_t j = 0; j < shape[dim]; ++j) {
        place[dim] = j;
        const int64_t other = in[static_cast<size_t>(3 * place[0] + place[1] + 40 * place[2])];
        before += other < value || (other == value && j < index) ? 1 : 0;
      }
      CHECK(before == rank);
    }
  }
}

TEST_CASE("sort of a 0-dim tensor and of booleans") {
  const double in = 5;
  double value = 0;
  int64_t index = -1;
  const IntArrayRef none;
  cpu::sort<double>(none, 0, false, {&in, none}, {&value, none}, {&index, none});
  CHECK(value == 5);
  CHECK(index == 0);
  const bool flags[3] = {true, false, true};
  bool sorted[3];
  int64_t indices[3];
  cpu::sort<bool>({3}, 0, false, {flags, {1}}, {sorted, {1}}, {indices, {1}});
  CHECK(indices[0] == 1);
  CHECK(indices[2] == 2);
  CHECK_FALSE(sorted[0]);
}

TEST_CASE("the k largest and smallest, few of many and most of few") {
  std::vector<float> in(100);
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>((i * 37) % 50);  // every value twice
  in[10] = kNan;
  for (int64_t k : {1, 3, 99, 100}) {
    for (bool largest : {false, true}) {
      std::vector<float> values(static_cast<size_t>(k));
      std::vector<int64_t> indices(static_cast<size_t>(k));
      cpu::top_k<float>({100}, 0, k, largest, {in.data(), {1}}, {values.data(), {1}}, {indices.data(), {1}});
      std::vector<int64_t> expected = sort_row(in, largest).indices;
      expected.resize(static_cast<size_t>(k));
      CHECK(indices == expected);
      for (size_t i = 0; i < values.size(); ++i) {
        const float value = in[static_cast<size_t>(indices[i])];
        CHECK((values[i] == value || (std::isnan(values[i]) && std::isnan(value))));
      }
    }
  }
  int64_t nothing = 0;
  cpu::top_k<float>({100}, 0, 0, true, {in.data(), {1}}, {in.data(), {1}}, {&nothing, {1}});
}

TEST_CASE("k-th value and medians") {
  const float in[6] = {5, 1, 4, 2, 3, kNan};
  const float expected[6] = {1, 2, 3, 4, 5, kNan};
  const int64_t expected_index[6] = {1, 3, 4, 2, 0, 5};
  for (int64_t k = 1; k <= 6; ++k) {
    float value = 0;
    int64_t index = 0;
    cpu::kth_value<float>({6}, 0, k, {in, {1}}, {&value, {1}}, {&index, {1}});
    CHECK(index == expected_index[k - 1]);
    CHECK((value == expected[k - 1] || k == 6));
  }
  CHECK(median_of({4, 1, 3, 2}, false).value == 2.0f);  // the lower of the two in the middle
  CHECK(median_of({4, 1, 3, 2}, false).index == 3);
  CHECK(median_of({9}, false).index == 0);
  CHECK(std::isnan(median_of({4, kNan, 3, kNan}, false).value));
  CHECK(median_of({4, kNan, 3, kNan}, false).index == 1);
  CHECK(median_of({4, kNan, 3, kNan, 7}, true).value == 4.0f);
  CHECK(std::isnan(median_of({kNan, kNan}, true).value));
}

TEST_CASE("largest and smallest: the first of equal ones, the first nan") {
  CHECK(extreme_of({1, 3, 3, 2}, true).index == 1);
  CHECK(extreme_of({1, 3, 1, 2}, false).index == 0);
  CHECK(extreme_of({1, kNan, 5, kNan}, true).index == 1);
  CHECK(extreme_of({1, kNan, 5, kNan}, false).index == 1);
  CHECK(std::isnan(extreme_of({kInfinity, kNan}, true).value));
  CHECK(extreme_of({-kInfinity, -kInfinity}, true).index == 0);
  const int64_t table[6] = {4, 9, 1, 9, 2, 8};  // [2, 3], over dim 0
  int64_t values[3], indices[3];
  cpu::extreme<int64_t>({2, 3}, 0, true, {table, {3, 1}}, {values, {3, 1}}, {indices, {3, 1}});
  CHECK(std::vector<int64_t>(values, values + 3) == std::vector<int64_t>{9, 9, 8});
  CHECK(std::vector<int64_t>(indices, indices + 3) == std::vector<int64_t>{1, 0, 1});
}

TEST_CASE("places in a sorted sequence") {
  const float sorted[5] = {1, 2, 2, 2, 5}, values[6] = {0, 2, 3, 5, 6, kNan};
  int64_t places[6];
  cpu::search_sorted<float>(5, {sorted, 1}, false, 6, {values, 1}, {places, 1});
  CHECK(std::vector<int64_t>(places, places + 6) == std::vector<int64_t>{0, 1, 4, 4, 5, 5});
  cpu::search_sorted<float>(5, {sorted, 1}, true, 6, {values, 1}, {places, 1});
  CHECK(std::vector<int64_t>(places, places + 6) == std::vector<int64_t>{0, 4, 4, 5, 5, 5});
  cpu::search_sorted<float>(0, {nullptr, 1}, true, 1, {values, 1}, {places, 1});
  CHECK(places[0] == 0);
}

TEST_CASE("distinct values with their places and counts") {
  const int64_t in[7] = {3, 1, 3, 3, 2, 1, 1};
  int64_t values[7], inverse[7], counts[7];
  REQUIRE(cpu::unique<int64_t>(7, in, false, values, inverse, counts) == 3);
  CHECK(std::vector<int64_t>(values, values + 3) == std::vector<int64_t>{1, 2, 3});
  CHECK(std::vector<int64_t>(inverse, inverse + 7) == std::vector<int64_t>{2, 0, 2, 2, 1, 0, 0});
  CHECK(std::vector<int64_t>(counts, counts + 3) == std::vector<int64_t>{3, 1, 3});
  REQUIRE(cpu::unique<int64_t>(7, in, true, values, inverse, counts) == 5);
  CHECK(std::vector<int64_t>(values, values + 5) == std::vector<int64_t>{3, 1, 3, 2, 1});
  CHECK(std::vector<int64_t>(inverse, inverse + 7) == std::vector<int64_t>{0, 1, 2, 2, 3, 4, 4});
  CHECK(std::vector<int64_t>(counts, counts + 5) == std::vector<int64_t>{1, 1, 2, 1, 2});
  CHECK(cpu::unique<int64_t>(0, nullptr, false, nullptr, nullptr, nullptr) == 0);
  const float nans[3] = {kNan, 1, kNan};
  float found[3];
  CHECK(cpu::unique<float>(3, nans, false, found, inverse, counts) == 3);
}
