#include "ui/widgets/plot.h"

#include <implot.h>
#include <implot_internal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

constexpr ImPlotFlags kFlags = ImPlotFlags_NoTitle | ImPlotFlags_NoLegend | ImPlotFlags_NoMenus |
                               ImPlotFlags_NoBoxSelect | ImPlotFlags_NoMouseText;
constexpr ImPlotAxisFlags kAxis = ImPlotAxisFlags_NoHighlight | ImPlotAxisFlags_NoMenus | ImPlotAxisFlags_NoSideSwitch;

void format_tick(double value, char* buffer, int size) {
  const double magnitude = std::fabs(value);
  if (magnitude >= 1e5 || (magnitude > 0 && magnitude < 1e-3)) {
    const int exponent = static_cast<int>(std::floor(std::log10(magnitude) + 1e-9));
    const double mantissa = value / std::pow(10.0, exponent);
    if (std::fabs(mantissa - 1) < 1e-6) {
      std::snprintf(buffer, static_cast<std::size_t>(size), "1e%d", exponent);
    } else {
      std::snprintf(buffer, static_cast<std::size_t>(size), "%.3ge%d", mantissa, exponent);
    }
    return;
  }
  std::snprintf(buffer, static_cast<std::size_t>(size), "%.6g", value);
}

int tick(double value, char* buffer, int size, void*) {
  char text[48];
  format_tick(value, text, sizeof text);
  std::string shown;
  for (const char* c = text; *c; ++c) shown += *c == '-' ? std::string("−") : std::string(1, *c);
  return std::snprintf(buffer, static_cast<std::size_t>(size), "%s", shown.c_str());
}

/// The extent grown in one direction, so that units are equally long in both.
lessons::Extent with_equal_units(const lessons::Extent& wanted, ImVec2 size) {
  const double width = wanted.x_max - wanted.x_min, height = wanted.y_max - wanted.y_min;
  const double room_x = std::max(size.x - 52.0f, 20.0f), room_y = std::max(size.y - 40.0f, 20.0f);
  lessons::Extent result = wanted;
  if (width / room_x < height / room_y) {
    const double more = height * room_x / room_y - width;
    result.x_min -= more / 2;
    result.x_max += more / 2;
  } else {
    const double more = width * room_y / room_x - height;
    result.y_min -= more / 2;
    result.y_max += more / 2;
  }
  return result;
}

/// Round numbers about evenly apart, for a span of so many powers of ten.
std::vector<double> steps_in_a_decade(double decades) {
  if (decades > 1.4) return {1, 3};
  if (decades > 0.7) return {1, 2, 5};
  return {1, 1.5, 2, 3, 4, 5, 7};
}

/// Powers of ten; where the axis spans few of them, also numbers between.
void set_log_ticks(const lessons::Extent& extent) {
  const double low = std::log10(extent.y_min), high = std::log10(extent.y_max);
  if (high - low > 2.2) return;
  std::vector<double> ticks;
  for (double decade = std::floor(low); decade <= std::ceil(high); ++decade) {
    for (const double step : steps_in_a_decade(high - low)) ticks.push_back(step * std::pow(10.0, decade));
  }
  ImPlot::SetupAxisTicks(ImAxis_Y1, ticks.data(), static_cast<int>(ticks.size()));
}

struct Zooms {
  std::map<std::string, lessons::Extent> seen, asked;
  unsigned forgotten = 0;  // how often
};

Zooms& zooms() {
  static Zooms all;
  return all;
}

void set_range(const lessons::Extent& extent) {
  // Not ImPlotCond_Always, which would lock the axes against wheel and drag.
  ImPlotPlot* plot = ImPlot::GetCurrentPlot();
  plot->Axes[ImAxis_X1].SetRange(extent.x_min, extent.x_max);
  plot->Axes[ImAxis_Y1].SetRange(extent.y_min, extent.y_max);
}

void use_mouse_as_documented() {
  ImPlotInputMap& map = ImPlot::GetInputMap();
  map.Fit = ImGuiMouseButton_Middle;  // double click is ours: back to the first view
  map.Select = ImGuiMouseButton_Right;
}

}  // namespace

