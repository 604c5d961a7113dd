#include "ui/panels/panel.h"
#include "ui/widgets/hit.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

/// Numbers worth knowing, and the outcome in one line. A click copies.
class Figures final : public Panel {
 public:
  bool has_content(const PanelContext& context) const override {
    return !context.snapshot.figures.empty() || !context.snapshot.result.empty();
  }

  void draw(PanelContext& context) override {
    const Palette& p = palette();
    for (const lessons::Figure& figure : context.snapshot.figures) {
      const float width = ImGui::GetContentRegionAvail().x, height = metrics().narrow ? 40.0f : 26.0f;
      const Hit row = hit("figure:" + figure.label, ImVec2(width, height));
      if (!row.visible) continue;
      ImDrawList* list = ImGui::GetWindowDrawList();
      const float value_width = text_size(Type::Mono, figure.text).x;
      draw_line(list, Type::Label, row.box.min, row.box.max.y, width - value_width - 12, p.quiet, figure.label);
      draw_line(list, Type::Mono, ImVec2(row.box.max.x - value_width, row.box.min.y), row.box.max.y, value_width + 4,
                row.hovered ? p.accent : p.text, figure.text);
      explain(row, figure.help.empty() ? "Click to copy." : figure.help);
      if (row.clicked) copy_text(figure.text);
    }
    if (context.snapshot.result.empty()) return;
    gap(kSpace * 2);
    paragraph(Type::Label, p.text, context.snapshot.result);
  }
};

}  // namespace

std::unique_ptr<Panel> make_figures() { return std::make_unique<Figures>(); }

}  // namespace gradbox::ui
