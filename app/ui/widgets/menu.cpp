#include "ui/widgets/menu.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

int rows(std::string_view id, const std::vector<MenuEntry>& entries, float width) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  int chosen = -1;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Hit row = hit(std::string(id) + ":" + entries[i].id, ImVec2(width, metrics().row_px + 2));
    if (row.hovered) list->AddRectFilled(row.box.min, row.box.max, p.hover, kCorner - 2);
    draw_icon(list, entries[i].icon, ImVec2(row.box.min.x + 18, row.box.centre().y), 16, p.quiet);
    draw_line(list, Type::Label, ImVec2(row.box.min.x + 34, row.box.min.y), row.box.max.y, width - 40, p.text,
              entries[i].label);
    if (row.clicked) chosen = static_cast<int>(i);
  }
  return chosen;
}

}  // namespace

int menu_button(std::string_view id, Icon icon, std::string_view help, const std::vector<MenuEntry>& entries) {
  const Hit opener = icon_button(id, icon);
  const std::string name(id);
  const bool was_open = ImGui::IsPopupOpen(name.c_str());
  if (!was_open) explain(opener, help);
  if (opener.clicked && !was_open) {
    ImGui::OpenPopup(name.c_str());
    want_frame();
  }
  if (!ImGui::IsPopupOpen(name.c_str())) return -1;
  float width = 0;
  for (const MenuEntry& entry : entries) width = std::max(width, text_size(Type::Label, entry.label).x + 52);
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float left = std::clamp(opener.box.max.x - width - 8, 4.0f, std::max(4.0f, display.x - width - 12));
  const float height = (metrics().row_px + 2) * static_cast<float>(entries.size()) + 8;
  const bool below = opener.box.max.y + 4 + height < display.y;
  ImGui::SetNextWindowPos(ImVec2(left, below ? opener.box.max.y + 4 : opener.box.min.y - 4 - height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(4, 4));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  int chosen = -1;
  if (ImGui::BeginPopup(name.c_str(), ImGuiWindowFlags_NoMove)) {
    chosen = rows(id, entries, std::ceil(width));
    if (chosen >= 0 || ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
  if (chosen >= 0) want_frame();
  return chosen;
}

}  // namespace gradbox::ui
