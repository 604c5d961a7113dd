#pragma once

#include "gradbox/inspect/drawing.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// Which part of a drawing is seen, and how large.
class Camera {
 public:
  /// Called once a frame, before all else, with where the drawing is shown.
  void set_screen(const Box& screen) { screen_ = screen; }
  const Box& screen() const { return screen_; }

  /// Shows all of it, but not larger than life. The edges are kept free for what lies over the drawing.
  void fit(double width, double height, float right = 0, float below = 0, float above = 0);

  ImVec2 to_screen(inspect::Point point) const;
  inspect::Point to_drawing(ImVec2 point) const;
  float px(double length) const { return static_cast<float>(length * zoom_); }
  double zoom() const { return zoom_; }
  inspect::Point centre() const { return {x_, y_}; }
  void place(inspect::Point centre, double zoom);

  /// Zooms by `factor` and leaves what is under `around` there.
  void zoom_by(double factor, ImVec2 around);
  void pan(ImVec2 by);
  void centre_on(inspect::Point point);
  /// Moves as little as it takes to have the box in view.
  void reveal(const inspect::DrawnBox& box, float right, float below = 0);

 private:
  Box screen_{};
  double zoom_ = 1, x_ = 0, y_ = 0;  // the drawing's point in the screen's middle
};

}  // namespace gradbox::ui
