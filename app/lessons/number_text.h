#pragma once

#include <string>

namespace gradbox::lessons {

/// The fewest digits that read back as exactly this value: as a float if `is_float32`, else as a double.
/// Whole numbers have no point. Infinities and NaN are "inf", "-inf", "nan".
std::string shortest(double value, bool is_float32);

/// `value` with at most `digits` significant digits, for people: "4.74e-06", "0.0411", "1500".
std::string rounded(double value, int digits);

/// The largest of ..., 0.1, 0.2, 0.5, 1, 2, 5, ... that is not above `value`, which must be positive and finite.
double round_down_1_2_5(double value);

}  // namespace gradbox::lessons
