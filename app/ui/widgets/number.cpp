#include "ui/widgets/number.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "lessons/number_text.h"
#include "ui/widgets/hit.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

std::string formatted(const char* format, int digits, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, digits, value);
  return buffer;
}

/// "1.50e-05" -> "1.50e-5", "1.5e+08" -> "1.5e8".
std::string shorter_exponent(const std::string& text) {
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::atoi(text.c_str() + e + 1);
  return text.substr(0, e + 1) + std::to_string(exponent);
}

std::string true_minus(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '-') {
      result += "−";
    } else {
      result += c;
    }
  }
  return result;
}

/// Digits after the point for `digits` significant ones, but never more than four.
int decimals_for(double magnitude, int digits) {
  if (magnitude < 1) return 4;
  const int before = static_cast<int>(std::floor(std::log10(magnitude))) + 1;
  return std::max(0, digits - before);
}

}  // namespace

std::string short_number(double value, int digits) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "−inf" : "inf";
  const double magnitude = std::fabs(value);
  if (magnitude == 0) return "0";
  if (magnitude < 1e-3 || magnitude >= 1e5) {
    const bool wide_exponent = magnitude < 1e-9 || magnitude >= 1e10;
    return true_minus(shorter_exponent(formatted("%.*e", wide_exponent ? 1 : 2, value)));
  }
  return true_minus(formatted("%.*f", decimals_for(magnitude, digits), value));
}

std::string exact_number(double value, bool float32) { return lessons::shortest(value, float32); }

std::string grouped(int64_t count) {
  std::string digits = std::to_string(count < 0 ? -count : count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return count < 0 ? "−" + digits : digits;
}

void draw_aligned(ImDrawList* list, Type type, float point_x, float top, double value, ImU32 colour) {
  const std::string text = short_number(value, 4);
  if (!std::isfinite(value)) {
    const float width = text_size(type, text).x;
    const float left = point_x - width + 24;
    draw_icon(list, Icon::Warning, ImVec2(left - 10, top + font_px(type) / 2), 13, palette().wrong);
    draw_text(list, type, ImVec2(left, top), palette().wrong, text);
    return;
  }
  const std::size_t point = text.find('.');
  const std::string whole = text.substr(0, point);
  draw_text(list, type, ImVec2(point_x - text_size(type, whole).x, top), colour, whole);
  if (point != std::string::npos) draw_text(list, type, ImVec2(point_x, top), colour, text.substr(point));
}

constexpr float kMargin = 4;  // of a cell

void number_cell(std::string_view id, ImVec2 min, ImVec2 max, float point_x, double value, ImU32 colour, bool float32,
                 std::string_view what) {
  const Hit cell = hit_at(id, {min, max});
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (cell.hovered) list->AddRectFilled(min, max, palette().hover, 4);
  const Type type = max.x - min.x < 86 ? Type::MonoSmall : Type::Mono;
  const std::string shown = short_number(value, 4);
  // In a narrow column a long number leaves the line of the points rather than its cell.
  const float whole = text_size(type, shown.substr(0, shown.find('.'))).x, rest = text_size(type, shown).x - whole;
  const float least = min.x + kMargin + whole, most = std::max(max.x - kMargin - rest, least);
  draw_aligned(list, type, std::clamp(point_x, least, most), std::round((min.y + max.y - font_px(type)) / 2), value,
               colour);
  const std::string exact = exact_number(value, float32);
  explain(cell, std::string(what) + " = `" + exact + "`\n\nClick to copy.");
  if (cell.clicked) copy_text(exact);
}

}  // namespace gradbox::ui
