#include "ui/widgets/search_field.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include "ui/widgets/hit.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {

void search_field(std::string_view id, std::string_view hint, std::string_view key, std::string& text, bool& focus) {
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
  const ImVec2 end(at.x + width, at.y + height);
  note_place(id, {at, end});
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, end, p.code, kCorner);
  draw_icon(list, Icon::Search, ImVec2(at.x + 17, at.y + height / 2), 15, p.quiet);
  ImGui::SetCursorScreenPos(ImVec2(at.x + 34, at.y));
  ImGui::SetNextItemWidth(width - 40);
  ImGui::PushFont(font(Type::Label), font_px(Type::Label));
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, (height - font_px(Type::Label)) / 2));
  if (focus) {
    ImGui::SetKeyboardFocusHere();
    want_frame();
  }
  focus = false;
  const std::string label = "##" + std::string(id);
  ImGui::InputText(label.c_str(), &text);
  const bool active = ImGui::IsItemActive();
  if (active && ImGui::IsKeyPressed(ImGuiKey_Escape)) text.clear();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  if (active) {
    list->AddRect(ImVec2(at.x + 0.5f, at.y + 0.5f), ImVec2(end.x - 0.5f, end.y - 0.5f), p.accent, kCorner);
  } else if (text.empty()) {
    draw_line(list, Type::Label, ImVec2(at.x + 34, at.y), end.y, width, p.quiet, hint);
    if (!metrics().narrow) {
      draw_line(list, Type::MonoSmall, ImVec2(end.x - 20, at.y), end.y, 20, p.quiet, key);
    }
  }
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(width, height));
}

}  // namespace gradbox::ui
