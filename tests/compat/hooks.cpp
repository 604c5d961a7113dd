#include <memory>
#include <string>

#include "compat/program.h"

namespace compat {
namespace {

torch::Tensor leaf(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::TensorOptions(torch::kDouble).requires_grad(true));
}

void tensor_hooks(Report& r) {
  torch::Tensor v = leaf({0, 0, 0});
  // A hook that changes the gradient, by the position that register_hook returned.
  const auto h = v.register_hook([](torch::Tensor grad) { return grad * 2; });
  v.backward(torch::tensor({1., 2., 3.}, torch::kDouble));
  r.put("doubled", v.grad());
  v.remove_hook(h);
  v.backward(torch::tensor({1., 2., 3.}, torch::kDouble));
  r.put("removed", v.grad());

  const torch::Tensor x = leaf({1, 2});
  torch::Tensor y = x * 3;
  std::string order;
  torch::Tensor seen;
  const unsigned first = y.register_hook([&](const torch::Tensor& grad) {
    order += "a";
    return grad + 1;
  });
  const unsigned second = y.register_hook([&](torch::Tensor grad) {
    order += "b";
    seen = grad;
  });
  const unsigned third = y.register_hook([&](torch::Tensor grad) -> torch::Tensor {
    order += "c";
    return grad * 10;
  });
  (y * y).sum().backward({}, true);
  r.put("positions", static_cast<double>(first * 100 + second * 10 + third));
  r.put("order", order);
  r.put("seen", seen);
  r.put("x", x.grad());
  y.remove_hook(first);
  y.remove_hook(third);
  x.mutable_grad().reset();
  order.clear();
  (y * y).sum().backward();
  r.put("after removal", x.grad());
  r.put("order after removal", order);
  r.throws("no gradient", [] { torch::ones({1}).register_hook([](torch::Tensor) {}); });
}

struct Doubling : torch::autograd::FunctionPreHook {
  torch::autograd::variable_list operator()(const torch::autograd::variable_list& grads) override {
    return {grads[0] * 2};
  }
};

struct Watching : torch::autograd::FunctionPostHook {
  Watching(torch::Tensor& in, torch::Tensor& out) : in_(in), out_(out) {}
  torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs,
                                            const torch::autograd::variable_list& inputs) override {
    in_ = inputs[0];
    out_ = outputs[0];
    return {outputs[0] + 1};
  }
  torch::Tensor& in_;
  torch::Tensor& out_;
};

void node_hooks(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  const torch::Tensor y = x.exp();
  torch::Tensor in, out;
  y.grad_fn()->add_pre_hook(std::make_unique<Doubling>());
  y.grad_fn()->add_post_hook(std::make_unique<Watching>(in, out));
  y.sum().backward();
  r.put("arrived", in);
  r.put("left", out);
  r.put("gradient", x.grad());
}

void graph(Report& r) {
  const torch::Tensor x = leaf({1, 2}), w = leaf({3, 4});
  const torch::Tensor y = (x * w).sum();
  const auto node = y.grad_fn();
  r.put("name", node->name());
  r.put("inputs", static_cast<double>(node->num_inputs()));
  r.put("outputs", static_cast<double>(node->num_outputs()));
  const auto& edges = node->next_edge(0).function->next_edges();
  r.put("edges of the product", static_cast<double>(edges.size()));
  r.put("input numbers", static_cast<double>(edges[0].input_nr + edges[1].input_nr));
  r.put("valid", edges[0].is_valid());
  r.put("same accumulator", edges[0].function == torch::autograd::impl::gradient_edge(x).function);
  r.put("leaf's name", edges[0].function->name());
  r.put("newer is larger", node->sequence_nr() > node->next_edge(0).function->sequence_nr());
  const torch::Tensor untracked = torch::ones({2}, torch::kDouble);
  r.put("invalid", (x * untracked).grad_fn()->next_edge(1).is_valid());
}

}  // namespace

std::vector<Program> hook_programs() {
  return {{"tensor_hooks", tensor_hooks}, {"node_hooks", node_hooks}, {"graph", graph}};
}

}  // namespace compat
