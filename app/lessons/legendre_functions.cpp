#include "lessons/legendre_functions.h"

namespace gradbox::lessons {

namespace {

using autograd::AutogradContext;
using autograd::variable_list;

struct Legendre : autograd::Function<Legendre> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    ctx->save_for_backward({x});
    return (5 * x.pow(3) - 3 * x) / 2;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const Tensor x = ctx->get_saved_variables()[0];
    return {grads[0] * 1.5 * (5 * x.pow(2) - 1)};
  }
};

struct Variant : autograd::Function<Variant> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    ctx->save_for_backward({x});
    return 0.7 * (7 * x.pow(3) - 3 * x);
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const Tensor x = ctx->get_saved_variables()[0];
    return {grads[0] * 0.7 * (21 * x.pow(2) - 3)};
  }
};

/// The same forward with a derivative that is none.
struct WrongVariant : autograd::Function<WrongVariant> {
  static Tensor forward(AutogradContext* ctx, Tensor x) { return Variant::forward(ctx, x); }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const Tensor x = ctx->get_saved_variables()[0];
    return {grads[0] * 1.7 * (7 * x.pow(3) - 1)};
  }
};

/// "x^3" as the language writes it.
std::string with_powers(std::string formula, bool is_cpp) {
  for (std::size_t at = formula.find('^'); at != std::string::npos; at = formula.find('^')) {
    const std::string exponent = formula.substr(at + 1, 1);
    formula.replace(at, 2, is_cpp ? ".pow(" + exponent + ")" : "**" + exponent);
  }
  return formula;
}

}  // namespace

HandWritten legendre_polynomial() {
  return {[](const Tensor& x) { return Legendre::apply(x); },
          "P3",
          "(5 * x^3 - 3 * x) / 2",
          "1.5 * (5 * x^2 - 1)",
          "1, 17",
          "6, 28.5",
          "6, 28.5"};
}

HandWritten legendre_variant(bool wrong) {
  HandWritten variant{[](const Tensor& x) { return Variant::apply(x); },
                      "Variant",
                      "0.7 * (7 * x^3 - 3 * x)",
                      "0.7 * (21 * x^2 - 3)",
                      "2.8, 35",
                      "12.6, 56.7",
                      "12.6, 56.7"};
  if (!wrong) return variant;
  variant.apply = [](const Tensor& x) { return WrongVariant::apply(x); };
  variant.backward = "1.7 * (7 * x^3 - 1)";
  variant.claimed = "10.2, 93.5";
  return variant;
}

Tensor probe() { return tensor(std::vector<double>{1, 2}, TensorOptions(kFloat64)).requires_grad_(); }

void describe(const HandWritten& function, const std::string& language, ProgramValues& values) {
  const bool is_cpp = language == "C++";
  values["curve"] = function.name;
  values["forward"] = with_powers(function.forward, is_cpp);
  values["backward"] = with_powers(function.backward, is_cpp);
  values["value"] = function.value;
  values["derivative"] = function.derivative;
  values["claimed"] = function.claimed;
}

}  // namespace gradbox::lessons
