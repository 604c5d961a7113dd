#pragma once

#include <tuple>

#include "gradbox/optim/optimizer.h"

namespace gradbox::optim {

class AdamOptions : public OptimizerOptions {
 public:
  using Betas = std::tuple<double, double>;
  AdamOptions(double lr = 1e-3) : lr_(lr) {}
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<AdamOptions>(*this); }
  double get_lr() const override { return lr_; }
  void set_lr(double lr) override { lr_ = lr; }

  GRADBOX_OPTION(double, lr, 1e-3);
  GRADBOX_OPTION(Betas, betas, Betas(0.9, 0.999));
  GRADBOX_OPTION(double, eps, 1e-8);
  GRADBOX_OPTION(double, weight_decay, 0);
  GRADBOX_OPTION(bool, amsgrad, false);
};

/// Adam: m and v are running means of g and g^2 with the rates betas; p -= lr m' / (sqrt(v') + eps), where m' and v'
/// are m and v with their bias towards the initial zeros corrected. weight_decay p is added to g. With amsgrad v' is
/// the largest so far. Throws: ValueError for settings outside their range Source: torch.optim.Adam
class Adam : public Optimizer {
 public:
  Adam(std::vector<Tensor> params, AdamOptions options = {})
      : Adam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, options) {}
  Adam(std::vector<OptimizerParamGroup> groups, AdamOptions options = {});

 protected:
  void check_options(const OptimizerOptions& options) const override;
  void update(const Tensor& param, const Tensor& grad, const OptimizerOptions& options) override;
  /// One step with a gradient that needs nothing added.
  void update_moments(const Tensor& param, const Tensor& grad, const AdamOptions& options);

 private:
  struct State {
    std::int64_t step = 0;
    Tensor mean;
    Tensor mean_square;
    Tensor largest_mean_square;
  };
  std::unordered_map<const TensorImpl*, State> states_;
};

class AdamWOptions final : public AdamOptions {
 public:
  AdamWOptions(double lr = 1e-3) : AdamOptions(lr) { AdamOptions::weight_decay(1e-2); }
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<AdamWOptions>(*this); }
};

/// Adam whose weight decay shrinks the parameter itself: p *= 1 - lr weight_decay, before the step.
/// Source: torch.optim.AdamW
class AdamW final : public Adam {
 public:
  AdamW(std::vector<Tensor> params, AdamWOptions options = {})
      : Adam({OptimizerParamGroup(std::move(params), options.clone())}, options) {}

 private:
  void update(const Tensor& param, const Tensor& grad, const OptimizerOptions& options) override;
};

}  // namespace gradbox::optim
