#pragma once

#include "gradbox/backend/cpu/vector_math.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/reduction.h"

/// Note [Loss rules]
/// A loss of element against element is one struct: `value(x, t)` of one pair of numbers; `slope(x, t)` and
/// `target_slope(x, t)`, its derivatives; and `backward(grad, x, t)`, `target_backward(grad, x, t)`, the same in public
/// operators, used where somebody will differentiate the derivative. Forward is one pass over memory, a plain backward
/// one pass for each gradient wanted. For .cpp files only.
namespace gradbox::detail {

/// What the rules without settings have in common.
struct PlainRule {
  static constexpr bool kTargetToo = true;
  static void visit(SavedVisitor&) {}
};

inline void check_reduction(std::int64_t reduction) {
  GRADBOX_CHECK_AS(ValueError, reduction >= Reduction::None && reduction < Reduction::END, reduction,
                   " is not a valid value for reduction");
}

/// Sum of value(x[i], t[i]): partial sums in many lanes and of bounded length, so that it is fast and rounds little.
template <class T, class Value>
T sum_pairs(const T* x, const T* t, std::int64_t n, Value value) {
  constexpr std::int64_t kLanes = 128 / static_cast<std::int64_t>(sizeof(T));
  constexpr std::int64_t kBlock = 64 * kLanes;
  T total = 0;
  std::int64_t i = 0;
  while (n - i >= kLanes) {
    T lanes[kLanes] = {};
    const std::int64_t end = n - i < kBlock ? n : i + kBlock;
    for (; i + kLanes <= end; i += kLanes) {
      for (std::int64_t k = 0; k < kLanes; ++k) lanes[k] += value(x[i + k], t[i + k]);
    }
    for (std::int64_t half = kLanes / 2; half > 0; half /= 2) {
      for (std::int64_t k = 0; k < half; ++k) lanes[k] += lanes[k + half];
    }
    total += lanes[0];
  }
  for (; i < n; ++i) total += value(x[i], t[i]);
  return total;
}

template <class Rule>
Tensor plain_loss(const Tensor& self, const Tensor& target, std::int64_t reduction, const Rule& rule) {
  const auto value = [rule](auto x, auto t) { return rule.value(x, t); };
  if (reduction == Reduction::None) return zip_floating(self, target, self.dtype(), Rule::kName, value);
  const Tensor x = self.is_contiguous() ? self : cast_plain(self.detach(), self.dtype()).contiguous();
  const Tensor t = target.is_contiguous() ? target : cast_plain(target.detach(), target.dtype()).contiguous();
  Tensor out = make_tensor({}, self.dtype());
  const std::int64_t n = x.numel();
  dispatch_floating(self.dtype(), Rule::kName, [&](auto kind) {
    using T = decltype(kind);
    const T sum = sum_pairs(cpu::typed<T>(x), cpu::typed<T>(t), n, value);
    *cpu::typed<T>(out) = reduction == Reduction::Mean ? sum / static_cast<T>(n) : sum;
  });
  return out;
}

/// grad * slope(x, t), element by element; a reduced loss has a 0-dim grad.
template <class Slope>
Tensor plain_loss_gradient(const Tensor& grad, const Tensor& x, const Tensor& t, std::int64_t reduction,
                           const char* name, Slope slope) {
  if (reduction == Reduction::None) {
    Tensor out = make_tensor(x.sizes(), x.dtype());
    dispatch_floating(x.dtype(), name, [&](auto kind) {
      using T = decltype(kind);
      cpu::ternary_kernel<T, T, T>(out, grad, x, t, [slope](T g, T a, T b) { return g * slope(a, b); });
    });
    return out;
  }
  const double scale = grad.item().toDouble() / (reduction == Reduction::Mean ? static_cast<double>(x.numel()) : 1.0);
  return zip_floating(x, t, x.dtype(), name,
                      [slope, scale](auto a, auto b) { return static_cast<decltype(a)>(scale) * slope(a, b); });
}

/// grad of the losses of the elements, from the grad of what they were reduced to.
inline Tensor spread_loss_gradient(const Tensor& grad, std::int64_t numel, std::int64_t reduction) {
  return reduction == Reduction::Mean ? grad / numel : grad;
}

template <class Rule>
struct LossNode final : Node {
  SavedTensor self;
  SavedTensor target;
  std::int64_t reduction = Reduction::Mean;
  Rule rule;
  std::string name() const override { return Rule::kNode; }
  void visit_saved(SavedVisitor& visitor) override {
    rule.visit(visitor);
    visitor.number("reduction", reduction);
    visitor.tensor("self", self);
    visitor.tensor("target", target);
  }
  GradList apply(GradList&& grads) override {
    GradList out(num_outputs());
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor x = self.unpack(*this);
    const Tensor t = target.unpack(*this);
    const bool for_target = out.size() > 1 && should_compute_output(1);
    if (nobody_differentiates() && grad.dtype() == x.dtype()) {
      const Rule r = rule;
      if (should_compute_output(0)) {
        out[0] = plain_loss_gradient(grad, x, t, reduction, Rule::kName, [r](auto a, auto b) { return r.slope(a, b); });
      }
      if constexpr (Rule::kTargetToo) {
        if (for_target) {
          out[1] = plain_loss_gradient(grad, x, t, reduction, Rule::kName,
                                       [r](auto a, auto b) { return r.target_slope(a, b); });
        }
      }
      return out;
    }
    const Tensor spread = spread_loss_gradient(grad, x.numel(), reduction);
    if (should_compute_output(0)) out[0] = rule.backward(spread, x, t);
    if constexpr (Rule::kTargetToo) {
      if (for_target) out[1] = rule.target_backward(spread, x, t);
    }
    return out;
  }
};

/// The loss of two tensors of one shape and dtype.
template <class Rule>
Tensor loss(const Tensor& self, const Tensor& target, std::int64_t reduction, const Rule& rule = {}) {
  Tensor out = plain_loss(self, target, reduction, rule);
  const bool recorded = Rule::kTargetToo ? tracks(self, target) : tracks(self);
  if (recorded) {
    auto node = Rule::kTargetToo ? make_node<LossNode<Rule>>(self, target) : make_node<LossNode<Rule>>(self);
    node->self.save(self);
    node->target.save(target);
    node->reduction = reduction;
    node->rule = rule;
    set_history(out, node);
  }
  return out;
}

}  // namespace gradbox::detail
