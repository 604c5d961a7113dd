#include "gradbox/ops/unary.h"

#include <cmath>

#include "gradbox/ops/pointwise_support.h"

namespace gradbox {
namespace {

using namespace detail;

struct NegBackward0 final : Node {
  std::string name() const override { return "NegBackward0"; }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].neg() : Tensor()}; }
};

/// A node whose derivative needs the operator's result.
struct ResultNode : Node {
  SavedTensor result;
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("result", result); }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? derivative(grads[0], result.unpack(*this)) : Tensor()};
  }
  virtual Tensor derivative(const Tensor& grad, const Tensor& value) const = 0;
};

/// A node whose derivative needs the operator's input.
struct InputNode : Node {
  SavedTensor self;
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("self", self); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? derivative(grads[0], self.unpack(*this)) : Tensor()}; }
  virtual Tensor derivative(const Tensor& grad, const Tensor& value) const = 0;
};

template <class NodeType>
Tensor record_result(const Tensor& self, Tensor&& out) {
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->result.save_output(out);
    set_history(out, node);
  }
  return std::move(out);
}

template <class NodeType>
Tensor record_input(const Tensor& self, Tensor&& out) {
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->self.save(self);
    set_history(out, node);
  }
  return std::move(out);
}

struct ExpBackward0 final : ResultNode {
  std::string name() const override { return "ExpBackward0"; }
  Tensor derivative(const Tensor& grad, const Tensor& value) const override { return grad * value; }
};
struct LogBackward0 final : InputNode {
  std::string name() const override { return "LogBackward0"; }
  Tensor derivative(const Tensor& grad, const Tensor& value) const override { return grad / value; }
};
struct TanhBackward0 final : ResultNode {
  std::string name() const override { return "TanhBackward0"; }
  Tensor derivative(const Tensor& grad, const Tensor& value) const override { return grad * (1 - value * value); }
};

}  // namespace

Tensor neg(const Tensor& self) {
  GRADBOX_CHECK(self.dtype() != kBool,
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or "
                "`logical_not()` operator instead.");
  Tensor out = map_numbers(self, [](auto x) { return -x; });
  if (tracks(self)) set_history(out, make_node<NegBackward0>(self));
  return out;
}

Tensor exp(const Tensor& self) {
  return record_result<ExpBackward0>(self, map_floating(self, "exp", [](auto x) { return std::exp(x); }));
}
Tensor log(const Tensor& self) {
  return record_input<LogBackward0>(self, map_floating(self, "log", [](auto x) { return std::log(x); }));
}
Tensor tanh(const Tensor& self) {
  return record_result<TanhBackward0>(self, map_floating(self, "tanh", [](auto x) { return std::tanh(x); }));
}

Tensor operator-(const Tensor& self) { return neg(self); }

}  // namespace gradbox
