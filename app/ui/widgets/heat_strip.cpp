#include "ui/widgets/heat_strip.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/number.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

void describe(const HeatShape& shape, const std::vector<double>& values, const Hit& strip, std::string_view what) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const int right = static_cast<int>((mouse.x - strip.box.min.x) / shape.cell_px);
  const int down = static_cast<int>((mouse.y - strip.box.min.y) / shape.cell_height_px);
  const int row = shape.transposed ? right : down, column = shape.transposed ? down : right;
  const auto index =
      static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.columns) + static_cast<std::size_t>(column);
  if (column < 0 || row < 0 || column >= shape.columns || index >= values.size()) return;
  const std::string value = exact_number(values[index], true);
  const std::string where = shape.rows > 1 ? "[" + std::to_string(row) + ", " + std::to_string(column) + "]"
                                           : "[" + std::to_string(column) + "]";
  explain(strip, std::string(what) + where + " = `" + value + "`\n\nClick to copy.");
  if (strip.clicked) copy_text(value);
}

}  // namespace

ImU32 heat_colour(double share, bool gradient) {
  const Palette& p = palette();
  const ImU32 paper = p.dark ? mix(p.panel, p.line, 0.55f) : mix(p.panel, p.line, 0.7f);
  const ImU32 plus = gradient ? p.gradient : p.class_one, minus = gradient ? p.root : p.class_two;
  const float strength = static_cast<float>(std::sqrt(std::min(std::fabs(share), 1.0)));
  return mix(paper, share < 0 ? minus : plus, strength);
}

HeatShape heat_shape(const std::vector<int64_t>& shape, float room) {
  HeatShape result;
  result.columns = shape.empty() ? 1 : static_cast<int>(std::max<int64_t>(shape.back(), 1));
  for (std::size_t i = 0; i + 1 < shape.size(); ++i) result.rows *= static_cast<int>(std::max<int64_t>(shape[i], 1));
  result.transposed = result.rows > 8 && result.columns < 8;
  const float fitting = room / static_cast<float>(result.across());
  result.cell_px = std::clamp(std::floor(fitting * 2) / 2, 1.0f, 12.0f);
  constexpr float kLeastHeight = 8;
  result.cell_height_px = std::max(result.cell_px, std::floor(kLeastHeight / static_cast<float>(result.down())));
  return result;
}

void heat_strip(std::string_view id, const HeatShape& shape, const std::vector<double>& values, bool gradient,
                std::string_view what) {
  if (values.empty()) return;
  const Hit strip = hit(id, ImVec2(shape.width(), shape.height()));
  if (!strip.visible) return;
  double largest = 0;
  for (const double v : values) {
    if (std::isfinite(v)) largest = std::max(largest, std::fabs(v));
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float gap_px = shape.cell_px >= 5 ? 1.0f : 0.0f;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto column = static_cast<float>(i % static_cast<std::size_t>(shape.columns));
    const auto row = static_cast<float>(i / static_cast<std::size_t>(shape.columns));
    const float right = shape.transposed ? row : column, down = shape.transposed ? column : row;
    const ImVec2 min(strip.box.min.x + right * shape.cell_px, strip.box.min.y + down * shape.cell_height_px);
    const ImVec2 max(min.x + shape.cell_px - gap_px, min.y + shape.cell_height_px - gap_px);
    if (std::isfinite(values[i])) {
      list->AddRectFilled(min, max, heat_colour(largest > 0 ? values[i] / largest : 0, gradient), gap_px);
    } else {
      list->AddRectFilled(min, max, palette().wrong);
      list->AddLine(min, max, palette().panel);
      list->AddLine(ImVec2(min.x, max.y), ImVec2(max.x, min.y), palette().panel);
    }
  }
  if (strip.hovered) describe(shape, values, strip, what);
}

}  // namespace gradbox::ui
