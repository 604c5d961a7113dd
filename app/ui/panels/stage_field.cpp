#include <algorithm>

#include "ui/panels/panel.h"
#include "ui/render/grid_view.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

/// Two classes as points, and behind them what the classifier thinks of every place.
class StageField final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const lessons::Stage& stage = context.snapshot.stage;
    PlotRequest request;
    request.id = "field";
    request.size = ImGui::GetContentRegionAvail();
    request.extent = stage.extent;
    request.key = "field" + context.snapshot.lesson;
    request.x_label = stage.x_label;
    request.y_label = stage.y_label;
    if (!plot_.begin(request)) return;
    grid_.draw(plot_.list(), plot_.window(), stage.field, context.snapshot.revision);
    draw_points(stage.points);
    draw_legend(stage.points);
    plot_.end();
  }

 private:
  void draw_points(const lessons::Points& points) const {
    const Palette& p = palette();
    ImDrawList* list = plot_.list();
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const ImVec2 at = plot_.at(points.x[i], points.y[i]);
      const bool second = i < points.label.size() && points.label[i] != 0;
      const ImU32 rim = p.dark ? p.ground : p.panel;
      if (second) {
        list->AddRectFilled(ImVec2(at.x - 4, at.y - 4), ImVec2(at.x + 4, at.y + 4), rim, 1.5f);
        list->AddRectFilled(ImVec2(at.x - 3, at.y - 3), ImVec2(at.x + 3, at.y + 3), p.class_two, 1);
      } else {
        list->AddCircleFilled(at, 4.7f, rim);
        list->AddCircleFilled(at, 3.6f, p.class_one);
      }
    }
  }

  void draw_legend(const lessons::Points& points) const {
    using Mark = LegendEntry::Mark;
    if (points.label.empty()) return;
    const Palette& p = palette();
    const PlotWindow window = plot_.window();
    legend(plot_.list(), window.screen,
           {{Mark::Dot, p.class_one, "first class"},
            {Mark::Square, p.class_two, "second class"},
            {Mark::Line, p.text, "undecided"}});
  }

  Plot plot_;
  GridView grid_{GridView::Look::Field};
};

}  // namespace

std::unique_ptr<Panel> make_stage_field() { return std::make_unique<StageField>(); }

}  // namespace gradbox::ui
