#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lessons/loss_bowl.h"
#include "lessons/series.h"
#include "lessons/snapshot.h"
#include "lessons/stage.h"

namespace gradbox::lessons {

/// The way gradient descent takes over a LossBowl, seen along two of its parameters.
class DescentTrail {
 public:
  /// `x` and `y` are indices of parameters; `start` holds all of them.
  void begin(const LossBowl& bowl, std::size_t x, std::size_t y, const std::vector<double>& start);

  /// To be called with the parameters before each step.
  void record(const std::vector<double>& parameters);

  void read(const LossBowl& bowl, const std::vector<double>& parameters, double lr, const StageRequest& request,
            Surface& surface) const;

 private:
  std::size_t x_ = 0;
  std::size_t y_ = 1;
  Extent extent_;
  Series path_x_, path_y_;
};

/// "stability limit" and how the rate in use compares with it.
Figure stability_figure(const LossBowl& bowl);

/// Explains a run of plain gradient descent that left the finite numbers, and suggests a rate for setting "lr".
void diagnose_descent(const LossBowl& bowl, double lr, double largest_number, Diagnosis& diagnosis);

}  // namespace gradbox::lessons
