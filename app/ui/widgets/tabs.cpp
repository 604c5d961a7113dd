#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/button.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

float width_of(const Tab& tab) { return std::ceil(text_size(Type::LabelStrong, tab.title).x) + 24; }

/// Which tabs are seen: all that fit, the chosen one in any case.
std::vector<bool> seen(const std::vector<Tab>& entries, int chosen, float room) {
  float all = 0;
  for (const Tab& tab : entries) all += width_of(tab);
  std::vector<bool> result(entries.size(), all <= room);
  if (all <= room || entries.empty()) return result;
  const auto kept = static_cast<std::size_t>(std::clamp(chosen, 0, static_cast<int>(entries.size()) - 1));
  float left = room - metrics().control_px - width_of(entries[kept]);
  result[kept] = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == kept) continue;
    left -= width_of(entries[i]);
    if (left < 0) break;
    result[i] = true;
  }
  return result;
}

bool draw_tab(std::string_view prefix, const Tab& tab, bool on, ImVec2 at, float height) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float width = width_of(tab);
  const Box box{at, ImVec2(at.x + width, at.y + height)};
  const Hit one = hit_at(std::string(prefix) + ":" + std::string(tab.id), box);
  draw_line(list, on ? Type::LabelStrong : Type::Label, ImVec2(at.x + 12, at.y), at.y + height, width - 12,
            on || one.hovered ? p.text : p.quiet, tab.title);
  if (on) list->AddRectFilled(ImVec2(at.x + 10, box.max.y - 2), ImVec2(box.max.x - 10, box.max.y), p.accent, 1);
  return one.clicked;
}

}  // namespace

int tabs(std::string_view prefix, const std::vector<Tab>& entries, int chosen, float room) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = metrics().control_px + 10;
  const std::vector<bool> shown = seen(entries, chosen, room);
  int clicked = -1;
  float x = at.x;
  std::vector<MenuEntry> rest;
  std::vector<int> rest_index;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const int index = static_cast<int>(i);
    if (shown[i]) {
      if (draw_tab(prefix, entries[i], index == chosen, ImVec2(x, at.y), height)) clicked = index;
      x += width_of(entries[i]);
    } else {
      rest.push_back({std::string(entries[i].id), std::string(entries[i].title), Icon::None});
      rest_index.push_back(index);
    }
  }
  if (!rest.empty()) {
    ImGui::SetCursorScreenPos(ImVec2(x, at.y + 5));
    const int picked = menu_button(prefix, Icon::More, "More views", rest);
    if (picked >= 0) clicked = rest_index[static_cast<std::size_t>(picked)];
    x += metrics().control_px;
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(x - at.x, height));
  return clicked;
}

}  // namespace gradbox::ui
