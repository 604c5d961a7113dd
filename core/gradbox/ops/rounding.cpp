#include "gradbox/ops/rounding.h"

#include <cmath>
#include <limits>

#include "gradbox/ops/registry.h"
#include "gradbox/ops/unary_rule.h"

namespace gradbox {
namespace {

using namespace detail;

/// An operator whose derivative is 0 wherever it has one.
struct Step {
  static constexpr Keeps kKeeps = Keeps::Nothing;
  static Tensor backward(const Tensor& grad) { return zeros_like(grad); }
};
struct Floor : Step {
  static constexpr const char* kNode = "FloorBackward0";
  template <class T>
  T operator()(T x) const {
    return std::floor(x);
  }
};
struct Ceil : Step {
  static constexpr const char* kNode = "CeilBackward0";
  template <class T>
  T operator()(T x) const {
    return std::ceil(x);
  }
};
struct Trunc : Step {
  static constexpr const char* kNode = "TruncBackward0";
  template <class T>
  T operator()(T x) const {
    return std::trunc(x);
  }
};
struct Round : Step {
  static constexpr const char* kNode = "RoundBackward0";
  template <class T>
  T operator()(T x) const {
    return std::nearbyint(x);
  }
};
struct RoundDecimals : Step {
  static constexpr const char* kNode = "RoundBackward1";
  std::int64_t decimals = 0;
  void visit(SavedVisitor& visitor) const { visitor.number("decimals", decimals); }
  template <class T>
  T operator()(T x) const {
    const T scale = static_cast<T>(std::pow(10.0, static_cast<double>(decimals < 0 ? -decimals : decimals)));
    return decimals < 0 ? std::nearbyint(x / scale) * scale : std::nearbyint(x * scale) / scale;
  }
};

struct Frac {
  static constexpr const char* kName = "frac";
  static constexpr const char* kNode = "FracBackward0";
  static constexpr Keeps kKeeps = Keeps::Nothing;
  template <class T>
  T operator()(T x) const {
    return x - std::trunc(x);
  }
  static Tensor backward(const Tensor& grad) { return grad; }
};

struct NanToNum {
  static constexpr const char* kName = "nan_to_num";
  static constexpr const char* kNode = "NanToNumBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double nan = 0;
  std::optional<double> posinf;
  std::optional<double> neginf;
  template <class T>
  T operator()(T x) const {
    if (x != x) return static_cast<T>(nan);
    if (!std::isinf(x)) return x;
    if (x > 0) return posinf ? static_cast<T>(*posinf) : std::numeric_limits<T>::max();
    return neginf ? static_cast<T>(*neginf) : std::numeric_limits<T>::lowest();
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * self.isfinite(); }
};

// Named one by one: told only that a dtype is neither bool nor int64, g++ 12 goes on to warn about a fifth one.
bool is_real(DType dtype) { return dtype == kFloat32 || dtype == kFloat64; }

/// Whole numbers stay what they are.
template <class Rule>
Tensor rounded(const Tensor& self, const char* name, const Rule& rule = {}) {
  GRADBOX_CHECK(self.dtype() != kBool, "\"", name, "_cpu\" not implemented for 'Bool'");
  if (!is_real(self.dtype())) return self.clone();
  return record_unary<Rule>(self, map_floating(self, name, rule), rule);
}

}  // namespace

Tensor floor(const Tensor& self) { return rounded<Floor>(self, "floor"); }
Tensor ceil(const Tensor& self) { return rounded<Ceil>(self, "ceil"); }
Tensor trunc(const Tensor& self) { return rounded<Trunc>(self, "trunc"); }
Tensor round(const Tensor& self) { return rounded<Round>(self, "round"); }
Tensor round(const Tensor& self, std::int64_t decimals) {
  RoundDecimals rule;
  rule.decimals = decimals;
  return rounded(self, "round", rule);
}
Tensor frac(const Tensor& self) {
  GRADBOX_CHECK(is_real(self.dtype()), "\"frac\" not implemented for '", dtype_short_name(self.dtype()), "'");
  return unary<Frac>(self);
}
Tensor nan_to_num(const Tensor& self, std::optional<double> nan, std::optional<double> posinf,
                  std::optional<double> neginf) {
  if (!is_real(self.dtype())) return self.clone();
  return unary(self, NanToNum{nan.value_or(0.0), posinf, neginf});
}

OperatorList rounding_operators() {
  static constexpr OperatorInfo kOperators[] = {{"floor"}, {"ceil"}, {"trunc"}, {"round"}, {"frac"}, {"nan_to_num"}};
  return kOperators;
}

}  // namespace gradbox
