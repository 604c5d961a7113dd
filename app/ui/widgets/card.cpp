#include "ui/widgets/card.h"

#include <imgui_internal.h>

#include "ui/theme/theme.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {

void card(ImU32 colour, Icon icon, const std::function<void()>& content) {
  constexpr float kInside = 10, kMark = 26;
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  ImDrawList* list = window->DrawList;
  const ImVec2 at = window->DC.CursorPos;
  const float width = ImGui::GetContentRegionAvail().x;
  list->ChannelsSplit(2);
  list->ChannelsSetCurrent(1);
  ImGui::SetCursorScreenPos(ImVec2(at.x + kInside + kMark, at.y + kInside));
  ImGui::BeginGroup();
  window->ContentRegionRect.Max.x -= kInside;
  content();
  window->ContentRegionRect.Max.x += kInside;
  ImGui::EndGroup();
  const ImVec2 end(at.x + width, ImGui::GetItemRectMax().y + kInside);
  list->ChannelsSetCurrent(0);
  list->AddRectFilled(at, end, with_alpha(colour, 0.11f), kCorner);
  list->AddRectFilled(at, ImVec2(at.x + 3, end.y), colour, 1.5f);
  draw_icon(list, icon, ImVec2(at.x + kInside + 9, at.y + kInside + 8), 15, colour);
  list->ChannelsMerge();
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(width, end.y - at.y));
}

}  // namespace gradbox::ui