bool Plot::begin(const PlotRequest& request) {
  use_mouse_as_documented();
  ImGui::PushFont(font(Type::Mono), font_px(Type::MonoSmall));
  const bool fresh = key_ != request.key || forgotten_ != zooms().forgotten;
  forgotten_ = zooms().forgotten;
  if (fresh) moved_ = false;
  if (!ImPlot::BeginPlot(request.id, request.size, kFlags)) {
    ImGui::PopFont();
    return false;
  }
  key_ = request.key;
  set_axes(request, fresh || ((request.follow || request.equal_units) && !moved_));
  if (const auto asked = zooms().asked.find(request.id); asked != zooms().asked.end()) {
    set_range(asked->second);
    zooms().asked.erase(asked);
    moved_ = true;
  }
  ImPlot::SetupFinish();
  seen_ = window().extent;
  note_place(std::string("plot:") + request.id, window().screen);
  watch_mouse();
  if (moved_) {
    zooms().seen[request.id] = seen_;
  } else {
    zooms().seen.erase(request.id);
  }
  ImPlot::PushPlotClipRect();
  x_label_ = request.x_label;
  y_label_ = request.y_label;
  return true;
}

void Plot::set_axes(const PlotRequest& request, bool keep) {
  const lessons::Extent extent = request.equal_units ? with_equal_units(request.extent, request.size) : request.extent;
  ImPlot::SetupAxis(ImAxis_X1, nullptr, kAxis);
  ImPlot::SetupAxis(ImAxis_Y1, nullptr, kAxis);
  if (request.log_y) ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
  ImPlot::SetupAxisFormat(ImAxis_X1, tick);
  ImPlot::SetupAxisFormat(ImAxis_Y1, tick);
  ImPlot::SetupAxesLimits(extent.x_min, extent.x_max, extent.y_min, extent.y_max, ImPlotCond_Once);
  if (keep) set_range(extent);
  if (request.log_y) set_log_ticks(keep ? extent : seen_);
}

void Plot::watch_mouse() {
  if (!hovered()) return;
  if (ImGui::IsMouseDragging(0, 2) || ImGui::GetIO().MouseWheel != 0) moved_ = true;
  if (!ImGui::IsMouseDoubleClicked(0)) return;
  key_.clear();
  moved_ = false;
  want_frame();
}

void Plot::draw_axis_label(ImVec2 at, const std::string& text) const {
  if (text.empty()) return;
  const Palette& p = palette();
  const ImVec2 size = text_size(Type::Label, text);
  list()->AddRectFilled(ImVec2(at.x - 6, at.y - 2), ImVec2(at.x + size.x + 6, at.y + size.y + 2),
                        with_alpha(p.panel, 0.8f), kCorner);
  draw_text(list(), Type::Label, at, p.quiet, text);
}

void Plot::end() {
  const Box box = window().screen;
  draw_axis_label(ImVec2(box.min.x + 10, box.min.y + 6), y_label_);
  const ImVec2 size = text_size(Type::Label, x_label_);
  draw_axis_label(ImVec2(box.max.x - size.x - 10, box.max.y - size.y - 6), x_label_);
  ImPlot::PopPlotClipRect();
  ImPlot::EndPlot();
  ImGui::PopFont();
}

bool are_close(ImVec2 a, ImVec2 b) {
  constexpr float kClose = 0.75f;
  const float x = a.x - b.x, y = a.y - b.y;
  return x * x + y * y < kClose * kClose;
}

ImDrawList* Plot::list() const { return ImPlot::GetPlotDrawList(); }

ImVec2 Plot::at(double x, double y) const { return ImPlot::PlotToPixels(x, y); }

PlotWindow Plot::window() const {
  const ImVec2 position = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
  const ImPlotRect limits = ImPlot::GetPlotLimits();
  return {{position, ImVec2(position.x + size.x, position.y + size.y)},
          {limits.X.Min, limits.X.Max, limits.Y.Min, limits.Y.Max}};
}

bool Plot::hovered() const { return ImPlot::IsPlotHovered(); }

