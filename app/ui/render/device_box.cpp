#include "ui/render/device_box.h"

#include <imgui.h>

#include <cmath>

namespace gradbox::ui {

DeviceBox device_box(const Box& box) {
  const ImDrawData* data = ImGui::GetDrawData();
  if (!data) return {};
  const ImVec2 scale = data->FramebufferScale, from = data->DisplayPos, size = data->DisplaySize;
  const auto right = [&](float x) { return static_cast<int>(std::lround((x - from.x) * scale.x)); };
  const auto up = [&](float y) { return static_cast<int>(std::lround((from.y + size.y - y) * scale.y)); };
  const int x = right(box.min.x), y = up(box.max.y);
  return {x, y, right(box.max.x) - x, up(box.min.y) - y};
}

}  // namespace gradbox::ui
