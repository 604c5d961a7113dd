#include "gradbox/ops/power.h"

#include <cmath>

#include "gradbox/ops/binary_rule.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// Wraps round like the multiplication of integers does; 1 / a^n rounded to zero for negative n.
std::int64_t integer_power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
  std::uint64_t result = 1;
  std::uint64_t factor = static_cast<std::uint64_t>(base);
  for (; exponent > 0; exponent /= 2, factor *= factor) {
    if (exponent % 2 == 1) result *= factor;
  }
  return static_cast<std::int64_t>(result);
}

/// base^exponent.
struct Power {
  template <class T>
  T operator()(T base, T exponent) const {
    if constexpr (std::is_integral_v<T>) {
      return integer_power(base, exponent);
    } else {
      return cpu::vpow(base, exponent);
    }
  }
};

Tensor plain_power(const Tensor& base, Scalar exponent, DType dtype) {
  const auto map = [&](auto f) {
    const Tensor in = base.dtype() == dtype ? base : cast_plain(base, dtype);
    return map_numbers(in, f);
  };
  if (exponent.equal(2)) return map([](auto x) { return x * x; });
  if (exponent.equal(3)) return map([](auto x) { return x * x * x; });
  if (is_floating(dtype)) {
    const auto map_real = [&](auto f) {
      return map_floating(base.dtype() == dtype ? base : cast_plain(base, dtype), "pow", f);
    };
    if (exponent.equal(0.5)) return map_real([](auto x) { return std::sqrt(x); });
    if (exponent.equal(-0.5)) return map_real([](auto x) { return decltype(x){1} / std::sqrt(x); });
    if (exponent.equal(-1)) return map_real([](auto x) { return decltype(x){1} / x; });
    if (exponent.equal(-2)) return map_real([](auto x) { return decltype(x){1} / (x * x); });
    const double power = exponent.toDouble();
    return map_real([power](auto x) { return cpu::vpow(x, static_cast<decltype(x)>(power)); });
  }
  const std::int64_t power = exponent.toLong();
  return map([power](auto x) {
    using T = decltype(x);
    if constexpr (std::is_integral_v<T>)
      return integer_power(x, power);
    else
      return x;
  });
}

/// exponent - 1, of the same kind.
Scalar less_one(Scalar exponent) {
  return exponent.isFloatingPoint() ? Scalar(exponent.toDouble() - 1) : Scalar(exponent.toLong() - 1);
}

/// The exponent is a number.
struct PowBackward0 final : Node {
  SavedTensor self;
  Scalar exponent;
  std::string name() const override { return "PowBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("exponent", exponent);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    if (exponent.equal(0)) return {zeros_like(grad)};
    const Tensor base = self.unpack(*this);
    if (exponent.equal(2) && nobody_differentiates() && grad.dtype() == base.dtype()) {
      return {zip_floating(grad, base, grad.dtype(), "pow", [](auto g, auto x) { return g * (2 * x); })};
    }
    return {grad * (base.pow(less_one(exponent)) * exponent)};
  }
};

/// The exponent is a tensor.
struct PowBackward1 final : Node {
  SavedTensor self;
  SavedTensor exponent;
  SavedTensor result;
  std::string name() const override { return "PowBackward1"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("exponent", exponent);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor base = self.unpack(*this);
    const Tensor power = exponent.unpack(*this);
    if (should_compute_output(0)) out[0] = where(power.eq(0), 0.0, grad * (power * base.pow(power - 1)));
    if (should_compute_output(1)) {
      const Tensor flat = logical_and(base.eq(0), power.ge(0));
      out[1] = grad * where(flat, 0.0, result.unpack(*this) * base.log());
    }
    return out;
  }
};

struct Sqrt {
  static constexpr const char* kName = "sqrt";
  static constexpr const char* kNode = "SqrtBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return std::sqrt(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad / (result * 2); }
  template <class T>
  static T slope(T g, T y) {
    return g / (T{2} * y);
  }
};

struct Rsqrt {
  static constexpr const char* kName = "rsqrt";
  static constexpr const char* kNode = "RsqrtBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return T{1} / std::sqrt(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * -0.5 * result.pow(3); }
  template <class T>
  static T slope(T g, T y) {
    return g * T{-0.5} * (y * y * y);
  }
};

}  // namespace

Tensor pow(const Tensor& self, const Tensor& exponent) {
  const DType dtype = compute_type(self, exponent);
  GRADBOX_CHECK(dtype != kBool, "\"pow\" not implemented for 'Bool'");
  Tensor out = zip_numbers(self, exponent, dtype, Power{});
  if (tracks(self, exponent)) {
    auto node = make_node<PowBackward1>(self, exponent);
    node->self.save(self);
    node->exponent.save(exponent);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

Tensor pow(const Tensor& self, Scalar exponent) {
  GRADBOX_CHECK(is_floating(self.dtype()) || exponent.isFloatingPoint() || exponent.toLong() >= 0,
                "Integers to negative integer powers are not allowed.");
  const DType dtype = result_type(self, exponent);
  GRADBOX_CHECK(dtype != kBool, "\"pow\" not implemented for 'Bool'");
  Tensor out = plain_power(self, exponent, dtype);
  if (tracks(self)) {
    auto node = make_node<PowBackward0>(self);
    node->self.save(self);
    node->exponent = exponent;
    set_history(out, node);
  }
  return out;
}

Tensor pow(Scalar self, const Tensor& exponent) { return pow(wrap_number(exponent, self), exponent); }

Tensor float_power(const Tensor& self, const Tensor& exponent) { return pow(self.to(kFloat64), exponent.to(kFloat64)); }
Tensor float_power(const Tensor& self, Scalar exponent) { return pow(self.to(kFloat64), Scalar(exponent.toDouble())); }

Tensor square(const Tensor& self) { return pow(self, 2); }
Tensor sqrt(const Tensor& self) { return unary<Sqrt>(self); }
Tensor rsqrt(const Tensor& self) { return unary<Rsqrt>(self); }

OperatorList power_operators() {
  static constexpr OperatorInfo kOperators[] = {{"pow"}, {"float_power"}, {"square"}, {"sqrt"}, {"rsqrt"}};
  return kOperators;
}

}  // namespace gradbox
