#include "gradbox/backend/cpu/gather.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gradbox/base/error.h"

namespace cpu = gradbox::cpu;
using cpu::Combine;
using cpu::IndexOperand;
using gradbox::IntArrayRef;

namespace {

template <typename Body>
std::string error_of(Body body) {
  try {
    body();
  } catch (const gradbox::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("gather along each dim of a matrix") {
  const float in[6] = {10, 11, 12, 20, 21, 22};
  const int64_t index[4] = {2, 0, 1, 1};
  float out[4];
  cpu::gather<float>({2, 2}, 1, 3, out, {2, 1}, in, {3, 1}, index, {2, 1});
  CHECK(std::vector<float>(out, out + 4) == std::vector<float>{12, 10, 21, 21});
  const int64_t rows[3] = {1, 0, 1};
  float picked[3];
  cpu::gather<float>({1, 3}, 0, 2, picked, {3, 1}, in, {3, 1}, rows, {3, 1});
  CHECK(std::vector<float>(picked, picked + 3) == std::vector<float>{20, 11, 22});
}

TEST_CASE("gather and scatter agree with loops on random strided tensors") {
  std::mt19937 engine(5);
  const auto draw = [&](int64_t n) { return static_cast<int64_t>(engine() % static_cast<uint32_t>(n)); };
  const int64_t shape[3] = {3, 4, 5}, source_size = 6;
  const int64_t strides[3] = {1, 40, 6};  // of the indexed side: a permuted layout with gaps, room for size 6 anywhere
  const int64_t index_strides[3] = {20, 5, 1}, plain_strides[3] = {1, 3, 12};
  for (int64_t dim = 0; dim < 3; ++dim) {
    std::vector<double> source(400);
    std::vector<int64_t> index(60);
    for (size_t i = 0; i < source.size(); ++i) source[i] = static_cast<double>(draw(1000));
    for (int64_t& value : index) value = draw(source_size);
    std::vector<double> out(60, -1), written(400, 1), expected_written(400, 1);
    cpu::gather<double>(shape, dim, source_size, out.data(), plain_strides, source.data(), strides, index.data(),
                        index_strides);
    cpu::scatter<double>(shape, dim, source_size, written.data(), strides, out.data(), plain_strides, index.data(),
                         index_strides, Combine::kAdd);
    for (int64_t i = 0; i < 3; ++i) {
      for (int64_t j = 0; j < 4; ++j) {
        for (int64_t k = 0; k < 5; ++k) {
          int64_t place[3] = {i, j, k};
          place[dim] = index[static_cast<size_t>(20 * i + 5 * j + k)];
          const auto at = static_cast<size_t>(place[0] + 40 * place[1] + 6 * place[2]);
          const double value = out[static_cast<size_t>(i + 3 * j + 12 * k)];
          CHECK(value == source[at]);
          expected_written[at] += value;
        }
      }
    }
    CHECK(written == expected_written);
  }
}

TEST_CASE("scatter combines in every way; nan wins, the last assignment stays") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float values[4] = {5, 2, 7, 3};
  const int64_t index[4] = {0, 0, 1, 0};
  const auto scattered = [&](Combine combine) {
    std::vector<float> out = {4, 8, 9};
    cpu::scatter<float>({4}, 0, 3, out.data(), {1}, values, {1}, index, {1}, combine);
    return out;
  };
  CHECK(scattered(Combine::kAssign) == std::vector<float>{3, 7, 9});
  CHECK(scattered(Combine::kAdd) == std::vector<float>{14, 15, 9});
  CHECK(scattered(Combine::kMultiply) == std::vector<float>{120, 56, 9});
  CHECK(scattered(Combine::kMaximum) == std::vector<float>{5, 8, 9});
  CHECK(scattered(Combine::kMinimum) == std::vector<float>{2, 7, 9});
  const float with_nan[2] = {nan, 1};
  const int64_t same[2] = {0, 0};
  for (Combine combine : {Combine::kMaximum, Combine::kMinimum}) {
    float out = 0;
    cpu::scatter<float>({2}, 0, 1, &out, {1}, with_nan, {1}, same, {1}, combine);
    CHECK(std::isnan(out));
  }
  const bool flags[2] = {true, true};
  bool any = false;
  cpu::scatter<bool>({2}, 0, 1, &any, {1}, flags, {1}, same, {1}, Combine::kAdd);
  CHECK(any);
}

TEST_CASE("a broadcast source, a 0-dim tensor and empty shapes") {
  std::vector<int64_t> out(5, 0);
  const int64_t one = 1, index[3] = {4, 1, 1};
  cpu::scatter<int64_t>({3}, 0, 5, out.data(), {1}, &one, {0}, index, {1}, Combine::kAdd);
  CHECK(out == std::vector<int64_t>{0, 2, 0, 0, 1});
  const int64_t zero = 0;
  int64_t scalar = 0;
  cpu::gather<int64_t>(IntArrayRef(), 0, 1, &scalar, IntArrayRef(), &one, IntArrayRef(), &zero, IntArrayRef());
  CHECK(scalar == 1);
  cpu::gather<int64_t>({0}, 0, 5, nullptr, {1}, out.data(), {1}, nullptr, {1});
  cpu::gather<int64_t>({2, 0}, 0, 0, nullptr, {0, 1}, nullptr, {0, 1}, nullptr, {0, 1});
}

TEST_CASE("whole rows are selected and added") {
  const double table[6] = {1, 2, 3, 4, 5, 6};
  const int64_t index[4] = {2, 0, 2, 1};
  const IndexOperand rows{index, {1, 0}, 3, 2, 0};
  std::vector<double> out(8);
  cpu::indexed_read<double>({4, 2}, out.data(), {2, 1}, table, {0, 1}, {rows});
  CHECK(out == std::vector<double>{5, 6, 1, 2, 5, 6, 3, 4});
  std::vector<double> turned(8);
  cpu::indexed_read<double>({4, 2}, turned.data(), {1, 4}, table, {0, 1}, {rows});
  CHECK(turned == std::vector<double>{5, 1, 5, 3, 6, 2, 6, 4});
  std::vector<double> sums(6);
  cpu::indexed_write<double>({4, 2}, sums.data(), {0, 1}, out.data(), {2, 1}, {rows}, Combine::kAdd);
  CHECK(sums == std::vector<double>{1, 2, 3, 4, 10, 12});
}

TEST_CASE("several index arrays are broadcast against each other, and negative indices wrap") {
  float grid[12];
  for (int i = 0; i < 12; ++i) grid[i] = static_cast<float>(i);  // [3, 4]
  const int64_t rows[2] = {0, -1}, columns[3] = {3, -4, 1};
  const IndexOperand operands[2] = {{rows, {1, 0}, 3, 4, 0}, {columns, {0, 1}, 4, 1, 1}};
  std::vector<float> out(6);
  cpu::indexed_read<float>({2, 3}, out.data(), {3, 1}, grid, {0, 0}, {operands, true, cpu::report_bad_subscript});
  CHECK(out == std::vector<float>{3, 0, 1, 11, 8, 9});
  const float seven = 7;
  cpu::indexed_write<float>({2, 3}, grid, {0, 0}, &seven, {0, 0}, {operands, true}, Combine::kAssign);
  const std::vector<float> expected = {7, 7, 2, 7, 4, 5, 6, 7, 7, 7, 10, 7};
  CHECK(std::vector<float>(grid, grid + 12) == expected);
}

TEST_CASE("an index out of bounds is named, and nothing has been written then") {
  float out[3] = {1, 2, 3};
  const float in[2] = {8, 9};
  const int64_t too_large[2] = {0, 3}, negative[2] = {1, -1}, too_negative[1] = {-4};
  CHECK(error_of([&] { cpu::scatter<float>({2}, 0, 3, out, {1}, in, {1}, too_large, {1}, Combine::kAdd); }) ==
        "index 3 is out of bounds for dimension 0 with size 3");
  CHECK(error_of([&] { cpu::scatter<float>({2}, 0, 3, out, {1}, in, {1}, negative, {1}, Combine::kAdd); }) ==
        "index -1 is out of bounds for dimension 0 with size 3");
  CHECK(out[0] == 1.0f);
  CHECK(out[1] == 2.0f);
  const IndexOperand operand{too_negative, {1}, 3, 1, 1};
  float value = 0;
  CHECK(error_of([&] {
          cpu::indexed_read<float>({1}, &value, {1}, out, {0}, {operand, true});
        }) == "index -4 is out of bounds for dimension 1 with size 3");
  CHECK_THROWS_AS(cpu::indexed_read<float>({1}, &value, {1}, out, {0}, {operand, true, cpu::report_bad_subscript}),
                  gradbox::IndexError);
}
