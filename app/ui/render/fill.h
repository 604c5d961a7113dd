#pragma once

#include <imgui.h>

#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// Fills a large box with an opaque colour. A clear costs a small part of a rectangle that is textured and blended,
/// which is what a machine without a graphics card spends most of a frame on.
void fill(ImDrawList* list, const Box& box, ImU32 colour);

}  // namespace gradbox::ui
