// Random numbers on plain memory against PyTorch's, bit for bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "gradbox/base/generator.h"
#include "gradbox/base/random_fill.h"
#include "support/golden.h"

using gradbox::Generator;
using gradbox::testing::load_json;
using gradbox::testing::Value;
namespace rng = gradbox::rng;

namespace {

/// One call on `n` elements; arguments it does not name have PyTorch's default.
template <class T>
std::vector<T> draw(const std::string& call, const Value& args, std::int64_t n, const Generator& generator) {
  std::vector<T> out(static_cast<std::size_t>(n));
  if (call == "rand" || call == "uniform_") {
    rng::fill_uniform(out.data(), n, args.double_or("from", 0.0), args.double_or("to", 1.0), generator);
  } else if (call == "randn" || call == "normal_") {
    rng::fill_normal(out.data(), n, args.double_or("mean", 0.0), args.double_or("std", 1.0), generator);
  } else if (call == "bernoulli_") {
    rng::fill_bernoulli(out.data(), n, args.at("p").as_double(), generator);
  } else if (call == "exponential_") {
    rng::fill_exponential(out.data(), n, args.at("lambd").as_double(), generator);
  } else if (call == "dropout") {  // of ones
    const double keep = 1.0 - args.at("p").as_double();
    rng::fill_bernoulli(out.data(), n, keep, generator);
    for (T& x : out) x /= static_cast<T>(keep);
  } else {
    FAIL("unknown call ", call);
  }
  return out;
}

template <>
std::vector<std::int64_t> draw(const std::string& call, const Value& args, std::int64_t n, const Generator& generator) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(n));
  if (call == "randint") {
    const std::int64_t low = args.int_or("low", 0);
    rng::fill_integers(out.data(), n, low, static_cast<std::uint64_t>(args.int_or("high", 100) - low), generator);
  } else if (call == "random_") {
    rng::fill_all_integers(out.data(), n, generator);
  } else if (call == "randperm") {
    rng::fill_permutation(out.data(), n, generator);
  } else {
    FAIL("unknown call ", call);
  }
  return out;
}

bool same(std::int64_t actual, const Value& expected, bool) { return actual == expected.as_int(); }
bool same(float actual, const Value& expected, bool) { return actual == static_cast<float>(expected.as_double()); }
/// C libraries differ in the last bit of log, sin and cos, which shows in double precision only. Near zero the argument
/// of a sine has lost digits, hence the absolute part.
bool same(double actual, const Value& expected, bool through_libm) {
  const double value = expected.as_double();
  const double allowed = through_libm ? 4e-16 * std::max(1.0, std::abs(value)) : 0.0;
  return std::abs(actual - value) <= allowed;
}

template <class T>
void check_draw(const std::string& call, const Value& args, const Value& expected, const Generator& generator) {
  const bool through_libm = call == "randn" || call == "normal_" || call == "exponential_";
  const auto actual = draw<T>(call, args, static_cast<std::int64_t>(expected.size()), generator);
  int wrong = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) wrong += !same(actual[i], expected[i], through_libm);
  CHECK(wrong == 0);
}

void check_draw(const std::string& dtype, const std::string& call, const Value& args, const Value& expected,
                const Generator& generator) {
  INFO(call, " of ", expected.size(), " ", dtype);
  if (dtype == "float32") return check_draw<float>(call, args, expected, generator);
  if (dtype == "float64") return check_draw<double>(call, args, expected, generator);
  check_draw<std::int64_t>(call, args, expected, generator);
}

}  // namespace

TEST_CASE("random: every recorded stream") {
  const Value file = load_json("golden_rng.json");
  REQUIRE(file.at("streams").size() == 268);
  for (const Value& stream : file.at("streams").items()) {
    const auto seed = static_cast<std::uint64_t>(stream.at("seed").as_int());
    INFO("seed ", seed);
    check_draw(stream.at("dtype").as_text(), stream.at("call").as_text(), stream.at("args"), stream.at("data"),
               Generator(seed));
  }
}

TEST_CASE("random: recorded sequences of calls share the stream and the spare normal") {
  const Value file = load_json("golden_rng.json");
  REQUIRE(file.at("sequences").size() == 4);
  for (const Value& sequence : file.at("sequences").items()) {
    const Generator generator(static_cast<std::uint64_t>(sequence.at("seed").as_int()));
    for (const Value& step : sequence.at("steps").items()) {
      const std::string& call = step.at("call").as_text();
      const std::string dtype = call == "randint" ? "int64" : sequence.at("dtype").as_text();
      check_draw(dtype, call, step, step.at("data"), generator);
    }
  }
}

