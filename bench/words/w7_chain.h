#pragma once
#include "words.h"

namespace bench {
namespace {

/// y = y * a + b, `length` times over, then the derivatives up to `order`, then the release of the graph.
class Chain final : public Run {
 public:
  explicit Chain(int length, int order = 1) : length_(length), order_(order) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }

  double check() const override { return order_ == 0 ? value_ : static_cast<double>(a_.grad().item<float>()); }

 private:
  void step() {
    a_.mutable_grad() = torch::Tensor();
    b_.mutable_grad() = torch::Tensor();
    torch::Tensor y = torch::ones({});
    for (int i = 0; i < length_; ++i) y = y * a_ + b_;
    value_ = static_cast<double>(y.item<float>());
    if (order_ == 1) y.backward();
    if (order_ == 2) torch::autograd::grad({y}, {a_}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0].backward();
  }

  int length_, order_;
  double value_ = 0;
  torch::Tensor a_ = parameter(.9999), b_ = parameter(.0001);
};

}  // namespace
}  // namespace bench
