#include "gradbox/ops/special.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "gradbox/ops/binary_rule.h"
#include "gradbox/ops/registry.h"
#include "gradbox/ops/special_functions.h"

namespace gradbox {
namespace {

using namespace detail;

constexpr double kTwoOverRootPi = 2 * std::numbers::inv_sqrtpi;

struct Erf {
  static constexpr const char* kName = "erf";
  static constexpr const char* kNode = "ErfBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return cpu::verf(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    return (-self.pow(2)).exp() * kTwoOverRootPi * grad;
  }
};

struct Erfc {
  static constexpr const char* kName = "erfc";
  static constexpr const char* kNode = "ErfcBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::erfc(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    return (-self.pow(2)).exp() * -kTwoOverRootPi * grad;
  }
};

struct Erfinv {
  static constexpr const char* kName = "erfinv";
  static constexpr const char* kNode = "ErfinvBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return static_cast<T>(inverse_erf(x));
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    return self.erfinv().pow(2).exp() * (1 / kTwoOverRootPi) * grad;
  }
};

struct Lgamma {
  static constexpr const char* kName = "lgamma";
  static constexpr const char* kNode = "LgammaBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::lgamma(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * self.digamma(); }
};

struct Digamma {
  static constexpr const char* kName = "digamma";
  static constexpr const char* kNode = "DigammaBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return static_cast<T>(digamma_value(x));
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * polygamma(1, self); }
};

struct Polygamma {
  static constexpr const char* kName = "polygamma";
  static constexpr const char* kNode = "PolygammaBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  std::int64_t n = 1;
  void visit(SavedVisitor& visitor) const { visitor.number("n", n); }
  template <class T>
  T operator()(T x) const {
    return n == 1 ? trigamma_value(x) : static_cast<T>(polygamma_value(static_cast<int>(n), x));
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const { return grad * polygamma(n + 1, self); }
};

struct Logit {
  static constexpr const char* kName = "logit";
  static constexpr const char* kNode = "LogitBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  double eps = -1;
  void visit(SavedVisitor& visitor) const { visitor.number("eps", eps); }
  template <class T>
  T operator()(T x) const {
    if (eps >= 0) {
      const T low = static_cast<T>(eps);
      const T high = T{1} - low;
      x = x < low ? low : x > high ? high : x;
    }
    return x == T{1} ? std::numeric_limits<T>::infinity() : std::log(x / (T{1} - x));
  }
  Tensor backward(const Tensor& grad, const Tensor& self) const {
    const double low = eps < 0 ? 0.0 : eps;
    const double outside = eps < 0 ? std::numeric_limits<double>::quiet_NaN() : 0.0;
    const Tensor inside = logical_and(self.ge(low), self.le(1 - low));
    Tensor spread = self * (1 - self);
    if (self.dtype() == kFloat32)
      spread = spread.abs();  // at -0 float32 gives grad's infinity, float64 the other one, as recorded
    return where(inside, grad / spread, outside);
  }
};

struct Xlogy {
  static constexpr const char* kName = "xlogy";
  static constexpr const char* kNode = "XlogyBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x, T y) const {
    if (y != y) return y;
    return x == T{0} ? T{0} : x * std::log(y);
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return where(logical_and(self.eq(0), other.le(0)), 0.0, xlogy(grad, other));
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) { return grad * self / other; }
};

struct Xlog1py {
  static constexpr const char* kName = "xlog1py";
  static constexpr const char* kNode = "SpecialXlog1PyBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x, T y) const {
    if (y != y) return y;
    return x == T{0} ? T{0} : x * std::log1p(y);
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return where(logical_and(self.eq(0), other.le(-1)), 0.0, grad * other.log1p());
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad * self / (other + 1);
  }
};

struct Logaddexp {
  static constexpr const char* kName = "logaddexp";
  static constexpr const char* kNode = "LogaddexpBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if (std::isinf(a) && a == b) return a;
    return (a > b ? a : b) + std::log1p(std::exp(-std::fabs(a - b)));
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad / ((other - self).exp() + 1);
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad / ((self - other).exp() + 1);
  }
};

struct Logaddexp2 {
  static constexpr const char* kName = "logaddexp2";
  static constexpr const char* kNode = "Logaddexp2Backward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    if (std::isinf(a) && a == b) return a;
    return (a > b ? a : b) + std::log1p(std::exp2(-std::fabs(a - b))) * static_cast<T>(std::numbers::log2e);
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad / ((other - self).exp2() + 1);
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad / ((self - other).exp2() + 1);
  }
};

}  // namespace

Tensor erf(const Tensor& self) { return unary<Erf>(self); }
Tensor erfc(const Tensor& self) { return unary<Erfc>(self); }
Tensor erfinv(const Tensor& self) { return unary<Erfinv>(self); }
Tensor lgamma(const Tensor& self) { return unary<Lgamma>(self); }
Tensor digamma(const Tensor& self) { return unary<Digamma>(self); }
Tensor polygamma(std::int64_t n, const Tensor& self) {
  GRADBOX_CHECK(n >= 0, "polygamma(n, x) does not support negative n.");
  return n == 0 ? digamma(self) : unary(self, Polygamma{n});
}
Tensor logit(const Tensor& self, double eps) { return unary(self, Logit{eps}); }
Tensor xlogy(const Tensor& self, const Tensor& other) { return binary<Xlogy>(self, other); }
Tensor xlogy(const Tensor& self, Scalar other) { return xlogy(self, wrap_number(self, other)); }
Tensor xlogy(Scalar self, const Tensor& other) { return xlogy(wrap_number(other, self), other); }
Tensor xlog1py(const Tensor& self, const Tensor& other) { return binary<Xlog1py>(self, other); }
Tensor logaddexp(const Tensor& self, const Tensor& other) { return binary<Logaddexp>(self, other); }
Tensor logaddexp2(const Tensor& self, const Tensor& other) { return binary<Logaddexp2>(self, other); }

OperatorList special_operators() {
  static constexpr OperatorInfo kOperators[] = {{"erf"},     {"erfc"},      {"erfinv"},    {"lgamma"},
                                                {"digamma"}, {"polygamma"}, {"logit"},     {"xlogy"},
                                                {"xlog1py"}, {"logaddexp"}, {"logaddexp2"}};
  return kOperators;
}

}  // namespace gradbox
