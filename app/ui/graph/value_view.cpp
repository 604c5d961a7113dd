#include "ui/graph/value_view.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/heat_strip.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

constexpr float kTallest = 84;  // of a heat strip

/// Small enough to be drawn; false where squares would be too small to see.
bool fitting_shape(const inspect::ValueSnapshot& value, float room, HeatShape& shape) {
  shape = heat_shape(value.shape, room);
  const float limit = std::floor(2 * kTallest / static_cast<float>(shape.down())) / 2;
  shape.cell_px = std::min(shape.cell_px, std::max(limit, 0.0f));
  shape.cell_height_px = std::min(shape.cell_height_px, std::max(limit, 0.0f));
  return value.is_complete() && shape.cell_px >= 1 && shape.width() <= room + 1;
}

void one_number(const std::string& id, double value, bool gradient, bool float32, const std::string& what) {
  const Palette& p = palette();
  const float height = 24, width = ImGui::GetContentRegionAvail().x;
  const Hit cell = hit(id, ImVec2(width, height));
  if (!cell.visible) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (cell.hovered) list->AddRectFilled(cell.box.min, cell.box.max, p.hover, 4);
  const bool finite = std::isfinite(value);
  const ImU32 colour = !finite ? p.wrong : gradient ? p.gradient : p.text;
  float x = cell.box.min.x;
  if (!finite) draw_icon(list, Icon::Warning, ImVec2(x + 7, cell.box.centre().y), 13, p.wrong);
  if (!finite) x += 18;
  draw_line(list, Type::Mono, ImVec2(x, cell.box.min.y), cell.box.max.y, width, colour, short_number(value, 6));
  const std::string exact = exact_number(value, float32);
  explain(cell, what + " = `" + exact + "`\n\nClick to copy.");
  if (cell.clicked) ImGui::SetClipboardText(exact.c_str());
}

}  // namespace

std::string value_text(const inspect::ValueSnapshot& value) {
  if (value.count == 1 && !value.values.empty()) return short_number(value.values[0], 5);
  if (value.count == 0) return "no numbers";
  std::string text = grouped(value.count) + " numbers";
  const bool equal = value.least == value.most && value.not_finite == 0;
  if (equal) return text + ", all " + short_number(value.least, 4);
  if (value.not_finite < value.count)
    text += ", " + short_number(value.least, 4) + " to " + short_number(value.most, 4);
  if (value.not_finite > 0) text += ", " + grouped(value.not_finite) + " not finite";
  return text;
}

void value_view(const std::string& id, const inspect::ValueSnapshot& value, bool gradient, const std::string& what) {
  if (value.count == 1 && !value.values.empty()) {
    one_number(id, value.values[0], gradient, value.dtype == "float32", what);
    return;
  }
  HeatShape shape;
  const float room = ImGui::GetContentRegionAvail().x;
  if (fitting_shape(value, room, shape)) {
    heat_strip(id, shape, value.values, gradient, what);
    gap(2);
  }
  line(Type::MonoSmall, palette().quiet, value_text(value));
}

std::string bytes_text(int64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  const bool mega = bytes >= 1'000'000;
  return short_number(static_cast<double>(bytes) / (mega ? 1e6 : 1e3), 3) + (mega ? " MB" : " kB");
}

std::string pretty_formula(const std::string& formula) {
  std::string out;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    const bool exponent = i > 0 && formula[i - 1] == 'e' && i > 1 && formula[i - 2] >= '0' && formula[i - 2] <= '9';
    if (formula[i] == '-') {
      out += "\u2212";
    } else if (formula[i] == '*') {
      out += "\u00d7";
    } else if (!(formula[i] == '+' && exponent)) {
      out += formula[i];
    }
  }
  return out;
}

}  // namespace gradbox::ui
