#include <algorithm>
#include <cmath>
#include <cstdio>

#include "ui/panels/panel.h"
#include "ui/save.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::Series;

/// At most about two values a pixel, each group's lowest and highest, so that spikes stay visible.
struct Thinned {
  std::vector<double> x, y;
  double low = 0, high = 0;
  bool any = false;
  bool share = false;
  double first_bad = -1;  // step of the first value that is not finite
};

Thinned thin(const Series& series, std::size_t groups, bool positive_only) {
  Thinned result;
  const std::size_t every = std::max<std::size_t>(1, series.values.size() / std::max<std::size_t>(groups, 1));
  const auto step_of = [&](std::size_t i) { return static_cast<double>(i) * static_cast<double>(series.stride); };
  for (std::size_t start = 0; start < series.values.size(); start += every) {
    const std::size_t end = std::min(start + every, series.values.size());
    std::size_t lowest = end, highest = end;
    for (std::size_t i = start; i < end; ++i) {
      const double v = series.values[i];
      if (!std::isfinite(v)) {
        if (result.first_bad < 0) result.first_bad = step_of(i);
        continue;
      }
      if (positive_only && v <= 0) continue;
      if (lowest == end || v < series.values[lowest]) lowest = i;
      if (highest == end || v > series.values[highest]) highest = i;
    }
    if (lowest == end) continue;
    for (const std::size_t i : {std::min(lowest, highest), std::max(lowest, highest)}) {
      if (!result.x.empty() && result.x.back() == step_of(i)) continue;
      result.x.push_back(step_of(i));
      result.y.push_back(series.values[i]);
    }
    result.low = result.any ? std::min(result.low, series.values[lowest]) : series.values[lowest];
    result.high = result.any ? std::max(result.high, series.values[highest]) : series.values[highest];
    result.any = true;
  }
  return result;
}

/// A share, such as an accuracy, runs from 0 to 1 over the plot's height, whatever the loss does.
bool is_share(const Series& series) { return series.name.find("loss") == std::string::npos; }

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

class Loss final : public Panel {
 public:
  void draw(PanelContext& context) override {
    header(context);
    const ImVec2 size = ImGui::GetContentRegionAvail(), from = ImGui::GetCursorScreenPos();
    note_place("loss-plot", {from, ImVec2(from.x + size.x, from.y + size.y)});
    const bool log = context.view.log_loss;
    std::vector<Thinned> curves;
    for (const Series& series : context.snapshot.series) {
      curves.push_back(thin(series, static_cast<std::size_t>(std::max(size.x, 50.0f)), log && !is_share(series)));
      curves.back().share = is_share(series);
    }
    PlotRequest request;
    request.id = "loss";
    request.size = size;
    request.extent = extent_of(curves, context.snapshot, log);
    request.key = context.snapshot.lesson + (log ? "/log" : "/linear");
    request.x_label = "step";
    request.log_y = log;
    request.follow = true;
    if (!plot_.begin(request)) return;
    for (std::size_t i = curves.size(); i-- > 0;) draw_curve(curves[i], i);
    if (curves.empty() || curves[0].x.empty()) empty(context);
    if (metrics().narrow && curves.size() > 1) draw_legend(context.snapshot.series);
    plot_.end();
  }

