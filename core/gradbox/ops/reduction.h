#pragma once

#include <cstdint>

namespace gradbox {

/// What a loss does with the losses of the elements: nothing, their mean, their sum.
namespace Reduction {
enum Reduction : std::int64_t { None, Mean, Sum, END };
}

}  // namespace gradbox
