#include "ui/graph/floating.h"

#include <algorithm>
#include <cmath>

#include "ui/theme/theme.h"

namespace gradbox::ui {

void floating(const char* id, const Box& box, float& content_height, const std::function<void()>& content) {
  const Palette& p = palette();
  const float height = std::min(box.height(), content_height);
  const float top = metrics().narrow ? box.max.y - height : box.min.y;
  const ImVec2 min(box.min.x, top), max(box.max.x, top + height);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(ImVec2(min.x - 1, min.y), ImVec2(max.x + 1, max.y + 3), with_alpha(IM_COL32_BLACK, 0.12f),
                      kCorner + 2);
  list->AddRectFilled(min, max, p.panel, kCorner);
  list->AddRect(min, max, p.line, kCorner);
  note_place(id, {min, max});
  ImGui::SetCursorScreenPos(min);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(14, 12));
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrab, with_alpha(p.quiet, 0.3f));
  const bool fits = content_height <= box.height();
  ImGui::BeginChild(id, ImVec2(box.width(), height), ImGuiChildFlags_AlwaysUseWindowPadding,
                    fits ? ImGuiWindowFlags_NoScrollbar : ImGuiWindowFlags_None);
  ImGui::PopStyleVar();
  content();
  const float found = std::ceil(ImGui::GetCursorPosY() + 14);
  scroll_by_touch();
  ImGui::EndChild();
  ImGui::PopStyleColor();
  if (std::fabs(found - content_height) > 1) want_frame();
  content_height = found;
}

}  // namespace gradbox::ui
