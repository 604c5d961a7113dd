#include <algorithm>

#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

/// The lesson's text: short steps, each with buttons that do what they say.
class Guide final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const Palette& p = palette();
    begin_at_the_top(context.info.id);
    paragraph(Type::Title, p.text, context.info.title);
    gap(kSpace);
    paragraph(Type::Label, p.quiet, context.info.summary);
    gap(kSpace * 4);
    int number = 0;
    for (const lessons::TextStep& step : context.info.text) {
      if (number > 0) hairline(kSpace * 4);
      draw_step(context, step, ++number);
    }
    gap(kSpace * 4);
  }

 private:
  /// Of another lesson's text; on a narrow screen the list of lessons stands above it and would fill the screen.
  void begin_at_the_top(const std::string& lesson) {
    if (shown_ == lesson) return;
    if (!shown_.empty()) {
      ImGui::SetScrollY(std::max(0.0f, ImGui::GetCursorPosY() - kPadding));
      want_frame();
    }
    shown_ = lesson;
  }

  void draw_step(PanelContext& context, const lessons::TextStep& step, int number) {
    const Palette& p = palette();
    const std::string id = std::to_string(number);
    if (!step.title.empty()) {
      paragraph(Type::Strong, p.text, step.title);
      gap(kSpace);
    }
    paragraph(Type::Text, mix(p.quiet, p.text, 0.75f), step.body);
    draw_buttons(context, step, id);
    int question = 0;
    for (const lessons::Prediction& prediction : step.predictions) {
      gap(kSpace * 3);
      draw_prediction(context, prediction, "predict:" + id + ":" + std::to_string(++question));
    }
    if (!step.take_home.empty()) {
      gap(kSpace * 3);
      card(p.root, Icon::Check, [&] { paragraph(Type::Label, p.text, step.take_home); });
    }
  }

  void draw_buttons(PanelContext& context, const lessons::TextStep& step, const std::string& id) {
    if (step.buttons.empty()) return;
    gap(kSpace * 2);
    const float width = ImGui::GetContentRegionAvail().x;
    float x = 0;
    int index = 0;
    for (const lessons::TextButton& one : step.buttons) {
      const float wanted = std::min(button_width(one.label), width);
      const std::string name = "do:" + id + ":" + std::to_string(++index);
      if (x > 0 && x + 8 + wanted <= width) {
        ImGui::SameLine(0, 8);
        x += 8 + wanted;
      } else {
        if (x > 0) gap(kSpace * 2);
        x = wanted;
      }
      if (wide_button(name, one.label, wanted).clicked) context.actions.ask_all(name, one.actions);
      if (context.view.notice.origin == name) failed_ = name;
    }
    if (context.view.notice.origin == failed_ && failed_.rfind("do:" + id + ":", 0) == 0) {
      gap(kSpace * 2);
      card(palette().wrong, Icon::Warning, [&] { paragraph(Type::Label, palette().text, context.view.notice.text); });
    }
  }

  void draw_prediction(PanelContext& context, const lessons::Prediction& prediction, const std::string& name) {
    std::vector<std::string>& revealed = context.view.revealed;
    const std::string key = context.info.id + "/" + name;
    const bool open = std::find(revealed.begin(), revealed.end(), key) != revealed.end();
    card(palette().accent, Icon::Question, [&] {
      paragraph(Type::Label, palette().text, prediction.question);
      gap(kSpace * 2);
      if (open) {
        paragraph(Type::Label, mix(palette().quiet, palette().text, 0.5f), prediction.answer);
      } else if (button(name, "Reveal the answer").clicked) {
        revealed.push_back(key);
        want_frame();
      }
    });
  }

  std::string failed_;
  std::string shown_;
};

}  // namespace

std::unique_ptr<Panel> make_guide() { return std::make_unique<Guide>(); }

}  // namespace gradbox::ui
