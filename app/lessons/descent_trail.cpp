#include "lessons/descent_trail.h"

#include <cmath>

#include "lessons/number_text.h"

namespace gradbox::lessons {

namespace {

bool all_finite(const std::vector<double>& values) {
  for (double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

}  // namespace

void DescentTrail::begin(const LossBowl& bowl, std::size_t x, std::size_t y, const std::vector<double>& start) {
  x_ = x;
  y_ = y;
  extent_ = extent_around(start[x], start[y], bowl.minimum()[x], bowl.minimum()[y]);
  path_x_.clear();
  path_y_.clear();
}

void DescentTrail::record(const std::vector<double>& parameters) {
  path_x_.append(parameters[x_]);
  path_y_.append(parameters[y_]);
}

void DescentTrail::read(const LossBowl& bowl, const std::vector<double>& parameters, double lr,
                        const StageRequest& request, Surface& surface) const {
  const bool finite = all_finite(parameters);
  const std::vector<double>& here = finite ? parameters : bowl.minimum();
  surface.loss.columns = surface.loss.rows = request.surface_size;
  surface.loss.extent = request.has_surface_extent ? request.surface_extent : extent_;
  bowl.fill_grid(here, x_, y_, surface.loss);
  surface.path_x = path_x_.values;
  surface.path_y = path_y_.values;
  surface.path_x.push_back(parameters[x_]);
  surface.path_y.push_back(parameters[y_]);
  surface.has_minimum = true;
  surface.minimum_x = bowl.minimum()[x_];
  surface.minimum_y = bowl.minimum()[y_];
  surface.has_next = finite;
  const std::vector<double> gradient = bowl.gradient_at(here);
  surface.next_x = here[x_] - lr * gradient[x_];
  surface.next_y = here[y_] - lr * gradient[y_];
}

Figure stability_figure(const LossBowl& bowl) {
  Figure figure;
  figure.label = "largest stable lr";
  figure.value = bowl.stable_lr();
  figure.text = rounded(figure.value, 3);
  figure.help = "2 divided by the loss's largest curvature, " + rounded(bowl.largest_curvature(), 6) +
                ", the largest eigenvalue of its Hessian. With a larger learning rate each step lands farther out than "
                "the one before.";
  return figure;
}

void diagnose_descent(const LossBowl& bowl, double lr, double largest_number, Diagnosis& diagnosis) {
  const double limit = bowl.stable_lr();
  diagnosis.has_limit = true;
  diagnosis.curvature = bowl.largest_curvature();
  diagnosis.limit = limit;
  diagnosis.rate = lr;
  diagnosis.suggestion = round_down_1_2_5(limit / 2);
  diagnosis.setting = "lr";
  diagnosis.advice = "restart with lr = " + shortest(diagnosis.suggestion, false);
  const std::string top = "The largest number of this type is " + rounded(largest_number, 3) + ". ";
  if (lr <= limit) {
    diagnosis.explanation = top + "The learning rate is below the limit of " + rounded(limit, 3) +
                            " by itself, but something else in the run made the numbers grow past it.";
    return;
  }
  const double growth = std::fabs(1 - lr * bowl.largest_curvature());
  diagnosis.explanation = top + "The learning rate " + shortest(lr, false) +
                          " is above the limit 2 / (largest curvature) = " + rounded(limit, 3) +
                          ", so every step overshoots the valley: its distance from the bottom grows " +
                          rounded(growth, 3) + "-fold a step, the loss " + rounded(growth * growth, 3) + "-fold.";
}

}  // namespace gradbox::lessons
