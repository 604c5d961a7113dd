#pragma once

/// Gradbox under libtorch's names: a libtorch program of the covered surface compiles by changing nothing.
/// docs/compatibility.md says what is covered.

#include "gradbox/gradbox.h"

namespace torch = gradbox;
namespace at = gradbox;
namespace c10 = gradbox;
