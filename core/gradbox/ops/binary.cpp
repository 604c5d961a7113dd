#include "gradbox/ops/binary.h"

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

// --- kernels

struct Add {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_same_v<T, bool>)
      return a || b;
    else
      return a + b;
  }
};
struct Sub {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_same_v<T, bool>)
      return a != b;
    else
      return a - b;
  }
};
struct Mul {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_same_v<T, bool>)
      return a && b;
    else
      return a * b;
  }
};
struct Div {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a / b;
    else
      return a;  // div promotes to floating first
  }
};
/// a + alpha b and the like, where alpha is not 1.
template <class T>
struct AddScaled {
  T alpha;
  template <class U>
  U operator()(U a, U b) const {
    if constexpr (std::is_same_v<U, bool>)
      return a || (b && alpha != T{0});
    else
      return a + static_cast<U>(alpha) * b;
  }
};

void check_alpha(Scalar alpha, DType dtype) {
  GRADBOX_CHECK(!alpha.isFloatingPoint() || is_floating(dtype),
                "For integral input tensors, argument alpha must not be a floating point number.");
}

void check_sub(const Tensor& a, const Tensor& b) {
  GRADBOX_CHECK(a.dtype() != kBool || b.dtype() != kBool,
                "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
                "operator instead.");
  GRADBOX_CHECK(a.dtype() != kBool && b.dtype() != kBool,
                "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a "
                "mask, use the `~` or "
                "`logical_not()` operator instead.");
}

/// out = a + alpha b.
void add_into(const Tensor& out, const Tensor& a, const Tensor& b, DType dtype, Scalar alpha) {
  if (alpha.equal(1)) {
    zip_into(out, a, b, dtype, Add{});
  } else if (alpha.equal(-1)) {
    zip_into(out, a, b, dtype, Sub{});
  } else if (is_floating(dtype)) {
    zip_into(out, a, b, dtype, AddScaled<double>{alpha.toDouble()});
  } else {
    zip_into(out, a, b, dtype, AddScaled<std::int64_t>{alpha.toLong()});
  }
}

// --- derivatives

template <bool kSubtracts>
struct AddSubNode final : Node {
  Scalar alpha = 1;
  std::string name() const override { return kSubtracts ? "SubBackward0" : "AddBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("alpha", alpha); }
  void release_variables() override {}
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(1)) {
      out[1] = alpha.equal(1) ? grads[0] : grads[0].mul(alpha);
      if (kSubtracts) out[1] = out[1].neg();
    }
    if (should_compute_output(0)) out[0] = std::move(grads[0]);
    return out;
  }
};

/// A tensor minus `alpha` times self: RsubBackward0. Of a number: RsubBackward1.
struct RsubNode : Node {
  Scalar alpha = 1;
  void visit_saved(SavedVisitor& visitor) override { visitor.number("alpha", alpha); }
  GradList apply(GradList&& grads) override {
    GradList out(num_outputs());
    if (!grads[0].defined()) return out;
    if (should_compute_output(0)) out[0] = alpha.equal(1) ? grads[0].neg() : grads[0].mul(-alpha);
    if (num_outputs() > 1 && should_compute_output(1)) out[1] = std::move(grads[0]);
    return out;
  }
};
struct RsubBackward0 final : RsubNode {
  std::string name() const override { return "RsubBackward0"; }
};
struct RsubBackward1 final : RsubNode {
  std::string name() const override { return "RsubBackward1"; }
};

/// grad * factor, in the place of `grad` if nobody else can see it.
Tensor multiply(Tensor&& grad, const Tensor& factor) {
  const bool in_place = nobody_differentiates() && is_temporary(grad) && grad.is_contiguous() &&
                        factor.dtype() == grad.dtype() && (factor.dim() == 0 || factor.sizes() == grad.sizes());
  if (!in_place) return grad.mul(factor);
  zip_into(grad, grad, factor, grad.dtype(), Mul{});
  return std::move(grad);
}

struct MulBackward0 final : Node {
  SavedTensor self;
  SavedTensor other;
  std::string name() const override { return "MulBackward0"; }
  void release_variables() override {  // what the visitor would do, without it: long chains are made of these
    self.release();
    other.release();
  }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("other", other);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(1)) out[1] = grads[0].mul(self.unpack(*this));
    if (should_compute_output(0)) out[0] = multiply(std::move(grads[0]), other.unpack(*this));
    return out;
  }
};

struct DivBackward0 final : Node {
  SavedTensor self;
  SavedTensor other;
  std::string name() const override { return "DivBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("other", other);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor divisor = other.unpack(*this);
    if (should_compute_output(0)) out[0] = grads[0].div(divisor);
    if (should_compute_output(1)) out[1] = grads[0].neg().mul(self.unpack(*this).div(divisor).div(divisor));
    return out;
  }
};