TEST_CASE("random: the first four normals of seed 42") {
  const Generator generator(42);
  const double expected[] = {0.33669036626815796, 0.12880940735340118, 0.23446236550807953, 0.23033303022384644};
  for (const double value : expected) {
    float drawn = 0;
    rng::fill_normal(&drawn, 1, 0.0, 1.0, generator);
    CHECK(static_cast<double>(drawn) == value);
  }
}

TEST_CASE("random: only the low 32 bits of a seed count") {
  CHECK(Generator((std::uint64_t{1} << 33) + 5).random() == Generator(5).random());
  CHECK(Generator(5).random() != Generator(6).random());
}

TEST_CASE("random: copies of a generator share the stream, clones do not") {
  Generator generator(1);
  const Generator copy = generator;
  const Generator clone = generator.clone();
  const std::uint32_t first = copy.random();
  CHECK(generator.random() != first);
  CHECK(clone.random() == first);
  CHECK(copy == generator);
  CHECK_FALSE(clone == generator);
}

TEST_CASE("random: a state taken and set again repeats the numbers, the spare normal included") {
  Generator generator(3);
  float skipped = 0;
  rng::fill_normal(&skipped, 1, 0.0, 1.0, generator);
  const gradbox::GeneratorState state = generator.get_state();
  CHECK(state.spare_normal.has_value());
  std::vector<float> before(5);
  rng::fill_normal(before.data(), 5, 0.0, 1.0, generator);
  CHECK_FALSE(generator.get_state() == state);
  generator.set_state(state);
  std::vector<float> after(5);
  rng::fill_normal(after.data(), 5, 0.0, 1.0, generator);
  CHECK(before == after);
  generator.manual_seed(3);
  CHECK_FALSE(generator.get_state().spare_normal.has_value());
}

TEST_CASE("random: seed() starts a new stream and says which") {
  Generator generator(4);
  const std::uint64_t fresh = generator.seed();
  CHECK(generator.initial_seed() == fresh);
  CHECK(generator.random() == Generator(fresh).random());
}

TEST_CASE("random: integers of all 64 bits, and of a range of one") {
  std::vector<std::int64_t> drawn(100);
  rng::fill_integers(drawn.data(), 100, std::numeric_limits<std::int64_t>::min(), 0, Generator(0));
  CHECK(*std::min_element(drawn.begin(), drawn.end()) < 0);
  CHECK(*std::max_element(drawn.begin(), drawn.end()) > 0);
  rng::fill_integers(drawn.data(), 100, -3, 1, Generator(0));
  CHECK(std::count(drawn.begin(), drawn.end(), -3) == 100);
}

TEST_CASE("random: a probability of its own for each element") {
  const std::vector<double> p = {0.0, 1.0, 0.0, 1.0, 1.0};
  bool drawn[5] = {};
  rng::fill_bernoulli(drawn, p.data(), 5, Generator(0));
  for (int i = 0; i < 5; ++i) CHECK(drawn[i] == (p[static_cast<std::size_t>(i)] == 1.0));
}

TEST_CASE("random: threads share a generator without mixing their numbers") {
  constexpr std::int64_t kEach = 2000;
  std::vector<std::vector<float>> expected(4, std::vector<float>(kEach));
  const Generator reference(9);
  for (auto& chunk : expected) rng::fill_uniform(chunk.data(), kEach, 0.0, 1.0, reference);
  std::vector<std::vector<float>> drawn(4, std::vector<float>(kEach));
  const Generator shared(9);
  std::vector<std::thread> threads;
  try {
    for (auto& chunk : drawn) {
      threads.emplace_back([&] { rng::fill_uniform(chunk.data(), kEach, 0.0, 1.0, shared); });
    }
  } catch (const std::system_error&) {
    MESSAGE("no threads here");
    return;
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(expected.begin(), expected.end());
  std::sort(drawn.begin(), drawn.end());
  CHECK(drawn == expected);
}

TEST_CASE("random: libtorch's ways to name a generator") {
  CHECK(gradbox::make_generator<gradbox::CPUGeneratorImpl>(7).random() == Generator(7).random());
  CHECK(gradbox::detail::createCPUGenerator(7).current_seed() == 7);
  CHECK(gradbox::detail::getDefaultCPUGenerator() == gradbox::default_generator());
}
