#pragma once

#include <string>
#include <string_view>

#include "gradbox/inspect/value_snapshot.h"

namespace gradbox::ui {

/// The numbers of a tensor at the cursor, over the width there is: one number, a row of squares with its range, or the
/// range alone. The pointer shows exact values; a click copies.
void value_view(const std::string& id, const inspect::ValueSnapshot& value, bool gradient, const std::string& what);

/// "-2.5", "80 numbers from -0.3 to 1.2".
std::string value_text(const inspect::ValueSnapshot& value);

/// "320 B", "1.5 kB".
std::string bytes_text(int64_t bytes);

/// A formula as people write it: a true minus, a raised dot for a product.
std::string pretty_formula(const std::string& formula);

}  // namespace gradbox::ui
