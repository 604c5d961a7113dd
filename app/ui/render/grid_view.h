#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lessons/stage.h"
#include "ui/render/program.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// Which part of the plane a plot shows, and where on the screen.
struct PlotWindow {
  Box screen;
  lessons::Extent extent;
};

/// Draws a grid of numbers through a shader, at the place in the draw list where it is called.
class GridView {
 public:
  enum class Look { Field, Surface };

  explicit GridView(Look look);

  /// `version` tells when `values` differ from the last ones.
  void draw(ImDrawList* list, const PlotWindow& window, const lessons::Grid& grid, uint64_t version);

  /// Why nothing can be drawn; empty if it can.
  const std::string& error() const { return program_.error(); }

 private:
  static void render(const ImDrawList* list, const ImDrawCmd* command);
  void upload();
  void set_uniforms();

  Look look_;
  Program program_;
  PlotWindow window_;
  lessons::Extent extent_;
  int columns_ = 0, rows_ = 0;
  std::vector<float> values_;
  uint64_t version_ = ~uint64_t{0};
  bool dirty_ = false;
  unsigned texture_ = 0, vertex_array_ = 0;
  unsigned generation_ = ~0u;
};

/// The logarithm of a loss, scaled to [0, 1]; values that are not finite become 1.
std::vector<float> scaled_logarithm(const std::vector<float>& values);

}  // namespace gradbox::ui
