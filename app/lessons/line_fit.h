#pragma once

#include "gradbox/gradbox.h"
#include "lessons/lesson.h"

namespace gradbox::lessons {

/// The hundred points of data/line_points.h, as columns: x and y [80, 1] to train with, the other 20 kept aside.
struct LinePoints {
  Tensor x, y;
  Tensor aside_x, aside_y;
};

LinePoints line_points(DType dtype = kFloat32);

/// How wrong the line b + w x is: the mean of (y - (b + w x))^2.
Tensor mean_squared_error(const Tensor& b, const Tensor& w, const Tensor& x, const Tensor& y);

/// For complete programs: the numbers of $[x], $[y] and $[y-aside].
void add_line_points(ProgramValues& values);

}  // namespace gradbox::lessons
