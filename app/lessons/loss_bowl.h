#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "gradbox/gradbox.h"
#include "lessons/stage.h"

namespace gradbox::lessons {

/// The loss of a model that is linear in its parameters and fitted by least squares: a bowl, known exactly from its
/// value, gradient and Hessian at the origin. All three are found by autograd, in float64.
class LossBowl {
 public:
  /// From 0-dim float64 parameters to a 0-dim loss.
  using Loss = std::function<Tensor(const std::vector<Tensor>& parameters)>;

  LossBowl() = default;
  LossBowl(const Loss& loss, std::size_t parameter_count);

  double loss_at(const std::vector<double>& parameters) const;
  std::vector<double> gradient_at(const std::vector<double>& parameters) const;
  const std::vector<double>& minimum() const { return minimum_; }

  /// Largest eigenvalue of the Hessian.
  double largest_curvature() const { return largest_curvature_; }

  /// Gradient descent with a larger rate than this runs away.
  double stable_lr() const { return 2 / largest_curvature_; }

  /// Loss over parameters `x` and `y` (their indices) on a grid, the others as in `parameters`.
  void fill_grid(const std::vector<double>& parameters, std::size_t x, std::size_t y, Grid& grid) const;

 private:
  void find_minimum();
  void find_largest_curvature();
  std::vector<double> times_hessian(const std::vector<double>& vector) const;

  double value_ = 0;  // at the origin, like the gradient
  std::vector<double> gradient_;
  std::vector<std::vector<double>> hessian_;
  std::vector<double> minimum_;
  double largest_curvature_ = 0;
};

/// A rectangle that holds both points with some room around them.
Extent extent_around(double x0, double y0, double x1, double y1);

}  // namespace gradbox::lessons
