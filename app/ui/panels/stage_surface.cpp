#include <algorithm>
#include <cmath>

#include "ui/panels/panel.h"
#include "ui/render/grid_view.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

/// The loss over two parameters as a landscape seen from above, and the way that training takes through it.
class StageSurface final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const lessons::Surface& surface = context.snapshot.stage.surface;
    const ImVec2 size = ImGui::GetContentRegionAvail();
    if (surface.loss.columns < 2) {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      empty_plot({at, ImVec2(at.x + size.x, at.y + size.y)}, "Computing the loss around here…");
      want_frame();
      return;
    }
    PlotRequest request;
    request.id = "surface";
    request.size = size;
    request.extent = surface.loss.extent;
    request.follow = true;
    request.key = "surface" + context.snapshot.lesson;
    request.x_label = surface.x_name;
    request.y_label = surface.y_name;
    if (!plot_.begin(request)) return;
    grid_.draw(plot_.list(), plot_.window(), surface.loss, context.snapshot.revision);
    draw_way(surface);
    draw_legend(surface);
    plot_.end();
  }

 private:
  void draw_way(const lessons::Surface& surface) const {
    const Palette& p = palette();
    ImDrawList* list = plot_.list();
    const ImU32 rim = IM_COL32(10, 14, 20, 190);
    const ImU32 ink = IM_COL32_WHITE;
    plot_.curve(surface.path_x, surface.path_y, rim, 4.5f);
    plot_.curve(surface.path_x, surface.path_y, ink, 2);
    if (surface.has_minimum) draw_cross(plot_.at(surface.minimum_x, surface.minimum_y), rim, p.root);
    if (surface.path_x.empty()) return;
    const ImVec2 start = plot_.at(surface.path_x.front(), surface.path_y.front());
    const ImVec2 here = plot_.at(surface.path_x.back(), surface.path_y.back());
    list->AddCircleFilled(start, 4, rim);
    list->AddCircle(start, 4, ink, 0, 1.5f);
    if (surface.has_next) draw_arrow(here, plot_.at(surface.next_x, surface.next_y), rim);
    list->AddCircleFilled(here, 6.5f, rim);
    list->AddCircleFilled(here, 5, dark_palette().leaf);
  }

  void draw_cross(ImVec2 at, ImU32 rim, ImU32 colour) const {
    ImDrawList* list = plot_.list();
    for (const float width : {4.5f, 2.0f}) {
      const ImU32 ink = width > 3 ? rim : mix(colour, IM_COL32_WHITE, 0.25f);
      list->AddLine(ImVec2(at.x - 6, at.y - 6), ImVec2(at.x + 6, at.y + 6), ink, width);
      list->AddLine(ImVec2(at.x - 6, at.y + 6), ImVec2(at.x + 6, at.y - 6), ink, width);
    }
  }

  void draw_arrow(ImVec2 from, ImVec2 to, ImU32 rim) const {
    const float dx = to.x - from.x, dy = to.y - from.y;
    const float length = std::sqrt(dx * dx + dy * dy);
    if (length < 12 || !std::isfinite(length)) return;
    const float ux = dx / length, uy = dy / length;
    const ImVec2 neck(to.x - 9 * ux, to.y - 9 * uy);
    const ImVec2 left(neck.x - 5 * uy, neck.y + 5 * ux), right(neck.x + 5 * uy, neck.y - 5 * ux);
    const ImU32 colour = dark_palette().gradient;
    plot_.list()->AddLine(from, neck, rim, 4.5f);
    plot_.list()->AddTriangleFilled(to, left, right, rim);
    plot_.list()->AddLine(from, neck, colour, 2.5f);
    plot_.list()->AddTriangleFilled(to, left, right, colour);
  }

  void draw_legend(const lessons::Surface& surface) const {
    using Mark = LegendEntry::Mark;
    const Palette& p = palette();
    std::vector<LegendEntry> entries = {{Mark::Line, p.text, "way taken"}, {Mark::Dot, p.leaf, "now"}};
    if (surface.has_next) entries.push_back({Mark::Line, p.gradient, "next step"});
    if (surface.has_minimum) entries.push_back({Mark::Square, p.root, "minimum"});
    const PlotWindow window = plot_.window();
    legend(plot_.list(), window.screen, entries);
  }

  Plot plot_;
  GridView grid_{GridView::Look::Surface};
};

}  // namespace

std::unique_ptr<Panel> make_stage_surface() { return std::make_unique<StageSurface>(); }

}  // namespace gradbox::ui
