#include "ui/surface_extent.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace gradbox::ui {
namespace {

constexpr double kMost = 4;       // times the lesson's own width, to each side
constexpr double kMargin = 0.15;  // of the new width

bool widen(const std::vector<double>& path, double first_low, double first_high, double& low, double& high) {
  const double reach = kMost * (first_high - first_low);
  double new_low = low, new_high = high;
  for (const double value : path) {
    if (!std::isfinite(value)) continue;
    new_low = std::min(new_low, std::max(value, first_low - reach));
    new_high = std::max(new_high, std::min(value, first_high + reach));
  }
  if (new_low >= low && new_high <= high) return false;
  const double margin = kMargin * (new_high - new_low);
  if (new_low < low) low = new_low - margin;
  if (new_high > high) high = new_high + margin;
  return true;
}

}  // namespace

bool widen_to_path(const lessons::Surface& surface, const lessons::Extent& first, lessons::Extent& wanted) {
  const bool across = widen(surface.path_x, first.x_min, first.x_max, wanted.x_min, wanted.x_max);
  const bool upwards = widen(surface.path_y, first.y_min, first.y_max, wanted.y_min, wanted.y_max);
  return across || upwards;
}

}  // namespace gradbox::ui
