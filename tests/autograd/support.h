#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"

/// Short words for the tests of the autograd engine. Double precision, as the conformance programs ask.
namespace gradbox::test {

using autograd::variable_list;

inline Tensor leaf(const TensorData& data) { return tensor(data, TensorOptions(kDouble)).requires_grad_(true); }
inline Tensor constant(const TensorData& data) { return tensor(data, TensorOptions(kDouble)); }
inline Tensor leaf_full(IntArrayRef sizes, double value) {
  return full(sizes, value, TensorOptions(kDouble)).requires_grad_(true);
}

inline std::vector<double> values(const Tensor& t) {
  REQUIRE(t.defined());
  const Tensor flat = t.detach().to(kDouble).contiguous();
  return std::vector<double>(flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
}

/// Whether the elements, in row-major order, are these; nan counts as nan.
inline bool holds(const Tensor& t, const std::vector<double>& expected, double tolerance = 1e-11) {
  const std::vector<double> found = values(t);
  if (found.size() != expected.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::isnan(expected[i]) ? !std::isnan(found[i])
                                : !(found[i] == expected[i] || std::abs(found[i] - expected[i]) <=
                                                                   tolerance * std::max(1.0, std::abs(expected[i])))) {
      MESSAGE("element " << i << ": " << found[i] << ", expected " << expected[i]);
      return false;
    }
  }
  return true;
}

/// Whether every element is `value`.
inline bool all_are(const Tensor& t, double value) {
  return holds(t, std::vector<double>(static_cast<std::size_t>(t.numel()), value));
}

inline bool same_values(const Tensor& a, const Tensor& b) { return a.sizes() == b.sizes() && holds(a, values(b)); }

/// The text that `body` throws, or a note that it throws nothing.
template <class Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

#define CHECK_ERROR(statement, part)                                          \
  do {                                                                        \
    const std::string caught = ::gradbox::test::error_of([&] { statement; }); \
    INFO(caught);                                                             \
    CHECK(::gradbox::test::contains(caught, part));                           \
  } while (false)

}  // namespace gradbox::test
