#include "gradbox/ops/statistics.h"

#include <cmath>

#include "gradbox/ops/reduce_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct Spread {
  Tensor variance;
  Tensor mean;
};

/// Variance and mean with the dims kept, unrecorded.
Spread plain_spread(const Tensor& self, const ReducedDims& reduction, std::int64_t correction) {
  const Tensor in = self.detach();
  Spread out;
  const NoGradGuard no_grad;
  out.mean = in.mean(reduction.dims, true);
  const Tensor squares =
      zip_floating(in, out.mean, in.dtype(), "var", [](auto x, auto m) { return (x - m) * (x - m); });
  out.variance = fold_numbers(
      squares, reduction, [](auto kind) { return decltype(kind){0}; }, [](auto a, auto b) { return a + b; });
  dispatch_floating(in.dtype(), "var", [&](auto kind) {
    using T = decltype(kind);
    const std::int64_t divisor = reduction.count - correction;
    const T by = static_cast<T>(divisor > 0 ? divisor : 0);
    cpu::unary_kernel<T, T>(out.variance, out.variance, [by](T x) { return x / by; });
  });
  return out;
}

void check_floating(const Tensor& self, const char* name) {
  GRADBOX_CHECK(is_floating(self.dtype()), name, " only support floating point and complex dtypes");
}

/// What the nodes here have in common.
struct SpreadNode : Node {
  SavedTensor self;
  ReducedDims reduction;
  std::int64_t correction = 1;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("correction", correction);
    reduction.visit(visitor);
    visitor.tensor("self", self);
  }
  /// The input's gradient for that of the variance, which has the dims kept.
  Tensor variance_gradient(const Tensor& grad, const Tensor& x) const {
    const double divisor = static_cast<double>(reduction.count - correction);
    return grad * (2.0 / divisor) * (x - x.mean(reduction.dims, true));
  }
};

struct VarBackward0 final : SpreadNode {
  std::string name() const override { return "VarBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {variance_gradient(reduction.restored(grads[0]), self.unpack(*this))};
  }
};

/// The gradient of the variance for that of its square root.
Tensor root_gradient(const Tensor& grad, const Tensor& root) { return where(root.eq(0), 0.0, grad / (root * 2)); }

struct StdBackward0 final : SpreadNode {
  SavedTensor result;
  std::string name() const override { return "StdBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    SpreadNode::visit_saved(visitor);
    visitor.tensor("result", result);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor grad = root_gradient(grads[0], result.unpack(*this));
    return {variance_gradient(reduction.restored(grad), self.unpack(*this))};
  }
};

/// Outputs: the variance or its root, and the mean.
struct SpreadMeanNode : SpreadNode {
  Tensor both(const Tensor& variance, const Tensor& mean, const Tensor& x) const {
    Tensor out;
    if (variance.defined()) out = variance_gradient(reduction.restored(variance), x);
    if (!mean.defined()) return out;
    const Tensor even = reduction.restored(mean).div(reduction.count).expand(reduction.sizes);
    return out.defined() ? out + even : even;
  }
};
struct VarMeanBackward0 final : SpreadMeanNode {
  std::string name() const override { return "VarMeanBackward0"; }
  GradList apply(GradList&& grads) override { return {both(grads[0], grads[1], self.unpack(*this))}; }
};
struct StdMeanBackward0 final : SpreadMeanNode {
  SavedTensor result;
  std::string name() const override { return "StdMeanBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    SpreadNode::visit_saved(visitor);
    visitor.tensor("result0", result);
  }
  GradList apply(GradList&& grads) override {
    const Tensor grad = grads[0].defined() ? root_gradient(grads[0], result.unpack(*this)) : Tensor();
    return {both(grad, grads[1], self.unpack(*this))};
  }
};

template <class NodeType>
IntrusivePtr<NodeType> spread_node(const Tensor& self, const ReducedDims& reduction, std::int64_t correction) {
  auto node = make_node<NodeType>(self);
  node->self.save(self);
  node->reduction = reduction;
  node->correction = correction;
  return node;
}

}  // namespace

Tensor var(const Tensor& self, bool unbiased) { return var(self, IntArrayRef(), unbiased, false); }
Tensor var(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  return var(self, std::optional<IntArrayRef>(dim), std::int64_t{unbiased}, keepdim);
}
Tensor var(const Tensor& self, std::optional<IntArrayRef> dim, std::optional<std::int64_t> given, bool keepdim) {
  const std::int64_t correction = given.value_or(1);
  check_floating(self, "std and var");
  const ReducedDims reduction(self, dim.value_or(IntArrayRef()), keepdim);
  Tensor out = reduction.shaped(plain_spread(self, reduction, correction).variance);
  if (tracks(self)) set_history(out, spread_node<VarBackward0>(self, reduction, correction));
  return out;
}

Tensor std(const Tensor& self, bool unbiased) { return gradbox::std(self, IntArrayRef(), unbiased, false); }
Tensor std(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  return gradbox::std(self, std::optional<IntArrayRef>(dim), std::int64_t{unbiased}, keepdim);
}
Tensor std(const Tensor& self, std::optional<IntArrayRef> dim, std::optional<std::int64_t> given, bool keepdim) {
  const std::int64_t correction = given.value_or(1);
  check_floating(self, "std and var");
  const ReducedDims reduction(self, dim.value_or(IntArrayRef()), keepdim);
  Tensor out = reduction.shaped(
      map_floating(plain_spread(self, reduction, correction).variance, "std", [](auto x) { return std::sqrt(x); }));
  if (tracks(self)) {
    auto node = spread_node<StdBackward0>(self, reduction, correction);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

std::tuple<Tensor, Tensor> var_mean(const Tensor& self, bool unbiased) {
  return var_mean(self, IntArrayRef(), unbiased, false);
}
std::tuple<Tensor, Tensor> var_mean(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  check_floating(self, "var_mean");
  const ReducedDims reduction(self, dim, keepdim);
  const Spread spread = plain_spread(self, reduction, unbiased);
  Tensor variance = reduction.shaped(spread.variance);
  Tensor mean = reduction.shaped(spread.mean);
  if (tracks(self)) {
    auto node = spread_node<VarMeanBackward0>(self, reduction, unbiased);
    set_history(variance, node);
    set_history(mean, node);
  }
  return {variance, mean};
}

std::tuple<Tensor, Tensor> std_mean(const Tensor& self, bool unbiased) {
  return std_mean(self, IntArrayRef(), unbiased, false);
}
std::tuple<Tensor, Tensor> std_mean(const Tensor& self, IntArrayRef dim, bool unbiased, bool keepdim) {
  check_floating(self, "std_mean");
  const ReducedDims reduction(self, dim, keepdim);
  const Spread spread = plain_spread(self, reduction, unbiased);
  Tensor root = reduction.shaped(map_floating(spread.variance, "std", [](auto x) { return std::sqrt(x); }));
  Tensor mean = reduction.shaped(spread.mean);
  if (tracks(self)) {
    auto node = spread_node<StdMeanBackward0>(self, reduction, unbiased);
    set_history(root, node);
    set_history(mean, node);
    node->result.save_output(root);
  }
  return {root, mean};
}

OperatorList statistics_operators() {
  static constexpr OperatorInfo kOperators[] = {{"var"}, {"std"}, {"var_mean"}, {"std_mean"}};
  return kOperators;
}

}  // namespace gradbox
