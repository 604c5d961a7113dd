#include "ui/layout.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "ui/overlays.h"
#include "ui/post_mortem.h"
#include "ui/render/fill.h"
#include "ui/save.h"
#include "ui/tour.h"
#include "ui/widgets/button.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using Panels = std::vector<std::unique_ptr<Panel>>;

Box box_of(float x, float y, float width, float height) { return {ImVec2(x, y), ImVec2(x + width, y + height)}; }

/// A part of the display that clips, and scrolls if asked to.
void region(const char* id, const Box& box, float padding, bool scrolls, const std::function<void()>& content) {
  ImGui::SetCursorScreenPos(box.min);
  note_place(std::string("region:") + id, box);
  // A scroll bar shows itself while the pointer is near.
  const bool near =
      ImGui::IsMouseHoveringRect(box.min, box.max, false) && ImGui::GetIO().MouseSource != ImGuiMouseSource_TouchScreen;
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrab, near ? with_alpha(palette().quiet, 0.35f) : 0);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(padding, scrolls ? padding : 0));
  const ImGuiWindowFlags flags =
      scrolls ? ImGuiWindowFlags_None : ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
  const ImVec2 size(std::max(box.width(), 1.0f), std::max(box.height(), 1.0f));
  if (ImGui::BeginChild(id, size, ImGuiChildFlags_AlwaysUseWindowPadding, flags)) {
    ImGui::PopStyleVar();
    content();
    if (scrolls) {
      gap(padding);
      scroll_by_touch();
    }
  } else {
    ImGui::PopStyleVar();
  }
  ImGui::EndChild();
  ImGui::PopStyleColor();
}

void vertical_line(float x, float top, float bottom) {
  ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(x, top), ImVec2(x + 1, bottom), palette().line);
}

void horizontal_line(float y, float left, float right) {
  ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(left, y), ImVec2(right, y + 1), palette().line);
}

void draw_spot(PanelContext& context, Panels& panels, Spot spot) {
  const std::vector<PanelEntry>& entries = all_panels();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].spot == spot && entries[i].applies(context.info)) panels[i]->draw(context);
  }
}

void draw_inspector(PanelContext& context, Panels& panels) {
  const std::vector<PanelEntry>& entries = all_panels();
  bool first = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].spot != Spot::Inspect || !entries[i].applies(context.info)) continue;
    if (!panels[i]->has_content(context)) continue;
    if (!first) hairline(kSpace * 4);
    first = false;
    section(context.info.is_program && entries[i].id == "parameters" ? "Tensors" : entries[i].title);
    gap(kSpace * 2);
    panels[i]->draw(context);
  }
}

void draw_stage(PanelContext& context, Panels& panels) {
  const std::vector<const PanelEntry*> entries = stage_entries(context.info);
  const std::size_t open = open_stage(context.info, context.view);
  std::vector<Tab> titles;
  for (const PanelEntry* entry : entries) titles.push_back({entry->id, entry->title});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float control = metrics().control_px;
  const int clicked = tabs("stage-tab", titles, static_cast<int>(open), width - control - 4);
  if (clicked >= 0) {
    context.view.stage_tab = titles[static_cast<std::size_t>(clicked)].id;
    want_frame();
  }
  const float below = ImGui::GetCursorScreenPos().y;
  if (!context.view.posing) {
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - control, at.y + 5));
    save_stage_menu(context, entries.empty() ? "stage" : entries[open]->id);
  }
  ImGui::SetCursorScreenPos(ImVec2(at.x, below));
  horizontal_line(below - 1, at.x, at.x + width);
  gap(kSpace * 2);
  if (context.view.walk_open && context.snapshot.diagnosis.present) {
    draw_post_mortem(context);
    return;
  }
  draw_messages(context);
  if (entries.empty()) return;
  const auto index = static_cast<std::size_t>(entries[open] - all_panels().data());
  const ImVec2 from = ImGui::GetCursorScreenPos(), room = ImGui::GetContentRegionAvail();
  note_place("stage", {from, ImVec2(from.x + room.x, from.y + room.y)});
  panels[index]->draw(context);
}

