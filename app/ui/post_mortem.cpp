#include "ui/post_mortem.h"

#include <algorithm>
#include <cmath>

#include "ui/graph/value_view.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using gradbox::inspect::Birth;
using gradbox::inspect::NamedValue;
using gradbox::inspect::ValueSnapshot;
using gradbox::inspect::WalkedOperator;
using lessons::Action;
using lessons::Diagnosis;

std::string range_of(const ValueSnapshot& value) {
  if (value.count == 1 && !value.values.empty()) return short_number(value.values[0]);
  const std::string all = grouped(value.count) + " numbers, ";
  if (value.not_finite == value.count) return all + "none of them finite";
  const std::string range = "from " + short_number(value.least) + " to " + short_number(value.most);
  if (value.not_finite == 0) return all + range;
  return all + grouped(value.not_finite) + " of them not finite, the rest " + range;
}

std::string shape_of(const ValueSnapshot& value) {
  std::string text;
  for (const int64_t size : value.shape) text += (text.empty() ? "" : "×") + std::to_string(size);
  return text.empty() ? "one number" : text;
}

/// One operator of the walk: what it is, what it gave.
void walked(const WalkedOperator& one, const char* did, bool born, bool first) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::min(ImGui::GetContentRegionAvail().x, 620.0f), height = 50;
  if (!first) {
    const float x = at.x + 22;
    list->AddLine(ImVec2(x, at.y - 14), ImVec2(x, at.y - 2), p.wrong, 2);
    list->AddTriangleFilled(ImVec2(x - 5, at.y - 7), ImVec2(x + 5, at.y - 7), ImVec2(x, at.y), p.wrong);
  }
  const ImVec2 end(at.x + width, at.y + height);
  list->AddRectFilled(at, end, born ? with_alpha(p.wrong, 0.16f) : p.code, kCorner);
  if (born) list->AddRect(at, end, p.wrong, kCorner, 0, 1.5f);
  const std::string name = one.result.name.empty() ? one.node : one.node + "  →  " + one.result.name;
  draw_line(list, Type::Mono, ImVec2(at.x + 12, at.y + 4), at.y + 26, width - 130, p.text, name);
  if (born) {
    const float wide = text_size(Type::LabelStrong, "born here").x;
    draw_line(list, Type::LabelStrong, ImVec2(end.x - wide - 12, at.y + 4), at.y + 26, wide + 4, p.wrong, "born here");
    draw_icon(list, Icon::Warning, ImVec2(end.x - wide - 24, at.y + 15), 15, p.wrong);
  }
  draw_line(list, Type::Label, ImVec2(at.x + 12, at.y + 25), at.y + 46, width - 24, p.quiet,
            did + range_of(one.result.value) + "  (" + shape_of(one.result.value) + ")");
  ImGui::Dummy(ImVec2(width, height));
  gap(14);
}

void operand(const NamedValue& one) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const std::string name = one.name.empty() ? "operand" : one.name;
  draw_line(list, Type::Mono, at, at.y + 24, 130, p.saved, name);
  draw_line(list, Type::Mono, ImVec2(at.x + 140, at.y), at.y + 24, width - 140, p.text, range_of(one.value));
  ImGui::Dummy(ImVec2(width, 24));
  std::string first;
  for (std::size_t i = 0; i < one.value.values.size() && i < 6 && one.value.count > 1; ++i) {
    first += (first.empty() ? "" : ", ") + short_number(one.value.values[i], 3);
  }
  if (first.empty()) return;
  const ImVec2 below = ImGui::GetCursorScreenPos();
  draw_line(list, Type::MonoSmall, ImVec2(below.x + 140, below.y), below.y + 18, width - 140, p.quiet,
            shape_of(one.value) + ": " + first + (one.value.count > 6 ? ", …" : ""));
  ImGui::Dummy(ImVec2(width, 20));
}

/// The rate in use and the largest stable one on a logarithmic line.
void rate_line(const Diagnosis& d) {
  const Palette& p = palette();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = std::min(ImGui::GetContentRegionAvail().x - 8, 560.0f);
  const double low = std::log10(std::min(d.limit, d.rate)) - 0.7, high = std::log10(std::max(d.limit, d.rate)) + 0.7;
  const auto x_of = [&](double rate) {
    return at.x + static_cast<float>((std::log10(rate) - low) / (high - low)) * width;
  };
  const float y = at.y + 30, edge = x_of(d.limit);
  list->AddRectFilled(ImVec2(at.x, y - 3), ImVec2(edge, y + 3), p.root, 3);
  list->AddRectFilled(ImVec2(edge, y - 3), ImVec2(at.x + width, y + 3), p.wrong, 3);
  const auto mark = [&](double rate, ImU32 colour, const std::string& text, bool above) {
    const float x = x_of(rate);
    list->AddCircleFilled(ImVec2(x, y), 6, colour);
    list->AddCircle(ImVec2(x, y), 6, p.panel, 0, 1.5f);
    const float wide = text_size(Type::MonoSmall, text).x;
    const float left = std::clamp(x - wide / 2, at.x, at.x + width - wide);
    draw_text(list, Type::MonoSmall, ImVec2(left, above ? y - 26 : y + 12), p.text, text);
  };
  mark(d.limit, p.text, "limit " + short_number(d.limit, 3), true);
  mark(d.rate, p.wrong, "this run " + short_number(d.rate, 3), false);
  if (d.suggestion > 0 && std::log10(d.suggestion) > low) {
    mark(d.suggestion, p.root, "safe " + short_number(d.suggestion, 3), false);
  }
  ImGui::Dummy(ImVec2(width, 64));
}

