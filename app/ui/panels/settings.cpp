#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "ui/panels/panel.h"
#include "ui/panels/speed.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::Action;
using lessons::Setting;
using lessons::SettingType;

bool differs(const Setting& setting) { return setting.value != setting.default_value; }

/// Every knob of the lesson, and the seed of its random numbers. What differs from the lesson's own value is marked.
class Settings final : public Panel {
 public:
  void draw(PanelContext& context) override {
    if (metrics().narrow) speed_row(context);
    for (const Setting& setting : context.snapshot.settings) {
      if (!setting.is_trap) row(context, setting);
    }
    seed_row(context);
    traps(context);
    const bool any = std::any_of(context.snapshot.settings.begin(), context.snapshot.settings.end(), differs) ||
                     context.snapshot.seed != context.info.default_seed;
    undo_row(context, any);
  }

 private:
  static constexpr float kField = 92;

  static void undo_row(PanelContext& context, bool any) {
    if (!any && !context.view.can_undo && !context.view.can_redo) return;
    gap(kSpace * 2);
    const Hit back = icon_button("undo", Icon::Undo, ButtonKind::Quiet, context.view.can_undo);
    explain(back, "Undo the last change", "Ctrl Z");
    context.view.wants_undo |= back.clicked;
    ImGui::SameLine(0, 2);
    const Hit forth = icon_button("redo", Icon::Redo, ButtonKind::Quiet, context.view.can_redo);
    explain(forth, "Do it again", "Ctrl Y");
    context.view.wants_redo |= forth.clicked;
    if (back.clicked || forth.clicked) want_frame();
    if (!any) return;
    ImGui::SameLine(0, 8);
    const Hit all = button("defaults", "All as the lesson has it");
    explain(all, "Every setting and the seed go back to what the lesson starts with.");
    if (all.clicked) context.actions.ask("defaults", Action::defaults());
  }

  static std::string id_of(const Setting& setting) { return "setting:" + setting.name; }

  void row(PanelContext& context, const Setting& setting) {
    switch (setting.type) {
      case SettingType::Bool:
        toggle_row(context, setting, palette().accent);
        break;
      case SettingType::Choice:
        choice_row(context, setting);
        break;
      default:
        number_row(context, setting);
    }
    problem(context, id_of(setting));
    if (context.snapshot.diagnosis.present && context.snapshot.diagnosis.setting == setting.name) {
      suggestion(context);
    }
    gap(metrics().narrow ? kSpace : kSpace * 2);
  }

  /// The label with its mark, its way back to the default, and its explanation. Leaves the cursor after it.
  static float label(PanelContext& context, const Setting& setting, float height) {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool marked = differs(setting);
    const float room = ImGui::GetContentRegionAvail().x - (setting.type == SettingType::Bool ? 48.0f : 0.0f);
    const float width = std::min(text_size(Type::Text, setting.label).x, room - (marked ? 44.0f : 0.0f));
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Hit name = hit_at(id_of(setting) + ":label", {at, ImVec2(at.x + width, at.y + height)});
    draw_line(list, Type::Text, at, at.y + height, width + 2, p.text, setting.label);
    const std::string allowed = "`" + setting.name + "`: " + allowed_text(setting) + ".";
    explain_label(name, setting.help.empty() ? allowed : setting.help + "\n\n" + allowed);
    if (!marked) return width;
    list->AddCircleFilled(ImVec2(at.x + width + 10, at.y + height / 2), 3, p.accent);
    ImGui::SetCursorScreenPos(ImVec2(at.x + width + 18, at.y));
    const Hit back = hit(id_of(setting) + ":default", ImVec2(24, height));
    draw_icon(list, Icon::Undo, back.box.centre(), 14, back.hovered ? p.text : p.quiet);
    explain(back, "Back to " + value_text(setting, setting.default_value));
    if (back.clicked) context.actions.ask(id_of(setting), Action::set(setting.name, setting.default_value));
    return width + 42;
  }

