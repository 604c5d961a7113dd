#pragma once

#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// The end of the line at a leaf: adds the gradient that arrives to the leaf's `.grad`. Each leaf has at most one,
/// shared by all its uses and made when first needed; the graph owns it, the leaf only knows where it is.
struct AccumulateGrad final : Node {
  explicit AccumulateGrad(const Tensor& leaf);
  ~AccumulateGrad() override;

  std::string name() const override { return "torch::autograd::AccumulateGrad"; }
  GradList apply(GradList&& grads) override;
  bool is_accumulate() const noexcept override { return true; }

  Tensor variable;

 private:
  void accumulate(Tensor&& grad);
};

/// The leaf's AccumulateGrad, made if there is none.
NodePtr grad_accumulator(const Tensor& leaf);

}  // namespace gradbox::autograd
