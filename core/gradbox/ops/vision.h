#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "gradbox/ops/family.h"

namespace gradbox {

/// Resamples the dims after the second to `size`, or by `scale_factor`. Modes: "nearest" (1 to 3 dims), "linear" (1),
/// "bilinear" and "bicubic" (2), "trilinear" (3), "area" (adaptive averages, 2). With align_corners the corner elements
/// keep their values.
/// Shape:  [N, C, ...] -> [N, C, size...]
/// Throws: Error unless exactly one of size and scale_factor is given
/// Source: torch.nn.functional.interpolate
Tensor interpolate(const Tensor& self, std::optional<std::vector<std::int64_t>> size,
                   std::optional<std::vector<double>> scale_factor, std::string_view mode = "nearest",
                   bool align_corners = false);
/// Every r^2 channels become an r times larger plane, and back.
/// Shape:  [..., C r^2, H, W] <-> [..., C, H r, W r]
/// Source: torch.nn.functional.pixel_shuffle, torch.nn.functional.pixel_unshuffle
Tensor pixel_shuffle(const Tensor& self, std::int64_t upscale_factor);
Tensor pixel_unshuffle(const Tensor& self, std::int64_t downscale_factor);

}  // namespace gradbox
