#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// How a tensor is laid out as little squares: the last dim to the right, all others downwards.
struct HeatShape {
  int columns = 1, rows = 1;
  float cell_px = 8;
  float width() const { return static_cast<float>(columns) * cell_px; }
  float height() const { return static_cast<float>(rows) * cell_px; }
};
HeatShape heat_shape(const std::vector<int64_t>& shape, float room);

/// A tensor as squares, from one colour through the panel's to another, centred at zero; a value that is not finite
/// is crossed out. The pointer shows the element under it.
void heat_strip(std::string_view id, const HeatShape& shape, const std::vector<double>& values, bool gradient,
                std::string_view what);

}  // namespace gradbox::ui
