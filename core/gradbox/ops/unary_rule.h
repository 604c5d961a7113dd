#pragma once

#include "gradbox/backend/cpu/vector_math.h"
#include "gradbox/ops/pointwise_support.h"

/// Note [Unary rules]
/// An elementwise operator of one input is one struct, which says everything about it: the node's name, what is
/// computed, what the derivative needs, and the derivative in public operators:
///
///     struct Exp {
///       static constexpr const char* kName = "exp";
///       static constexpr const char* kNode = "ExpBackward0";
///       static constexpr Keeps kKeeps = Keeps::Result;
///       template <class T>
///       T operator()(T x) const { return cpu::vexp(x); }
///       static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * result; }
///     };
///     Tensor exp(const Tensor& self) { return unary<Exp>(self); }
///
/// The operator's settings are members of its rule, shown by `visit`.
/// A rule whose derivative takes several operators may add `slope(grad, kept)`, the same for one element: it is used
/// where nobody will differentiate the derivative, and makes one pass over memory. For .cpp files only.
namespace gradbox::detail {

/// What of the forward pass a derivative needs.
enum class Keeps : std::uint8_t { Nothing, Input, Result };

template <class Rule>
concept HasSlope = requires(const Rule& rule, double x) {
  rule.slope(x, x);
};
template <class Rule>
concept HasSettings = requires(const Rule& rule, SavedVisitor& visitor) {
  rule.visit(visitor);
};

template <class Rule>
struct UnaryNode final : Node {
  SavedTensor kept;
  [[no_unique_address]] Rule rule;
  std::string name() const override { return Rule::kNode; }
  void visit_saved(SavedVisitor& visitor) override {
    if constexpr (HasSettings<Rule>) rule.visit(visitor);
    if (Rule::kKeeps != Keeps::Nothing) visitor.tensor(Rule::kKeeps == Keeps::Input ? "self" : "result", kept);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    if constexpr (Rule::kKeeps == Keeps::Nothing) {
      return {rule.backward(grad)};
    } else {
      const Tensor value = kept.unpack(*this);
      if constexpr (HasSlope<Rule>) {
        if (nobody_differentiates() && grad.dtype() == value.dtype()) {
          return {zip_floating(grad, value, grad.dtype(), Rule::kName,
                               [r = rule](auto g, auto x) { return r.slope(g, x); })};
        }
      }
      return {rule.backward(grad, value)};
    }
  }
};

/// Leaves the rule's node behind if anybody will want the gradient.
template <class Rule>
Tensor record_unary(const Tensor& self, Tensor&& out, const Rule& rule = {}) {
  if (tracks(self)) {
    auto node = make_node<UnaryNode<Rule>>(self);
    node->rule = rule;
    if constexpr (Rule::kKeeps == Keeps::Input) node->kept.save(self);
    if constexpr (Rule::kKeeps == Keeps::Result) node->kept.save_output(out);
    set_history(out, node);
  }
  return std::move(out);
}

/// The rule's operator; integers become the default floating dtype.
template <class Rule>
Tensor unary(const Tensor& self, const Rule& rule = {}) {
  return record_unary<Rule>(self, map_floating(self, Rule::kName, rule), rule);
}

/// The same for an operator that leaves int64 what it is.
template <class Rule>
Tensor unary_of_numbers(const Tensor& self, const Rule& rule = {}) {
  return record_unary<Rule>(self, map_numbers(self, rule), rule);
}

}  // namespace gradbox::detail
