#pragma once

#include "gradbox/ops/unary_rule.h"

/// Note [Binary rules]
/// Like Note [Unary rules], for an elementwise operator of two inputs that broadcast. `for_self` and `for_other` give
/// the two gradients from `(grad, self, other)`, or from `(grad, self, other, result)` where the rule keeps the result.
/// For .cpp files only.
namespace gradbox::detail {

template <class Rule>
struct BinaryNode final : Node {
  static constexpr bool kKeepsResult = Rule::kKeeps == Keeps::Result;
  static constexpr bool kKeepsInputs = Rule::kKeeps != Keeps::Nothing;
  SavedTensor self;
  SavedTensor other;
  SavedTensor result;

  std::string name() const override { return Rule::kNode; }
  void visit_saved(SavedVisitor& visitor) override {
    if constexpr (kKeepsInputs) {
      visitor.tensor("other", other);
      visitor.tensor("self", self);
    }
    if constexpr (kKeepsResult) visitor.tensor("result", result);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    if constexpr (!kKeepsInputs) {
      if (should_compute_output(0)) out[0] = Rule::for_self(grad);
      if (should_compute_output(1)) out[1] = Rule::for_other(grad);
    } else {
      const Tensor a = self.unpack(*this);
      const Tensor b = other.unpack(*this);
      if constexpr (kKeepsResult) {
        const Tensor y = result.unpack(*this);
        if (should_compute_output(0)) out[0] = Rule::for_self(grad, a, b, y);
        if (should_compute_output(1)) out[1] = Rule::for_other(grad, a, b, y);
      } else {
        if (should_compute_output(0)) out[0] = Rule::for_self(grad, a, b);
        if (should_compute_output(1)) out[1] = Rule::for_other(grad, a, b);
      }
    }
    return out;
  }
};

/// Leaves the rule's node behind if anybody will want a gradient.
template <class Rule>
Tensor record_binary(const Tensor& self, const Tensor& other, Tensor&& out) {
  if (tracks(self, other)) {
    auto node = make_node<BinaryNode<Rule>>(self, other);
    if constexpr (Rule::kKeeps != Keeps::Nothing) {
      node->self.save(self);
      node->other.save(other);
    }
    if constexpr (Rule::kKeeps == Keeps::Result) node->result.save_output(out);
    set_history(out, node);
  }
  return std::move(out);
}

/// The rule's operator; integers become the default floating dtype.
template <class Rule>
Tensor binary(const Tensor& self, const Tensor& other) {
  return record_binary<Rule>(self, other, zip_floating(self, other, floating_type(self, other), Rule::kName, Rule{}));
}

/// The same for an operator that leaves int64 what it is.
template <class Rule>
Tensor binary_of_numbers(const Tensor& self, const Tensor& other) {
  return record_binary<Rule>(self, other, zip_numbers(self, other, compute_type(self, other), Rule{}));
}

}  // namespace gradbox::detail
