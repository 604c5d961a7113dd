#pragma once

#include <imgui.h>

#include <string>
#include <vector>

#include "lessons/stage.h"
#include "ui/render/grid_view.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// What a plot is asked to be. It zooms with the wheel or two fingers, pans by drag, and a double click or a new
/// `key` brings back `extent`.
struct PlotRequest {
  const char* id = "";
  ImVec2 size;
  lessons::Extent extent;
  std::string key;
  std::string x_label, y_label;
  bool log_y = false;
  bool follow = false;       // keeps to `extent` until a person zooms or pans
  bool equal_units = false;  // one unit is as long to the right as upwards
};

/// Axes and grid by ImPlot; curves and points are drawn here, so that lines are smooth at any density.
class Plot {
 public:
  bool begin(const PlotRequest& request);
  void end();

  ImDrawList* list() const;
  ImVec2 at(double x, double y) const;
  PlotWindow window() const;
  bool hovered() const;

  /// Gaps where a value is not finite.
  void curve(const std::vector<double>& x, const std::vector<double>& y, ImU32 colour, float width) const;

 private:
  void set_axes(const PlotRequest& request, bool keep);
  void watch_mouse();
  void draw_axis_label(ImVec2 at, const std::string& text) const;

  std::string key_, x_label_, y_label_;
  bool moved_ = false;    // by a person
  lessons::Extent seen_;  // in the last frame
  unsigned forgotten_ = 0;
};

/// Whether two points of a dense row look like one, so that the second need not be drawn.
bool are_close(ImVec2 a, ImVec2 b);

/// What a person zoomed a plot to, by the plot's id. False if it shows what it shows by itself.
bool zoom_of(const std::string& plot, lessons::Extent& extent);

/// Zooms a plot when it is drawn next.
void zoom_to(const std::string& plot, const lessons::Extent& extent);

/// All plots show again what they show by themselves.
void forget_zooms();

/// What a colour stands for: a mark and a word, from left to right.
struct LegendEntry {
  enum class Mark { Line, Dot, Ring, Square } mark;
  ImU32 colour;
  std::string text;
};
/// At the top right of a plot, in several lines where it is narrow; the label of the y axis on the left stays free.
void legend(ImDrawList* list, const Box& plot, const std::vector<LegendEntry>& entries);

/// A sentence in the middle of a plot that has nothing to show yet.
void empty_plot(const Box& box, std::string_view text);

}  // namespace gradbox::ui
