#include "gradbox/ops/mix.h"

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct LerpBackward0 final : Node {
  Scalar weight;
  std::string name() const override { return "LerpBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("weight", weight); }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = grads[0] * (1 - weight.toDouble());
    if (should_compute_output(1)) out[1] = grads[0] * weight;
    return out;
  }
};

struct LerpBackward1 final : Node {
  SavedTensor self;
  SavedTensor end;
  SavedTensor weight;
  std::string name() const override { return "LerpBackward1"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("end", end);
    visitor.tensor("self", self);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    GradList out(3);
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor share = weight.unpack(*this);
    if (should_compute_output(0)) out[0] = grad * (1 - share);
    if (should_compute_output(1)) out[1] = grad * share;
    if (should_compute_output(2)) out[2] = grad * (end.unpack(*this) - self.unpack(*this));
    return out;
  }
};

/// addcmul and addcdiv: self, tensor1, tensor2.
struct AddProductNode : Node {
  SavedTensor tensor1;
  SavedTensor tensor2;
  Scalar value;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("tensor1", tensor1);
    visitor.tensor("tensor2", tensor2);
    visitor.number("value", value);
  }
  GradList apply(GradList&& grads) override {
    GradList out(3);
    const Tensor grad = grads[0];
    if (!grad.defined()) return out;
    if (should_compute_output(1)) out[1] = for_first(grad, tensor1.unpack(*this), tensor2.unpack(*this));
    if (should_compute_output(2)) out[2] = for_second(grad, tensor1.unpack(*this), tensor2.unpack(*this));
    if (should_compute_output(0)) out[0] = grad;
    return out;
  }
  virtual Tensor for_first(const Tensor& grad, const Tensor& b, const Tensor& c) const = 0;
  virtual Tensor for_second(const Tensor& grad, const Tensor& b, const Tensor& c) const = 0;
};
struct AddcmulBackward0 final : AddProductNode {
  std::string name() const override { return "AddcmulBackward0"; }
  Tensor for_first(const Tensor& grad, const Tensor&, const Tensor& c) const override { return grad * (c * value); }
  Tensor for_second(const Tensor& grad, const Tensor& b, const Tensor&) const override { return grad * (b * value); }
};
struct AddcdivBackward0 final : AddProductNode {
  std::string name() const override { return "AddcdivBackward0"; }
  Tensor for_first(const Tensor& grad, const Tensor&, const Tensor& c) const override { return grad * (value / c); }
  Tensor for_second(const Tensor& grad, const Tensor& b, const Tensor& c) const override {
    return -grad * (b * value / (c * c));
  }
};

template <class NodeType>
void record_product(const Tensor& out, const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value) {
  if (!tracks(self, tensor1, tensor2)) return;
  auto node = make_node<NodeType>(self, tensor1, tensor2);
  node->tensor1.save(tensor1);
  node->tensor2.save(tensor2);
  node->value = value;
  set_history(out, node);
}

/// Written so that weight 0 gives a and weight 1 gives end, exactly.
template <class T>
T between(T a, T end, T weight) {
  return weight < T{0.5} ? a + weight * (end - a) : end - (end - a) * (T{1} - weight);
}

void check_lerp(const Tensor& self, const Tensor& end) {
  GRADBOX_CHECK(self.dtype() == end.dtype(), "expected dtype ", dtype_short_name(self.dtype()),
                " for `end` but got dtype ", dtype_short_name(end.dtype()));
}

}  // namespace

Tensor lerp(const Tensor& self, const Tensor& end, Scalar weight) {
  check_lerp(self, end);
  const double share = weight.toDouble();
  Tensor out = zip_floating(self, end, self.dtype(), "lerp_kernel_scalar",
                            [share](auto a, auto b) { return between(a, b, static_cast<decltype(a)>(share)); });
  if (tracks(self, end)) {
    auto node = make_node<LerpBackward0>(self, end);
    node->weight = weight;
    set_history(out, node);
  }
  return out;
}

Tensor lerp(const Tensor& self, const Tensor& end, const Tensor& weight) {
  check_lerp(self, end);
  check_lerp(self, weight);
  Tensor out = make_tensor(broadcast_shapes(broadcast_shapes(self.sizes(), end.sizes()), weight.sizes()), self.dtype());
  dispatch_floating(self.dtype(), "lerp_kernel_tensor", [&](auto kind) {
    using T = decltype(kind);
    cpu::ternary_kernel<T, T, T>(out, self, end, weight, [](T a, T b, T w) { return between(a, b, w); });
  });
  if (tracks(self, end, weight)) {
    auto node = make_node<LerpBackward1>(self, end, weight);
    node->self.save(self);
    node->end.save(end);
    node->weight.save(weight);
    set_history(out, node);
  }
  return out;
}

Tensor addcmul(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value) {
  Tensor out = self.detach() + tensor1.detach() * tensor2.detach() * value;
  record_product<AddcmulBackward0>(out, self, tensor1, tensor2, value);
  return out;
}

Tensor addcdiv(const Tensor& self, const Tensor& tensor1, const Tensor& tensor2, Scalar value) {
  GRADBOX_CHECK(
      is_floating(tensor1.dtype()) || is_floating(tensor2.dtype()),
      "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true "
      "division of "
      "tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / "
      "tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The "
      "future "
      "addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.");
  Tensor out = self.detach() + tensor1.detach() * value / tensor2.detach();
  record_product<AddcdivBackward0>(out, self, tensor1, tensor2, value);
  return out;
}

template <>
Tensor& MixMethods<Tensor>::lerp_(const Tensor& end, Scalar weight) const {
  return assign_inplace(self(), tracks(self(), end),
                        [&](const Tensor& old) { return gradbox::lerp(old, end, weight); });
}
template <>
Tensor& MixMethods<Tensor>::lerp_(const Tensor& end, const Tensor& weight) const {
  return assign_inplace(self(), tracks(self(), end, weight),
                        [&](const Tensor& old) { return gradbox::lerp(old, end, weight); });
}
template <>
Tensor& MixMethods<Tensor>::addcmul_(const Tensor& tensor1, const Tensor& tensor2, Scalar value) const {
  return assign_inplace(self(), tracks(self(), tensor1, tensor2),
                        [&](const Tensor& old) { return gradbox::addcmul(old, tensor1, tensor2, value); });
}
template <>
Tensor& MixMethods<Tensor>::addcdiv_(const Tensor& tensor1, const Tensor& tensor2, Scalar value) const {
  return assign_inplace(self(), tracks(self(), tensor1, tensor2),
                        [&](const Tensor& old) { return gradbox::addcdiv(old, tensor1, tensor2, value); });
}

OperatorList mix_operators() {
  static constexpr OperatorInfo kOperators[] = {{"lerp"}, {"addcmul"}, {"addcdiv"}};
  return kOperators;
}

}  // namespace gradbox
