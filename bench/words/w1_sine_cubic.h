#pragma once
#include "words.h"

namespace bench {
namespace {

class SineCubic final : public Run {
 public:
  SineCubic() : x_(torch::linspace(-kPi, kPi, 1500)), y_(torch::sin(x_)) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step(i == count - 1);
  }

  double check() const override { return static_cast<double>(loss_.item<float>()); }

 private:
  void step(bool last) {
    const torch::Tensor& m = w_[0];
    const torch::Tensor& n = w_[1];
    const torch::Tensor& o = w_[2];
    const torch::Tensor& p = w_[3];
    torch::Tensor pred = m + n * x_ + o * x_.pow(2) + p * x_.pow(3);
    torch::Tensor loss = (pred - y_).pow(2).sum();
    loss.backward();
    descend(w_, 1e-6);
    if (last) loss_ = loss.detach();
  }

  torch::Tensor x_, y_, loss_;
  std::vector<torch::Tensor> w_{parameter(.5), parameter(-.3), parameter(.2), parameter(-.1)};
};

}  // namespace
}  // namespace bench
