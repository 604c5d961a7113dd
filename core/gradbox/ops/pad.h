#pragma once

#include <optional>
#include <string_view>

#include "gradbox/ops/family.h"

namespace gradbox {

/// Widens the last dims: `pad` names (before, after) for the last dim, then for the last but one, and so on. Mode
/// "constant" fills with `value` and cuts where a number is negative; "reflect", "replicate" and "circular" continue
/// the content and take the last 1 to 3 dims of a tensor with one or two more.
/// Grad:   da = g added up at the places it came from
/// Throws: Error if the content is too small to be continued
/// Source: torch.nn.functional.pad
Tensor pad(const Tensor& self, IntArrayRef pad, std::string_view mode = "constant",
           std::optional<double> value = std::nullopt);
Tensor constant_pad_nd(const Tensor& self, IntArrayRef pad, Scalar value = 0);

}  // namespace gradbox
