// linspace and arange element by element against recorded values, and the fused multiply-add below them.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "gradbox/base/fused.h"
#include "gradbox/base/linspace.h"
#include "gradbox/base/mt19937.h"
#include "support/golden.h"

using gradbox::testing::load_json;
using gradbox::testing::Value;

namespace {

template <class T>
T floating_element(const Value& range, std::int64_t i) {
  const double start = range.at("start").as_double();
  const std::int64_t count = range.at("count").as_int();
  if (range.at("call").as_text() == "arange") {
    return gradbox::Arange<T>(start, range.at("step").as_double(), count)[i];
  }
  return gradbox::Linspace<T>(static_cast<T>(start), static_cast<T>(range.at("end").as_double()), count)[i];
}

double element(const Value& range, std::int64_t i) {
  const std::string& dtype = range.at("dtype").as_text();
  if (dtype == "float32") return static_cast<double>(floating_element<float>(range, i));
  if (dtype == "float64") return floating_element<double>(range, i);
  const gradbox::Arange<std::int64_t> numbers(range.at("start").as_int(), range.at("step").as_int(), 0);
  return static_cast<double>(numbers[i]);
}

float float_of(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Equal to the last bit, or both not a number.
bool same_bits(float a, float b) { return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0; }

}  // namespace

TEST_CASE("ranges: recorded linspace and arange, bit for bit") {
  const Value file = load_json("ranges.json");
  REQUIRE(file.at("cases").size() == 41);
  for (const Value& range : file.at("cases").items()) {
    INFO(range.at("call").as_text(), " from ", range.at("start").as_double(), " ", range.at("dtype").as_text(), " ",
         range.at("count").as_int());
    const Value& expected = range.at("data");
    int wrong = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      wrong += element(range, static_cast<std::int64_t>(i)) != expected[i].as_double();
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("fused: double arithmetic rounds once, as std::fma on doubles and then once more does not") {
  // 1 + 2^-24 + 2^-60: a plain double sum loses the last term and ties to even.
  const float a = 1.0F + 0x1p-12F;
  const float b = 1.0F + 0x1p-12F;  // a * b = 1 + 2^-11 + 2^-24
  CHECK(gradbox::fused_by_doubles(a, b, 0x1p-60F) == 1.0F + 0x1p-11F + 0x1p-23F);
  CHECK(gradbox::fused_by_doubles(a, b, -0x1p-60F) == 1.0F + 0x1p-11F);
  CHECK(gradbox::fused_by_doubles(-a, b, -0x1p-60F) == -(1.0F + 0x1p-11F + 0x1p-23F));
  CHECK(gradbox::fused_by_doubles(-a, b, 0x1p-60F) == -(1.0F + 0x1p-11F));
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(gradbox::fused_by_doubles(infinity, 1.0F, 1.0F) == infinity);
  CHECK(std::isnan(gradbox::fused_by_doubles(infinity, 1.0F, -infinity)));
  CHECK(gradbox::fused_by_doubles(3e38F, 3e38F, 0.0F) == infinity);
}

TEST_CASE("fused: agrees with the C library on random bit patterns") {
  gradbox::Mt19937 words(1);
  int wrong = 0;
  for (int i = 0; i < 300000; ++i) {
    const float a = float_of(words.next());
    const float b = float_of(words.next());
    float c = float_of(words.next());
    if (i % 2 == 0) c = -a * b * (1.0F + static_cast<float>(i % 7) * 0x1p-20F);  // cancellation
    wrong += !same_bits(gradbox::fused_by_doubles(a, b, c), std::fma(a, b, c));
  }
  CHECK(wrong == 0);
}
