#include "gradbox/ops/unary.h"

#include <cmath>
#include <numbers>

#include "gradbox/ops/registry.h"
#include "gradbox/ops/unary_rule.h"

namespace gradbox {
namespace {

using namespace detail;

struct Neg {
  static constexpr const char* kNode = "NegBackward0";
  static constexpr Keeps kKeeps = Keeps::Nothing;
  template <class T>
  T operator()(T x) const {
    return -x;
  }
  static Tensor backward(const Tensor& grad) { return grad.neg(); }
};

struct Abs {
  static constexpr const char* kName = "abs";
  static constexpr const char* kNode = "AbsBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::abs(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * self.sgn(); }
  template <class T>
  static T slope(T g, T x) {
    return x > T{0} ? g : x < T{0} ? -g : g * T{0};
  }
};

struct Sign {
  static constexpr const char* kNode = "SignBackward0";
  static constexpr Keeps kKeeps = Keeps::Nothing;
  template <class T>
  T operator()(T x) const {
    return static_cast<T>(x > T{0}) - static_cast<T>(x < T{0});
  }
  static Tensor backward(const Tensor& grad) { return zeros_like(grad); }
};
struct Sgn : Sign {
  static constexpr const char* kNode = "SgnBackward0";
};

struct Reciprocal {
  static constexpr const char* kName = "reciprocal";
  static constexpr const char* kNode = "ReciprocalBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return T{1} / x;
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return -grad * (result * result); }
  template <class T>
  static T slope(T g, T y) {
    return -g * (y * y);
  }
};

struct Exp {
  static constexpr const char* kName = "exp";
  static constexpr const char* kNode = "ExpBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return cpu::vexp(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * result; }
};

struct Exp2 {
  static constexpr const char* kName = "exp2";
  static constexpr const char* kNode = "Exp2Backward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return std::exp2(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * result * std::numbers::ln2; }
};

struct Expm1 {
  static constexpr const char* kName = "expm1";
  static constexpr const char* kNode = "Expm1Backward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return cpu::vexpm1(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * (result + 1); }
};

struct Log {
  static constexpr const char* kName = "log";
  static constexpr const char* kNode = "LogBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return cpu::vlog(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad / self; }
};

struct Log1p {
  static constexpr const char* kName = "log1p";
  static constexpr const char* kNode = "Log1PBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return cpu::vlog1p(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad / (self + 1); }
};

struct Log2 {
  static constexpr const char* kName = "log2";
  static constexpr const char* kNode = "Log2Backward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::log2(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad / (self * std::numbers::ln2); }
};

struct Log10 {
  static constexpr const char* kName = "log10";
  static constexpr const char* kNode = "Log10Backward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::log10(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad / (self * std::numbers::ln10); }
};

struct Deg2Rad {
  static constexpr double kFactor = std::numbers::pi / 180.0;
  static constexpr const char* kName = "deg2rad";
  static constexpr const char* kNode = "Deg2RadBackward0";
  static constexpr Keeps kKeeps = Keeps::Nothing;
  template <class T>
  T operator()(T x) const {
    return x * static_cast<T>(kFactor);
  }
  static Tensor backward(const Tensor& grad) { return grad * kFactor; }
};

struct Rad2Deg {
  static constexpr double kFactor = 180.0 / std::numbers::pi;
  static constexpr const char* kName = "rad2deg";
  static constexpr const char* kNode = "Rad2DegBackward0";
  static constexpr Keeps kKeeps = Keeps::Nothing;
  template <class T>
  T operator()(T x) const {
    return x * static_cast<T>(kFactor);
  }
  static Tensor backward(const Tensor& grad) { return grad * kFactor; }
};

}  // namespace

Tensor neg(const Tensor& self) {
  GRADBOX_CHECK(self.dtype() != kBool,
                "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
                "use the `~` or "
                "`logical_not()` operator instead.");
  return unary_of_numbers<Neg>(self);
}
Tensor positive(const Tensor& self) {
  GRADBOX_CHECK(self.dtype() != kBool, "The `+` operator, on a bool tensor is not supported.");
  return self;
}
Tensor abs(const Tensor& self) { return self.dtype() == kBool ? self.clone() : unary_of_numbers<Abs>(self); }
Tensor sign(const Tensor& self) { return self.dtype() == kBool ? self.clone() : unary_of_numbers<Sign>(self); }
Tensor sgn(const Tensor& self) { return self.dtype() == kBool ? self.clone() : unary_of_numbers<Sgn>(self); }
Tensor reciprocal(const Tensor& self) { return unary<Reciprocal>(self); }
Tensor exp(const Tensor& self) { return unary<Exp>(self); }
Tensor exp2(const Tensor& self) { return unary<Exp2>(self); }
Tensor expm1(const Tensor& self) { return unary<Expm1>(self); }
Tensor log(const Tensor& self) { return unary<Log>(self); }
Tensor log1p(const Tensor& self) { return unary<Log1p>(self); }
Tensor log2(const Tensor& self) { return unary<Log2>(self); }
Tensor log10(const Tensor& self) { return unary<Log10>(self); }
Tensor deg2rad(const Tensor& self) { return unary<Deg2Rad>(self); }
Tensor rad2deg(const Tensor& self) { return unary<Rad2Deg>(self); }

Tensor operator-(const Tensor& self) { return neg(self); }

OperatorList unary_operators() {
  static constexpr OperatorInfo kOperators[] = {{"neg"},        {"positive"}, {"abs"},   {"sign"},    {"sgn"},
                                                {"reciprocal"}, {"exp"},      {"exp2"},  {"expm1"},   {"log"},
                                                {"log1p"},      {"log2"},     {"log10"}, {"deg2rad"}, {"rad2deg"}};
  return kOperators;
}

}  // namespace gradbox
