#include "gradbox/ops/trig.h"

#include <cmath>
#include <numbers>

#include "gradbox/ops/binary_rule.h"
#include "gradbox/ops/registry.h"
#include "gradbox/ops/unary_rule.h"

namespace gradbox {
namespace {

using namespace detail;

struct Sin {
  static constexpr const char* kName = "sin";
  static constexpr const char* kNode = "SinBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return cpu::SinFunction{}(x);
  }
  template <class T>
  void row(T* out, const T* x, std::int64_t count) const {
    cpu::SinFunction{}.row(out, x, count);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * self.cos(); }
};

struct Cos {
  static constexpr const char* kName = "cos";
  static constexpr const char* kNode = "CosBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return cpu::CosFunction{}(x);
  }
  template <class T>
  void row(T* out, const T* x, std::int64_t count) const {
    cpu::CosFunction{}.row(out, x, count);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * -self.sin(); }
};

struct Tan {
  static constexpr const char* kName = "tan";
  static constexpr const char* kNode = "TanBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return std::tan(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * (result * result + 1); }
  template <class T>
  static T slope(T g, T y) {
    return g * (y * y + T{1});
  }
};

struct Asin {
  static constexpr const char* kName = "asin";
  static constexpr const char* kNode = "AsinBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::asin(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * (1 - self * self).rsqrt(); }
};

struct Acos {
  static constexpr const char* kName = "acos";
  static constexpr const char* kNode = "AcosBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::acos(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * -(1 - self * self).rsqrt(); }
};

struct Atan {
  static constexpr const char* kName = "atan";
  static constexpr const char* kNode = "AtanBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::atan(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad / (self * self + 1); }
};

struct Sinh {
  static constexpr const char* kName = "sinh";
  static constexpr const char* kNode = "SinhBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::sinh(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * self.cosh(); }
};

struct Cosh {
  static constexpr const char* kName = "cosh";
  static constexpr const char* kNode = "CoshBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::cosh(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * self.sinh(); }
};

struct Tanh {
  static constexpr const char* kName = "tanh";
  static constexpr const char* kNode = "TanhBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return cpu::vtanh(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * (1 - result * result); }
  template <class T>
  static T slope(T g, T y) {
    return g * (T{1} - y * y);
  }
};

struct Asinh {
  static constexpr const char* kName = "asinh";
  static constexpr const char* kNode = "AsinhBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::asinh(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * (self * self + 1).rsqrt(); }
};

struct Acosh {
  static constexpr const char* kName = "acosh";
  static constexpr const char* kNode = "AcoshBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::acosh(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * (self * self - 1).rsqrt(); }
};

struct Atanh {
  static constexpr const char* kName = "atanh";
  static constexpr const char* kNode = "AtanhBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return std::atanh(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad / (1 - self * self); }
};

struct Sinc {
  static constexpr const char* kName = "sinc";
  static constexpr const char* kNode = "SincBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    const T angle = static_cast<T>(std::numbers::pi) * x;
    return x == T{0} ? T{1} : std::sin(angle) / angle;
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    const Tensor angle = self * std::numbers::pi;
    const Tensor below = self * self * std::numbers::pi;
    const Tensor away = grad * ((angle * angle.cos() - angle.sin()) / below);
    return where(below.eq(0), zeros_like(away), away);
  }
};

struct Atan2 {
  static constexpr const char* kName = "atan2";
  static constexpr const char* kNode = "Atan2Backward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T a, T b) const {
    return std::atan2(a, b);
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad * other * (self * self + other * other).reciprocal();
  }
  static Tensor for_other(const Tensor& grad, const Tensor& self, const Tensor& other) {
    return grad * -self * (self * self + other * other).reciprocal();
  }
};
struct Hypot {
  static constexpr const char* kName = "hypot";
  static constexpr const char* kNode = "HypotBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T a, T b) const {
    return std::hypot(a, b);
  }
  static Tensor for_self(const Tensor& grad, const Tensor& self, const Tensor&, const Tensor& result) {
    return grad * (self / result);
  }
  static Tensor for_other(const Tensor& grad, const Tensor&, const Tensor& other, const Tensor& result) {
    return grad * (other / result);
  }
};

}  // namespace

Tensor sin(const Tensor& self) { return unary<Sin>(self); }
Tensor cos(const Tensor& self) { return unary<Cos>(self); }
Tensor tan(const Tensor& self) { return unary<Tan>(self); }
Tensor asin(const Tensor& self) { return unary<Asin>(self); }
Tensor acos(const Tensor& self) { return unary<Acos>(self); }
Tensor atan(const Tensor& self) { return unary<Atan>(self); }
Tensor sinh(const Tensor& self) { return unary<Sinh>(self); }
Tensor cosh(const Tensor& self) { return unary<Cosh>(self); }
Tensor tanh(const Tensor& self) { return unary<Tanh>(self); }
Tensor asinh(const Tensor& self) { return unary<Asinh>(self); }
Tensor acosh(const Tensor& self) { return unary<Acosh>(self); }
Tensor atanh(const Tensor& self) { return unary<Atanh>(self); }
Tensor sinc(const Tensor& self) { return unary<Sinc>(self); }
Tensor atan2(const Tensor& self, const Tensor& other) { return binary<Atan2>(self, other); }
Tensor hypot(const Tensor& self, const Tensor& other) { return binary<Hypot>(self, other); }

OperatorList trig_operators() {
  static constexpr OperatorInfo kOperators[] = {{"sin"},   {"cos"},   {"tan"},  {"asin"},  {"acos"},
                                                {"atan"},  {"sinh"},  {"cosh"}, {"tanh"},  {"asinh"},
                                                {"acosh"}, {"atanh"}, {"sinc"}, {"atan2"}, {"hypot"}};
  return kOperators;
}

}  // namespace gradbox
