#include "gradbox/ops/dropout.h"

#include <cmath>
#include <vector>

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/ops/registry.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox {
namespace {

enum class Unit { Element, Feature };

void check_probability(double p) {
  GRADBOX_CHECK_AS(ValueError, p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
}

bool keeps_everything(const Tensor& input, double p, bool train) { return p == 0 || !train || input.numel() == 0; }

/// 1 where the unit is kept, 0 elsewhere, in a shape that broadcasts to the input's.
Tensor draw_kept(const Tensor& input, double p, Unit unit) {
  if (unit == Unit::Element) return empty_like(input).bernoulli_(1 - p);
  GRADBOX_CHECK(input.dim() >= 2, "Feature dropout requires at least 2 dimensions in the input");
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(input.dim()), 1);
  sizes[0] = input.size(0);
  sizes[1] = input.size(1);
  return empty(sizes, input.options()).bernoulli_(1 - p);
}

/// What the input is to be multiplied with.
Tensor draw_factors(const Tensor& input, double p, Unit unit) {
  const NoGradGuard no_grad;
  if (p == 1) return zeros({}, input.options());
  return draw_kept(input, p, unit).div_(1 - p);
}

Tensor drop(const Tensor& input, double p, bool train, Unit unit) {
  check_probability(p);
  if (keeps_everything(input, p, train)) return input;
  return input.mul(draw_factors(input, p, unit));
}

Tensor drop_to_saturation(const Tensor& input, double p, bool train, Unit unit) {
  // The product of SELU's two constants: minus what it saturates at.
  constexpr double kSaturation = 1.7580993408473766;
  check_probability(p);
  if (keeps_everything(input, p, train)) return input;
  if (p == 1) return input.mul(draw_factors(input, p, unit));
  const double a = 1.0 / std::sqrt((kSaturation * kSaturation * p + 1) * (1 - p));
  Tensor kept;
  Tensor shift;
  {
    const NoGradGuard no_grad;
    kept = draw_kept(input, p, unit);
    shift = kept.add(-1).mul_(kSaturation * a).add_(kSaturation * a * p);
    kept.mul_(a);
  }
  return input.mul(kept).add(shift);
}

}  // namespace

Tensor dropout(const Tensor& input, double p, bool train) { return drop(input, p, train, Unit::Element); }

Tensor& dropout_(Tensor& input, double p, bool train) {
  check_probability(p);
  if (!keeps_everything(input, p, train)) input.mul_(draw_factors(input, p, Unit::Element));
  return input;
}

Tensor feature_dropout(const Tensor& input, double p, bool train) { return drop(input, p, train, Unit::Feature); }
Tensor alpha_dropout(const Tensor& input, double p, bool train) {
  return drop_to_saturation(input, p, train, Unit::Element);
}
Tensor feature_alpha_dropout(const Tensor& input, double p, bool train) {
  return drop_to_saturation(input, p, train, Unit::Feature);
}

OperatorList dropout_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"dropout"}, {"dropout_"}, {"feature_dropout"}, {"alpha_dropout"}, {"feature_alpha_dropout"}};
  return kOperators;
}

}  // namespace gradbox