/// The name of the program, and what belongs to no lesson.
void draw_masthead(PanelContext& context) {
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
  ImDrawList* list = ImGui::GetWindowDrawList();
  // A falling curve over a base: the loss that everything here is about.
  const ImVec2 c(at.x + 11, at.y + height / 2);
  list->PathLineTo(ImVec2(c.x - 10, c.y - 9));
  list->PathBezierCubicCurveTo(ImVec2(c.x - 5, c.y + 8), ImVec2(c.x + 1, c.y + 6), ImVec2(c.x + 10, c.y + 7), 24);
  list->PathStroke(p.accent, 0, 2.5f);
  list->AddCircleFilled(ImVec2(c.x + 10, c.y + 7), 3.5f, p.series[1]);
  draw_line(list, Type::Title, ImVec2(at.x + 34, at.y), at.y + height, width, p.text, "Gradbox");
  ImGui::SetCursorScreenPos(ImVec2(at.x + width - 2 * height - 2, at.y));
  const ThemeChoice theme = context.view.theme;
  const Icon icons[3] = {Icon::Auto, Icon::Moon, Icon::Sun};
  const char* names[3] = {"Colours as the system has them", "Dark colours", "Light colours"};
  const int now = static_cast<int>(theme);
  const Hit change = icon_button("theme", icons[now]);
  explain(change, std::string(names[now]) + ". Click to change.");
  if (change.clicked) {
    context.view.theme = static_cast<ThemeChoice>((now + 1) % 3);
    want_frame();
  }
  ImGui::SetCursorScreenPos(ImVec2(at.x + width - height, at.y));
  const Hit help = icon_button("shortcuts", Icon::Question);
  explain(help, "Keys and tricks", "?");
  if (help.clicked) context.view.shortcuts_open = true;
  if (help.clicked) want_frame();
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(width, height));
}

void draw_wide(PanelContext& context, Panels& panels, ImVec2 size) {
  const float left = std::round(std::clamp(size.x * 0.235f, 236.0f, 328.0f));
  const float right = std::round(std::clamp(size.x * 0.265f, 276.0f, 372.0f));
  const float middle = size.x - left - right;
  const float transport = 68;
  const bool has_loss = !context.info.series.empty();
  const float loss = has_loss ? std::round(std::clamp(size.y * 0.27f, 116.0f, 320.0f)) : 0;
  fill(ImGui::GetWindowDrawList(), box_of(left, 0, middle, size.y), palette().panel);
  region("masthead", box_of(0, 0, left, 58), kPadding, false, [&] {
    gap(14);
    draw_masthead(context);
  });
  const float lessons_height = std::min(std::round(size.y * 0.34f), lessons_height_wanted());
  region("lessons", box_of(0, 58, left, lessons_height), kPadding, true,
         [&] { draw_spot(context, panels, Spot::Lessons); });
  horizontal_line(58 + lessons_height, 0, left);
  region("guide", box_of(0, 59 + lessons_height, left, size.y - 59 - lessons_height), kPadding + 4, true,
         [&] { draw_spot(context, panels, Spot::Guide); });
  region("stage", box_of(left + 1, 0, middle - 1, size.y - loss - transport - 1), kPadding, false,
         [&] { draw_stage(context, panels); });
  if (has_loss) horizontal_line(size.y - transport - loss, left, left + middle);
  if (has_loss)
    region("loss", box_of(left + 1, size.y - transport - loss + 5, middle - 1, loss - 5), kPadding, false,
           [&] { draw_spot(context, panels, Spot::Loss); });
  horizontal_line(size.y - transport, left, left + middle);
  region("transport", box_of(left + 1, size.y - transport + 1, middle - 1, transport - 1), kPadding + 2, false,
         [&] { draw_spot(context, panels, Spot::Transport); });
  region("inspector", box_of(left + middle + 1, 0, right - 1, size.y), kPadding + 4, true,
         [&] { draw_inspector(context, panels); });
  vertical_line(left, 0, size.y);
  vertical_line(left + middle, 0, size.y);
}

struct PlaceTab {
  const char* id;
  const char* title;
  Icon icon;
};
constexpr PlaceTab kPlaces[] = {{"text", "Text", Icon::Text},
                                {"stage", "Stage", Icon::Stage},
                                {"loss", "Loss", Icon::Chart},
                                {"inspect", "Inspect", Icon::Sliders}};

