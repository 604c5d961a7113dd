#include "gradbox/ops/loss.h"

#include <algorithm>
#include <cmath>

#include "gradbox/base/warning.h"
#include "gradbox/ops/loss_rule.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// A loss that depends on a - t alone: the target's derivative is the input's with the other sign.
template <class Rule>
struct DifferenceRule {
  static constexpr bool kTargetToo = true;
  void visit(SavedVisitor&) const {}
  template <class T>
  T target_slope(T x, T t) const {
    return -static_cast<const Rule&>(*this).slope(x, t);
  }
  Tensor target_backward(const Tensor& grad, const Tensor& x, const Tensor& t) const {
    return static_cast<const Rule&>(*this).backward(grad, x, t).neg();
  }
};

struct Mse : DifferenceRule<Mse> {
  static constexpr const char* kName = "mse_cpu";
  static constexpr const char* kNode = "MseLossBackward0";
  template <class T>
  T value(T x, T t) const {
    return (x - t) * (x - t);
  }
  template <class T>
  T slope(T x, T t) const {
    return T{2} * (x - t);
  }
  static Tensor backward(const Tensor& grad, const Tensor& x, const Tensor& t) { return (x - t) * (grad * 2); }
};

struct SmoothL1 : DifferenceRule<SmoothL1> {
  static constexpr const char* kName = "smooth_l1_cpu";
  static constexpr const char* kNode = "SmoothL1LossBackward0";
  double beta = 1.0;
  void visit(SavedVisitor& visitor) const { visitor.number("beta", beta); }
  template <class T>
  T value(T x, T t) const {
    const T b = static_cast<T>(beta);
    const T distance = std::abs(x - t);
    return distance < b ? T{0.5} * distance * distance / b : distance - T{0.5} * b;
  }
  template <class T>
  T slope(T x, T t) const {
    const T b = static_cast<T>(beta);
    const T d = x - t;
    return d <= -b ? T{-1} : d >= b ? T{1} : d / b;
  }
  Tensor backward(const Tensor& grad, const Tensor& x, const Tensor& t) const {
    const Tensor d = x - t;
    return grad * where(d.abs().lt(beta), d / beta, d.sign());
  }
};

struct Huber : DifferenceRule<Huber> {
  static constexpr const char* kName = "huber_cpu";
  static constexpr const char* kNode = "HuberLossBackward0";
  double delta = 1.0;
  void visit(SavedVisitor& visitor) const { visitor.number("delta", delta); }
  template <class T>
  T value(T x, T t) const {
    const T edge = static_cast<T>(delta);
    const T distance = std::abs(x - t);
    return distance <= edge ? T{0.5} * distance * distance : edge * (distance - T{0.5} * edge);
  }
  template <class T>
  T slope(T x, T t) const {
    const T edge = static_cast<T>(delta);
    const T d = x - t;
    return d <= -edge ? -edge : d >= edge ? edge : d;
  }
  Tensor backward(const Tensor& grad, const Tensor& x, const Tensor& t) const {
    const Tensor d = x - t;
    return grad * where(d.abs().lt(delta), d, d.sign() * delta);
  }
};

struct SoftMargin : PlainRule {
  static constexpr const char* kName = "soft_margin_loss";
  static constexpr const char* kNode = "SoftMarginLossBackward0";
  static constexpr bool kTargetToo = false;
  template <class T>
  T value(T x, T t) const {
    return cpu::vlog(T{1} + cpu::vexp(-t * x));
  }
  template <class T>
  T slope(T x, T t) const {
    const T z = cpu::vexp(-t * x);
    return -t * z / (z + T{1});
  }
  static Tensor backward(const Tensor& grad, const Tensor& x, const Tensor& t) {
    const Tensor z = (t.neg() * x).exp();
    return t.neg() * grad * z / (z + 1);
  }
};

/// Both in one shape and dtype; warns if that takes broadcasting.
template <class Loss>
Tensor broadcast_loss(const Tensor& self, const Tensor& target, std::int64_t reduction, Loss&& compute) {
  check_reduction(reduction);
  if (!(self.sizes() == target.sizes())) {
    warn(str(
        "Using a target size (torch.Size(", target.sizes(), ")) that is different to the input size (torch.Size(",
        self.sizes(),
        ")). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size."));
    const Dims sizes = broadcast_shapes(self.sizes(), target.sizes());
    return broadcast_loss(self.expand(sizes), target.expand(sizes), reduction, compute);
  }
  const DType dtype = compute_type(self, target);
  return compute(self.to(dtype), target.to(dtype));
}

}  // namespace

namespace detail {

Tensor reduce_loss(const Tensor& losses, std::int64_t reduction) {
  check_reduction(reduction);
  if (reduction == Reduction::Mean) return losses.mean();
  return reduction == Reduction::Sum ? losses.sum() : losses;
}

}  // namespace detail

Tensor mse_loss(const Tensor& self, const Tensor& target, std::int64_t reduction) {
  return broadcast_loss(self, target, reduction,
                        [&](const Tensor& x, const Tensor& t) { return loss<Mse>(x, t, reduction); });
}

Tensor l1_loss(const Tensor& self, const Tensor& target, std::int64_t reduction) {
  return broadcast_loss(self, target, reduction,
                        [&](const Tensor& x, const Tensor& t) { return reduce_loss((x - t).abs(), reduction); });
}

Tensor smooth_l1_loss(const Tensor& self, const Tensor& target, std::int64_t reduction, double beta) {
  GRADBOX_CHECK(beta >= 0, "smooth_l1_loss does not support negative values for beta.");
  if (beta == 0) return l1_loss(self, target, reduction);
  SmoothL1 rule;
  rule.beta = beta;
  return broadcast_loss(self, target, reduction,
                        [&](const Tensor& x, const Tensor& t) { return loss(x, t, reduction, rule); });
}

Tensor huber_loss(const Tensor& self, const Tensor& target, std::int64_t reduction, double delta) {
  GRADBOX_CHECK(delta > 0, "huber_loss does not support non-positive values for delta.");
  Huber rule;
  rule.delta = delta;
  return broadcast_loss(self, target, reduction,
                        [&](const Tensor& x, const Tensor& t) { return loss(x, t, reduction, rule); });
}

Tensor soft_margin_loss(const Tensor& self, const Tensor& target, std::int64_t reduction) {
  check_reduction(reduction);
  const Dims sizes = broadcast_shapes(self.sizes(), target.sizes());
  return loss<SoftMargin>(self.expand(sizes), target.expand(sizes).to(self.dtype()), reduction);
}

OperatorList loss_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"mse_loss"},
      {"l1_loss"},
      {"smooth_l1_loss"},
      {"huber_loss"},
      {"soft_margin_loss"},
      {"binary_cross_entropy"},
      {"binary_cross_entropy_with_logits"},
  };
  return kOperators;
}

}  // namespace gradbox
