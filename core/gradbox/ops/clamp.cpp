#include "gradbox/ops/clamp.h"

#include "gradbox/ops/binary_rule.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

// nan compares false, so it stays where a comparison has to hold for the other one to be taken.
struct AtLeast {
  template <class T>
  T operator()(T x, T bound) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (bound != bound) return bound;
    }
    return x < bound ? bound : x;
  }
};
struct AtMost {
  template <class T>
  T operator()(T x, T bound) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (bound != bound) return bound;
    }
    return x > bound ? bound : x;
  }
};

/// One or two numbers as bounds.
struct ClampNode : Node {
  SavedTensor self;
  std::optional<Scalar> min;
  std::optional<Scalar> max;
  void visit_saved(SavedVisitor& visitor) override {
    if (max) visitor.number("max", *max);
    if (min) visitor.number("min", *min);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    Tensor inside = min ? x.ge(*min) : x.le(*max);
    if (min && max) inside = logical_and(inside, x.le(*max));
    return {where(inside, grad, 0.0)};
  }
};
struct ClampBackward1 final : ClampNode {
  std::string name() const override { return "ClampBackward1"; }
};
struct ClampMinBackward0 final : ClampNode {
  std::string name() const override { return "ClampMinBackward0"; }
};
struct ClampMaxBackward0 final : ClampNode {
  std::string name() const override { return "ClampMaxBackward0"; }
};

template <class NodeType>
Tensor clamp_to_numbers(const Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  GRADBOX_CHECK(min || max, "torch.clamp: At least one of 'min' or 'max' must not be None");
  DType dtype = result_type(self, min ? *min : *max);
  if (min && max) dtype = promote_types(dtype, result_type(self, *max));
  const Tensor in = self.dtype() == dtype ? self : cast_plain(self, dtype);
  Tensor out = make_tensor_like(in);
  dispatch_numbers(dtype, [&](auto kind) {
    using T = decltype(kind);
    const T low = min ? min->to<T>() : T{};
    const T high = max ? max->to<T>() : T{};
    if (min && max) {
      cpu::unary_kernel<T, T>(out, in, [=](T x) { return AtMost{}(AtLeast{}(x, low), high); });
    } else if (min) {
      cpu::unary_kernel<T, T>(out, in, [=](T x) { return AtLeast{}(x, low); });
    } else {
      cpu::unary_kernel<T, T>(out, in, [=](T x) { return AtMost{}(x, high); });
    }
  });
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->self.save(self);
    node->min = min;
    node->max = max;
    set_history(out, node);
  }
  return out;
}

/// One or two tensors as bounds: self, min, max, of which the last two may be undefined.
struct ClampBackward0 final : Node {
  SavedTensor self;
  SavedTensor min;
  SavedTensor max;
  std::string name() const override { return "ClampBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("max", max);
    visitor.tensor("min", min);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    GradList out(3);
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor x = self.unpack(*this);
    const Tensor low = min.unpack(*this);
    const Tensor high = max.unpack(*this);
    const bool both = low.defined() && high.defined();
    if (should_compute_output(0)) {
      Tensor inside = low.defined() ? x.ge(low) : x.le(high);
      if (both) inside = logical_and(inside, x.le(high));
      out[0] = where(inside, grad, 0.0);
    }
    if (should_compute_output(1)) {
      const Tensor below = x.lt(low);
      out[1] = where(both ? logical_and(below, low.lt(high)) : below, grad, 0.0);
    }
    if (should_compute_output(2)) {
      const Tensor above = x.gt(high);
      out[2] = where(both ? logical_or(above, high.lt(low)) : above, grad, 0.0);
    }
    return out;
  }
};

/// The gradient of the input that wins where `wins`, and halves at ties.
Tensor share(const Tensor& grad, const Tensor& loses, const Tensor& ties) {
  return where(loses, 0.0, where(ties, grad / 2, grad));
}

