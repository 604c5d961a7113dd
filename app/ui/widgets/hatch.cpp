#include "ui/widgets/hatch.h"

#include <algorithm>

namespace gradbox::ui {

void draw_hatch(ImDrawList* list, const Box& box, ImU32 colour, float distance_px) {
  const float distance = std::max(distance_px, 2.0f), height = box.height();
  for (float x = box.min.x - height + distance / 2; x < box.max.x; x += distance) {
    const float left = std::max(x, box.min.x), right = std::min(x + height, box.max.x);
    list->AddLine(ImVec2(left, box.max.y - (left - x)), ImVec2(right, box.max.y - (right - x)), colour, 1);
  }
}

}  // namespace gradbox::ui
