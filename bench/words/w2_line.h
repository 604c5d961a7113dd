#pragma once
#include "words.h"

namespace bench {
namespace {

class Line final : public Run {
 public:
  Line()
      : x_(torch::linspace(-1, 1, 80)),
        y_(tensor_of(line_targets())),
        sgd_(std::vector<torch::Tensor>{b_, w_}, torch::optim::SGDOptions(.1)) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step(i == count - 1);
  }

  double check() const override { return static_cast<double>(loss_.item<float>()); }

 private:
  void step(bool last) {
    sgd_.zero_grad();
    torch::Tensor loss = (b_ + w_ * x_ - y_).pow(2).mean();
    loss.backward();
    sgd_.step();
    if (last) loss_ = loss.detach();
  }

  torch::Tensor x_, y_, loss_;
  torch::Tensor b_ = parameter(0), w_ = parameter(0);
  torch::optim::SGD sgd_;
};

}  // namespace
}  // namespace bench
