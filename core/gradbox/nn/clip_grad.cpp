#include "gradbox/nn/clip_grad.h"

#include <cmath>
#include <limits>

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/base/number_text.h"

namespace gradbox::nn::utils {
namespace {

Tensor joint_norm(const std::vector<Tensor>& grads, double norm_type) {
  const bool largest = norm_type == std::numeric_limits<double>::infinity();
  std::vector<Tensor> norms;
  for (const Tensor& grad : grads) norms.push_back(largest ? grad.abs().max() : grad.norm(norm_type));
  const Tensor all = stack(norms);
  return largest ? all.max() : all.norm(norm_type);
}

}  // namespace

double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type,
                       bool error_if_nonfinite) {
  std::vector<Tensor> grads;
  for (const Tensor& parameter : parameters) {
    if (parameter.grad().defined()) grads.push_back(parameter.grad().data());
  }
  if (grads.empty()) return 0;
  const NoGradGuard no_grad;
  const Tensor norm = joint_norm(grads, norm_type);
  const double total = norm.item<double>();
  GRADBOX_CHECK(!error_if_nonfinite || std::isfinite(total), "The total norm of order ", shortest(norm_type),
                " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error and "
                "scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`");
  const Tensor factor = (max_norm / (norm + 1e-6)).clamp_max(1);
  for (const Tensor& grad : grads) grad.mul_(factor);
  return total;
}

void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value) {
  const NoGradGuard no_grad;
  for (const Tensor& parameter : parameters) {
    if (parameter.grad().defined()) parameter.grad().data().clamp_(-clip_value, clip_value);
  }
}

}  // namespace gradbox::nn::utils
