#include "ui/widgets/toast.h"

#include <imgui.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "ui/widgets/hit.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using Time = std::chrono::steady_clock::time_point;

struct Toast {
  std::string text;
  Time until;
};
Toast g_toast;

float seconds_left() {
  return std::chrono::duration<float>(g_toast.until - std::chrono::steady_clock::now()).count();
}

constexpr std::size_t kLongestShown = 48;

}  // namespace

void say(std::string text) {
  g_toast.until = std::chrono::steady_clock::now() + std::chrono::milliseconds(3500);
  g_toast.text = std::move(text);
  want_frame();
}

std::string said() { return seconds_left() > 0 ? g_toast.text : std::string(); }

void draw_toast() {
  if (g_toast.text.empty()) return;
  const float left = seconds_left();
  if (left <= 0) {
    g_toast.text.clear();
    return;
  }
  want_frame(left + 0.01f);
  const Palette& p = palette();
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(text_size(Type::Label, g_toast.text).x + 52, display.x - 24);
  const float bottom = display.y - (metrics().narrow ? 56.0f + 68.0f : 68.0f) - 12;
  const ImVec2 min(std::round((display.x - width) / 2), bottom - 36), max(min.x + width, bottom);
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->AddRectFilled(ImVec2(min.x - 1, min.y - 1), ImVec2(max.x + 1, max.y + 1), p.line, kCorner + 1);
  list->AddRectFilled(min, max, p.ground, kCorner);
  draw_icon(list, Icon::Check, ImVec2(min.x + 20, (min.y + max.y) / 2), 16, p.root);
  draw_line(list, Type::Label, ImVec2(min.x + 36, min.y), max.y, width - 46, p.text, g_toast.text);
}

void copy_text(std::string_view text, std::string_view what) {
  const std::string whole(text);
  ImGui::SetClipboardText(whole.c_str());
  const bool is_short = whole.size() <= kLongestShown && whole.find('\n') == std::string::npos;
  say("Copied " + (what.empty() ? is_short ? whole : "the text" : std::string(what)));
}

}  // namespace gradbox::ui
