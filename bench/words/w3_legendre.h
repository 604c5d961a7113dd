#pragma once
#include "words.h"

namespace bench {
namespace {

/// (5x^3 - 3x) / 2 with its own backward.
struct Legendre3 : torch::autograd::Function<Legendre3> {
  static torch::Tensor forward(torch::autograd::AutogradContext* ctx, const torch::Tensor& x) {
    ctx->save_for_backward({x});
    return .5 * (5 * x.pow(3) - 3 * x);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx,
                                                 torch::autograd::variable_list grad) {
    const torch::autograd::variable_list saved = ctx->get_saved_variables();
    return {grad[0] * 1.5 * (5 * saved[0].pow(2) - 1)};
  }
};

class LegendreFit final : public Run {
 public:
  LegendreFit() : x_(torch::linspace(-kPi, kPi, 2000)), y_(torch::sin(x_)) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step(i == count - 1);
  }

  double check() const override { return static_cast<double>(loss_.item<float>()); }

 private:
  void step(bool last) {
    const torch::Tensor& a = w_[0];
    const torch::Tensor& b = w_[1];
    const torch::Tensor& c = w_[2];
    const torch::Tensor& d = w_[3];
    torch::Tensor pred = a + b * Legendre3::apply(c + d * x_);
    torch::Tensor loss = (pred - y_).pow(2).sum();
    loss.backward();
    descend(w_, 5e-6);
    if (last) loss_ = loss.detach();
  }

  torch::Tensor x_, y_, loss_;
  std::vector<torch::Tensor> w_{parameter(0), parameter(-1), parameter(0), parameter(.3)};
};

}  // namespace
}  // namespace bench
