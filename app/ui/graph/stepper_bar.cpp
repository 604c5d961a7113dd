#include "ui/graph/stepper_bar.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

/// Where backward is, in words.
std::string step_text(const PanelContext& context) {
  const lessons::TapeSnapshot& tape = context.snapshot.tape;
  const int step = context.view.graph.step, count = static_cast<int>(tape.recording.steps.size());
  for (const inspect::CallSnapshot& call : tape.recording.calls) {
    if (!call.error.empty() && step == count) return call.error;
  }
  if (count == 0) return "There is nothing to walk through.";
  if (step == 0) return "The gradient enters at the result and runs up to the leaves.";
  const inspect::BackwardStep& now = tape.recording.steps[static_cast<std::size_t>(step - 1)];
  std::string text = now.leaf >= 0 ? "arrives at " + tape.graph.leaves[static_cast<std::size_t>(now.leaf)].name
                                   : tape.graph.node(now.node).name;
  if (step == count) text += ". All gradients have arrived.";
  const inspect::CallSnapshot& call = tape.recording.calls[static_cast<std::size_t>(now.call)];
  return tape.recording.calls.size() > 1 ? call.label + ": " + text : text;
}

}  // namespace

float stepper_height() { return std::max(44.0f, metrics().control_px + 8); }

int stepper_bar(const PanelContext& context, const Box& area) {
  const Palette& p = palette();
  const float height = stepper_height(), size = metrics().control_px, top = std::round((height - size) / 2);
  const ImVec2 min(area.min.x + 8, area.max.y - height - 8), max(area.max.x - 8, area.max.y - 8);
  ImDrawList* behind = ImGui::GetWindowDrawList();
  behind->AddRectFilled(min, max, p.panel, kCorner);
  behind->AddRect(min, max, p.line, kCorner);
  ImGui::SetCursorScreenPos(min);
  ImGui::BeginChild("stepper", ImVec2(max.x - min.x, height), ImGuiChildFlags_None,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
  const int step = context.view.graph.step, count = static_cast<int>(context.snapshot.tape.recording.steps.size());
  int wanted = step;
  float x = 8;
  const auto key = [&](const char* id, Icon icon, int target, const char* help, const char* key_name) {
    ImGui::SetCursorPos(ImVec2(x, top));
    const Hit one = icon_button(id, icon, ButtonKind::Quiet, target >= 0 && target <= count && target != step);
    explain(one, help, key_name);
    x += size + 2;
    if (one.clicked) wanted = target;
  };
  key("graph:first", Icon::Reset, 0, "Back to the beginning", "");
  key("graph:back", Icon::StepBack, step - 1, "One node back", "↓");
  key("graph:next", Icon::StepForward, step + 1, "The next node", "↑");
  const ImVec2 window = ImGui::GetWindowPos();
  const std::string where = std::to_string(step) + " / " + std::to_string(count);
  const float where_width = text_size(Type::Mono, where).x + 14, left = window.x + x + 6;
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_line(list, Type::Mono, ImVec2(left, window.y), window.y + height, where_width, p.gradient, where);
  draw_line(list, Type::Label, ImVec2(left + where_width, window.y), window.y + height, max.x - left - where_width - 10,
            p.text, step_text(context));
  ImGui::EndChild();
  return wanted;
}

}  // namespace gradbox::ui
