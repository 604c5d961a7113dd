#pragma once

#include <imgui.h>

#include <string>
#include <string_view>
#include <vector>

#include "ui/theme/theme.h"

namespace gradbox::ui {

ImVec2 text_size(Type type, std::string_view text);

/// Draws without taking part in the layout.
void draw_text(ImDrawList* list, Type type, ImVec2 position, ImU32 colour, std::string_view text);

/// Draws one line, vertically centred in [top, bottom], shortened with an ellipsis to `width` if need be.
void draw_line(ImDrawList* list, Type type, ImVec2 left_top, float bottom, float width, ImU32 colour,
               std::string_view text);

/// The lines that a long one becomes in `width`: it breaks behind a blank, a comma or a bracket
/// where it can, else behind another sign.
std::vector<std::string_view> broken_line(Type type, std::string_view text, float width);

/// One line at the cursor.
void line(Type type, ImU32 colour, std::string_view text);

/// Text at the cursor, wrapped to the width there is. `Back quotes` mark code, an empty line parts paragraphs.
void paragraph(Type type, ImU32 colour, std::string_view text);

/// A quiet heading in small semibold letters.
void section(std::string_view title);

/// A hairline over the full width at the cursor, with `space` above and below.
void hairline(float space = 0);

/// Vertical space.
void gap(float px);

}  // namespace gradbox::ui
