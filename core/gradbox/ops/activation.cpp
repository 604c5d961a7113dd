#include "gradbox/ops/activation.h"

#include <cmath>

#include "gradbox/ops/registry.h"
#include "gradbox/ops/unary_rule.h"

/// The activations without settings, and those that are made of other operators. activation_settings.cpp has the
/// others.
namespace gradbox {
namespace {

using namespace detail;

struct Relu {
  static constexpr const char* kName = "relu";
  static constexpr const char* kNode = "ReluBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return x < T{0} ? T{0} : x;
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return where(result.le(0), 0.0, grad); }
  template <class T>
  static T slope(T g, T y) {
    return y <= T{0} ? T{0} : g;
  }
};

struct Sigmoid {
  static constexpr const char* kName = "sigmoid";
  static constexpr const char* kNode = "SigmoidBackward0";
  static constexpr Keeps kKeeps = Keeps::Result;
  template <class T>
  T operator()(T x) const {
    return cpu::vsigmoid(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& result) { return grad * (1 - result) * result; }
  template <class T>
  static T slope(T g, T y) {
    return g * (T{1} - y) * y;
  }
};

struct LogSigmoid {
  static constexpr const char* kName = "log_sigmoid";
  static constexpr const char* kNode = "LogSigmoidBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return (x < T{0} ? x : T{0}) - cpu::vlog1p(cpu::vexp(x < T{0} ? x : -x));
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) { return grad * (-self).sigmoid(); }
  template <class T>
  static T slope(T g, T x) {
    return g * cpu::vsigmoid(-x);
  }
};

struct Silu {
  static constexpr const char* kName = "silu";
  static constexpr const char* kNode = "SiluBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return x * cpu::vsigmoid(x);
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    const Tensor gate = self.sigmoid();
    return grad * gate * (1 + self * (1 - gate));
  }
  template <class T>
  static T slope(T g, T x) {
    const T gate = cpu::vsigmoid(x);
    return g * gate * (T{1} + x * (T{1} - gate));
  }
};

struct Mish {
  static constexpr const char* kName = "mish";
  static constexpr const char* kNode = "MishBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    return x * std::tanh(std::log1p(std::exp(x)));
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    const Tensor gate = softplus(self).tanh();
    return grad * (gate + self * self.sigmoid() * (1 - gate * gate));
  }
};

/// What hardsigmoid's derivative leaves behind: nothing further is known.
struct NotImplemented final : Node {
  std::string name() const override { return "NotImplemented"; }
  GradList apply(GradList&&) override {
    fail<NotImplementedError>("derivative for aten::hardsigmoid_backward is not implemented");
  }
};

struct Hardsigmoid {
  static constexpr const char* kName = "hardsigmoid";
  static constexpr const char* kNode = "HardsigmoidBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    const T y = x + T{3};
    return (y < T{0} ? T{0} : y > T{6} ? T{6} : y) / T{6};
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    Tensor out = zip_floating(grad, self, self.dtype(), kName, [](auto g, auto x) { return slope(g, x); });
    if (tracks(grad, self)) set_history(out, make_node<NotImplemented>(grad, self));
    return out;
  }
  template <class T>
  static T slope(T g, T x) {
    return x > T{-3} && x < T{3} ? g * static_cast<T>(1.0f / 6.0f) : T{0};  // PyTorch keeps the factor as a float
  }
};

/// What the derivative is at 3 differs between PyTorch's loops: recorded with float64 g, with float32 3 g / 2.
struct Hardswish {
  static constexpr const char* kName = "hardswish";
  static constexpr const char* kNode = "HardswishBackward0";
  static constexpr Keeps kKeeps = Keeps::Input;
  template <class T>
  T operator()(T x) const {
    const T y = x + T{3};
    return x * (y < T{0} ? T{0} : y > T{6} ? T{6} : y) / T{6};
  }
  static Tensor backward(const Tensor& grad, const Tensor& self) {
    const Tensor below = self.dtype() == kFloat64 ? self.lt(3) : self.le(3);
    return where(self.lt(-3), 0.0, where(below, grad * (self / 3 + 0.5), grad));
  }
  template <class T>
  static T slope(T g, T x) {
    const bool below = sizeof(T) == 8 ? x < T{3} : x <= T{3};
    return x < T{-3} ? T{0} : below ? g * (x / T{3} + T{0.5}) : g;
  }
};

/// The weights laid out so that they broadcast over `self`.
Tensor spread_weight(const Tensor& self, const Tensor& weight) {
  if (weight.numel() == 1) return weight.reshape({});
  Dims sizes(static_cast<std::size_t>(self.dim()), 1);
  sizes[self.dim() > 1 ? 1 : 0] = weight.numel();
  return weight.reshape(sizes);
}

