#include "ui/render/camera.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "ui/render/gl.h"
#include "ui/render/png.h"

namespace gradbox::ui {
namespace {

struct Picture {
  Box box;
  std::function<void(const std::string&)> done;
};

Picture& wanted() {
  static Picture picture;
  return picture;
}

/// Device pixels from `low` to `high`, within what there is.
std::pair<int, int> device_range(float low, float high, float scale, int most) {
  const int from = std::clamp(static_cast<int>(std::lround(low * scale)), 0, most - 1);
  return {from, std::clamp(static_cast<int>(std::lround(high * scale)), from + 1, most)};
}

void read(const ImDrawList*, const ImDrawCmd*) {
  const ImDrawData* data = ImGui::GetDrawData();
  if (!data || !wanted().done) return;
  const Picture picture = std::exchange(wanted(), Picture());
  const ImVec2 scale = data->FramebufferScale;
  const auto [left, right] = device_range(picture.box.min.x, picture.box.max.x, scale.x,
                                          static_cast<int>(data->DisplaySize.x * scale.x));
  const int all_rows = static_cast<int>(data->DisplaySize.y * scale.y);
  const auto [top, bottom] = device_range(picture.box.min.y, picture.box.max.y, scale.y, all_rows);
  const int width = right - left, height = bottom - top;
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  std::vector<uint8_t> rgba(4 * pixels), rgb(3 * pixels);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(left, all_rows - bottom, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::size_t row = i / static_cast<std::size_t>(width), column = i % static_cast<std::size_t>(width);
    const std::size_t from = (static_cast<std::size_t>(height) - 1 - row) * static_cast<std::size_t>(width) + column;
    std::memcpy(&rgb[3 * i], &rgba[4 * from], 3);
  }
  picture.done(png_of(width, height, rgb));
}

}  // namespace

void take_picture(const Box& box, std::function<void(const std::string& png)> done) {
  wanted() = {box, std::move(done)};
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddCallback(read, nullptr);
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

}  // namespace gradbox::ui