void draw_place_tabs(PanelContext& context, const Box& box) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  horizontal_line(box.min.y, box.min.x, box.max.x);
  const bool has_loss = !context.info.series.empty();
  const float width = box.width() / (has_loss ? 4 : 3);
  float next = box.min.x;
  for (const PlaceTab& place : kPlaces) {
    if (!has_loss && std::string_view(place.id) == "loss") continue;
    const float x = next;
    next += width;
    const Hit tab = hit_at(std::string("tab:") + place.id, box_of(x, box.min.y, width, box.height()));
    const bool on = context.view.place == place.id;
    const ImU32 ink = on ? p.accent : p.quiet;
    const ImVec2 centre = tab.box.centre();
    if (tab.held) list->AddRectFilled(tab.box.min, tab.box.max, p.hover);
    draw_icon(list, place.icon, ImVec2(centre.x, box.min.y + 19), 19, ink);
    const float text_width = text_size(Type::Label, place.title).x;
    draw_text(list, Type::Label, ImVec2(centre.x - text_width / 2, box.min.y + 34), ink, place.title);
    if (tab.clicked) {
      context.view.place = place.id;
      want_frame();
    }
  }
}

void draw_narrow(PanelContext& context, Panels& panels, ImVec2 size) {
  const float tab_bar = 56, transport = 68;
  const float height = size.y - tab_bar - transport;
  const Box content = box_of(0, 0, size.x, height);
  if (context.info.series.empty() && context.view.place == "loss") context.view.place = "stage";
  const std::string& place = context.view.place;
  fill(ImGui::GetWindowDrawList(), box_of(0, 0, size.x, size.y), palette().panel);
  if (place == "text") {
    region("guide", content, kPadding + 4, true, [&] {
      draw_masthead(context);
      gap(kSpace * 2);
      draw_spot(context, panels, Spot::Lessons);
      hairline(kSpace * 3);
      draw_spot(context, panels, Spot::Guide);
    });
  } else if (place == "loss") {
    region("loss", box_of(0, 6, size.x, height - 6), kPadding, false, [&] { draw_spot(context, panels, Spot::Loss); });
  } else if (place == "inspect") {
    region("inspector", content, kPadding + 4, true, [&] { draw_inspector(context, panels); });
  } else {
    region("stage", content, kPadding, false, [&] { draw_stage(context, panels); });
  }
  horizontal_line(height, 0, size.x);
  region("transport", box_of(0, height + 1, size.x, transport - 1), kPadding, false,
         [&] { draw_spot(context, panels, Spot::Transport); });
  draw_place_tabs(context, box_of(0, size.y - tab_bar, size.x, tab_bar));
}

/// The id of the panel that shows a view.
std::string_view panel_of(lessons::View view) {
  using lessons::View;
  switch (view) {
    case View::Residuals:
      return "residuals";
    case View::Field:
      return "field";
    case View::Surface:
      return "surface";
    case View::Transcript:
      return "transcript";
    case View::Matrices:
      return "matrices";
    case View::Graph:
      return "graph";
    default:
      return "fit";
  }
}

}  // namespace

std::vector<const PanelEntry*> stage_entries(const lessons::LessonInfo& info) {
  std::vector<const PanelEntry*> result;
  for (const PanelEntry& entry : all_panels()) {
    if (entry.spot == Spot::Stage && entry.applies(info)) result.push_back(&entry);
  }
  if (info.views.empty()) return result;
  const std::string_view wanted = panel_of(info.views.front());
  const auto first =
      std::find_if(result.begin(), result.end(), [&](const PanelEntry* one) { return one->id == wanted; });
  if (first != result.end()) std::rotate(result.begin(), first, first + 1);
  return result;
}

std::size_t open_stage(const lessons::LessonInfo& info, const ViewState& view) {
  const std::vector<const PanelEntry*> entries = stage_entries(info);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i]->id == view.stage_tab) return i;
  }
  return 0;
}

void draw_layout(PanelContext& context, Panels& panels) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("playground", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse |
                   ImGuiWindowFlags_NoBackground);  // the ground is what each frame is cleared to
  refresh_fonts();
  if (metrics().narrow) {
    draw_narrow(context, panels, size);
  } else {
    draw_wide(context, panels, size);
  }
  ImGui::End();
  draw_shortcuts(context);
  draw_tour(context);
}

}  // namespace gradbox::ui
