#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gradbox/tensor/tensor.h"
#include "support/golden.h"

/// Recorded tensors as tensors, and comparison with them. See golden.h for the reading.
///
///     CHECK(difference(sum(to_tensor(c.inputs[0])), c.outputs[0]) == "");
namespace gradbox::testing {

/// The dtype of that recorded name. Throws std::runtime_error for one that we do not have.
DType dtype_of(const std::string& name);

/// A new leaf with the recorded values, and `requires_grad` as recorded.
Tensor to_tensor(const GoldenTensor& recorded);
/// Undefined where nothing is recorded.
Tensor to_tensor(const std::optional<GoldenTensor>& recorded);

/// Elements in row-major order, whatever the strides.
std::vector<double> values_of(const Tensor& tensor);

/// What is allowed between a value computed here and one recorded there, relative to max(1, |value|).
double tolerance_of(DType dtype);

/// Empty if `actual` has the recorded shape, dtype and, within the tolerance (that of the dtype where none is given),
/// values; nan equals nan, -0 equals 0. Otherwise a text that says what differs most, and where.
std::string difference(const Tensor& actual, const GoldenTensor& expected, std::optional<double> tolerance = {});
/// The same where nothing recorded means: undefined. With `zeros_are_nothing` zeros pass for nothing, both ways.
std::string difference(const Tensor& actual, const std::optional<GoldenTensor>& expected,
                       std::optional<double> tolerance = {}, bool zeros_are_nothing = false);
/// The same between two tensors.
std::string difference(const Tensor& actual, const Tensor& expected, std::optional<double> tolerance = {});

}  // namespace gradbox::testing
