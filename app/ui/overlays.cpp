#include "ui/overlays.h"

#include <algorithm>
#include <cmath>

#include "lessons/registry.h"
#include "ui/post_mortem.h"
#include "ui/tour.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::Action;

void draw_diagnosis(PanelContext& context) {
  const lessons::Diagnosis& d = context.snapshot.diagnosis;
  const Palette& p = palette();
  card(p.wrong, Icon::Warning, [&] {
    std::string title = "`" + d.quantity + "` became " + short_number(d.value) + " in step " + grouped(d.step);
    const bool words = d.born_in.find(' ') != std::string::npos;
    if (!d.born_in.empty()) title += ", born in " + (words ? d.born_in : "`" + d.born_in + "`");
    paragraph(Type::Text, p.text, title + ".");
    if (!d.explanation.empty()) {
      gap(kSpace);
      paragraph(Type::Label, p.quiet, d.explanation);
    }
    if (d.setting.empty() && d.birth.walk.empty()) return;
    gap(kSpace * 2);
    draw_fix(context, "diagnosis:fix");
    if (d.birth.walk.empty()) return;
    if (!d.setting.empty()) ImGui::SameLine(0, 8);
    const Hit walk = button("diagnosis:walk", "Walk back to where it was born");
    explain(walk,
            "The tape of the step that failed, from the result back to the operator that made the first of them.");
    if (!walk.clicked) return;
    context.view.walk_open = true;
    want_frame();
  });
}

void draw_error(PanelContext& context, const std::string& text) {
  const Palette& p = palette();
  card(p.wrong, Icon::Warning, [&] {
    paragraph(Type::Text, p.text,
              context.info.is_program ? "The marked statement failed, and the program stopped:"
                                      : "The step failed, and training stopped:");
    gap(kSpace);
    paragraph(Type::Mono, p.text, text);
    gap(kSpace * 2);
    if (button("error:reset", "Start again").clicked) context.actions.ask("error:reset", Action::reset());
    ImGui::SameLine(0, 8);
    if (button("error:copy", "Copy the text", ButtonKind::Quiet, Icon::Copy).clicked) {
      copy_text(text);
    }
  });
}

void draw_paused_while_hidden(PanelContext& context) {
  card(palette().accent, Icon::Pause, [&] {
    paragraph(Type::Text, palette().text, "Training paused while nobody was looking.");
    gap(kSpace * 2);
    if (button("hidden:continue", "Go on", ButtonKind::Primary).clicked) {
      context.actions.ask("hidden:continue", Action::play());
    }
  });
}

void draw_link_ignored(PanelContext& context) {
  const Palette& p = palette();
  card(p.saved, Icon::Warning, [&] {
    paragraph(Type::Text, p.text, "The link was opened, but not all of it could be used:");
    gap(kSpace);
    std::size_t shown = 0;
    for (const std::string& text : context.view.link_ignored) {
      if (++shown > 4) break;
      paragraph(Type::Label, p.quiet, text);
      gap(2);
    }
    if (context.view.link_ignored.size() > 4) {
      paragraph(Type::Label, p.quiet, "and " + std::to_string(context.view.link_ignored.size() - 4) + " more");
    }
    gap(kSpace);
    if (button("link:close", "All right").clicked) {
      context.view.link_ignored.clear();
      want_frame();
    }
  });
}

void draw_not_saved(PanelContext& context) {
  const Palette& p = palette();
  card(p.wrong, Icon::Warning, [&] {
    paragraph(Type::Text, p.text, "The file could not be saved: " + context.view.notice.text);
    gap(kSpace);
    if (button("save:close", "All right").clicked) context.view.notice = {};
  });
}

void draw_welcome(PanelContext& context) {
  const Palette& p = palette();
  const char* way = metrics().narrow ? "tap pause, or change the learning rate under Inspect."
                                     : "press Space to pause, or drag the learning rate and watch the curve answer.";
  paragraph(Type::Label, p.quiet, std::string("This page is training right now, one step after the other: ") + way);
  gap(2);
  if (button("tour:start", "Show me around", ButtonKind::Plain, Icon::Question).clicked) start_tour(context);
  ImGui::SameLine(0, 4);
  if (button("tour:no", "No, thanks", ButtonKind::Quiet).clicked) context.view.welcome = false;
}

