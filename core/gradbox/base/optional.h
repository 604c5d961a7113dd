#pragma once

#include <optional>

namespace gradbox {

/// libtorch's names for the standard ones.
template <class T>
using optional = std::optional<T>;
using std::nullopt;
using std::nullopt_t;

}  // namespace gradbox
