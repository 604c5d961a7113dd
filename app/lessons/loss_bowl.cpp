#include "lessons/loss_bowl.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lessons/parameter_trace.h"

namespace gradbox::lessons {

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void widen(double& low, double& high) {
  const double margin = 0.35 * std::max(high - low, 0.5);
  low -= margin;
  high += margin;
}

}  // namespace

LossBowl::LossBowl(const Loss& loss, std::size_t parameter_count) {
  std::vector<Tensor> parameters;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    parameters.push_back(zeros({}, TensorOptions().dtype(kFloat64).requires_grad(true)));
  }
  const Tensor value = loss(parameters);
  value_ = number(value);
  // create_graph keeps the gradients differentiable: differentiating each once more gives a row of the Hessian.
  const std::vector<Tensor> gradients = autograd::grad({value}, parameters, {}, true, true);
  for (const Tensor& gradient : gradients) {
    gradient_.push_back(number(gradient));
    std::vector<double> row;
    for (const Tensor& entry : autograd::grad({gradient}, parameters, {}, true, false, true)) {
      row.push_back(entry.defined() ? number(entry) : 0);
    }
    hessian_.push_back(row);
  }
  find_minimum();
  find_largest_curvature();
}

std::vector<double> LossBowl::times_hessian(const std::vector<double>& vector) const {
  std::vector<double> out;
  for (const std::vector<double>& row : hessian_) out.push_back(dot(row, vector));
  return out;
}

double LossBowl::loss_at(const std::vector<double>& parameters) const {
  return value_ + dot(gradient_, parameters) + 0.5 * dot(parameters, times_hessian(parameters));
}

std::vector<double> LossBowl::gradient_at(const std::vector<double>& parameters) const {
  std::vector<double> out = times_hessian(parameters);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += gradient_[i];
  return out;
}

void LossBowl::find_minimum() {
  // Gaussian elimination of Hessian * minimum = -gradient; the Hessian is positive definite.
  std::vector<std::vector<double>> rows = hessian_;
  const std::size_t n = rows.size();
  for (std::size_t i = 0; i < n; ++i) rows[i].push_back(-gradient_[i]);
  for (std::size_t pivot = 0; pivot < n; ++pivot) {
    for (std::size_t i = 0; i < n; ++i) {
      if (i == pivot) continue;
      const double factor = rows[i][pivot] / rows[pivot][pivot];
      for (std::size_t k = pivot; k <= n; ++k) rows[i][k] -= factor * rows[pivot][k];
    }
  }
  minimum_.clear();
  for (std::size_t i = 0; i < n; ++i) minimum_.push_back(rows[i][n] / rows[i][i]);
}

void LossBowl::find_largest_curvature() {
  // Power iteration; the start is no eigenvector of anything we meet.
  std::vector<double> direction;
  for (std::size_t i = 0; i < hessian_.size(); ++i) direction.push_back(1.0 + 0.1 * static_cast<double>(i));
  for (int round = 0; round < 500; ++round) {
    direction = times_hessian(direction);
    const double length = std::sqrt(dot(direction, direction));
    for (double& entry : direction) entry /= length;
  }
  largest_curvature_ = dot(direction, times_hessian(direction));
}

void LossBowl::fill_grid(const std::vector<double>& parameters, std::size_t x, std::size_t y, Grid& grid) const {
  std::vector<double> point = parameters;
  grid.values.clear();
  for (int row = 0; row < grid.rows; ++row) {
    const double up = grid.rows > 1 ? static_cast<double>(row) / (grid.rows - 1) : 0;
    point[y] = grid.extent.y_min + up * (grid.extent.y_max - grid.extent.y_min);
    for (int column = 0; column < grid.columns; ++column) {
      const double right = grid.columns > 1 ? static_cast<double>(column) / (grid.columns - 1) : 0;
      point[x] = grid.extent.x_min + right * (grid.extent.x_max - grid.extent.x_min);
      grid.values.push_back(static_cast<float>(loss_at(point)));
    }
  }
}

Extent extent_around(double x0, double y0, double x1, double y1) {
  Extent extent{std::min(x0, x1), std::max(x0, x1), std::min(y0, y1), std::max(y0, y1)};
  widen(extent.x_min, extent.x_max);
  widen(extent.y_min, extent.y_max);
  return extent;
}

}  // namespace gradbox::lessons