struct Key {
  const char* key;
  const char* meaning;
};
constexpr Key kKeys[] = {{"Space", "play or pause"},
                         {"→  ←", "one step forth or back"},
                         {"R", "start again"},
                         {"L", "loss linear or logarithmic"},
                         {"G", "the graph"},
                         {"↑  ↓", "in its backward: one node on or back"},
                         {"1 2 3", "the stage's tabs"},
                         {"Ctrl Z", "undo a change of the settings"},
                         {"Ctrl Y", "do it again (or Ctrl Shift Z)"},
                         {"/", "search the lessons"},
                         {"?", "this list"},
                         {"Esc", "close"}};

void draw_keys(PanelContext& context) {
  const Palette& p = palette();
  const float width = ImGui::GetContentRegionAvail().x;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  paragraph(Type::Title, p.text, "Keys and tricks");
  const ImVec2 after = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(ImVec2(at.x + width - metrics().control_px, at.y - 3));
  if (icon_button("shortcuts:close", Icon::Close).clicked) context.view.shortcuts_open = false;
  ImGui::SetCursorScreenPos(after);
  gap(kSpace * 3);
  for (const Key& key : kKeys) {
    const ImVec2 row = ImGui::GetCursorScreenPos();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float key_width = text_size(Type::Mono, key.key).x + 14;
    list->AddRectFilled(ImVec2(row.x, row.y + 2), ImVec2(row.x + key_width, row.y + 24), p.code, 4);
    draw_line(list, Type::Mono, ImVec2(row.x + 7, row.y), row.y + 26, key_width, p.text, key.key);
    draw_line(list, Type::Text, ImVec2(row.x + 96, row.y), row.y + 26, width - 96, p.text, key.meaning);
    ImGui::Dummy(ImVec2(width, 30));
  }
  gap(kSpace * 2);
  paragraph(Type::Label, p.quiet,
            "Plots zoom with the wheel or two fingers, move by dragging, and a double click brings the first view "
            "back. Sliders go back to their default by a double click; their numbers can be typed. Click a number to "
            "copy it. A click on the track goes to that step, backwards too.");
  gap(kSpace * 3);
  if (button("tour:start", "Show me around", ButtonKind::Plain, Icon::Question).clicked) start_tour(context);
}

}  // namespace

float lessons_height_wanted() {
  const std::size_t count = lessons::all_lessons().size();
  const float row = count <= 5 ? 56.0f : metrics().row_px + 2;
  return metrics().control_px + 2 * kPadding + 8 + row * static_cast<float>(count);
}

void draw_messages(PanelContext& context) {
  const lessons::Snapshot& s = context.snapshot;
  if (!s.error.empty()) {
    draw_error(context, s.error);
  } else if (s.diagnosis.present) {
    draw_diagnosis(context);
  } else if (context.view.paused_while_hidden && s.play_state == lessons::PlayState::Paused) {
    draw_paused_while_hidden(context);
  } else if (!context.view.link_ignored.empty()) {
    draw_link_ignored(context);
  } else if (context.view.notice.origin == "save") {
    draw_not_saved(context);
  } else if (context.view.welcome) {
    draw_welcome(context);
  } else {
    return;
  }
  gap(kSpace);
}

void draw_shortcuts(PanelContext& context) {
  if (!context.view.shortcuts_open) return;
  const Palette& p = palette();
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(440.0f, display.x - 24);
  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(display);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, with_alpha(p.ground, 0.72f));
  ImGui::Begin("shade", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleColor();
  static float content_height = 430;  // as the last frame found it
  const float height = std::min(content_height, display.y - 24);
  const ImVec2 at(std::round((display.x - width) / 2), std::round((display.y - height) / 2));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 end(at.x + width, at.y + height);
  list->AddRectFilled(at, end, p.panel, 2 * kCorner);
  list->AddRect(at, end, p.line, 2 * kCorner);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(22, 20));
  ImGui::BeginChild("keys", ImVec2(width, height), ImGuiChildFlags_AlwaysUseWindowPadding);
  ImGui::PopStyleVar();
  draw_keys(context);
  const float found = ImGui::GetCursorPosY() + 20;
  if (found != content_height) want_frame();
  content_height = found;
  scroll_by_touch();
  ImGui::EndChild();
  const bool outside = !ImGui::IsMouseHoveringRect(at, end, false);
  if (ImGui::IsMouseClicked(0) && outside && !ImGui::IsWindowAppearing()) context.view.shortcuts_open = false;
  ImGui::End();
}

}  // namespace gradbox::ui
