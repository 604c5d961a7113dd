#pragma once
#include "words.h"

namespace bench {
namespace {

/// A multilayer perceptron 2-16-16-1 with tanh on 200 points, full batch.
class MoonsFit final : public Run {
 public:
  MoonsFit() {
    const Moons moons = two_moons();
    x_ = matrix(moons.points, 200, 2);
    label_ = matrix(moons.labels, 200, 1);
    Lcg lcg(1);
    const std::int64_t sizes[] = {2, 16, 16, 1};
    for (int layer = 0; layer < 3; ++layer) {
      const std::int64_t in = sizes[layer];
      const std::int64_t out = sizes[layer + 1];
      w_.push_back(matrix(weights(lcg, static_cast<std::size_t>(in * out), static_cast<double>(in)), out, in)
                       .set_requires_grad(true));
      b_.push_back(torch::zeros({out}, torch::TensorOptions().requires_grad(true)));
    }
    sgd_ = std::make_unique<torch::optim::SGD>(std::vector<torch::Tensor>{w_[0], b_[0], w_[1], b_[1], w_[2], b_[2]},
                                               torch::optim::SGDOptions(.1));
  }

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step(i == count - 1);
  }

  double check() const override { return static_cast<double>(loss_.item<float>()); }

 private:
  void step(bool last) {
    sgd_->zero_grad();
    torch::Tensor h = torch::tanh(torch::linear(x_, w_[0], b_[0]));
    h = torch::tanh(torch::linear(h, w_[1], b_[1]));
    torch::Tensor loss = (torch::linear(h, w_[2], b_[2]) - label_).pow(2).mean();
    loss.backward();
    sgd_->step();
    if (last) loss_ = loss.detach();
  }

  torch::Tensor x_, label_, loss_;
  std::vector<torch::Tensor> w_, b_;
  std::unique_ptr<torch::optim::SGD> sgd_;
};

}  // namespace
}  // namespace bench
