#pragma once

#include "gradbox/optim/optimizer.h"

namespace gradbox::optim {

class SGDOptions final : public OptimizerOptions {
 public:
  SGDOptions(double lr) : lr_(lr) {}
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<SGDOptions>(*this); }
  double get_lr() const override { return lr_; }
  void set_lr(double lr) override { lr_ = lr; }

  GRADBOX_OPTION(double, lr, 0);
  GRADBOX_OPTION(double, momentum, 0);
  GRADBOX_OPTION(double, dampening, 0);
  GRADBOX_OPTION(double, weight_decay, 0);
  GRADBOX_OPTION(bool, nesterov, false);
};

/// Stochastic gradient descent: with g the gradient (plus weight_decay p) and momentum m, b = m b + (1 - dampening) g
/// (the first time b = g), p -= lr b, or with nesterov p -= lr (g + m b); without momentum p -= lr g.
/// Throws: ValueError for settings outside their range
/// Source: torch.optim.SGD
class SGD final : public Optimizer {
 public:
  SGD(std::vector<Tensor> params, SGDOptions options)
      : SGD(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, options) {}
  SGD(std::vector<OptimizerParamGroup> groups, SGDOptions options);

 private:
  void check_options(const OptimizerOptions& options) const override;
  void update(const Tensor& param, const Tensor& grad, const OptimizerOptions& options) override;

  std::unordered_map<const TensorImpl*, Tensor> momentum_buffers_;
};

}  // namespace gradbox::optim
