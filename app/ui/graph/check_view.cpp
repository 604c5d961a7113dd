#include "ui/graph/check_view.h"

#include <cmath>

#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using inspect::GradientCheck;

constexpr int kMostRows = 8;

const GradientCheck* find_check(const lessons::Snapshot& snapshot, const std::string& name) {
  if (!snapshot.tape.has_check) return nullptr;
  for (const GradientCheck& check : snapshot.tape.check.checks) {
    if (check.name == name) return &check;
  }
  return nullptr;
}

constexpr float kFirst = 84;  // width of the column of names

void name_column(const GradientCheck& check, ImVec2 at, float height, const std::string& name) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_icon(list, check.passed() ? Icon::Check : Icon::Warning, ImVec2(at.x + 9, at.y + height / 2), 14,
            check.passed() ? p.root : p.wrong);
  draw_line(list, Type::Mono, ImVec2(at.x + 22, at.y), at.y + height, kFirst - 22, p.text, name);
}

/// Two numbers side by side, marked where they differ.
void number_row(const GradientCheck& check, std::size_t i) {
  const Palette& p = palette();
  const bool failing = check.failing[i];
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = 24;
  const float column = (width - kFirst) / 2, left = at.x + kFirst;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (failing) list->AddRectFilled(at, ImVec2(at.x + width, at.y + height), with_alpha(p.wrong, 0.13f), 4);
  if (check.analytical.size() == 1) {
    name_column(check, at, height, check.name);
  } else {
    if (failing) draw_icon(list, Icon::Warning, ImVec2(at.x + 31, at.y + height / 2), 13, p.wrong);
    draw_line(list, Type::MonoSmall, ImVec2(at.x + 42, at.y), at.y + height, kFirst - 42, p.quiet,
              "[" + std::to_string(i) + "]");
  }
  const std::string id = "check:" + check.name + ":" + std::to_string(i);
  number_cell(id + ":backward", ImVec2(left, at.y), ImVec2(left + column, at.y + height), left + column * 0.46f,
              check.analytical[i], failing ? p.wrong : p.gradient, false, check.name + ".grad by backward");
  number_cell(id + ":differences", ImVec2(left + column, at.y), ImVec2(left + 2 * column, at.y + height),
              left + column * 1.46f, check.numerical[i], p.text, false, check.name + ".grad by finite differences");
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(width, height));
}

/// A tensor: how many of its elements agree, then all of a few, of many those that do not.
void draw_tensor_check(const GradientCheck& check) {
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = 24;
  name_column(check, at, height, check.name);
  const auto count = static_cast<int64_t>(check.analytical.size());
  const std::string outcome = check.passed() ? "all " + grouped(count) + " agree"
                                             : grouped(check.failing_count) + " of " + grouped(count) + " are wrong";
  draw_line(ImGui::GetWindowDrawList(), Type::Label, ImVec2(at.x + kFirst, at.y), at.y + height, width - kFirst,
            check.passed() ? p.quiet : p.wrong, outcome);
  ImGui::Dummy(ImVec2(width, height));
  int shown = 0;
  for (std::size_t i = 0; i < check.analytical.size(); ++i) {
    const bool listed = count <= 4 || check.failing[i];
    if (listed && shown++ < kMostRows) number_row(check, i);
  }
  if (shown > kMostRows) line(Type::Label, p.quiet, grouped(shown - kMostRows) + " more like these");
}

void draw_check(const GradientCheck& check) {
  if (check.analytical.size() == 1) {
    number_row(check, 0);
  } else {
    draw_tensor_check(check);
  }
}

void heading() {
  const Palette& p = palette();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = 22;
  const float column = (width - kFirst) / 2;
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_line(list, Type::Label, ImVec2(at.x + kFirst + 8, at.y), at.y + height, column, p.gradient, "by backward");
  draw_line(list, Type::Label, ImVec2(at.x + kFirst + column + 2, at.y), at.y + height, column, p.quiet,
            "by differences");
  ImGui::Dummy(ImVec2(width, height));
}

}  // namespace

void draw_gradient_check(PanelContext& context) {
  const lessons::Snapshot& s = context.snapshot;
  GraphView& view = context.view.graph;
  const bool paused = s.play_state == lessons::PlayState::Paused;
  if (view.check && view.checked_step < 0 && paused) {
    view.checked_step = s.step;
    view.checked_generation = s.generation;
  }
  const bool asked = view.check && view.checked_step == s.step && view.checked_generation == s.generation;
  gap(kSpace * 2);
  if (!asked || !s.tape.has_check) {
    const Hit check = button("check:gradients", asked && paused ? "Checking…" : "Check the gradients");
    explain(check,
            "Computes each gradient a second time, without backward: every element is moved a little to both sides, "
            "and the loss is watched. Both must agree.");
    if (asked && paused) want_frame(0.05f);
    if (!check.clicked) return;
    if (!paused) context.actions.ask("check:gradients", lessons::Action::pause());
    view.check = true;
    view.checked_step = -1;  // the step at which training rests
    want_frame();
    return;
  }
  if (!s.tape.check.error.empty()) {
    paragraph(Type::Label, palette().quiet, s.tape.check.error);
    return;
  }
  section("Gradients here, computed twice");
  heading();
  for (const GradientCheck& check : s.tape.check.checks) draw_check(check);
}

void draw_check_badge(const lessons::Snapshot& snapshot, const std::string& name, ImVec2 centre) {
  const GradientCheck* check = find_check(snapshot, name);
  if (!check) return;
  const Palette& p = palette();
  draw_icon(ImGui::GetWindowDrawList(), check->passed() ? Icon::Check : Icon::Warning, centre, 12,
            check->passed() ? p.root : p.wrong);
}

}  // namespace gradbox::ui
