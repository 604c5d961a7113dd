#include <imgui_internal.h>

#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {
namespace {

/// One finger scrolls one region; it goes on gliding for a while when the finger leaves.
struct Glide {
  ImGuiID window = 0;
  bool dragging = false;
  float speed_px = 0;  // a second
};
Glide g_glide;

bool g_finger_taken = false;

constexpr float kSlop = 8;         // a finger that moved less has tapped
constexpr float kSlowest = 20;     // px a second
constexpr float kFriction = 4.0f;  // share of the speed lost a second

bool touch_drags_over(const ImGuiWindow* window) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!io.MouseDown[0]) g_finger_taken = false;
  if (io.MouseSource != ImGuiMouseSource_TouchScreen || !io.MouseDown[0] || g_finger_taken) return false;
  if (!window->InnerRect.Contains(io.MouseClickedPos[0])) return false;
  const float dx = std::fabs(io.MousePos.x - io.MouseClickedPos[0].x);
  const float dy = std::fabs(io.MousePos.y - io.MouseClickedPos[0].y);
  return dy > kSlop && dy > dx;
}

}  // namespace

bool finger_moves_across() {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.MouseSource != ImGuiMouseSource_TouchScreen) return true;
  const float dx = std::fabs(io.MousePos.x - io.MouseClickedPos[0].x);
  const float dy = std::fabs(io.MousePos.y - io.MouseClickedPos[0].y);
  if (dx > kSlop && dx > dy) g_finger_taken = true;
  return g_finger_taken;
}

void scroll_by_touch() {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const ImGuiIO& io = ImGui::GetIO();
  const bool mine = g_glide.window == window->ID;
  if (!g_glide.dragging && touch_drags_over(window) && window->ScrollMax.y > 0) {
    g_glide = {window->ID, true, 0};
    ImGui::ClearActiveID();  // the finger scrolls: what lies under it is not pressed
    return;
  }
  if (!mine) return;
  if (g_glide.dragging && io.MouseDown[0]) {
    ImGui::ClearActiveID();
    window->Scroll.y = std::fmin(std::fmax(window->Scroll.y - io.MouseDelta.y, 0.0f), window->ScrollMax.y);
    if (io.DeltaTime > 0) g_glide.speed_px = 0.6f * g_glide.speed_px - 0.4f * io.MouseDelta.y / io.DeltaTime;
    want_frame();
    return;
  }
  g_glide.dragging = false;
  if (metrics().still || std::fabs(g_glide.speed_px) < kSlowest) {
    g_glide = {};
    return;
  }
  window->Scroll.y =
      std::fmin(std::fmax(window->Scroll.y + g_glide.speed_px * io.DeltaTime, 0.0f), window->ScrollMax.y);
  g_glide.speed_px *= std::exp(-kFriction * io.DeltaTime);
  want_frame();
}

}  // namespace gradbox::ui