template <bool kSubtracts>
NodePtr record_sum(const Tensor& self, const Tensor& other, Scalar alpha) {
  auto node = make_node<AddSubNode<kSubtracts>>(self, other);
  node->alpha = alpha;
  return node;
}
NodePtr record_add_or_sub(const Tensor& self, const Tensor& other, Scalar alpha, bool subtracts) {
  return subtracts ? record_sum<true>(self, other, alpha) : record_sum<false>(self, other, alpha);
}

Tensor add_or_sub(const Tensor& self, const Tensor& other, Scalar alpha, bool subtracts) {
  const DType dtype = compute_type(self, other);
  check_alpha(alpha, dtype);
  Tensor out;
  if (alpha.equal(1)) {
    out = subtracts ? zip(self, other, dtype, Sub{}) : zip(self, other, dtype, Add{});
  } else {
    out = make_broadcast(self, other, dtype);
    add_into(out, self, other, dtype, subtracts ? -alpha : alpha);
  }
  if (tracks(self, other)) set_history(out, record_add_or_sub(self, other, alpha, subtracts));
  return out;
}

template <class NodeType>
IntrusivePtr<NodeType> record_product(const Tensor& self, const Tensor& other, const Tensor& self_value) {
  auto node = make_node<NodeType>(self, other);
  const bool for_other = node->next_edge(1).is_valid();
  if (for_other) node->self.save(self_value);
  if (node->next_edge(0).is_valid() || std::is_same_v<NodeType, DivBackward0>) node->other.save(other);
  return node;
}

// --- in place

/// Checks shape and dtype of an in-place `self op other` and returns the dtype it is computed in.
DType check_inplace_operands(const Tensor& self, const Tensor& other, bool to_floating) {
  const DType dtype = to_floating ? floating_type(self, other) : compute_type(self, other);
  if (!(self.sizes() == other.sizes())) {
    const Dims shape = broadcast_shapes(self.sizes(), other.sizes());
    GRADBOX_CHECK(self.sizes() == IntArrayRef(shape), "output with shape ", self.sizes(),
                  " doesn't match the broadcast shape ", IntArrayRef(shape));
  }
  GRADBOX_CHECK(dtype == self.dtype() || (is_floating(self.dtype())) || (self.dtype() == kInt64 && !is_floating(dtype)),
                "result type ", dtype_short_name(dtype), " can't be cast to the desired output type ",
                dtype_short_name(self.dtype()));
  return dtype;
}

/// Runs `into(out)` so that self ends up with the result, whatever dtype it is computed in; `other` may share self's
/// memory.
template <class Into>
void write_inplace(const Tensor& self, const Tensor& other, DType dtype, Into&& into) {
  const bool overlaps =
      self.is_alias_of(other) &&
      !(self.data_ptr() == other.data_ptr() && self.sizes() == other.sizes() && self.strides() == other.strides());
  if (dtype == self.dtype() && !overlaps) {
    into(self);
  } else {
    Tensor computed = make_tensor(self.sizes(), dtype);
    into(computed);
    cpu::copy(self, computed);
  }
  autograd::bump_version(self);
}

Tensor& add_or_sub_(const Tensor& self, const Tensor& other, Scalar alpha, bool subtracts) {
  const bool recorded = tracks(self, other);
  autograd::check_inplace(self, recorded);
  const DType dtype = check_inplace_operands(self, other, false);
  check_alpha(alpha, dtype);
  NodePtr node = recorded ? record_add_or_sub(self, other, alpha, subtracts) : NodePtr();
  write_inplace(self, other, dtype,
                [&](const Tensor& out) { add_into(out, self, other, dtype, subtracts ? -alpha : alpha); });
  if (recorded) autograd::rebase_history(self, node);
  return const_cast<Tensor&>(self);
}

template <class NodeType, class F>
Tensor& product_(const Tensor& self, const Tensor& other, F f) {
  const bool recorded = tracks(self, other);
  autograd::check_inplace(self, recorded);
  const DType dtype = check_inplace_operands(self, other, std::is_same_v<NodeType, DivBackward0>);
  NodePtr node;
  if (recorded) {
    const bool needs_old = tracks(other);
    node = record_product<NodeType>(self, other, needs_old ? clone(self) : self);  // recorded, for higher orders
  }
  write_inplace(self, other, dtype, [&](const Tensor& out) { zip_into(out, self, other, dtype, f); });
  if (recorded) autograd::rebase_history(self, node);
  return const_cast<Tensor&>(self);
}

}  // namespace

bool is_floating_point(const Tensor& self) { return self.is_floating_point(); }

