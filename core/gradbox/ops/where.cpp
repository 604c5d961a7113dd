#include "gradbox/ops/where.h"

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct WhereBackward0 final : Node {
  SavedTensor condition;
  std::string name() const override { return "WhereBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("condition", condition); }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor chosen = condition.unpack(*this);
    if (should_compute_output(0)) out[0] = where(chosen, grad, 0.0);
    if (should_compute_output(1)) out[1] = where(chosen, 0.0, grad);
    return out;
  }
};

/// out = condition ? a : b. Rows in step, where numbers stand for whole rows, are vector code.
template <class T>
void choose(const Tensor& out, const Tensor& condition, const Tensor& a, const Tensor& b) {
  const auto flat = [&](const Tensor& in) { return cpu::flat_with(out.impl(), in.impl()); };
  const std::int64_t count = out.numel();
  if (count > 1 && flat(condition) && (flat(a) || a.numel() == 1) && (flat(b) || b.numel() == 1)) {
    T* o = cpu::typed<T>(out);
    const bool* chosen = cpu::typed<bool>(condition);
    const T* x = cpu::typed<T>(a);
    const T* y = cpu::typed<T>(b);
    if (a.numel() == 1 && b.numel() == 1) {
      const T yes = *x;
      const T no = *y;
      GRADBOX_INDEPENDENT_LOOP
      for (std::int64_t i = 0; i < count; ++i) o[i] = chosen[i] ? yes : no;
    } else if (a.numel() == 1) {
      const T value = *x;
      GRADBOX_INDEPENDENT_LOOP
      for (std::int64_t i = 0; i < count; ++i) o[i] = chosen[i] ? value : y[i];
    } else if (b.numel() == 1) {
      const T value = *y;
      GRADBOX_INDEPENDENT_LOOP
      for (std::int64_t i = 0; i < count; ++i) o[i] = chosen[i] ? x[i] : value;
    } else {
      GRADBOX_INDEPENDENT_LOOP
      for (std::int64_t i = 0; i < count; ++i) o[i] = chosen[i] ? x[i] : y[i];
    }
    return;
  }
  cpu::ternary_kernel<T, bool, T>(out, condition, a, b, [](bool chosen, T x, T y) { return chosen ? x : y; });
}

}  // namespace

Tensor where(const Tensor& condition, const Tensor& self, const Tensor& other) {
  GRADBOX_CHECK(condition.dtype() == kBool,
                "where expected condition to be a boolean tensor, but got a tensor with dtype ",
                dtype_short_name(condition.dtype()));
  const DType dtype = compute_type(self, other);
  const Tensor a = self.dtype() == dtype ? self : cast_plain(self, dtype);
  const Tensor b = other.dtype() == dtype ? other : cast_plain(other, dtype);
  const Dims values = broadcast_shapes(self.sizes(), other.sizes());
  Tensor out = make_tensor(broadcast_shapes(condition.sizes(), values), dtype);
  dispatch_all(dtype, [&](auto kind) { choose<decltype(kind)>(out, condition, a, b); });
  if (tracks(self, other)) {
    auto node = make_node<WhereBackward0>(self, other);
    node->condition.save(condition);
    set_history(out, node);
  }
  return out;
}

Tensor where(const Tensor& condition, const Tensor& self, Scalar other) {
  return where(condition, self, wrap_number(self, other));
}
Tensor where(const Tensor& condition, Scalar self, const Tensor& other) {
  return where(condition, wrap_number(other, self), other);
}
Tensor where(const Tensor& condition, Scalar self, Scalar other) {
  return where(condition, scalar_tensor(self, self.isFloatingPoint() ? default_dtype() : self.type()),
               scalar_tensor(other, other.isFloatingPoint() ? default_dtype() : other.type()));
}

OperatorList where_operators() {
  static constexpr OperatorInfo kOperators[] = {{"where"}};
  return kOperators;
}

}  // namespace gradbox
