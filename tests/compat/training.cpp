#include <cmath>
#include <sstream>
#include <vector>

#include "compat/program.h"

namespace compat {
namespace {

/// A cubic fitted to a sine, the updates written by hand.
void cubic(Report& r) {
  torch::manual_seed(42);
  const auto options = torch::TensorOptions().dtype(torch::kFloat64);
  const torch::Tensor x = torch::linspace(-M_PI, M_PI, 200, options);
  const torch::Tensor y = torch::sin(x);
  torch::Tensor a = torch::randn({}, options.requires_grad(true));
  torch::Tensor b = torch::randn({}, options.requires_grad(true));
  torch::Tensor c = torch::randn({}, options.requires_grad(true));
  torch::Tensor d = torch::randn({}, options.requires_grad(true));
  double last = 0;
  for (int step = 0; step < 100; ++step) {
    const torch::Tensor prediction = a + b * x + c * x.pow(2) + d * x.pow(3);
    const torch::Tensor loss = (prediction - y).pow(2).sum();
    last = loss.item<double>();
    loss.backward();
    torch::NoGradGuard no_grad;
    for (torch::Tensor* p : {&a, &b, &c, &d}) {
      *p -= 1e-5 * p->grad();
      p->grad().zero_();
    }
  }
  r.put("loss", last);
  r.put("a", a);
  r.put("b", b);
  r.put("c", c);
  r.put("d", d);
}

/// Two layers and an optimizer; a classifier of points in two rings.
void classifier(Report& r) {
  torch::manual_seed(1);
  const torch::Tensor angle = torch::linspace(0, 12, 40, torch::kDouble);
  const torch::Tensor radius = 1 + (torch::arange(40).remainder(2)).to(torch::kDouble);
  const torch::Tensor points = torch::stack({radius * angle.cos(), radius * angle.sin()}, 1);
  const torch::Tensor labels = (radius > 1.5).to(torch::kDouble).unsqueeze(1);
  const auto options = torch::dtype(torch::kDouble);
  torch::Tensor w1 = torch::randn({2, 8}, options), b1 = torch::zeros({8}, options);
  torch::Tensor w2 = torch::randn({8, 1}, options), b2 = torch::zeros({1}, options);
  std::vector<torch::Tensor> parameters = {w1, b1, w2, b2};
  for (torch::Tensor& p : parameters) p.set_requires_grad(true);
  torch::optim::Adam optimizer(parameters, torch::optim::AdamOptions(0.05));
  torch::Tensor loss;
  for (int epoch = 0; epoch < 30; ++epoch) {
    optimizer.zero_grad();
    const torch::Tensor logits = torch::addmm(b2, torch::tanh(torch::addmm(b1, points, w1)), w2);
    loss = torch::binary_cross_entropy_with_logits(logits, labels);
    loss.backward();
    optimizer.step();
  }
  r.put("loss", loss);
  r.put("w1", w1);
  r.put("w2", w2);
}

/// Newton's method with a Hessian made row by row.
void newton(Report& r) {
  torch::Tensor x = torch::tensor({-1.2, 1.0}, torch::kDouble);
  for (int step = 0; step < 6; ++step) {
    x = x.detach().requires_grad_();
    const torch::Tensor f = torch::pow(1 - x[0], 2) + 100 * torch::pow(x[1] - x[0] * x[0], 2);
    const torch::Tensor gradient = torch::autograd::grad({f}, {x}, {}, true, true)[0];
    std::vector<torch::Tensor> rows;
    for (std::int64_t i = 0; i < 2; ++i) rows.push_back(torch::autograd::grad({gradient[i]}, {x}, {}, true)[0]);
    const torch::Tensor hessian = torch::stack(rows);
    x = x - torch::mv(torch::inverse(hessian), gradient);
    r.put("x " + std::to_string(step), x);
  }
}

}  // namespace

std::vector<Program> training_programs() {
  return {{"train_cubic", cubic}, {"train_classifier", classifier}, {"newton", newton}};
}

}  // namespace compat
