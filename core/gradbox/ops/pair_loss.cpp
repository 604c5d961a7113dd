#include "gradbox/ops/pair_loss.h"

#include <cmath>

#include "gradbox/ops/distance.h"
#include "gradbox/ops/loss.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

constexpr double kPi = 3.14159265358979323846;

}  // namespace

Tensor kl_div(const Tensor& self, const Tensor& target, std::int64_t reduction, bool log_target) {
  if (log_target) return reduce_loss(target.exp() * (target - self), reduction);
  return reduce_loss(xlogy(target, target) - target * self, reduction);
}

Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, bool log_input, bool full, double eps,
                        std::int64_t reduction) {
  Tensor losses = log_input ? input.exp() - target * input : input - target * (input + eps).log();
  if (full) {
    const Tensor stirling = target * target.log() - target + (target * (2 * kPi)).log() * 0.5;
    losses = losses + stirling.masked_fill(target.le(1), 0);
  }
  return reduce_loss(losses, reduction);
}

Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var, bool full, double eps,
                         std::int64_t reduction) {
  Tensor variance = var;
  if (!(var.sizes() == input.sizes())) {
    if (input.dim() > 0 && IntArrayRef(input.sizes().slice(0, input.sizes().size() - 1)) == var.sizes()) {
      variance = var.unsqueeze(-1);
    } else {
      GRADBOX_CHECK_AS(ValueError,
                       var.dim() == input.dim() && is_expandable_to(var.sizes(), input.sizes()) && var.size(-1) == 1,
                       "var is of incorrect size");
    }
  }
  GRADBOX_CHECK_AS(ValueError, !var.detach().lt(0).any().item().toBool(), "var has negative entry/entries");
  variance = variance.clone();
  {
    NoGradGuard unrecorded;
    variance.clamp_(eps);
  }
  Tensor losses = 0.5 * (variance.log() + (input - target).pow(2) / variance);
  if (full) losses = losses + 0.5 * std::log(2 * kPi);
  return reduce_loss(losses, reduction);
}

Tensor hinge_embedding_loss(const Tensor& self, const Tensor& target, double margin, std::int64_t reduction) {
  const Tensor none = zeros_like(self);
  const Tensor apart = where(target.ne(1), (margin - self).clamp_min(0), none);
  const Tensor together = where(target.ne(-1), self, none);
  return reduce_loss(apart + together, reduction);
}

Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target, double margin,
                           std::int64_t reduction) {
  GRADBOX_CHECK(input1.dim() == input2.dim() && input1.dim() == target.dim(),
                "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ",
                input1.sizes(), ", input2: ", input2.sizes(), ", target: ", target.sizes(), " ");
  return reduce_loss((target.neg() * (input1 - input2) + margin).clamp_min(0), reduction);
}

Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target, double margin,
                             std::int64_t reduction) {
  GRADBOX_CHECK(target.dim() <= 1, "0D or 1D target tensor expected, multi-target not supported");
  GRADBOX_CHECK(input1.dim() == target.dim() + 1 && input2.dim() == target.dim() + 1, target.dim(),
                "D target tensor expects ", target.dim() + 1, "D input tensors, but found inputs with sizes ",
                input1.sizes(), " and ", input2.sizes(), ".");
  constexpr double kEpsilon = 1e-12;
  const std::int64_t dim = target.dim();
  const Tensor product = (input1 * input2).sum({dim});
  const Tensor norm1 = (input1 * input1).sum({dim}) + kEpsilon;
  const Tensor norm2 = (input2 * input2).sum({dim}) + kEpsilon;
  const Tensor cosine = product / (norm1 * norm2).sqrt();
  const Tensor none = zeros_like(cosine);
  const Tensor together = where(target.eq(1), ones_like(cosine) - cosine, none);
  const Tensor apart = where(target.eq(-1), (cosine - margin).clamp_min(0), none);
  return reduce_loss(together + apart, reduction);
}

Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative, double margin,
                           double p, double eps, bool swap, std::int64_t reduction) {
  const Tensor near = pairwise_distance(anchor, positive, p, eps);
  Tensor far = pairwise_distance(anchor, negative, p, eps);
  if (swap) far = minimum(far, pairwise_distance(positive, negative, p, eps));
  return reduce_loss((margin + near - far).clamp_min(0), reduction);
}

OperatorList pair_loss_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"kl_div"},
      {"poisson_nll_loss"},
      {"gaussian_nll_loss"},
      {"hinge_embedding_loss"},
      {"margin_ranking_loss"},
      {"cosine_embedding_loss"},
      {"triplet_margin_loss"},
  };
  return kOperators;
}

}  // namespace gradbox
