#include <algorithm>
#include <cmath>

#include "gradbox/ops/loss.h"
#include "gradbox/ops/loss_rule.h"

namespace gradbox {
namespace {

using namespace detail;

/// What keeps the derivative finite; rounded as PyTorch does.
constexpr double kBceEpsilon = static_cast<double>(1e-12f);

/// Derivative of the derivative of binary_cross_entropy, with PyTorch's guards against division by zero.
struct BinaryCrossEntropyBackwardBackward0 final : Node {
  SavedTensor grad_output;
  SavedTensor self;
  SavedTensor target;
  std::string name() const override { return "BinaryCrossEntropyBackwardBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("grad_output", grad_output);
    visitor.tensor("self", self);
    visitor.tensor("target", target);
  }
  GradList apply(GradList&& grads) override {
    GradList out(3);
    if (!grads[0].defined()) return out;
    const Tensor grad = grad_output.unpack(*this);
    const Tensor x = self.unpack(*this);
    const Tensor t = target.unpack(*this);
    const Tensor spread = (x + 1e-12) * (1 - x + 1e-12);
    if (should_compute_output(0)) out[0] = grads[0] * (x - t) / spread;
    if (should_compute_output(1)) out[1] = grads[0] * grad * (x * x - 2 * x * t + t) / (spread * spread);
    if (should_compute_output(2)) out[2] = (grads[0] * grad / ((1 - x) * x).clamp_min(kBceEpsilon)).neg();
    return out;
  }
};

struct Bce : PlainRule {
  static constexpr const char* kName = "binary_cross_entropy";
  static constexpr const char* kNode = "BinaryCrossEntropyBackward0";
  static void visit(SavedVisitor& visitor) { visitor.text("weight", "None"); }
  template <class T>
  T value(T x, T t) const {
    const T hit = std::max(cpu::vlog(x), T{-100});
    const T miss = std::max(cpu::vlog1p(-x), T{-100});
    return (t - T{1}) * miss - t * hit;
  }
  template <class T>
  T slope(T x, T t) const {
    return (x - t) / std::max((T{1} - x) * x, static_cast<T>(kBceEpsilon));
  }
  template <class T>
  T target_slope(T x, T) const {
    return std::max(cpu::vlog1p(-x), T{-100}) - std::max(cpu::vlog(x), T{-100});
  }
  static Tensor backward(const Tensor& grad, const Tensor& x, const Tensor& t) {
    Tensor out;
    {
      NoGradGuard unrecorded;
      out = grad * (x - t) / ((1 - x) * x).clamp_min(kBceEpsilon);
    }
    if (tracks(grad, x, t)) {
      auto node = make_node<BinaryCrossEntropyBackwardBackward0>(grad, x, t);
      node->grad_output.save(grad);
      node->self.save(x);
      node->target.save(t);
      set_history(out, node);
    }
    return out;
  }
  static Tensor target_backward(const Tensor& grad, const Tensor& x, const Tensor&) {
    return grad * (x.neg().log1p().clamp_min(-100) - x.log().clamp_min(-100));
  }
};

template <class T>
T logistic(T x) {
  return T{1} / (T{1} + cpu::vexp(-x));
}

struct BceWithLogits : PlainRule {
  static constexpr const char* kName = "binary_cross_entropy_with_logits";
  static constexpr const char* kNode = "BinaryCrossEntropyWithLogitsBackward0";
  static void visit(SavedVisitor& visitor) {
    visitor.text("pos_weight", "None");
    visitor.text("weight", "None");
  }
  template <class T>
  T value(T x, T t) const {
    return (x > T{0} ? x : T{0}) - x * t + cpu::vlog1p(cpu::vexp(-std::abs(x)));
  }
  template <class T>
  T slope(T x, T t) const {
    return logistic(x) - t;
  }
  template <class T>
  T target_slope(T x, T) const {
    return -x;
  }
  static Tensor backward(const Tensor& grad, const Tensor& x, const Tensor& t) { return (x.sigmoid() - t) * grad; }
  static Tensor target_backward(const Tensor& grad, const Tensor& x, const Tensor&) { return grad * x.neg(); }
};

/// A loss whose elements are weighted: the forward in public operators, unrecorded, one node for all.
struct WeightedNode : Node {
  SavedTensor self;
  SavedTensor target;
  SavedTensor weight;
  std::int64_t reduction = Reduction::Mean;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("reduction", reduction);
    visitor.tensor("self", self);
    visitor.tensor("target", target);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor x = self.unpack(*this);
    const Tensor t = target.unpack(*this);
    const Tensor w = weight.unpack(*this);
    const Tensor spread = spread_loss_gradient(grads[0], x.numel(), reduction);
    const Tensor grad = w.defined() ? spread * w : spread;
    if (should_compute_output(0)) out[0] = for_self(grad, x, t);
    if (should_compute_output(1)) out[1] = for_target(grad, x, t);
    return out;
  }
  virtual Tensor for_self(const Tensor& grad, const Tensor& x, const Tensor& t) const = 0;
  virtual Tensor for_target(const Tensor& grad, const Tensor& x, const Tensor& t) const = 0;
};

struct WeightedBceBackward0 final : WeightedNode {
  std::string name() const override { return Bce::kNode; }
  Tensor for_self(const Tensor& grad, const Tensor& x, const Tensor& t) const override {
    return Bce::backward(grad, x, t);
  }
  Tensor for_target(const Tensor& grad, const Tensor& x, const Tensor& t) const override {
    return Bce::target_backward(grad, x, t);
  }
};

struct WeightedLogitsBackward0 final : WeightedNode {
  SavedTensor pos_weight;
  std::string name() const override { return BceWithLogits::kNode; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("pos_weight", pos_weight);
    WeightedNode::visit_saved(visitor);
  }
  Tensor for_self(const Tensor& grad, const Tensor& x, const Tensor& t) const override {
    const Tensor p = pos_weight.unpack(*this);
    if (!p.defined()) return BceWithLogits::backward(grad, x, t);
    const Tensor positive = p * t;
    return ((positive + 1 - t) * x.sigmoid() - positive) * grad;
  }
  Tensor for_target(const Tensor& grad, const Tensor& x, const Tensor& t) const override {
    const Tensor p = pos_weight.unpack(*this);
    if (!p.defined()) return BceWithLogits::target_backward(grad, x, t);
    return grad * (softplus(x).neg() + p * softplus(x.neg()));
  }
};

template <class NodeType>
IntrusivePtr<NodeType> record_weighted(const Tensor& self, const Tensor& target, const Tensor& weight,
                                       std::int64_t reduction) {
  auto node = make_node<NodeType>(self, target);
  node->self.save(self);
  node->target.save(target);
  node->weight.save(weight);
  node->reduction = reduction;
  return node;
}

void check_probabilities(const Tensor& self) {
  bool inside = true;
  dispatch_floating(self.dtype(), "binary_cross_entropy", [&](auto kind) {
    using T = decltype(kind);
    const auto nest = cpu::make_loop_nest<1>(self.sizes(), {cpu::shape_of(self)});
    cpu::for_each_row(nest, [&](const auto& at, std::int64_t n, const auto& step) {
      const T* x = cpu::typed<T>(self) + at[0];
      for (std::int64_t i = 0; i < n; ++i) inside &= x[i * step[0]] >= T{0} && x[i * step[0]] <= T{1};
    });
  });
  GRADBOX_CHECK(inside, "all elements of input should be between 0 and 1");
}

}  // namespace

