#include <algorithm>
#include <cfloat>
#include <cmath>

#include "ui/panels/panel.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::Points;
using lessons::Split;
using lessons::Stage;

constexpr int kSegmentsOfMany = 6;  // of dots too small and too many to be round

bool is_validation(const Points& points, std::size_t i) {
  return i < points.split.size() && points.split[i] == Split::Validation;
}

/// Data, prediction, and what is missing between them.
class StageFit final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const Stage& stage = context.snapshot.stage;
    PlotRequest request;
    request.id = "fit";
    request.size = ImGui::GetContentRegionAvail();
    request.extent = stage.extent;
    request.key = "fit" + context.snapshot.lesson;
    request.x_label = stage.x_label;
    request.y_label = stage.y_label;
    if (!plot_.begin(request)) return;
    draw_residuals(stage.points);
    draw_points(stage.points);
    draw_curves(stage);
    draw_legend(stage);
    plot_.end();
  }

 private:
  static constexpr std::size_t kMostResiduals = 75;

  void draw_residuals(const Points& points) const {
    if (points.prediction.size() != points.x.size() || points.x.empty()) return;
    const std::size_t every = std::max<std::size_t>(1, points.x.size() / kMostResiduals);
    const ImU32 colour = with_alpha(palette().gradient, 0.5f);
    for (std::size_t i = every / 2; i < points.x.size(); i += every) {
      if (!std::isfinite(points.prediction[i])) continue;
      const ImVec2 from = plot_.at(points.x[i], points.y[i]), to = plot_.at(points.x[i], points.prediction[i]);
      plot_.list()->AddLine(from, ImVec2(from.x, std::clamp(to.y, -1e5f, 1e5f)), colour, 1);
    }
  }

  void draw_points(const Points& points) const {
    const Palette& p = palette();
    const bool many = points.x.size() > 400;
    const float radius = many ? 1.6f : points.x.size() > 150 ? 2.5f : 3.5f;
    const ImU32 colour = many ? with_alpha(p.quiet, 0.55f) : mix(p.panel, p.quiet, 0.85f);
    ImVec2 last(-FLT_MAX, -FLT_MAX);
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const ImVec2 at = plot_.at(points.x[i], points.y[i]);
      if (many && are_close(last, at)) continue;
      last = at;
      if (is_validation(points, i)) {
        plot_.list()->AddCircle(at, radius, p.root, 0, 1.5f);
      } else {
        plot_.list()->AddCircleFilled(at, radius, colour, many ? kSegmentsOfMany : 0);
      }
    }
  }

  void draw_curves(const Stage& stage) const {
    const Palette& p = palette();
    for (std::size_t i = stage.curves.size(); i-- > 0;) {
      const lessons::Curve& curve = stage.curves[i];
      plot_.curve(curve.x, curve.y, i == 0 ? p.series[1] : p.series[(i + 1) % 6], i == 0 ? 2.5f : 1.5f);
    }
    if (!stage.curves.empty() && !finite(stage.curves[0])) {
      const PlotWindow window = plot_.window();
      const std::string text = "The prediction is no longer a finite number.";
      const ImVec2 size = text_size(Type::Strong, text);
      const ImVec2 at(window.screen.centre().x - size.x / 2, window.screen.centre().y - size.y / 2);
      plot_.list()->AddRectFilled(ImVec2(at.x - 38, at.y - 10), ImVec2(at.x + size.x + 14, at.y + size.y + 10),
                                  with_alpha(p.panel, 0.92f), kCorner);
      draw_icon(plot_.list(), Icon::Warning, ImVec2(at.x - 18, at.y + size.y / 2), 18, p.wrong);
      draw_text(plot_.list(), Type::Strong, at, p.wrong, text);
    }
  }

  static bool finite(const lessons::Curve& curve) {
    return std::all_of(curve.y.begin(), curve.y.end(), [](double y) { return std::isfinite(y); });
  }

  void draw_legend(const Stage& stage) const {
    using Mark = LegendEntry::Mark;
    const Palette& p = palette();
    std::vector<LegendEntry> entries;
    const auto& split = stage.points.split;
    const bool validation = std::find(split.begin(), split.end(), Split::Validation) != split.end();
    if (!stage.points.x.empty()) entries.push_back({Mark::Dot, p.quiet, validation ? "training" : "data"});
    if (validation) entries.push_back({Mark::Ring, p.root, "validation"});
    for (std::size_t i = 0; i < stage.curves.size(); ++i) {
      entries.push_back({Mark::Line, i == 0 ? p.series[1] : p.series[(i + 1) % 6], stage.curves[i].name});
    }
    if (!stage.points.prediction.empty()) entries.push_back({Mark::Line, with_alpha(p.gradient, 0.7f), "error"});
    const PlotWindow window = plot_.window();
    legend(plot_.list(), window.screen, entries);
  }

  Plot plot_;
};

/// What the prediction misses, point by point, around a line at zero.
class StageResiduals final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const Points& points = context.snapshot.stage.points;
    const ImVec2 size = ImGui::GetContentRegionAvail();
    if (points.prediction.size() != points.x.size() || points.x.empty()) {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      empty_plot({at, ImVec2(at.x + size.x, at.y + size.y)}, "Take a step to see what the prediction misses.");
      return;
    }
    double largest = 1e-12;
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const double miss = std::fabs(points.y[i] - points.prediction[i]);
      if (std::isfinite(miss)) largest = std::max(largest, miss);
    }
    // In steps, so that the scale rests while the fit improves.
    const double reach = std::pow(2.0, std::ceil(std::log2(largest * 1.05)));
    PlotRequest request;
    request.id = "residuals";
    request.size = size;
    request.extent = context.snapshot.stage.extent;
    request.extent.y_min = -reach;
    request.extent.y_max = reach;
    request.follow = true;
    request.key = "residuals" + context.snapshot.lesson;
    request.x_label = context.snapshot.stage.x_label;
    request.y_label = "data − prediction";
    if (!plot_.begin(request)) return;
    draw_points(points);
    plot_.end();
  }

 private:
  void draw_points(const Points& points) const {
    const Palette& p = palette();
    const PlotWindow window = plot_.window();
    const float zero = plot_.at(0, 0).y;
    plot_.list()->AddRectFilled(ImVec2(window.screen.min.x, zero - 0.5f), ImVec2(window.screen.max.x, zero + 0.5f),
                                with_alpha(p.quiet, 0.7f));
    const bool sparse = points.x.size() <= 300;
    ImVec2 last(-FLT_MAX, -FLT_MAX);
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const double miss = points.y[i] - points.prediction[i];
      if (!std::isfinite(miss)) continue;
      const ImVec2 at = plot_.at(points.x[i], miss);
      if (!sparse && are_close(last, at)) continue;
      last = at;
      if (sparse) plot_.list()->AddLine(ImVec2(at.x, zero), at, with_alpha(p.gradient, 0.5f), 1);
      if (is_validation(points, i)) {
        plot_.list()->AddCircle(at, 3, p.root, 0, 1.5f);
      } else {
        plot_.list()->AddCircleFilled(at, sparse ? 3 : 1.6f, p.gradient, sparse ? 0 : kSegmentsOfMany);
      }
    }
  }

  Plot plot_;
};

}  // namespace

std::unique_ptr<Panel> make_stage_fit() { return std::make_unique<StageFit>(); }

std::unique_ptr<Panel> make_stage_residuals() { return std::make_unique<StageResiduals>(); }

}  // namespace gradbox::ui
