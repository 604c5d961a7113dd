#include "ui/widgets/hit.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

std::unordered_map<std::string, Place> g_places;

constexpr float kNever = std::numeric_limits<float>::infinity();
float g_wanted = kNever;

Hit react(ImGuiID id, const ImRect& rect) {
  Hit result;
  result.box = {rect.Min, rect.Max};
  result.visible = true;
  result.clicked = ImGui::ButtonBehavior(rect, id, &result.hovered, &result.held);
  result.pressed = result.held && ImGui::IsMouseClicked(0);
  result.double_clicked = result.hovered && ImGui::IsMouseDoubleClicked(0);
  if (result.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return result;
}

void show_tip(std::string_view text, std::string_view key) {
  constexpr float kWidest = 280, kSide = 10;
  const float text_width = std::min(kWidest, text_size(Type::Label, text).x + 2);
  const float key_width = key.empty() ? 0 : text_size(Type::MonoSmall, key).x + 14;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(kSide, 7));
  ImGui::SetNextWindowSize(ImVec2(std::ceil(text_width + key_width + 2 * kSide), 0));
  if (ImGui::BeginTooltip()) {
    const ImVec2 corner = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    note_place("tip", {corner, ImVec2(corner.x + size.x, corner.y + size.y)});
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (!key.empty()) {
      draw_text(ImGui::GetWindowDrawList(), Type::MonoSmall, ImVec2(at.x + text_width + 14, at.y + 1), palette().quiet,
                key);
    }
    paragraph(Type::Label, palette().text, text);
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

/// What a finger asked to be explained stays so for a while, or until something else is touched.
struct TouchTip {
  ImGuiID id = 0;
  double until = 0;
};
TouchTip g_touch_tip;

void explain_to_finger(const Hit& hit, std::string_view text, std::string_view key, bool by_tap) {
  constexpr float kRest = 0.45f, kSlop = 8;
  constexpr double kSeconds = 6;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const ImGuiID id = g.LastItemData.ID;
  const bool rests = g.IO.MouseDragMaxDistanceSqr[0] < kSlop * kSlop;
  if (hit.held && rests) {
    if (g.IO.MouseDownDuration[0] < kRest) {
      want_frame(0.05f);
    } else {
      g_touch_tip = {id, g.Time + kSeconds};
      ImGui::ClearActiveID();  // it was asked about, not pressed
    }
  }
  if (by_tap && hit.clicked) g_touch_tip = {id, g.Time + kSeconds};
  if (g_touch_tip.id != id) return;
  const bool elsewhere = ImGui::IsMouseClicked(0) && !hit.pressed;
  if (g.Time > g_touch_tip.until || elsewhere) {
    g_touch_tip = {};
    return;
  }
  const ImVec2 display = g.IO.DisplaySize;
  const bool above = hit.box.min.y > display.y / 2;
  ImGui::SetNextWindowPos(ImVec2(std::clamp(hit.box.centre().x, 160.0f, std::max(160.0f, display.x - 160.0f)),
                                 above ? hit.box.min.y - 10 : hit.box.max.y + 10),
                          ImGuiCond_Always, ImVec2(0.5f, above ? 1.0f : 0.0f));
  show_tip(text, key);
  want_frame(0.1f);
}

}  // namespace

Hit hit(std::string_view id, ImVec2 size) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  const ImVec2 at = window->DC.CursorPos;
  const ImRect rect(at, ImVec2(at.x + size.x, at.y + size.y));
  note_place(id, {rect.Min, rect.Max});
  const ImGuiID key = window->GetID(id.data(), id.data() + id.size());
  ImGui::ItemSize(size);
  if (!ImGui::ItemAdd(rect, key)) return Hit{{rect.Min, rect.Max}};
  return react(key, rect);
}

Hit hit_at(std::string_view id, Box box) {
  note_place(id, box);
  const ImRect rect(box.min, box.max);
  const ImGuiID key = ImGui::GetCurrentWindow()->GetID(id.data(), id.data() + id.size());
  if (!ImGui::ItemAdd(rect, key)) return Hit{box};
  return react(key, rect);
}

void explain(const Hit& hit, std::string_view text, std::string_view key) {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.IO.MouseSource == ImGuiMouseSource_TouchScreen) {
    if (hit.visible) explain_to_finger(hit, text, key, false);
    return;
  }
  if (!hit.hovered || hit.held) return;
  if (!ImGui::IsItemHovered(ImGuiHoveredFlags_DelayNormal | ImGuiHoveredFlags_NoSharedDelay)) {
    want_frame(std::max(0.02f, g.Style.HoverDelayNormal - g.HoverItemDelayTimer));
    return;
  }
  // A window finds its height in the frame after its first one.
  static ImGuiID shown = 0;
  static int frames = 0;
  frames = shown == g.LastItemData.ID && g.HoverItemDelayTimer < g.Style.HoverDelayNormal + 0.5f ? frames + 1 : 0;
  shown = g.LastItemData.ID;
  if (frames < 4) want_frame();
  show_tip(text, key);
}

void explain_label(const Hit& hit, std::string_view text) {
  if (ImGui::GetIO().MouseSource == ImGuiMouseSource_TouchScreen) {
    if (hit.visible) explain_to_finger(hit, text, {}, true);
  } else {
    explain(hit, text);
  }
}

void begin_places() { g_places.clear(); }

void note_place(std::string_view id, Box box) {
  const ImRect clip = ImGui::GetCurrentWindow()->ClipRect;
  Place place{box, clip.Contains(ImVec2((box.min.x + box.max.x) / 2, (box.min.y + box.max.y) / 2))};
  g_places[std::string(id)] = place;
}

bool find_place(std::string_view id, Place& place) {
  const auto found = g_places.find(std::string(id));
  if (found == g_places.end()) return false;
  place = found->second;
  return true;
}

void want_frame(float in_seconds) { g_wanted = std::min(g_wanted, std::max(in_seconds, 0.0f)); }

float take_wanted_frame() {
  const float wanted = g_wanted;
  g_wanted = kNever;
  return wanted;
}

}  // namespace gradbox::ui
