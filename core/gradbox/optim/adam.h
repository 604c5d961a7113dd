#pragma once

#include <tuple>

#include "gradbox/optim/optimizer.h"

namespace gradbox::optim {

/// The settings of Adam and of AdamW; the setters come from AdamSetters.
class AdamSettings : public OptimizerOptions {
 public:
  using Betas = std::tuple<double, double>;
  AdamSettings(double lr, double weight_decay) : lr_(lr), weight_decay_(weight_decay) {}
  double get_lr() const override { return lr_; }
  void set_lr(double lr) override { lr_ = lr; }

  double lr() const noexcept { return lr_; }
  const Betas& betas() const noexcept { return betas_; }
  double eps() const noexcept { return eps_; }
  double weight_decay() const noexcept { return weight_decay_; }
  bool amsgrad() const noexcept { return amsgrad_; }

 protected:
  double lr_;
  Betas betas_{0.9, 0.999};
  double eps_ = 1e-8;
  double weight_decay_;
  bool amsgrad_ = false;
};

template <class Self>
class AdamSetters : public AdamSettings {
 public:
  using AdamSettings::AdamSettings;
  using AdamSettings::amsgrad;
  using AdamSettings::betas;
  using AdamSettings::eps;
  using AdamSettings::lr;
  using AdamSettings::weight_decay;
  std::unique_ptr<OptimizerOptions> clone() const override { return std::make_unique<Self>(self()); }
  Self& lr(double value) { return lr_ = value, self(); }
  Self& betas(const Betas& value) { return betas_ = value, self(); }
  Self& eps(double value) { return eps_ = value, self(); }
  Self& weight_decay(double value) { return weight_decay_ = value, self(); }
  Self& amsgrad(bool value) { return amsgrad_ = value, self(); }

 private:
  Self& self() noexcept { return static_cast<Self&>(*this); }
  const Self& self() const noexcept { return static_cast<const Self&>(*this); }
};

class AdamOptions final : public AdamSetters<AdamOptions> {
 public:
  AdamOptions(double lr = 1e-3) : AdamSetters(lr, 0) {}
};
class AdamWOptions final : public AdamSetters<AdamWOptions> {
 public:
  AdamWOptions(double lr = 1e-3) : AdamSetters(lr, 1e-2) {}
};

/// Adam: m and v are running means of g and g^2 with the rates betas; p -= lr m' / (sqrt(v') + eps), where m' and v'
/// are m and v with their bias towards the initial zeros corrected. weight_decay p is added to g. With amsgrad v' is
/// the largest so far.
/// Throws: ValueError for settings outside their range
/// Source: torch.optim.Adam
class Adam : public Optimizer {
 public:
  Adam(std::vector<Tensor> params, AdamOptions options = {})
      : Adam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, options) {}
  Adam(std::vector<OptimizerParamGroup> groups, AdamOptions options = {});

 protected:
  Adam(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults);
  void check_options(const OptimizerOptions& options) const override;
  void update(const Tensor& param, const Tensor& grad, const OptimizerOptions& options) override;
  /// One step with a gradient that needs nothing added.
  void update_moments(const Tensor& param, const Tensor& grad, const AdamSettings& options);

 private:
  struct State {
    std::int64_t step = 0;
    Tensor mean;
    Tensor mean_square;
    Tensor largest_mean_square;
  };
  std::unordered_map<const TensorImpl*, State> states_;
};

/// Adam whose weight decay shrinks the parameter itself: p *= 1 - lr weight_decay, before the step.
/// Source: torch.optim.AdamW
class AdamW final : public Adam {
 public:
  AdamW(std::vector<Tensor> params, AdamWOptions options = {})
      : AdamW(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, options) {}
  AdamW(std::vector<OptimizerParamGroup> groups, AdamWOptions options = {})
      : Adam(std::move(groups), options.clone()) {}

 private:
  void update(const Tensor& param, const Tensor& grad, const OptimizerOptions& options) override;
};

}  // namespace gradbox::optim
