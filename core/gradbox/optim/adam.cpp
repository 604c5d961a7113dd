#include "gradbox/optim/adam.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gradbox/autograd/view.h"
#include "gradbox/backend/cpu/pointwise.h"
#include "gradbox/base/number_text.h"

namespace gradbox::optim {
namespace {

/// Running means of a unit that no longer learns decay into denormal numbers, which cost a hundred times as much: zero
/// instead.
template <class T>
T flush(T value) {
  return std::abs(value) < std::numeric_limits<T>::min() ? T{0} : value;
}

}  // namespace

Adam::Adam(std::vector<OptimizerParamGroup> groups, AdamOptions options) : Adam(std::move(groups), options.clone()) {}

Adam::Adam(std::vector<OptimizerParamGroup> groups, std::unique_ptr<OptimizerOptions> defaults)
    : Optimizer(groups, std::move(defaults)) {
  add_groups(groups);
}

void Adam::check_options(const OptimizerOptions& given) const {
  const auto& options = static_cast<const AdamSettings&>(given);
  const double beta1 = std::get<0>(options.betas()), beta2 = std::get<1>(options.betas());
  GRADBOX_CHECK_AS(ValueError, options.lr() >= 0, "Invalid learning rate: ", shortest(options.lr()));
  GRADBOX_CHECK_AS(ValueError, options.eps() >= 0, "Invalid epsilon value: ", shortest(options.eps()));
  GRADBOX_CHECK_AS(ValueError, beta1 >= 0 && beta1 < 1, "Invalid beta parameter at index 0: ", shortest(beta1));
  GRADBOX_CHECK_AS(ValueError, beta2 >= 0 && beta2 < 1, "Invalid beta parameter at index 1: ", shortest(beta2));
  GRADBOX_CHECK_AS(ValueError, options.weight_decay() >= 0,
                   "Invalid weight_decay value: ", shortest(options.weight_decay()));
}

void Adam::update(const Tensor& param, const Tensor& grad, const OptimizerOptions& given) {
  const auto& options = static_cast<const AdamSettings&>(given);
  update_moments(param, options.weight_decay() != 0 ? grad.add(param, options.weight_decay()) : grad, options);
}

void Adam::update_moments(const Tensor& param, const Tensor& grad, const AdamSettings& options) {
  State& state = states_[&param.impl()];
  if (state.step == 0) {
    state.mean = zeros_like(param);
    state.mean_square = zeros_like(param);
    if (options.amsgrad()) state.largest_mean_square = zeros_like(param);
  }
  ++state.step;
  const double beta1 = std::get<0>(options.betas()), beta2 = std::get<1>(options.betas());
  const double correction1 = 1 - std::pow(beta1, static_cast<double>(state.step));
  const double correction2 = std::sqrt(1 - std::pow(beta2, static_cast<double>(state.step)));
  dispatch_floating(param.dtype(), "adam", [&](auto kind) {
    using T = decltype(kind);
    const T keep1 = static_cast<T>(beta1), take1 = static_cast<T>(1 - beta1);
    const T keep2 = static_cast<T>(beta2), take2 = static_cast<T>(1 - beta2);
    cpu::binary_kernel<T, T>(state.mean, state.mean, grad, [=](T m, T g) { return flush(keep1 * m + take1 * g); });
    cpu::binary_kernel<T, T>(state.mean_square, state.mean_square, grad,
                             [=](T v, T g) { return flush(keep2 * v + take2 * g * g); });
    Tensor divisor = state.mean_square;
    if (options.amsgrad()) {
      divisor = state.largest_mean_square;
      cpu::binary_kernel<T, T>(divisor, divisor, state.mean_square, [](T a, T b) { return a < b ? b : a; });
    }
    const T rate = static_cast<T>(options.lr() / correction1);
    const T root = static_cast<T>(correction2), eps = static_cast<T>(options.eps());
    cpu::ternary_kernel<T, T, T>(param, param, state.mean, divisor,
                                 [=](T p, T m, T v) { return p - rate * (m / (std::sqrt(v) / root + eps)); });
  });
  autograd::bump_version(param);
}

void AdamW::update(const Tensor& param, const Tensor& grad, const OptimizerOptions& given) {
  const auto& options = static_cast<const AdamSettings&>(given);
  param.mul_(1 - options.lr() * options.weight_decay());
  update_moments(param, grad, options);
}

}  // namespace gradbox::optim
