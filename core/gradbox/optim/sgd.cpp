#include "gradbox/optim/sgd.h"

#include "gradbox/base/number_text.h"

namespace gradbox::optim {

SGD::SGD(std::vector<OptimizerParamGroup> groups, SGDOptions options) : Optimizer(groups, options.clone()) {
  add_groups(groups);
}

void SGD::check_options(const OptimizerOptions& given) const {
  const auto& options = static_cast<const SGDOptions&>(given);
  GRADBOX_CHECK_AS(ValueError, options.lr() >= 0, "Invalid learning rate: ", shortest(options.lr()));
  GRADBOX_CHECK_AS(ValueError, options.momentum() >= 0, "Invalid momentum value: ", shortest(options.momentum()));
  GRADBOX_CHECK_AS(ValueError, options.weight_decay() >= 0,
                   "Invalid weight_decay value: ", shortest(options.weight_decay()));
  GRADBOX_CHECK_AS(ValueError, !options.nesterov() || (options.momentum() > 0 && options.dampening() == 0),
                   "Nesterov momentum requires a momentum and zero dampening");
}

void SGD::update(const Tensor& param, const Tensor& grad, const OptimizerOptions& given) {
  const auto& options = static_cast<const SGDOptions&>(given);
  Tensor direction = grad;
  if (options.weight_decay() != 0) direction = direction.add(param, options.weight_decay());
  if (options.momentum() != 0) {
    Tensor& buffer = momentum_buffers_[&param.impl()];
    if (!buffer.defined()) {
      buffer = direction.detach().clone();
    } else {
      buffer.mul_(options.momentum()).add_(direction, 1 - options.dampening());
    }
    direction = options.nesterov() ? direction.add(buffer, options.momentum()) : buffer;
  }
  param.add_(direction, -options.lr());
}

}  // namespace gradbox::optim
