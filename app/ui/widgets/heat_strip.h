#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// How a tensor is laid out as little squares: the last dim to the right, all others downwards; tall ones lie on
/// their side.
struct HeatShape {
  int columns = 1, rows = 1;
  bool transposed = false;
  float cell_px = 8;
  /// Higher than wide where the whole would be a hairline.
  float cell_height_px = 8;
  int across() const { return transposed ? rows : columns; }
  int down() const { return transposed ? columns : rows; }
  float width() const { return static_cast<float>(across()) * cell_px; }
  float height() const { return static_cast<float>(down()) * cell_height_px; }
};
HeatShape heat_shape(const std::vector<int64_t>& shape, float room);

/// From the panel's colour to one or the other; `share` runs from -1 to 1.
ImU32 heat_colour(double share, bool gradient);

/// A tensor as squares, from one colour through the panel's to another, centred at zero; a value that is not finite
/// is crossed out. The pointer shows the element under it.
void heat_strip(std::string_view id, const HeatShape& shape, const std::vector<double>& values, bool gradient,
                std::string_view what);

}  // namespace gradbox::ui
