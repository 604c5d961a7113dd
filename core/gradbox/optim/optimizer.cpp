#include "gradbox/optim/optimizer.h"

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/node.h"

namespace gradbox::optim {

Optimizer::Optimizer(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults)
    : defaults_(std::move(defaults)) {
  GRADBOX_CHECK_AS(ValueError, !groups.empty() && !(groups.size() == 1 && groups[0].params().empty()),
                   "optimizer got an empty parameter list");
}

void Optimizer::add_groups(const std::vector<OptimizerParamGroup>& groups) {
  check_options(*defaults_);
  for (const OptimizerParamGroup& group : groups) add_param_group(group);
}

void Optimizer::add_param_group(const OptimizerParamGroup& group) {
  for (const Tensor& param : group.params()) {
    GRADBOX_CHECK_AS(ValueError, param.is_leaf(), "can't optimize a non-leaf Tensor");
    for (const OptimizerParamGroup& other : groups_) {
      for (const Tensor& known : other.params()) {
        GRADBOX_CHECK_AS(ValueError, !known.is_same(param), "some parameters appear in more than one parameter group");
      }
    }
  }
  OptimizerParamGroup added(group);
  if (!added.has_options()) added.set_options(defaults_->clone());
  check_options(added.options());
  groups_.push_back(std::move(added));
}

Tensor Optimizer::step(const Closure& closure) {
  Tensor loss;
  if (closure) {
    const AutoGradMode enabled(true);
    loss = closure();
  }
  const NoGradGuard no_grad;
  for (OptimizerParamGroup& group : groups_) {
    for (const Tensor& param : group.params()) {
      const TensorImpl& impl = param.impl();
      const Tensor& grad = param.grad();
      if (!grad.defined() || impl.numel() == 0) continue;
      update(param, grad, group.options());
    }
  }
  return loss;
}

void Optimizer::zero_grad(bool set_to_none) {
  const NoGradGuard no_grad;
  for (OptimizerParamGroup& group : groups_) {
    for (const Tensor& param : group.params()) {
      Tensor& grad = param.mutable_grad();
      if (!grad.defined()) continue;
      if (set_to_none) {
        grad.reset();
      } else {
        if (grad.grad_fn() != nullptr) grad = grad.detach();
        grad.zero_();
      }
    }
  }
}

}  // namespace gradbox::optim