  static void number_row(PanelContext& context, const Setting& setting) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = metrics().narrow ? metrics().control_px : 24;
    label(context, setting, height);
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - kField + 6, at.y));
    std::string text;
    const std::string shown = value_text(setting, setting.value) + (setting.unit.empty() ? "" : " " + setting.unit);
    if (value_field(id_of(setting) + ":value", shown, kField, differs(setting), text)) {
      context.actions.ask(id_of(setting), Action::set(setting.name, text));
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x - 1, at.y + height));
    double value = setting.value;
    const SliderRange range{setting.min, setting.max, setting.default_value, setting.log_scale && setting.min > 0,
                            setting.type == SettingType::Int};
    if (slider(id_of(setting), value, range, width + 2, differs(setting))) {
      context.actions.ask(id_of(setting), Action::set(setting.name, value));
    }
  }

  static void choice_row(PanelContext& context, const Setting& setting) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
    std::vector<std::string_view> choices(setting.choices.begin(), setting.choices.end());
    const float used = label(context, setting, height);
    const float wanted = segmented_width(choices);
    const bool below = used + wanted + 8 > width;
    ImGui::SetCursorScreenPos(below ? ImVec2(at.x, at.y + height) : ImVec2(at.x + width - wanted, at.y));
    const int clicked = segmented(id_of(setting), choices, static_cast<int>(setting.value));
    if (clicked >= 0) context.actions.ask(id_of(setting), Action::set(setting.name, clicked));
  }

  static void toggle_row(PanelContext& context, const Setting& setting, ImU32 colour) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    label(context, setting, metrics().control_px);
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - 40, at.y));
    const Hit switched = toggle(id_of(setting), setting.value != 0, colour);
    explain(switched, setting.help);
    if (switched.clicked) context.actions.ask(id_of(setting), Action::set(setting.name, setting.value != 0 ? 0 : 1));
  }

  /// On narrow screens the transport has no room for it.
  static void speed_row(PanelContext& context) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
    draw_line(ImGui::GetWindowDrawList(), Type::Text, at, at.y + height, 80, palette().text, "speed");
    speed_choice(context, ImVec2(at.x + width, at.y));
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(width, height + kSpace));
  }

  static void seed_row(PanelContext& context) {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
    const bool marked = context.snapshot.seed != context.info.default_seed;
    draw_line(ImGui::GetWindowDrawList(), Type::Text, at, at.y + height, 80, p.text, "seed");
    if (marked) {
      ImGui::GetWindowDrawList()->AddCircleFilled(
          ImVec2(at.x + text_size(Type::Text, "seed").x + 10, at.y + height / 2), 3, p.accent);
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - kField + 6 - height, at.y));
    const Hit dice = icon_button("seed:next", Icon::Dice);
    explain(dice, "Other random numbers");
    if (dice.clicked) context.actions.ask("seed", Action::seed(context.snapshot.seed + 1));
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - kField + 6, at.y + (metrics().narrow ? 0 : 3)));
    std::string text;
    if (value_field("seed", std::to_string(context.snapshot.seed), kField, marked, text)) enter_seed(context, text);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(width, height));
    problem(context, "seed");
  }

  static void enter_seed(PanelContext& context, const std::string& text) {
    char* end = nullptr;
    const long long seed = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end != 0) {
      context.view.notice = {"seed", "The seed is a whole number, such as 42."};
    } else {
      context.actions.ask("seed", Action::seed(seed));
    }
  }

  void traps(PanelContext& context) {
    bool first = true;
    for (const Setting& setting : context.snapshot.settings) {
      if (!setting.is_trap) continue;
      if (first) {
        gap(kSpace * 3);
        section("Break it");
        gap(kSpace);
        first = false;
      }
      toggle_row(context, setting, palette().wrong);
      problem(context, id_of(setting));
    }
  }

  static void problem(PanelContext& context, const std::string& origin) {
    if (context.view.notice.origin != origin) return;
    gap(kSpace);
    card(palette().wrong, Icon::Warning, [&] { paragraph(Type::Label, palette().text, context.view.notice.text); });
    gap(kSpace);
  }

  static void suggestion(PanelContext& context) {
    const lessons::Diagnosis& diagnosis = context.snapshot.diagnosis;
    gap(kSpace);
    card(palette().wrong, Icon::Warning, [&] {
      paragraph(Type::Label, palette().text, "With this value `" + diagnosis.quantity + "` does not stay finite.");
    });
  }
};

}  // namespace

std::unique_ptr<Panel> make_settings() { return std::make_unique<Settings>(); }

}  // namespace gradbox::ui