Tensor binary_cross_entropy(const Tensor& self, const Tensor& target, const Tensor& weight, std::int64_t reduction) {
  check_reduction(reduction);
  GRADBOX_CHECK_AS(ValueError, self.sizes() == target.sizes(), "Using a target size (torch.Size(", target.sizes(),
                   ")) that is different to the input size (torch.Size(", self.sizes(),
                   ")) is deprecated. Please ensure they have the same size.");
  GRADBOX_CHECK(self.dtype() == target.dtype(), "Found dtype ", dtype_short_name(target.dtype()), " but expected ",
                dtype_short_name(self.dtype()));
  check_probabilities(self);
  if (!weight.defined()) return loss<Bce>(self, target, reduction);
  Tensor out;
  {
    NoGradGuard unrecorded;
    out = reduce_loss(loss<Bce>(self, target, Reduction::None) * weight, reduction);
  }
  if (tracks(self, target)) set_history(out, record_weighted<WeightedBceBackward0>(self, target, weight, reduction));
  return out;
}
Tensor binary_cross_entropy(const Tensor& self, const Tensor& target) {
  return binary_cross_entropy(self, target, Tensor());
}

Tensor binary_cross_entropy_with_logits(const Tensor& self, const Tensor& target, const Tensor& weight,
                                        const Tensor& pos_weight, std::int64_t reduction) {
  check_reduction(reduction);
  GRADBOX_CHECK_AS(ValueError, self.sizes() == target.sizes(), "Target size (torch.Size(", target.sizes(),
                   ")) must be the same as input size (torch.Size(", self.sizes(), "))");
  if (!weight.defined() && !pos_weight.defined()) return loss<BceWithLogits>(self, target.to(self.dtype()), reduction);
  Tensor out;
  {
    NoGradGuard unrecorded;
    Tensor losses;
    if (pos_weight.defined()) {
      losses = (1 - target) * self +
               ((pos_weight - 1) * target + 1) * (self.abs().neg().exp().log1p() + self.neg().clamp_min(0));
    } else {
      losses = loss<BceWithLogits>(self, target, Reduction::None);
    }
    out = reduce_loss(weight.defined() ? losses * weight : losses, reduction);
  }
  if (tracks(self, target)) {
    auto node = record_weighted<WeightedLogitsBackward0>(self, target, weight, reduction);
    node->pos_weight.save(pos_weight);
    set_history(out, node);
  }
  return out;
}
Tensor binary_cross_entropy_with_logits(const Tensor& self, const Tensor& target) {
  return binary_cross_entropy_with_logits(self, target, Tensor(), Tensor());
}

}  // namespace gradbox
