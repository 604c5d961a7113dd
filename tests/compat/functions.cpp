#include "compat/program.h"

namespace compat {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::Variable;
using torch::autograd::variable_list;

torch::Tensor leaf(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::TensorOptions(torch::kDouble).requires_grad(true));
}

/// A linear layer with a derivative of its own.
struct LinearFunction : public Function<LinearFunction> {
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor input, torch::Tensor weight, torch::Tensor bias) {
    ctx->save_for_backward({input, weight, bias});
    auto output = input.mm(weight.t());
    output += bias.unsqueeze(0).expand_as(output);
    return output;
  }
  static torch::autograd::tensor_list backward(AutogradContext* ctx, torch::autograd::tensor_list grad_outputs) {
    const auto saved = ctx->get_saved_variables();
    const auto input = saved[0], weight = saved[1];
    const auto grad_output = grad_outputs[0];
    return {grad_output.mm(weight), grad_output.t().mm(input), grad_output.sum(0)};
  }
};

void linear(Report& r) {
  const torch::Tensor x = torch::linspace(-1, 1, 6, torch::kDouble).view({2, 3}).requires_grad_();
  const torch::Tensor w = torch::linspace(0, 1, 12, torch::kDouble).view({4, 3}).requires_grad_();
  const torch::Tensor b = leaf({1, 2, 3, 4});
  const torch::Tensor y = LinearFunction::apply(x, w, b);
  y.pow(2).sum().backward();
  r.put("y", y);
  r.put("x", x.grad());
  r.put("w", w.grad());
  r.put("b", b.grad());
  const auto grads = torch::autograd::grad({LinearFunction::apply(x, w, b).sum()}, {x}, {}, true, true);
  r.put("recorded", grads[0]);
}

/// Numbers in saved_data; nothing saved as a tensor.
struct MulConstant : public Function<MulConstant> {
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor tensor, double constant) {
    ctx->saved_data["constant"] = constant;
    ctx->saved_data["times"] = static_cast<std::int64_t>(2);
    ctx->saved_data["keep"] = true;
    ctx->saved_data["sizes"] = std::vector<std::int64_t>{1, 2};
    return tensor * constant;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grad_outputs) {
    return {grad_outputs[0] * ctx->saved_data["constant"].toDouble() * ctx->saved_data["times"].toInt() *
                (ctx->saved_data["keep"].toBool() ? 1. : 0.) *
                static_cast<double>(ctx->saved_data["sizes"].toIntVector().size()),
            torch::Tensor()};
  }
};

void constants(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  MulConstant::apply(x, 5.5).sum().backward();
  r.put("gradient", x.grad());
}

/// Several outputs, an output that is not differentiable, and gradients that may be missing.
struct SortAndCount : public Function<SortAndCount> {
  static variable_list forward(AutogradContext* ctx, const torch::Tensor& x) {
    auto sorted = x.sort(0);
    ctx->save_for_backward({std::get<1>(sorted)});
    ctx->mark_non_differentiable({std::get<1>(sorted)});
    ctx->set_materialize_grads(false);
    return {std::get<0>(sorted), std::get<1>(sorted), x.sum() * 2};
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const torch::Tensor order = ctx->get_saved_variables()[0];
    torch::Tensor gradient = torch::zeros({order.size(0)}, torch::kDouble);
    if (grads[0].defined()) gradient = gradient.index_copy(0, order, grads[0]);
    if (grads[2].defined()) gradient = gradient + 2 * grads[2];
    return {gradient};
  }
};

void several_outputs(Report& r) {
  const torch::Tensor x = leaf({3, 1, 2});
  const auto outputs = SortAndCount::apply(x);
  r.put("sorted", outputs[0]);
  r.put("order", outputs[1]);
  r.put("order is tracked", outputs[1].requires_grad());
  (outputs[0] * torch::tensor({1., 10., 100.}, torch::kDouble)).sum().backward({}, true);
  r.put("from the first", x.grad());
  outputs[2].backward();
  r.put("and from the third", x.grad());
}

/// Written in place.
struct InplaceDouble : public Function<InplaceDouble> {
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor x) {
    x.mul_(2);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, variable_list grads) { return {grads[0] * 2}; }
};

void dirty(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  torch::Tensor y = x * 1;
  const torch::Tensor z = InplaceDouble::apply(y);
  r.put("the same tensor", z.is_same(y));
  r.put("value", y);
  (y * y).sum().backward();
  r.put("gradient", x.grad());
}

/// Differentiated twice.
struct Cube : public Function<Cube> {
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor x) {
    ctx->save_for_backward({x});
    return x * x * x;
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    const torch::Tensor x = ctx->get_saved_variables()[0];
    return {grads[0] * 3 * x * x};
  }
};

void twice(Report& r) {
  const torch::Tensor x = leaf({2, 3});
  const torch::Tensor first = torch::autograd::grad({Cube::apply(x).sum()}, {x}, {}, true, true)[0];
  const torch::Tensor second = torch::autograd::grad({first.sum()}, {x}, {}, true, true)[0];
  r.put("first", first);
  r.put("second", second);
  r.throws("freed", [&] {
    const torch::Tensor y = Cube::apply(x).sum();
    y.backward();
    y.backward();
  });
}

/// An input handed back as it is.
struct Identity : public Function<Identity> {
  static torch::Tensor forward(AutogradContext*, torch::Tensor x) { return x; }
  static variable_list backward(AutogradContext*, variable_list grads) { return {grads[0] * -1}; }
};

void reversal(Report& r) {
  const torch::Tensor x = leaf({2, 3});
  const torch::Tensor y = Identity::apply(x * 2);
  y.sum().backward();
  r.put("reversed", x.grad());
  r.put("untracked", Identity::apply(torch::ones({1})).requires_grad());
}

struct WrongNumber : public Function<WrongNumber> {
  static torch::Tensor forward(AutogradContext*, torch::Tensor a, torch::Tensor b) { return a + b; }
  static variable_list backward(AutogradContext*, variable_list grads) { return {grads[0]}; }
};

void misuse(Report& r) {
  const torch::Tensor x = leaf({2, 3});
  r.throws("wrong number", [&] { WrongNumber::apply(x, x * 2).sum().backward(); });
}

}  // namespace

std::vector<Program> function_programs() {
  return {{"function_linear", linear}, {"function_constants", constants}, {"function_several_outputs", several_outputs},
          {"function_dirty", dirty},   {"function_twice", twice},         {"function_reversal", reversal},
          {"function_misuse", misuse}};
}

}  // namespace compat
