#include "support/golden_tensor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>

#include "gradbox/base/number_text.h"
#include "gradbox/tensor/make.h"

namespace gradbox::testing {

namespace {

std::string place_text(IntArrayRef sizes, std::size_t position) {
  std::vector<std::int64_t> place(sizes.size());
  auto left = static_cast<std::int64_t>(position);
  for (std::size_t d = sizes.size(); d-- > 0;) {
    place[d] = left % sizes[d];
    left /= sizes[d];
  }
  return str(IntArrayRef(place));
}

/// How far apart, relative to max(1, |expected|); infinite where only one is nan or infinite.
double distance(double actual, double expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return 0.0;
  const double apart = std::abs(actual - expected) / std::max(1.0, std::abs(expected));
  return std::isfinite(apart) ? apart : INFINITY;
}

std::string values_difference(IntArrayRef sizes, const std::vector<double>& actual, const std::vector<double>& expected,
                              double tolerance) {
  std::size_t wrong = 0;
  std::size_t worst = 0;
  double furthest = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double apart = distance(actual[i], expected[i]);
    wrong += apart > tolerance;
    if (apart > furthest) {
      furthest = apart;
      worst = i;
    }
  }
  if (wrong == 0) return "";
  return str(wrong, " of ", expected.size(), " values differ by more than ", shortest(tolerance), "; most at ",
             place_text(sizes, worst), ": ", shortest(actual[worst]), " instead of ", shortest(expected[worst]),
             " (by ", shortest(furthest), ")");
}

bool all_zero(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value == 0.0; });
}

}  // namespace

DType dtype_of(const std::string& name) {
  for (const DType dtype : {kBool, kInt64, kFloat32, kFloat64}) {
    if (dtype_name(dtype) == "torch." + name) return dtype;
  }
  throw std::runtime_error("golden data: no dtype " + name);
}

Tensor to_tensor(const GoldenTensor& recorded) {
  const Tensor tensor = make_tensor(recorded.shape, dtype_of(recorded.dtype));
  dispatch_all(tensor.dtype(), [&](auto type) {
    using T = decltype(type);
    T* out = tensor.data_ptr<T>();
    for (std::size_t i = 0; i < recorded.data.size(); ++i) out[i] = static_cast<T>(recorded.data[i]);
  });
  if (recorded.requires_grad) tensor.requires_grad_();
  return tensor;
}

Tensor to_tensor(const std::optional<GoldenTensor>& recorded) { return recorded ? to_tensor(*recorded) : Tensor(); }

std::vector<double> values_of(const Tensor& tensor) {
  const IntArrayRef sizes = tensor.sizes();
  const IntArrayRef strides = tensor.strides();
  std::vector<double> values(static_cast<std::size_t>(tensor.numel()));
  dispatch_all(tensor.dtype(), [&](auto type) {
    const auto* data = tensor.data_ptr<decltype(type)>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto left = static_cast<std::int64_t>(i);
      std::int64_t offset = 0;
      for (std::size_t d = sizes.size(); d-- > 0;) {
        offset += left % sizes[d] * strides[d];
        left /= sizes[d];
      }
      values[i] = static_cast<double>(data[offset]);
    }
  });
  return values;
}

double tolerance_of(DType dtype) {
  if (dtype == kFloat64) return 1e-11;
  return dtype == kFloat32 ? 2e-6 : 0.0;
}

std::string difference(const Tensor& actual, const GoldenTensor& expected, std::optional<double> tolerance) {
  if (!actual.defined()) return "undefined instead of a tensor of shape " + str(IntArrayRef(expected.shape));
  const DType dtype = dtype_of(expected.dtype);
  if (actual.dtype() != dtype) return str("dtype ", dtype_name(actual.dtype()), " instead of ", dtype_name(dtype));
  if (!(actual.sizes() == IntArrayRef(expected.shape))) {
    return str("shape ", actual.sizes(), " instead of ", IntArrayRef(expected.shape));
  }
  std::vector<double> recorded = expected.data;
  if (dtype == kFloat32) {  // the digits of a float, read as double, are not quite that float
    for (double& value : recorded) value = static_cast<double>(static_cast<float>(value));
  }
  return values_difference(actual.sizes(), values_of(actual), recorded, tolerance.value_or(tolerance_of(dtype)));
}

std::string difference(const Tensor& actual, const std::optional<GoldenTensor>& expected,
                       std::optional<double> tolerance, bool zeros_are_nothing) {
  if (zeros_are_nothing && !actual.defined() && (!expected || all_zero(expected->data))) return "";
  if (expected) return difference(actual, *expected, tolerance);
  if (!actual.defined() || (zeros_are_nothing && all_zero(values_of(actual)))) return "";
  return str("a tensor of shape ", actual.sizes(), " instead of none");
}

std::string difference(const Tensor& actual, const Tensor& expected, std::optional<double> tolerance) {
  if (!expected.defined()) return difference(actual, std::optional<GoldenTensor>(), tolerance);
  GoldenTensor values;
  values.shape = expected.sizes().vec();
  values.dtype = std::string(dtype_name(expected.dtype()).substr(sizeof("torch.") - 1));
  values.data = values_of(expected);
  return difference(actual, values, tolerance);
}

}  // namespace gradbox::testing
