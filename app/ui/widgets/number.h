#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "ui/theme/theme.h"

namespace gradbox::ui {

/// About so many significant digits, with a true minus: "0.0412", "−1.23e−5", "inf", "nan".
std::string short_number(double value, int digits = 5);

/// The fewest digits that read back as the same float32 (or float64).
std::string exact_number(double value, bool float32);

/// "1,234".
std::string grouped(int64_t count);

/// Draws a number of a table so that its decimal point lies at `point_x`. A number that is not finite gets a mark.
void draw_aligned(ImDrawList* list, Type type, float point_x, float top, double value, ImU32 colour);

/// A number that shows its exact value under the pointer and copies it when clicked. Small where there is no room.
void number_cell(std::string_view id, ImVec2 min, ImVec2 max, float point_x, double value, ImU32 colour, bool float32,
                 std::string_view what);

}  // namespace gradbox::ui
