#include "compat/program.h"

namespace compat {
namespace {

using torch::autograd::Variable;
using torch::autograd::variable_list;

torch::Tensor leaf(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::TensorOptions(torch::kDouble).requires_grad(true));
}

/// The first steps of every tutorial: track, compute, go back.
void first_steps(Report& r) {
  const torch::Tensor x = torch::ones({2, 2}, torch::requires_grad());
  const torch::Tensor y = x + 2;
  const torch::Tensor z = y * y * 3;
  const torch::Tensor out = z.mean();
  r.put("y", y);
  r.put("out", out);
  r.put("x is leaf", x.is_leaf());
  r.put("y is leaf", y.is_leaf());
  r.put("y has a node", y.grad_fn() != nullptr);
  r.put("x has none", x.grad_fn() == nullptr);
  r.put("mean's node", out.grad_fn()->name());
  r.put("before", x.grad());
  out.backward();
  r.put("gradient", x.grad());
  torch::Tensor a = torch::arange(4, torch::kDouble).view({2, 2});
  a = (a * 3) / (a - 5);
  r.put("untracked", a.requires_grad());
  a.requires_grad_(true);
  r.put("tracked", a.requires_grad());
  const torch::Tensor b = (a * a).sum();
  r.put("node of the sum", b.grad_fn()->name());
  r.put("node below", b.grad_fn()->next_edge(0).function->name());
  r.put("edges", static_cast<double>(b.grad_fn()->num_outputs()));
}

/// A vector-Jacobian product of a function that is no scalar.
void external_gradient(Report& r) {
  const torch::Tensor x = leaf({0.5, -1.5, 2.});
  torch::Tensor y = x * 2;
  while (y.norm().item<double>() < 1000) y = y * 2;
  r.put("y", y);
  y.backward(torch::tensor({0.1, 1.0, 0.0001}, torch::kDouble));
  r.put("gradient", x.grad());
  r.throws("no gradient given", [&] { (x * 2).backward(); });
  r.throws("wrong shape", [&] { (x * 2).backward(torch::ones({2}, torch::kDouble)); });
  r.throws("no graph", [] { torch::ones({1}).backward(); });
}

void accumulation(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  const torch::Tensor y = (x * x).sum();
  y.backward({}, /*retain_graph=*/true);
  r.put("once", x.grad());
  y.backward();
  r.put("twice", x.grad());
  r.throws("three times", [&] { y.backward(); });
  x.mutable_grad().zero_();
  r.put("zeroed", x.grad());
  x.mutable_grad() = torch::Tensor();
  r.put("reset", x.grad());
  x.mutable_grad() = torch::ones_like(x);
  (3 * x).sum().backward();
  r.put("added", x.grad());
  x.mutable_grad().reset();
  r.put("gone", x.grad());
}

void gradients_without_accumulation(Report& r) {
  const torch::Tensor x = leaf({1, 2}), w = leaf({3, 4}), unused = leaf({1});
  const torch::Tensor loss = (w * x.pow(3)).sum();
  const variable_list grads = torch::autograd::grad({loss}, {x, w});
  r.put("dx", grads[0]);
  r.put("dw", grads[1]);
  r.put("untouched", x.grad());
  const torch::Tensor again = (w * x.pow(3)).sum();
  r.throws("unused", [&] { torch::autograd::grad({again}, {unused}); });
  const variable_list allowed = torch::autograd::grad({(w * x.pow(3)).sum()}, {x, unused}, {},
                                                      /*retain_graph=*/c10::nullopt, /*create_graph=*/false,
                                                      /*allow_unused=*/true);
  r.put("allowed", allowed[1]);
  const variable_list weighted =
      torch::autograd::grad({x * 2, w * 3}, {x, w}, {torch::ones({2}, torch::kDouble), w.detach()});
  r.put("weighted 0", weighted[0]);
  r.put("weighted 1", weighted[1]);
}

/// A penalty on the gradient's norm: the gradient of a gradient.
void higher_order(Report& r) {
  const torch::Tensor x = leaf({0.3, 0.7});
  const torch::Tensor y = (x.sin() * x).sum();
  const torch::Tensor first = torch::autograd::grad({y}, {x}, {}, true, /*create_graph=*/true)[0];
  const torch::Tensor second = torch::autograd::grad({first.sum()}, {x}, {}, true, true)[0];
  const torch::Tensor third = torch::autograd::grad({second.sum()}, {x}, {}, true, true)[0];
  r.put("first", first);
  r.put("second", second);
  r.put("third", third);
  torch::Tensor penalty = torch::pow(first.norm(2) - 1, 2);
  (y + penalty).backward();
  r.put("gradient", x.grad());

  const torch::Tensor w = torch::linspace(-1, 1, 6, torch::kDouble).view({2, 3}).requires_grad_();
  const torch::Tensor input = torch::linspace(0, 2, 6, torch::kDouble).view({3, 2}).requires_grad_();
  const torch::Tensor output = torch::tanh(torch::mm(w, input));
  const torch::Tensor loss = torch::mse_loss(output, torch::ones_like(output));
  const auto gradient = torch::autograd::grad({loss}, {input}, {torch::ones_like(loss)}, true, true)[0];
  const auto gradient_norm = gradient.norm(2, 1);
  const auto gradient_penalty = ((gradient_norm - 1).pow(2)).mean();
  (loss + gradient_penalty).backward();
  r.put("penalty", gradient_penalty);
  r.put("weight", w.grad());
  r.put("input", input.grad());
}

void roots_and_inputs(Report& r) {
  const torch::Tensor x = leaf({1, 2}), y = leaf({3, 4});
  const torch::Tensor a = x * y, b = x + y;
  torch::autograd::backward({a.sum(), b.sum()});
  r.put("two roots x", x.grad());
  r.put("two roots y", y.grad());
  x.mutable_grad().reset();
  y.mutable_grad().reset();
  torch::autograd::backward({x * y}, {torch::ones({2}, torch::kDouble)}, false, false, {x});
  r.put("only x", x.grad());
  r.put("not y", y.grad());
  const torch::Tensor middle = x * 2;
  const torch::Tensor end = (middle * middle).sum();
  end.backward({}, c10::nullopt, false, std::vector<torch::Tensor>{middle});
  r.put("in the middle", middle.grad());
}

void detaching(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  const torch::Tensor y = x * 2;
  r.put("detached", y.detach().requires_grad());
  r.put("shares memory", y.detach().data_ptr<double>() == y.data_ptr<double>());
  ((y.detach() + x) * x).sum().backward();
  r.put("gradient", x.grad());
  torch::Tensor z = x * 3;
  z.detach_();
  r.put("detached in place", z.is_leaf() && !z.requires_grad());
  r.put("data", x.data().requires_grad());
  r.put("variable_data", x.variable_data().requires_grad());
  torch::Tensor p = leaf({1, 1});
  p.set_data(torch::full({2}, 5., torch::kDouble));
  r.put("set_data", p);
  r.put("still tracked", p.requires_grad());
  const torch::Tensor q = torch::ones({2}, torch::kDouble).set_requires_grad(true);
  r.put("set_requires_grad", q.requires_grad());
  r.throws("integers", [] { torch::arange(3).requires_grad_(); });
  r.put("version", static_cast<double>(torch::zeros({2}).add_(1).mul_(2)._version()));
}

void intermediate_gradients(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  const torch::Tensor h = x * x;
  h.retain_grad();
  r.put("retains", h.retains_grad());
  (h * h).sum().backward();
  r.put("h", h.grad());
  r.put("x", x.grad());
  r.put("output_nr", static_cast<double>(x.unbind(0)[1].output_nr()));
}

}  // namespace

std::vector<Program> autograd_programs() {
  return {{"first_steps", first_steps},   {"external_gradient", external_gradient},
          {"accumulation", accumulation}, {"gradients_without_accumulation", gradients_without_accumulation},
          {"higher_order", higher_order}, {"roots_and_inputs", roots_and_inputs},
          {"detaching", detaching},       {"intermediate_gradients", intermediate_gradients}};
}

}  // namespace compat
