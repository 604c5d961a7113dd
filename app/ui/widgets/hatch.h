#pragma once

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// Slanting lines over a box: what it stands for is frozen, no gradient goes there.
void draw_hatch(ImDrawList* list, const Box& box, ImU32 colour, float distance_px);

}  // namespace gradbox::ui
