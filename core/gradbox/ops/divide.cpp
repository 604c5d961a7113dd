#include "gradbox/ops/divide.h"

#include <cmath>

#include "gradbox/ops/binary_rule.h"
#include "gradbox/ops/registry.h"
#include "gradbox/ops/rounding.h"

namespace gradbox {
namespace {

using namespace detail;

struct Fmod {
  static constexpr const char* kNode = "FmodBackward1";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::fmod(a, b);
    } else {
      GRADBOX_CHECK(b != 0, "ZeroDivisionError");
      return b == -1 ? 0 : a % b;  // the lowest integer by -1 is out of range
    }
  }
  static Tensor for_self(const Tensor& grad, const Tensor&, const Tensor&) { return grad; }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return -grad * (self / other).trunc();
  }
};

struct Remainder {
  static constexpr const char* kNode = "RemainderBackward1";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    const T rest = Fmod{}(a, b);
    return rest != T{0} && (rest < T{0}) != (b < T{0}) ? rest + b : rest;
  }
  static Tensor for_self(const Tensor& grad, const Tensor&, const Tensor&) { return grad; }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return -grad * (self / other).floor();
  }
};

struct FloorDivide {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      if (b == T{0}) return a / b;
      const T rest = std::fmod(a, b);
      T quotient = (a - rest) / b;
      if (rest != T{0} && (b < T{0}) != (rest < T{0})) quotient -= T{1};
      if (quotient == T{0}) return std::copysign(T{0}, a / b);
      const T whole = std::floor(quotient);
      return quotient - whole > T{0.5} ? whole + T{1} : whole;
    } else {
      GRADBOX_CHECK(b != 0, "ZeroDivisionError");
      if (b == -1) return static_cast<T>(-static_cast<std::uint64_t>(a));
      return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
    }
  }
};

struct Copysign {
  static constexpr const char* kName = "copysign";
  static constexpr const char* kNode = "CopysignBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T a, T b) const {
    return std::copysign(a, b);
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor&, const Tensor& result) {
    return grad * where(self.eq(0), 0.0, result / self);
  }
  static Tensor for_other(const Tensor&, const Tensor&, const Tensor& other, const Tensor&) {
    return zeros_like(other);
  }
};

/// The remainder by a number.
struct ByNumberNode : Node {
  GradList apply(GradList&& grads) override { return std::move(grads); }
};
struct FmodBackward0 final : ByNumberNode {
  std::string name() const override { return "FmodBackward0"; }
};
struct RemainderBackward0 final : ByNumberNode {
  std::string name() const override { return "RemainderBackward0"; }
};

template <class Rule, class NodeType>
Tensor by_number(const Tensor& self, Scalar other) {
  const Tensor number = wrap_number(self, other);
  Tensor out = zip_numbers(self, number, compute_type(self, number), Rule{});
  if (tracks(self)) set_history(out, make_node<NodeType>(self));
  return out;
}

struct TruncDivide {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      return std::trunc(a / b);
    } else {
      GRADBOX_CHECK(b != 0, "ZeroDivisionError");
      return b == -1 ? static_cast<T>(-static_cast<std::uint64_t>(a)) : a / b;
    }
  }
};

struct Nextafter {
  template <class T>
  T operator()(T a, T b) const {
    return std::nextafter(a, b);
  }
};

/// A quotient that was rounded.
struct DivBackward2 final : Node {
  std::string name() const override { return "DivBackward2"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(2);
    return {zeros_like(grads[0]), zeros_like(grads[0])};
  }
};

/// An operator that PyTorch has no derivative for.
struct NotImplemented final : Node {
  const char* of = "";
  std::string name() const override { return "NotImplemented"; }
  GradList apply(GradList&&) override {
    fail<NotImplementedError>("the derivative for '", of, "' is not implemented.");
  }
};
Tensor without_derivative(const Tensor& self, const Tensor& other, const char* name, Tensor&& out) {
  if (tracks(self, other)) {
    auto node = make_node<NotImplemented>(self, other);
    node->of = name;
    set_history(out, node);
  }
  return std::move(out);
}

}  // namespace

Tensor fmod(const Tensor& self, const Tensor& other) { return binary_of_numbers<Fmod>(self, other); }
Tensor fmod(const Tensor& self, Scalar other) { return by_number<Fmod, FmodBackward0>(self, other); }
Tensor remainder(const Tensor& self, const Tensor& other) { return binary_of_numbers<Remainder>(self, other); }
Tensor remainder(const Tensor& self, Scalar other) { return by_number<Remainder, RemainderBackward0>(self, other); }
Tensor floor_divide(const Tensor& self, const Tensor& other) {
  return without_derivative(self, other, "floor_divide",
                            zip_numbers(self, other, compute_type(self, other), FloorDivide{}));
}
Tensor floor_divide(const Tensor& self, Scalar other) { return floor_divide(self, wrap_number(self, other)); }
Tensor nextafter(const Tensor& self, const Tensor& other) {
  return without_derivative(self, other, "nextafter",
                            zip_floating(self, other, compute_type(self, other), "nextafter", Nextafter{}));
}
Tensor div(const Tensor& self, const Tensor& other, std::optional<std::string_view> rounding_mode) {
  if (!rounding_mode) return div(self, other);
  GRADBOX_CHECK(*rounding_mode == "trunc" || *rounding_mode == "floor",
                "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '", *rounding_mode, "'");
  const DType dtype = compute_type(self, other);
  Tensor out = *rounding_mode == "trunc" ? zip_numbers(self, other, dtype, TruncDivide{})
                                         : zip_numbers(self, other, dtype, FloorDivide{});
  if (tracks(self, other)) set_history(out, make_node<DivBackward2>(self, other));
  return out;
}
Tensor div(const Tensor& self, Scalar other, std::optional<std::string_view> rounding_mode) {
  return div(self, wrap_number(self, other), rounding_mode);
}
template <>
Tensor BinaryMethods<Tensor>::div(const Tensor& other, std::optional<std::string_view> rounding_mode) const {
  return gradbox::div(self(), other, rounding_mode);
}
template <>
Tensor BinaryMethods<Tensor>::div(Scalar other, std::optional<std::string_view> rounding_mode) const {
  return gradbox::div(self(), other, rounding_mode);
}
Tensor copysign(const Tensor& self, const Tensor& other) { return binary<Copysign>(self, other); }
Tensor copysign(const Tensor& self, Scalar other) { return copysign(self, wrap_number(self, other)); }

OperatorList divide_operators() {
  static constexpr OperatorInfo kOperators[] = {{"fmod"}, {"remainder"}, {"floor_divide"}, {"copysign"}, {"nextafter"}};
  return kOperators;
}

}  // namespace gradbox