void Plot::curve(const std::vector<double>& x, const std::vector<double>& y, ImU32 colour, float width) const {
  ImDrawList* drawing = list();
  const std::size_t count = std::min(x.size(), y.size());
  const auto is_drawn = [&](std::size_t i) { return i < count && std::isfinite(x[i]) && std::isfinite(y[i]); };
  ImVec2 last;
  bool begun = false;
  for (std::size_t i = 0; i < count; ++i) {
    const bool ends = !is_drawn(i + 1);
    if (is_drawn(i)) {
      const ImVec2 exact = at(x[i], y[i]);
      // Far outside the screen coordinates lose their precision and lines their direction.
      const ImVec2 point(std::clamp(exact.x, -1e5f, 1e5f), std::clamp(exact.y, -1e5f, 1e5f));
      if (!begun || ends || !are_close(last, point)) drawing->PathLineTo(last = point);
      begun = true;
    }
    if (ends && begun) {
      drawing->PathStroke(colour, ImDrawFlags_None, width);
      begun = false;
    }
  }
}

bool zoom_of(const std::string& plot, lessons::Extent& extent) {
  const auto found = zooms().seen.find(plot);
  if (found == zooms().seen.end()) return false;
  extent = found->second;
  return true;
}

void zoom_to(const std::string& plot, const lessons::Extent& extent) { zooms().asked[plot] = extent; }

void forget_zooms() {
  zooms().seen.clear();
  zooms().asked.clear();
  ++zooms().forgotten;
}

namespace {

constexpr float kMark = 14, kMarkGap = 6, kBetween = 14;

float width_of(const LegendEntry& entry) { return kMark + kMarkGap + text_size(Type::Label, entry.text).x; }

void draw_entry(ImDrawList* list, ImVec2 at, const LegendEntry& entry) {
  const float x = at.x, y = at.y + font_px(Type::Label) / 2;
  const ImVec2 centre(x + kMark / 2, y);
  switch (entry.mark) {
    case LegendEntry::Mark::Line:
      list->AddRectFilled(ImVec2(x, y - 1.25f), ImVec2(x + kMark, y + 1.25f), entry.colour, 1.25f);
      break;
    case LegendEntry::Mark::Dot:
      list->AddCircleFilled(centre, 4, entry.colour);
      break;
    case LegendEntry::Mark::Ring:
      list->AddCircle(centre, 3.5f, entry.colour, 0, 1.5f);
      break;
    case LegendEntry::Mark::Square:
      list->AddRectFilled(ImVec2(centre.x - 3.5f, y - 3.5f), ImVec2(centre.x + 3.5f, y + 3.5f), entry.colour, 1);
      break;
  }
  draw_text(list, Type::Label, ImVec2(x + kMark + kMarkGap, at.y), palette().quiet, entry.text);
}

}  // namespace

void legend(ImDrawList* list, const Box& plot, const std::vector<LegendEntry>& entries) {
  constexpr float kEdge = 12, kAxisLabel = 36;
  const float most = plot.width() - kEdge - kAxisLabel, line = font_px(Type::Label) + 6;
  float y = plot.min.y + 6;
  for (std::size_t first = 0, end = 0; first < entries.size(); first = end, y += line) {
    float width = width_of(entries[end++]);
    while (end < entries.size() && width + kBetween + width_of(entries[end]) <= most) {
      width += kBetween + width_of(entries[end++]);
    }
    float x = plot.max.x - kEdge - width;
    list->AddRectFilled(ImVec2(x - 8, y - 3), ImVec2(plot.max.x - kEdge + 8, y + line - 3),
                        with_alpha(palette().panel, 0.86f), kCorner);
    for (std::size_t i = first; i < end; ++i) {
      draw_entry(list, ImVec2(x, y), entries[i]);
      x += width_of(entries[i]) + kBetween;
    }
  }
}

void empty_plot(const Box& box, std::string_view text) {
  const ImVec2 size = text_size(Type::Text, text);
  draw_text(ImGui::GetWindowDrawList(), Type::Text, ImVec2(box.centre().x - size.x / 2, box.centre().y - size.y / 2),
            palette().quiet, text);
}

}  // namespace gradbox::ui
