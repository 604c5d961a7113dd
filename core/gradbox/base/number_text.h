#pragma once

#include <string>

namespace gradbox {

/// The shortest decimal digits that read back as exactly this value, laid out as Python's repr does: `0.1`, `1.0`,
/// `1e-06`, `1.5e+16`, `inf`, `-inf`, `nan`. Finite results are JSON numbers.
///
/// A float's digits are those that suffice to tell floats apart: `shortest(0.1F)` is `0.1`, while
/// `shortest(double{0.1F})` is `0.10000000149011612`.
std::string shortest(double value);
std::string shortest(float value);

/// `value` as printf writes it with the conversion 'f', 'e' or 'g' and that precision, except that nan has no sign.
std::string printed(double value, char conversion, int precision);

}  // namespace gradbox
