#include "ui/tour.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

struct Stop {
  const char* region;  // what it is about, and its place on narrow screens
  const char* place;
  const char* title;
  const char* text;
};

constexpr Stop kStops[] = {
    {"region:guide", "text", "The text leads",
     "Each lesson comes in short steps. Their buttons do what they say, and questions let you guess before you see."},
    {"region:stage", "stage", "The stage shows what happens",
     "Data and fit, the graph, the code: choose a tab. Plots zoom with the wheel or two fingers and move by dragging."},
    {"region:transport", "stage", "You hold the clock",
     "Play, pause, or take one step at a time. A click on the track goes to that step, backwards too."},
    {"region:inspector", "inspect", "Every number can be touched",
     "Values, gradients and updates of the last step, and every knob of the lesson. A number is copied by pressing "
     "it."},
    {"save", "stage", "Take it with you",
     "Save pictures and curves, or copy a link that opens on exactly this state, for a friend or a whole class."},
};
constexpr int kCount = 5;

void dim_around(const Box& box) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 shade = with_alpha(palette().dark ? IM_COL32_BLACK : palette().text, 0.45f);
  list->AddRectFilled(ImVec2(0, 0), ImVec2(size.x, box.min.y), shade);
  list->AddRectFilled(ImVec2(0, box.max.y), size, shade);
  list->AddRectFilled(ImVec2(0, box.min.y), ImVec2(box.min.x, box.max.y), shade);
  list->AddRectFilled(ImVec2(box.max.x, box.min.y), ImVec2(size.x, box.max.y), shade);
  list->AddRect(box.min, box.max, palette().accent, kCorner, 0, 2);
}

/// Beside the box where there is room, else over its lower part.
ImVec2 card_place(const Box& box, ImVec2 size) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float y = std::clamp(box.centre().y - size.y / 2, 12.0f, std::max(12.0f, display.y - size.y - 12));
  if (box.max.x + 16 + size.x < display.x) return ImVec2(box.max.x + 16, y);
  if (box.min.x - 16 - size.x > 0) return ImVec2(box.min.x - 16 - size.x, y);
  const float x = std::clamp(box.centre().x - size.x / 2, 8.0f, std::max(8.0f, display.x - size.x - 8));
  if (box.min.y - 16 - size.y > 0) return ImVec2(x, box.min.y - 16 - size.y);
  if (box.max.y + 16 + size.y < display.y) return ImVec2(x, box.max.y + 16);
  return ImVec2(x, std::max(12.0f, box.max.y - size.y - 16));
}

void go_to(PanelContext& context, int step) {
  context.view.tour_step = step >= 0 && step < kCount ? step : -1;
  if (context.view.tour_step >= 0 && metrics().narrow) context.view.place = kStops[step].place;
  want_frame();
}

void draw_card(PanelContext& context, const Stop& stop, int step) {
  const Palette& p = palette();
  paragraph(Type::Strong, p.text, stop.title);
  gap(kSpace);
  paragraph(Type::Label, mix(p.quiet, p.text, 0.6f), stop.text);
  gap(kSpace * 2);
  const bool last = step + 1 == kCount;
  if (button("tour:next", last ? "Done" : "Next", ButtonKind::Primary).clicked) go_to(context, step + 1);
  ImGui::SameLine(0, 8);
  if (!last && button("tour:skip", "Skip", ButtonKind::Quiet).clicked) go_to(context, -1);
  if (!last) ImGui::SameLine(0, 8);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_line(ImGui::GetWindowDrawList(), Type::Label, at, at.y + metrics().control_px, 60, p.quiet,
            std::to_string(step + 1) + " of " + std::to_string(kCount));
  ImGui::Dummy(ImVec2(44, metrics().control_px));
}

}  // namespace

void start_tour(PanelContext& context) {
  context.view.shortcuts_open = false;
  context.view.welcome = false;
  go_to(context, 0);
}

void draw_tour(PanelContext& context) {
  const int step = context.view.tour_step;
  if (step < 0 || step >= kCount) return;
  const Stop& stop = kStops[step];
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  Place place;
  if (!find_place(stop.region, place)) place.box = {ImVec2(0, 0), display};
  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, IM_COL32_BLACK_TRANS);
  ImGui::Begin("tour", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleColor();
  dim_around(place.box);
  static float height = 150;  // as the last frame found it
  const float width = metrics().narrow ? display.x - 16 : 320.0f;
  const ImVec2 at = card_place(place.box, ImVec2(width, height));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 end(at.x + width, at.y + height);
  for (const float spread : {10.0f, 5.0f, 2.0f}) {  // a shadow lifts it off what it lies upon
    list->AddRectFilled(ImVec2(at.x - spread, at.y - spread + 3), ImVec2(end.x + spread, end.y + spread + 3),
                        with_alpha(IM_COL32_BLACK, palette().dark ? 0.22f : 0.07f), 2 * kCorner + spread);
  }
  list->AddRectFilled(at, end, mix(palette().panel, palette().text, palette().dark ? 0.07f : 0), 2 * kCorner);
  list->AddRect(at, end, palette().accent, 2 * kCorner, 0, 1.5f);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(16, 14));
  ImGui::BeginChild("tour-card", ImVec2(width, height), ImGuiChildFlags_AlwaysUseWindowPadding,
                    ImGuiWindowFlags_NoScrollbar);
  ImGui::PopStyleVar();
  draw_card(context, stop, step);
  const float found = ImGui::GetCursorPosY() + 12;
  if (found != height) want_frame();
  height = found;
  ImGui::EndChild();
  ImGui::End();
}

}  // namespace gradbox::ui
