#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "gradbox/tensor/tensor.h"

namespace gradbox::optim {

/// Settings of a group of parameters.
class OptimizerOptions {
 public:
  virtual ~OptimizerOptions() = default;
  virtual std::unique_ptr<OptimizerOptions> clone() const = 0;
  virtual double get_lr() const = 0;
  virtual void set_lr(double lr) = 0;
};

/// Parameters that are updated with the same settings; without settings of its own a group takes the optimizer's.
class OptimizerParamGroup {
 public:
  OptimizerParamGroup(std::vector<Tensor> params) : params_(std::move(params)) {}
  OptimizerParamGroup(std::vector<Tensor> params, std::unique_ptr<OptimizerOptions> options)
      : params_(std::move(params)), options_(std::move(options)) {}
  OptimizerParamGroup(const OptimizerParamGroup& other)
      : params_(other.params_), options_(other.options_ != nullptr ? other.options_->clone() : nullptr) {}

  bool has_options() const noexcept { return options_ != nullptr; }
  OptimizerOptions& options() { return *options_; }
  const OptimizerOptions& options() const { return *options_; }
  void set_options(std::unique_ptr<OptimizerOptions> options) { options_ = std::move(options); }
  std::vector<Tensor>& params() noexcept { return params_; }
  const std::vector<Tensor>& params() const noexcept { return params_; }

 private:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
};

/// Moves parameters along their gradients. See SGD and Adam.
class Optimizer {
 public:
  using Closure = std::function<Tensor()>;

  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// One update of every parameter that has a gradient. A closure computes the loss (and the gradients) first; its
  /// result is returned.
  Tensor step(const Closure& closure = nullptr);
  /// Zeroes the gradients in place, or forgets them. PyTorch 1.13's default is the former.
  void zero_grad(bool set_to_none = false);

  std::vector<OptimizerParamGroup>& param_groups() noexcept { return groups_; }
  const std::vector<OptimizerParamGroup>& param_groups() const noexcept { return groups_; }
  const OptimizerOptions& defaults() const noexcept { return *defaults_; }
  /// Throws ValueError for a parameter that is no leaf, or that a group has already.
  void add_param_group(const OptimizerParamGroup& group);

 protected:
  Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults);
  /// Throws ValueError with PyTorch's text for settings outside their range.
  virtual void check_options(const OptimizerOptions& options) const = 0;
  virtual void update(const Tensor& param, const Tensor& grad, const OptimizerOptions& options) = 0;
  /// To be called by the constructors of the optimizers, which alone know how to check.
  void add_groups(const std::vector<OptimizerParamGroup>& groups);

 private:
  std::vector<OptimizerParamGroup> groups_;
  std::unique_ptr<OptimizerOptions> defaults_;
};

/// The settings classes' `lr(0.1)` / `lr()` pairs.
#define GRADBOX_OPTION(Type, name, initial)             \
 public:                                                \
  auto name(const Type& value)->decltype(*this) {       \
    name##_ = value;                                    \
    return *this;                                       \
  }                                                     \
  const Type& name() const noexcept { return name##_; } \
  Type& name() noexcept { return name##_; }             \
                                                        \
 private:                                               \
  Type name##_ = initial

}  // namespace gradbox::optim
