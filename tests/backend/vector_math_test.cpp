#include "gradbox/backend/cpu/vector_math.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace cpu = gradbox::cpu;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Distance of `value` from the exact result in units of the last place of T.
template <typename T>
double ulps(T value, long double exact) {
  const T rounded = static_cast<T>(exact);
  if (std::isnan(rounded) || std::isnan(value)) return std::isnan(rounded) == std::isnan(value) ? 0 : kInfinity;
  if (value == rounded) return std::signbit(value) == std::signbit(rounded) ? 0 : kInfinity;
  if (std::isinf(rounded) || std::isinf(value)) return kInfinity;
  const T size = std::fmax(std::fabs(rounded), std::numeric_limits<T>::min());
  const long double unit = static_cast<long double>(std::nextafter(size, std::numeric_limits<T>::max()) - size);
  return static_cast<double>(std::fabs(static_cast<long double>(value) - exact) / unit);
}

std::vector<float> special_values(float) {
  std::vector<float> values;
  std::mt19937 engine(11);
  for (int i = 0; i < 200000; ++i) {
    auto bits = static_cast<uint32_t>(engine());
    if (i % 2 == 1) bits = (bits & 0x807fffffu) | ((127u - 14 + bits % 22) << 23);  // ordinary magnitudes
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    values.push_back(value);
  }
  for (float value : {0.0f, 1.0f, 1e-45f, 1e-38f, 88.72f, 88.73f, 87.3f, 103.9f, 104.1f, 16777216.0f, 3e38f}) {
    values.push_back(value);
    values.push_back(-value);
  }
  values.insert(values.end(), {static_cast<float>(kInfinity), static_cast<float>(-kInfinity), std::nanf("")});
  return values;
}

std::vector<double> special_values(double) {
  std::vector<double> values;
  std::mt19937_64 engine(12);
  for (int i = 0; i < 100000; ++i) {
    uint64_t bits = engine();
    if (i % 2 == 1) bits = (bits & 0x800fffffffffffffu) | ((1023 - 28 + bits % 40) << 52);
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    values.push_back(value);
  }
  for (double value : {0.0, 1.0, 5e-324, 1e-308, 709.78, 709.79, 745.1, 745.2, 1e300}) {
    values.push_back(value);
    values.push_back(-value);
  }
  values.insert(values.end(), {kInfinity, -kInfinity, std::nan("")});
  return values;
}

/// The worst error over all values; the loop has the shape that the compiler vectorises.
template <typename T, typename Function, typename Exact>
double worst_error(Function function, Exact exact, double limit = kInfinity) {
  std::vector<T> in;
  for (T value : special_values(T(0))) {
    if (!(std::fabs(value) > limit)) in.push_back(value);
  }
  std::vector<T> out(in.size());
  for (size_t i = 0; i < in.size(); ++i) out[i] = function(in[i]);
  double worst = 0;
  for (size_t i = 0; i < in.size(); ++i) {
    const double error = ulps(out[i], exact(static_cast<long double>(in[i])));
    if (!(error <= worst)) {
      worst = error;
      if (worst > 3) MESSAGE("argument " << in[i] << " gave " << out[i]);
    }
  }
  return worst;
}

#define CHECK_FUNCTION(function, exact)                                                           \
  CHECK(worst_error<float>([](float x) { return cpu::v##function(x); },                           \
                           [](long double x) { return static_cast<long double>(exact); }) < 1.5); \
  CHECK(worst_error<double>([](double x) { return cpu::v##function(x); },                         \
                            [](long double x) { return static_cast<long double>(exact); }) < 2.5);

}  // namespace

TEST_CASE("exp, log and tanh are within two units of the last place everywhere"){
    CHECK_FUNCTION(exp, std::exp(x)) CHECK_FUNCTION(expm1, std::expm1(x)) CHECK_FUNCTION(log, std::log(x))
        CHECK_FUNCTION(log1p, std::log1p(x)) CHECK_FUNCTION(tanh, std::tanh(x))}

TEST_CASE("erf in float") {
  const auto exact = [](long double x) { return std::erf(x); };
  CHECK(worst_error<float>([](float x) { return cpu::verf(x); }, exact) < 1.5);
}

TEST_CASE("sigmoid, as long as exp(-x) is finite, and 0 beyond") {
  const auto exact = [](long double x) { return 1.0L / (1.0L + std::exp(-x)); };
  CHECK(worst_error<float>([](float x) { return cpu::vsigmoid(x); }, exact, 88.0) < 2.5);
  CHECK(worst_error<double>([](double x) { return cpu::vsigmoid(x); }, exact, 709.0) < 2.5);
  CHECK(cpu::vsigmoid(-200.0f) == 0.0f);
  CHECK(cpu::vsigmoid(200.0f) == 1.0f);
  CHECK(cpu::vsigmoid(static_cast<float>(-kInfinity)) == 0.0f);
  CHECK(std::isnan(cpu::vsigmoid(std::nanf(""))));
}

TEST_CASE("sine and cosine of ordinary arguments") {
  const auto sine = [](long double x) { return std::sin(x); };
  const auto cosine = [](long double x) { return std::cos(x); };
  CHECK(worst_error<float>([](float x) { return cpu::vsin(x); }, sine, 8192) < 2.5);
  CHECK(worst_error<float>([](float x) { return cpu::vcos(x); }, cosine, 8192) < 2.5);
  CHECK(worst_error<double>([](double x) { return cpu::vsin(x); }, sine, 1048576) < 2.5);
  CHECK(worst_error<double>([](double x) { return cpu::vcos(x); }, cosine, 1048576) < 2.5);
}

TEST_CASE("sine and cosine take any argument, one by one and in rows") {
  const auto sine = [](long double x) { return static_cast<long double>(std::sin(static_cast<double>(x))); };
  CHECK(worst_error<float>(cpu::SinFunction{}, sine) < 2.5);
  std::vector<float> in(1500), out(1500);
  for (size_t i = 0; i < in.size(); ++i) in[i] = 0.01f * static_cast<float>(i);
  in[700] = 1e30f;  // its block takes the slow way, the others the fast one
  in[701] = std::nanf("");
  cpu::CosFunction{}.row(out.data(), in.data(), static_cast<int64_t>(in.size()));
  for (size_t i = 0; i < in.size(); ++i) {
    CAPTURE(i);
    CHECK(ulps(out[i], static_cast<long double>(std::cos(static_cast<double>(in[i])))) < 2.5);
  }
}

TEST_CASE("powers, with all the special cases of IEEE 754") {
  const float values[] = {0.0f,
                          -0.0f,
                          1.0f,
                          -1.0f,
                          2.0f,
                          -2.0f,
                          3.0f,
                          -3.0f,
                          0.5f,
                          -0.5f,
                          1.5f,
                          -1.5f,
                          1e30f,
                          -1e30f,
                          1e-30f,
                          static_cast<float>(kInfinity),
                          static_cast<float>(-kInfinity),
                          std::nanf("")};
  for (float base : values) {
    for (float exponent : values) {
      CAPTURE(base);
      CAPTURE(exponent);
      const double exact = std::pow(static_cast<double>(base), static_cast<double>(exponent));
      CHECK(ulps(cpu::vpow(base, exponent), static_cast<long double>(exact)) <= 0.51);
    }
  }
  CHECK(cpu::vpow(2.0, 0.5) == std::sqrt(2.0));
}
