#pragma once
#include "words.h"

namespace bench {
namespace {

/// y = y * a + b, `length` times over, then backward, then the release of the graph.
class Chain final : public Run {
 public:
  explicit Chain(int length) : length_(length) {}

  void steps(int count) override {
    for (int i = 0; i < count; ++i) step();
  }

  double check() const override { return static_cast<double>(a_.grad().item<float>()); }

 private:
  void step() {
    a_.mutable_grad() = torch::Tensor();
    b_.mutable_grad() = torch::Tensor();
    torch::Tensor y = torch::ones({});
    for (int i = 0; i < length_; ++i) y = y * a_ + b_;
    y.backward();
  }

  int length_;
  torch::Tensor a_ = parameter(.9999), b_ = parameter(.0001);
};

}  // namespace
}  // namespace bench