Tensor add(const Tensor& self, const Tensor& other, Scalar alpha) { return add_or_sub(self, other, alpha, false); }
Tensor add(const Tensor& self, Scalar other, Scalar alpha) {
  return add_or_sub(self, wrap_number(self, other), alpha, false);
}

Tensor sub(const Tensor& self, const Tensor& other, Scalar alpha) {
  check_sub(self, other);
  return add_or_sub(self, other, alpha, true);
}
Tensor sub(const Tensor& self, Scalar other, Scalar alpha) { return sub(self, wrap_number(self, other), alpha); }

Tensor rsub(const Tensor& self, const Tensor& other, Scalar alpha) {
  check_sub(self, other);
  const DType dtype = compute_type(self, other);
  check_alpha(alpha, dtype);
  Tensor out = make_broadcast(self, other, dtype);
  add_into(out, other, self, dtype, -alpha);
  if (tracks(self, other)) {
    auto node = make_node<RsubBackward0>(self, other);
    node->alpha = alpha;
    set_history(out, node);
  }
  return out;
}
Tensor rsub(const Tensor& self, Scalar other, Scalar alpha) {
  const Tensor number = wrap_number(self, other);
  check_sub(self, number);
  const DType dtype = compute_type(self, number);
  check_alpha(alpha, dtype);
  Tensor out = make_tensor_like(self, dtype);
  add_into(out, number, self, dtype, -alpha);
  if (tracks(self)) {
    auto node = make_node<RsubBackward1>(self);
    node->alpha = alpha;
    set_history(out, node);
  }
  return out;
}

Tensor mul(const Tensor& self, const Tensor& other) {
  Tensor out = zip(self, other, compute_type(self, other), Mul{});
  if (tracks(self, other)) set_history(out, record_product<MulBackward0>(self, other, self));
  return out;
}
Tensor mul(const Tensor& self, Scalar other) { return mul(self, wrap_number(self, other)); }

Tensor div(const Tensor& self, const Tensor& other) {
  Tensor out = zip(self, other, floating_type(self, other), Div{});
  if (tracks(self, other)) set_history(out, record_product<DivBackward0>(self, other, self));
  return out;
}
Tensor div(const Tensor& self, Scalar other) { return div(self, wrap_number(self, other)); }

template <>
Tensor& BinaryMethods<Tensor>::add_(const Tensor& other, Scalar alpha) const {
  return add_or_sub_(self(), other, alpha, false);
}
template <>
Tensor& BinaryMethods<Tensor>::add_(Scalar other, Scalar alpha) const {
  return add_or_sub_(self(), wrap_number(self(), other), alpha, false);
}
template <>
Tensor& BinaryMethods<Tensor>::sub_(const Tensor& other, Scalar alpha) const {
  check_sub(self(), other);
  return add_or_sub_(self(), other, alpha, true);
}
template <>
Tensor& BinaryMethods<Tensor>::sub_(Scalar other, Scalar alpha) const {
  return sub_(wrap_number(self(), other), alpha);
}
template <>
Tensor& BinaryMethods<Tensor>::mul_(const Tensor& other) const {
  return product_<MulBackward0>(self(), other, Mul{});
}
template <>
Tensor& BinaryMethods<Tensor>::mul_(Scalar other) const {
  return mul_(wrap_number(self(), other));
}
template <>
Tensor& BinaryMethods<Tensor>::div_(const Tensor& other) const {
  return product_<DivBackward0>(self(), other, Div{});
}
template <>
Tensor& BinaryMethods<Tensor>::div_(Scalar other) const {
  return div_(wrap_number(self(), other));
}

Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
Tensor operator+(const Tensor& a, Scalar b) { return add(a, b); }
Tensor operator+(Scalar a, const Tensor& b) { return add(b, a); }
Tensor operator-(const Tensor& a, const Tensor& b) { return sub(a, b); }
Tensor operator-(const Tensor& a, Scalar b) { return sub(a, b); }
Tensor operator-(Scalar a, const Tensor& b) { return rsub(b, a); }
Tensor operator*(const Tensor& a, const Tensor& b) { return mul(a, b); }
Tensor operator*(const Tensor& a, Scalar b) { return mul(a, b); }
Tensor operator*(Scalar a, const Tensor& b) { return mul(b, a); }
Tensor operator/(const Tensor& a, const Tensor& b) { return div(a, b); }
Tensor operator/(const Tensor& a, Scalar b) { return div(a, b); }
Tensor operator/(Scalar a, const Tensor& b) { return b.reciprocal() * a; }

OperatorList binary_operators() {
  static constexpr OperatorInfo kOperators[] = {{"add"}, {"sub"}, {"rsub"}, {"mul"}, {"div"}};
  return kOperators;
}

}  // namespace gradbox