struct PreluBackward0 final : Node {
  SavedTensor self;
  SavedTensor weight;
  std::string name() const override { return "PreluBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("self", self);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    const Tensor& grad = grads[0];
    if (!grad.defined()) return out;
    const Tensor x = self.unpack(*this);
    const Tensor slopes = weight.unpack(*this);
    const Tensor spread = spread_weight(x, slopes);
    const Tensor above = x.gt(0);
    if (should_compute_output(0)) out[0] = where(above, grad, grad * spread);
    if (should_compute_output(1)) out[1] = sum_to(where(above, 0.0, grad * x), spread.sizes()).reshape(slopes.sizes());
    return out;
  }
};

struct GluBackward0 final : Node {
  SavedTensor self;
  std::int64_t dim = 0;
  std::string name() const override { return "GluBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    const std::int64_t half = x.size(dim) / 2;
    const Tensor gate = x.narrow(dim, half, half).sigmoid();
    return {cat({grad * gate, grad * x.narrow(dim, 0, half) * gate * (1 - gate)}, dim)};
  }
};

}  // namespace

Tensor relu(const Tensor& self) {
  GRADBOX_CHECK(self.dtype() != kBool, "Boolean inputs not supported for relu");
  return unary_of_numbers<Relu>(self);
}
Tensor sigmoid(const Tensor& self) { return unary<Sigmoid>(self); }
Tensor log_sigmoid(const Tensor& self) { return unary<LogSigmoid>(self); }
Tensor silu(const Tensor& self) { return unary<Silu>(self); }
Tensor mish(const Tensor& self) { return unary<Mish>(self); }
Tensor hardsigmoid(const Tensor& self) { return unary<Hardsigmoid>(self); }
Tensor hardswish(const Tensor& self) { return unary<Hardswish>(self); }

Tensor softsign(const Tensor& self) { return self / (self.abs() + 1); }
Tensor tanhshrink(const Tensor& self) { return self - self.tanh(); }
Tensor celu(const Tensor& self, Scalar alpha) {
  GRADBOX_CHECK(!alpha.equal(0), "ZeroDivisionError: alpha cannot be 0 for CELU");
  return elu(self, alpha, 1, 1 / alpha.toDouble());
}
Tensor selu(const Tensor& self) {
  return elu(self, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946);
}
Tensor relu6(const Tensor& self) { return hardtanh(self, 0, 6); }

Tensor prelu(const Tensor& self, const Tensor& weight) {
  if (weight.numel() != 1) {
    GRADBOX_CHECK(self.dim() > 0, "Not allow zero-dim input tensor.");
    const std::int64_t channels = self.dim() > 1 ? self.size(1) : 1;
    GRADBOX_CHECK(channels == weight.numel(),
                  "Mismatch of parameter numbers and input channel size. Found parameter numbers = ", weight.numel(),
                  " and channel size = ", channels, ".");
  }
  const Tensor spread = spread_weight(self.detach(), weight.detach());
  Tensor out =
      zip_floating(self, spread, self.dtype(), "prelu", [](auto x, auto w) { return x > decltype(x){0} ? x : w * x; });
  if (tracks(self, weight)) {
    auto node = make_node<PreluBackward0>(self, weight);
    node->self.save(self);
    node->weight.save(weight);
    set_history(out, node);
  }
  return out;
}

Tensor glu(const Tensor& self, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() > 0, "glu does not support 0-dimensional tensors");
  const std::int64_t d = wrap_dim(dim, self.dim());
  GRADBOX_CHECK(self.size(d) % 2 == 0, "Halving dimension must be even, but dimension ", d, " is size ", self.size(d));
  const std::int64_t half = self.size(d) / 2;
  const Tensor in = self.detach();
  Tensor out = in.narrow(d, 0, half) * in.narrow(d, half, half).sigmoid();
  if (tracks(self)) {
    auto node = make_node<GluBackward0>(self);
    node->self.save(self);
    node->dim = d;
    set_history(out, node);
  }
  return out;
}

Tensor& relu_(Tensor& self) { return self.relu_(); }
Tensor& sigmoid_(Tensor& self) { return self.sigmoid_(); }

OperatorList activation_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"relu"},       {"sigmoid"},   {"log_sigmoid"}, {"leaky_relu"},  {"elu"},       {"celu"},
      {"selu"},       {"gelu"},      {"silu"},        {"mish"},        {"softplus"},  {"softsign"},
      {"tanhshrink"}, {"hardtanh"},  {"relu6"},       {"hardsigmoid"}, {"hardswish"}, {"softshrink"},
      {"hardshrink"}, {"threshold"}, {"prelu"},       {"glu"}};
  return kOperators;
}

}  // namespace gradbox
