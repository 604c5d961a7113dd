#include <cmath>
#include <numbers>

#include "gradbox/ops/activation.h"
#include "gradbox/ops/unary_rule.h"

/// The activations that have settings.
namespace gradbox {
namespace {

using namespace detail;

struct LeakyRelu {
  static constexpr const char* kName = "leaky_relu";
  static constexpr const char* kNode = "LeakyReluBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double negative_slope = 0;
  void visit(SavedVisitor& visitor) const { visitor.number("negative_slope", negative_slope); }
  template <class T>
  T operator()(T x) const {
    return x > T{0} ? x : x * static_cast<T>(negative_slope);
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const {
    return where(self.gt(0), grad, grad * negative_slope);
  }
  template <class T>
  T slope(T g, T x) const {
    return x > T{0} ? g : g * static_cast<T>(negative_slope);
  }
};

struct Elu {
  static constexpr const char* kName = "elu";
  static constexpr const char* kNode = "EluBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double alpha = 1;
  double scale = 1;
  double input_scale = 1;
  void visit(SavedVisitor& visitor) const {
    visitor.number("alpha", alpha);
    visitor.number("input_scale", input_scale);
    visitor.number("scale", scale);
  }
  template <class T>
  T operator()(T x) const {
    return x > T{0} ? x * static_cast<T>(scale)
                    : cpu::vexpm1(x * static_cast<T>(input_scale)) * static_cast<T>(alpha * scale);
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const {
    const Tensor bounded = where(self.le(0), self, 0.0);  // so that no infinity is made where it is not wanted
    return where(self.le(0), grad * ((bounded * input_scale).exp() * (input_scale * alpha * scale)), grad * scale);
  }
  template <class T>
  T slope(T g, T x) const {
    if (x > T{0}) return g * static_cast<T>(scale);
    return g * static_cast<T>(input_scale * alpha * scale) * cpu::vexp(x * static_cast<T>(input_scale));
  }
};

struct Gelu {
  static constexpr const char* kName = "gelu";
  static constexpr const char* kNode = "GeluBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  static constexpr double kDensity = 0.39894228040143267794;  // 1 / sqrt(2 pi)
  void visit(SavedVisitor& visitor) const { visitor.text("approximate", "none"); }
  template <class T>
  static T distribution(T x) {
    return T{0.5} * (T{1} + cpu::verf(x * static_cast<T>(std::numbers::sqrt2 / 2)));
  }
  template <class T>
  T operator()(T x) const {
    return x * distribution(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    const Tensor below = ((self * (std::numbers::sqrt2 / 2)).erf() + 1) * 0.5;
    const Tensor density = (self * self * -0.5).exp() * kDensity;
    return grad * (below + self * density);
  }
  template <class T>
  static T slope(T g, T x) {
    return g * (distribution(x) + x * cpu::vexp(T{-0.5} * x * x) * static_cast<T>(kDensity));
  }
};

struct GeluTanh {
  static constexpr const char* kName = "gelu";
  static constexpr const char* kNode = "GeluBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  static constexpr double kScale = std::numbers::sqrt2 * std::numbers::inv_sqrtpi;  // sqrt(2 / pi)
  static constexpr double kCubic = 0.044715;
  void visit(SavedVisitor& visitor) const { visitor.text("approximate", "tanh"); }
  template <class T>
  T operator()(T x) const {
    const T inner = static_cast<T>(kScale) * (x + static_cast<T>(kCubic) * x * x * x);
    return T{0.5} * x * (T{1} + cpu::vtanh(inner));
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    const Tensor square = self * self;
    const Tensor gate = ((self + square * self * kCubic) * kScale).tanh();
    const Tensor inner = (square * (3 * kCubic) + 1) * kScale;
    return grad * ((gate + 1) * 0.5 + self * 0.5 * (1 - gate * gate) * inner);
  }
};

struct Softplus {
  static constexpr const char* kName = "softplus";
  static constexpr const char* kNode = "SoftplusBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double beta = 1;
  double threshold = 20;
  void visit(SavedVisitor& visitor) const {
    visitor.number("beta", beta);
    visitor.number("threshold", threshold);
  }
  template <class T>
  T operator()(T x) const {
    const T scaled = x * static_cast<T>(beta);
    return scaled > static_cast<T>(threshold) ? x : cpu::vlog1p(cpu::vexp(scaled)) / static_cast<T>(beta);
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const {
    const Tensor scaled = self * beta;
    return where(scaled.gt(threshold), grad, grad * scaled.sigmoid());
  }
  template <class T>
  T slope(T g, T x) const {
    const T scaled = x * static_cast<T>(beta);
    return scaled > static_cast<T>(threshold) ? g : g * cpu::vsigmoid(scaled);
  }
};

struct Hardtanh {
  static constexpr const char* kName = "hardtanh";
  static constexpr const char* kNode = "HardtanhBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double min_val = -1;
  double max_val = 1;
  void visit(SavedVisitor& visitor) const {
    visitor.number("max_val", max_val);
    visitor.number("min_val", min_val);
  }
  template <class T>
  T operator()(T x) const {
    const T low = static_cast<T>(min_val);
    const T high = static_cast<T>(max_val);
    return x < low ? low : x > high ? high : x;
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const {
    return where(logical_or(self.le(min_val), self.ge(max_val)), 0.0, grad);
  }
  template <class T>
  T slope(T g, T x) const {
    return x <= static_cast<T>(min_val) || x >= static_cast<T>(max_val) ? T{0} : g;
  }
};

struct Softshrink {
  static constexpr const char* kName = "softshrink";
  static constexpr const char* kNode = "SoftshrinkBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double lambd = 0.5;
  void visit(SavedVisitor& visitor) const { visitor.number("lambd", lambd); }
  template <class T>
  T operator()(T x) const {
    const T width = static_cast<T>(lambd);
    return x > width ? x - width : x < -width ? x + width : x * T{0};
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const { return where(self.abs().le(lambd), 0.0, grad); }
  template <class T>
  T slope(T g, T x) const {
    return std::fabs(x) <= static_cast<T>(lambd) ? T{0} : g;
  }
};

struct Hardshrink : Softshrink {
  static constexpr const char* kName = "hardshrink";
  static constexpr const char* kNode = "HardshrinkBackward0";
  template <class T>
  T operator()(T x) const {
    return std::fabs(x) <= static_cast<T>(lambd) ? T{0} : x;
  }
};

struct Threshold {
  static constexpr const char* kName = "threshold";
  static constexpr const char* kNode = "ThresholdBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double threshold = 0;
  double value = 0;
  void visit(SavedVisitor& visitor) const { visitor.number("threshold", threshold); }
  template <class T>
  T operator()(T x) const {
    return x <= static_cast<T>(threshold) ? static_cast<T>(value) : x;
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const { return where(self.le(threshold), 0.0, grad); }
  template <class T>
  T slope(T g, T x) const {
    return x <= static_cast<T>(threshold) ? T{0} : g;
  }
};

}  // namespace

Tensor leaky_relu(const Tensor& self, Scalar negative_slope) {
  return unary(self, LeakyRelu{negative_slope.toDouble()});
}
Tensor elu(const Tensor& self, Scalar alpha, Scalar scale, Scalar input_scale) {
  return unary(self, Elu{alpha.toDouble(), scale.toDouble(), input_scale.toDouble()});
}
Tensor gelu(const Tensor& self, std::string_view approximate) {
  GRADBOX_CHECK(approximate == "none" || approximate == "tanh", "approximate argument must be either none or tanh.");
  return approximate == "none" ? unary<Gelu>(self) : unary<GeluTanh>(self);
}
Tensor softplus(const Tensor& self, Scalar beta, Scalar threshold) {
  return unary(self, Softplus{beta.toDouble(), threshold.toDouble()});
}
Tensor hardtanh(const Tensor& self, Scalar min_val, Scalar max_val) {
  GRADBOX_CHECK(min_val.toDouble() <= max_val.toDouble(), "min_val cannot be greater than max_val");
  return unary(self, Hardtanh{min_val.toDouble(), max_val.toDouble()});
}
Tensor softshrink(const Tensor& self, Scalar lambd) {
  GRADBOX_CHECK(lambd.toDouble() >= 0, "lambda must be greater or equal to 0, but found to be ", lambd.toDouble(), ".");
  return unary(self, Softshrink{lambd.toDouble()});
}
Tensor hardshrink(const Tensor& self, Scalar lambd) {
  Hardshrink rule;
  rule.lambd = lambd.toDouble();
  return unary(self, rule);
}
Tensor threshold(const Tensor& self, Scalar threshold, Scalar value) {
  return unary(self, Threshold{threshold.toDouble(), value.toDouble()});
}

}  // namespace gradbox