 private:
  static void header(PanelContext& context) {
    const Palette& p = palette();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
    ImDrawList* list = ImGui::GetWindowDrawList();
    float x = at.x + 4;
    draw_line(list, Type::LabelStrong, ImVec2(x, at.y), at.y + height, width, p.text, "Loss");
    x += text_size(Type::LabelStrong, "Loss").x + 12;
    if (context.snapshot.has_loss) {
      const bool bad = !std::isfinite(context.snapshot.loss);
      if (bad) draw_icon(list, Icon::Warning, ImVec2(x + 8, at.y + height / 2), 15, p.wrong);
      if (bad) x += 22;
      const std::string shown = short_number(context.snapshot.loss);
      const Hit number = hit_at("loss", {ImVec2(x - 4, at.y + 3), ImVec2(x + 76, at.y + height - 3)});
      if (number.hovered) list->AddRectFilled(number.box.min, number.box.max, p.hover, 4);
      draw_line(list, Type::Mono, ImVec2(x, at.y), at.y + height, 140, bad ? p.wrong : p.series[0], shown);
      const std::string exact = exact_number(context.snapshot.loss, context.snapshot.series[0].dtype == "float32");
      explain(number, "loss = `" + exact + "`\n\nClick to copy.");
      if (number.clicked) copy_text(exact);
      x += 84;
    }
    for (std::size_t i = 1; i < context.snapshot.series.size() && x < at.x + width - 260; ++i) {
      const Series& series = context.snapshot.series[i];
      list->AddRectFilled(ImVec2(x, at.y + height / 2 - 1), ImVec2(x + 12, at.y + height / 2 + 1), colour_of(i), 1);
      std::string now;
      if (!series.tail.empty()) now = is_share(series) ? percent(series.tail.back()) : short_number(series.tail.back());
      draw_line(list, Type::Label, ImVec2(x + 18, at.y), at.y + height, 120, p.quiet, series.name);
      const float name_width = text_size(Type::Label, series.name).x;
      draw_line(list, Type::Mono, ImVec2(x + 26 + name_width, at.y), at.y + height, 90, colour_of(i), now);
      x += name_width + 110;
    }
    const std::vector<std::string_view> scales = {"linear", "log"};
    if (!context.view.posing) {
      ImGui::SetCursorScreenPos(ImVec2(at.x + width - height, at.y));
      save_curves_menu(context);
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x + width - height - 4 - segmented_width(scales), at.y));
    const int clicked = segmented("loss-scale", scales, context.view.log_loss ? 1 : 0);
    if (clicked >= 0) context.view.log_loss = clicked == 1;
    if (clicked >= 0) want_frame();
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + height + 2));
  }

  /// On narrow screens the header has room for the loss alone.
  void draw_legend(const std::vector<Series>& all) const {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < all.size(); ++i) {
      entries.push_back({LegendEntry::Mark::Line, colour_of(i), all[i].name});
    }
    legend(plot_.list(), plot_.window().screen, entries);
  }

  static ImU32 colour_of(std::size_t series) { return palette().series[series == 0 ? 0 : (series + 1) % 6]; }

  static lessons::Extent extent_of(const std::vector<Thinned>& curves, const lessons::Snapshot& snapshot, bool log) {
    // The time axis grows in steps, so that the curve runs to the right instead of being squeezed at every step.
    const double steps = static_cast<double>(std::max<int64_t>(snapshot.step, 1));
    double reach = 20;
    while (reach < steps * 1.02) reach *= 1.5;
    if (steps > 0.6 * static_cast<double>(snapshot.planned_steps)) {
      reach = std::max(static_cast<double>(snapshot.planned_steps), steps) * 1.02;
    }
    double low = 0, high = 1;
    bool any = false;
    for (const Thinned& curve : curves) {
      if (!curve.any || curve.share) continue;
      low = any ? std::min(low, curve.low) : curve.low;
      high = any ? std::max(high, curve.high) : curve.high;
      any = true;
    }
    if (log) {
      if (!any) low = 0.01;
      const double margin = std::max(0.08 * std::log10(high / low), 0.12);
      return {0, reach, low * std::pow(10.0, -margin), high * std::pow(10.0, margin)};
    }
    const double margin = std::max(0.08 * (high - low), 1e-9);
    return {0, reach, std::min(low, 0.0), high + margin};
  }

  void draw_curve(const Thinned& curve, std::size_t index) const {
    const Palette& p = palette();
    const PlotWindow window = plot_.window();
    if (curve.share) {
      draw_share(curve, colour_of(index));
      return;
    }
    plot_.curve(curve.x, curve.y, colour_of(index), index == 0 ? 2.0f : 1.5f);
    if (!curve.x.empty() && index == 0) {
      const ImVec2 here = plot_.at(curve.x.back(), curve.y.back());
      plot_.list()->AddCircleFilled(here, 6, with_alpha(colour_of(0), 0.25f));
      plot_.list()->AddCircleFilled(here, 3.5f, colour_of(0));
    }
    if (curve.first_bad < 0 || index != 0) return;
    const float x = std::round(plot_.at(curve.first_bad, 1).x);
    plot_.list()->AddRectFilled(ImVec2(x, window.screen.min.y), ImVec2(x + 1.5f, window.screen.max.y), p.wrong);
    const std::string text = "not finite from step " + grouped(static_cast<int64_t>(curve.first_bad));
    const float width = text_size(Type::Label, text).x + 22;
    const float left = x + 8 + width > window.screen.max.x ? x - width - 6 : x + 8;
    plot_.list()->AddRectFilled(ImVec2(left - 5, window.screen.min.y + 5),
                                ImVec2(left + width + 5, window.screen.min.y + 28), with_alpha(p.panel, 0.9f), kCorner);
    draw_icon(plot_.list(), Icon::Warning, ImVec2(left + 8, window.screen.min.y + 16), 15, p.wrong);
    draw_text(plot_.list(), Type::Label, ImVec2(left + 21, window.screen.min.y + 8), p.wrong, text);
  }

  void draw_share(const Thinned& curve, ImU32 colour) const {
    const Box box = plot_.window().screen;
    const float top = box.min.y + (metrics().narrow ? 42.0f : 12.0f), bottom = box.max.y - 4;  // below the legend
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      plot_.list()->PathLineTo(
          ImVec2(plot_.at(curve.x[i], 1).x, bottom - static_cast<float>(curve.y[i]) * (bottom - top)));
    }
    plot_.list()->PathStroke(colour, ImDrawFlags_None, 1.5f);
    const float width = text_size(Type::MonoSmall, "100 %").x;
    draw_text(plot_.list(), Type::MonoSmall, ImVec2(box.max.x - width - 6, top - 8), colour, "100 %");
  }

  void empty(PanelContext& context) const {
    const char* text =
        context.snapshot.step == 0 ? "Press play: the loss of every step appears here." : "No finite value to draw.";
    empty_plot(plot_.window().screen, text);
  }

  Plot plot_;
};

}  // namespace

std::unique_ptr<Panel> make_loss() { return std::make_unique<Loss>(); }

}  // namespace gradbox::ui