struct Maximum {
  static constexpr const char* kNode = "MaximumBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a != a || a > b ? a : b;
    else
      return a > b ? a : b;
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return share(grad, self.lt(other), self.eq(other));
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return share(grad, self.gt(other), self.eq(other));
  }
};
struct Minimum {
  static constexpr const char* kNode = "MinimumBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return a != a || a < b ? a : b;
    else
      return a < b ? a : b;
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return share(grad, self.gt(other), self.eq(other));
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return share(grad, self.lt(other), self.eq(other));
  }
};

struct Fmax {
  static constexpr const char* kNode = "FmaxBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return b != b || a > b ? a : b;
    else
      return a > b ? a : b;
  }
  static Tensor takes_self(const Tensor& self, const Tensor& other) {
    return logical_or(self.ge(other), other.isnan());
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return where(takes_self(self, other), grad, 0.0);
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return where(takes_self(self, other), 0.0, grad);
  }
};
struct Fmin {
  static constexpr const char* kNode = "FminBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>)
      return b != b || a < b ? a : b;
    else
      return a < b ? a : b;
  }
  static Tensor takes_self(const Tensor& self, const Tensor& other) {
    return logical_or(self.le(other), other.isnan());
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return where(takes_self(self, other), grad, 0.0);
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return where(takes_self(self, other), 0.0, grad);
  }
};

template <class Rule>
Tensor extreme(const Tensor& self, const Tensor& other) {
  return record_binary<Rule>(self, other, zip(self, other, compute_type(self, other), Rule{}));
}

}  // namespace

Tensor clamp(const Tensor& self, const std::optional<Scalar>& min, const std::optional<Scalar>& max) {
  return clamp_to_numbers<ClampBackward1>(self, min, max);
}
Tensor clamp_min(const Tensor& self, Scalar min) {
  return clamp_to_numbers<ClampMinBackward0>(self, min, std::nullopt);
}
Tensor clamp_max(const Tensor& self, Scalar max) {
  return clamp_to_numbers<ClampMaxBackward0>(self, std::nullopt, max);
}

Tensor clamp(const Tensor& self, const Tensor& min, const Tensor& max) {
  GRADBOX_CHECK(min.defined() || max.defined(), "torch.clamp: At least one of 'min' or 'max' must not be None");
  Tensor out = self.detach();
  if (min.defined()) out = zip_numbers(out, min, compute_type(out, min), AtLeast{});
  if (max.defined()) out = zip_numbers(out, max, compute_type(out, max), AtMost{});
  if (tracks(self, min, max)) {
    auto node = make_node<ClampBackward0>(self, min, max);
    node->self.save(self);
    node->min.save(min);
    node->max.save(max);
    set_history(out, node);
  }
  return out;
}

Tensor clamp(const Tensor& self, const std::optional<Tensor>& min, const std::optional<Tensor>& max) {
  return gradbox::clamp(self, min.value_or(Tensor()), max.value_or(Tensor()));
}

Tensor clamp(const Tensor& self, const std::optional<Tensor>& min) {
  return gradbox::clamp(self, min, std::optional<Tensor>());
}

Tensor maximum(const Tensor& self, const Tensor& other) { return extreme<Maximum>(self, other); }
Tensor minimum(const Tensor& self, const Tensor& other) { return extreme<Minimum>(self, other); }
Tensor fmax(const Tensor& self, const Tensor& other) { return extreme<Fmax>(self, other); }
Tensor fmin(const Tensor& self, const Tensor& other) { return extreme<Fmin>(self, other); }

template <>
Tensor& ClampMethods<Tensor>::clamp_(const std::optional<Scalar>& min, const std::optional<Scalar>& max) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return gradbox::clamp(old, min, max); });
}

template <>
Tensor& ClampMethods<Tensor>::clamp_(const std::optional<Tensor>& min, const std::optional<Tensor>& max) const {
  const bool recorded = tracks(self(), min.value_or(Tensor()), max.value_or(Tensor()));
  return assign_inplace(self(), recorded, [&](const Tensor& old) { return gradbox::clamp(old, min, max); });
}

OperatorList clamp_operators() {
  static constexpr OperatorInfo kOperators[] = {{"clamp"},   {"clamp_min"}, {"clamp_max"}, {"maximum"},
                                                {"minimum"}, {"fmax"},      {"fmin"}};
  return kOperators;
}

}  // namespace gradbox