/// The rule of the birthplace, and what one element that is not finite makes of it.
void rule_section(const Birth& birth) {
  const Palette& p = palette();
  const bool finite = std::all_of(birth.operands.begin(), birth.operands.end(),
                                  [](const NamedValue& one) { return one.value.not_finite == 0; });
  const std::string all = finite ? " Every number that went in was finite:" : " What went in:";
  if (birth.rule.empty()) return;
  const char* what = birth.in_backward ? "Its backward computes `" : "It computes `";
  paragraph(Type::Label, p.quiet, what + pretty_formula(birth.rule) + "`." + all);
  gap(kSpace);
}

void worked_section(const Birth& birth) {
  const Palette& p = palette();
  if (birth.numbers.empty()) return;
  gap(kSpace * 2);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string element = birth.element.empty() ? "" : "at " + birth.element + ":  ";
  const std::string text = element + pretty_formula(birth.numbers);
  const float width = std::min(text_size(Type::Mono, text).x + 40, ImGui::GetContentRegionAvail().x);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 end(at.x + width, at.y + 32);
  list->AddRectFilled(at, end, with_alpha(p.wrong, 0.16f), kCorner);
  draw_icon(list, Icon::Warning, ImVec2(at.x + 16, at.y + 16), 14, p.wrong);
  draw_line(list, Type::Mono, ImVec2(at.x + 30, at.y), end.y, width - 38, p.text, text);
  ImGui::Dummy(ImVec2(width, 32));
}

void walk_section(const Diagnosis& d) {
  const Palette& p = palette();
  const Birth& birth = d.birth;
  section(birth.in_backward ? "From the gradient back to where it came from" : "From the result back");
  gap(kSpace);
  paragraph(Type::Label, p.quiet,
            birth.in_backward
                ? "Forward is finite. In backward, each operation is sent a gradient and sends gradients on: this is "
                  "the way of the bad one, last station first."
                : "Each operation, and what it gave. The last one was given finite numbers.");
  gap(kSpace * 3);
  const std::size_t count = birth.walk.size();
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_end = birth.in_backward && i == 0;  // AccumulateGrad keeps what the others send
    walked(birth.walk[i], birth.in_backward ? (is_end ? "became " : "sent ") : "gave ",
           i + 1 == count && birth.leaf.empty(), i == 0);
  }
  if (!birth.leaf.empty()) {
    paragraph(Type::Label, p.text,
              birth.in_backward ? birth.leaf + " was not finite to begin with."
                                : "`" + birth.leaf + "` was not finite to begin with: it came out of the last update.");
  }
  if (birth.operands.empty()) return;
  gap(kSpace);
  section("What it was given");
  gap(kSpace);
  rule_section(birth);
  for (const NamedValue& one : birth.operands) operand(one);
  worked_section(birth);
}

void limit_section(const Diagnosis& d) {
  const std::string curvature =
      d.curvature >= 1000 && d.curvature < 1e12 ? grouped(std::llround(d.curvature)) : short_number(d.curvature);
  gap(kSpace * 2);
  section("How fast may it go?");
  gap(kSpace);
  paragraph(Type::Label, palette().quiet,
            "The largest curvature of the loss (eigenvalue of its Hessian) is " + curvature +
                ". Gradient descent is stable below 2 / " + curvature + " = " + short_number(d.limit, 3) +
                "; this run went " + short_number(d.rate / d.limit, 3) + " times as fast.");
  gap(kSpace);
  rate_line(d);
}

}  // namespace

void draw_fix(PanelContext& context, const char* id) {
  const Diagnosis& d = context.snapshot.diagnosis;
  if (d.advice.empty() || d.setting.empty()) return;
  if (!button(id, d.advice, ButtonKind::Primary).clicked) return;
  context.actions.ask(id, Action::set(d.setting, d.suggestion));
  context.actions.ask(id, Action::reset());
  context.actions.ask(id, Action::play());
}

void draw_post_mortem(PanelContext& context) {
  const Diagnosis& d = context.snapshot.diagnosis;
  ImGui::BeginChild("post-mortem", ImGui::GetContentRegionAvail());
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  paragraph(Type::Title, palette().text,
            "`" + d.quantity + "` became " + short_number(d.value) + " in step " + grouped(d.step));
  const ImVec2 below = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(ImVec2(at.x + width - metrics().control_px, at.y - 2));
  if (icon_button("walk:close", Icon::Close).clicked) {
    context.view.walk_open = false;
    want_frame();
  }
  ImGui::SetCursorScreenPos(below);
  gap(kSpace * 2);
  walk_section(d);
  if (d.has_limit) limit_section(d);
  gap(kSpace * 2);
  draw_fix(context, "walk:fix");
  gap(kSpace * 4);
  scroll_by_touch();
  ImGui::EndChild();
}

}  // namespace gradbox::ui
