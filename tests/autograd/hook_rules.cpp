// Rules of hooks that no numbered program asks for. Order and moments are those of PyTorch 2.

#include "autograd/texts.h"
#include "gradbox/autograd/accumulate_grad.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

struct Failing : Function<Failing> {
  static inline bool fails = true;
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.clone(); }
  static variable_list backward(AutogradContext*, variable_list grads) {
    if (fails) throw Error("failed");
    return grads;
  }
};

}  // namespace

TEST_CASE("hooks: called with an undefined gradient where the node runs and that output has none") {
  const Tensor x = leaf({3., 1., 2.});
  const std::vector<Tensor> parts = x.unbind();
  std::string log;
  for (const std::size_t i : {0u, 1u})
    parts[i].register_hook([&log, i](const Tensor& grad) { log += std::to_string(i) + (grad.defined() ? "+" : "-"); });
  parts[0].backward();
  CHECK(log == "0+1-");
  CHECK(holds(x.grad(), {1, 0, 0}));
}

TEST_CASE("hooks: the order at a node and at a leaf") {
  std::string log;
  const auto pre = [&log](const char* name) {
    return [&log, name](const variable_list&) {
      log += name;
      return variable_list{};
    };
  };
  const auto post = [&log](const char* name) {
    return [&log, name](const variable_list&, const variable_list&) {
      log += name;
      return variable_list{};
    };
  };
  const Tensor x = leaf({1.});
  const Tensor y = x * 2;
  const NodePtr node = y.grad_fn(), accumulate = node->next_edge(0).function;
  node->register_hook(post("post "));
  node->register_prehook(pre("pre "));
  y.retain_grad();
  node->register_prehook([&](const variable_list&) {
    log += y.grad().defined() ? "retained " : "";
    return variable_list{};
  });
  y.register_hook([&](const Tensor&) { log += "tensor "; });
  accumulate->register_hook(post("leaf-post"));
  x.register_post_accumulate_grad_hook([&](Tensor& t) { log += t.grad().defined() ? "accumulated " : "? "; });
  accumulate->register_prehook(pre("leaf-pre "));
  x.register_hook([&](const Tensor&) { log += x.grad().defined() ? "? " : "leaf-tensor "; });
  y.backward({}, true);
  CHECK(log == "tensor pre post leaf-tensor leaf-pre accumulated leaf-post");
  CHECK(holds(y.grad(), {1}));
}

TEST_CASE("hooks: a retained gradient is what the hooks made of it") {
  const Tensor y = leaf({1., 2.}) * 2;
  y.retain_grad();
  y.register_hook([](const Tensor& grad) { return grad * 10; });
  y.grad_fn()->register_prehook([](const variable_list& grads) { return variable_list{grads[0] + 1}; });
  y.sum().backward();
  CHECK(holds(y.grad(), {11, 11}));
}

TEST_CASE("hooks: of an input of grad() the tensor's run, the node's only if the node must run") {
  std::string log;
  const Tensor x = leaf({1.});
  const Tensor y = x * 2;
  y.register_hook([&](const Tensor&) { log += 't'; });
  y.grad_fn()->register_prehook([&](const variable_list&) {
    log += 'p';
    return variable_list{};
  });
  const Tensor z = (y * 3).sum();
  autograd::grad({z}, {y}, {}, true);
  CHECK(log == "t");
  autograd::grad({z}, {y, x}, {}, true);
  CHECK(log == "ttp");
  z.backward();
  CHECK(log == "ttptp");
}

TEST_CASE("hooks: post-accumulate hooks run in grad mode only under create_graph, and can be taken away") {
  const Tensor x = leaf({2.});
  std::string log;
  const unsigned hook =
      x.register_post_accumulate_grad_hook([&](Tensor&) { log += GradMode::is_enabled() ? 'g' : 'n'; });
  x.pow(2).backward();
  const CaptureWarnings quiet;
  x.pow(2).backward({}, std::nullopt, true);
  CHECK(log == "ng");
  x.mutable_grad().reset();
  x.remove_post_accumulate_grad_hook(hook);
  x.pow(2).backward();
  CHECK(log == "ng");
}

TEST_CASE("hooks: added and removed while they run") {
  const Tensor x = leaf({1.});
  const Tensor y = x * 2;
  std::string log;
  unsigned second = 0;
  y.register_hook([&](const Tensor&) {
    log += 'a';
    y.remove_hook(second);
    if (log == "a") y.register_hook([&](const Tensor&) { log += 'c'; });
  });
  second = y.register_hook([&](const Tensor&) { log += 'b'; });
  y.backward({}, true);
  CHECK(log == "a");
  y.backward();
  CHECK(log == "aac");
}

TEST_CASE("hooks: of several tensors, once all of their gradients are there") {
  const Tensor a = leaf({1., 2.}), b = leaf({3., 4.});
  std::vector<double> sums;
  autograd::HookHandle all = autograd::register_multi_grad_hook(
      {a, b}, [&](const variable_list& grads) { sums.push_back(values((grads[0] + grads[1]).sum())[0]); });
  (a * b).sum().backward();
  CHECK(sums == std::vector<double>{10});
  SUBCASE("a pass that failed leaves nothing behind") {
    Failing::fails = true;
    const Tensor y = (Failing::apply(a) + b * 2).sum();
    CHECK_ERROR(y.backward({}, true), "failed");
    CHECK(sums.size() == 1);
    Failing::fails = false;
    y.backward();
    CHECK(sums == std::vector<double>{10, 6});
  }
  all.remove();
  (a * b).sum().backward();
  CHECK(sums.size() <= 2);
}

TEST_CASE("hooks: of several tensors, with the first gradient of any") {
  const Tensor a = leaf({1., 2.}), b = leaf({3., 4.}), c = leaf({5., 6.});
  std::vector<std::vector<double>> seen;
  const Tensor ab = a * b;
  autograd::HookHandle any =
      autograd::register_any_grad_hook({ab, b, c}, [&](const Tensor& grad) { seen.push_back(values(grad)); });
  (ab * 2).sum().backward({}, true);
  CHECK(seen == std::vector<std::vector<double>>{{2, 2}});
  (ab * 3).sum().backward({}, true);
  CHECK(seen.size() == 2);
  CHECK(seen[1] == std::vector<double>{3, 3});
  (c * 7).sum().backward();
  CHECK(seen[2] == std::vector<double>{7, 7});
  any.remove();
  (c * 7).sum().backward();
  CHECK(seen.size() == 3);
}

TEST_CASE("hooks: a retained gradient that outlives nothing") {
  // The tensor that retains dies before backward: its entry goes with it.
  const Tensor x = leaf({1., 2.});
  Tensor y = x * 2;
  y.retain_grad();
  const Tensor z = y.sum();
  const NodePtr node = y.grad_fn();
  CHECK(node->hooks()->retained.size() == 1);
  y.reset();
  CHECK(node->hooks()->retained.empty());
  z.backward();
  CHECK(holds(x.grad(), {2, 2}));
}
