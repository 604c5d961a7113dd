#pragma once

#include <string>

#include "gradbox/inspect/tensor_snapshot.h"

namespace gradbox::cli {

/// `text` in quotes, escaped.
std::string json_string(const std::string& text);

/// The fewest digits that read back exactly; "inf", "-inf" and "nan" in quotes, since JSON has no such numbers.
std::string json_number(double value, bool is_float32);

/// A number if there is one element, else arrays nested as the shape is.
std::string json_values(const inspect::TensorSnapshot& tensor);

}  // namespace gradbox::cli
