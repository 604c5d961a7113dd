// Programs O12 to O17: hooks, and gradients kept by non-leaves.

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

struct Thrower : Function<Thrower> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.clone(); }
  static variable_list backward(AutogradContext*, variable_list) { throw Error("message"); }
};

}  // namespace

TEST_CASE("O12 tensor_hooks_add_remove_replace") {
  const Tensor x = leaf_full({5, 5}, 1), y = leaf_full({5, 5}, 4);
  const Tensor one = ones({5, 5}, kDouble);
  const Tensor z = x.pow(2) + 2 * x + x * y + y;
  int counter = 0;
  const unsigned first = z.register_hook([&](const Tensor&) { counter += 1; });
  z.backward(one, true);
  CHECK(counter == 1);
  const unsigned second = z.register_hook([&](const Tensor&) { counter += 2; });
  z.backward(one, true);
  CHECK(counter == 4);
  z.remove_hook(second);
  z.backward(one, true);
  CHECK(counter == 5);
  z.remove_hook(first);
  z.register_hook([](const Tensor& grad) { return 2 * grad; });
  y.mutable_grad().zero_();
  z.backward(one, true);
  CHECK(counter == 5);
  CHECK(all_are(y.grad(), 4));
  y.register_hook([](const Tensor& grad) { return 2 * grad; });
  y.mutable_grad().zero_();
  z.backward(one);
  CHECK(all_are(y.grad(), 8));

  const Tensor x2 = leaf({1., 1.});
  const Tensor y2 = 2 * x2;
  y2.register_hook([](const Tensor& grad) { return grad * 2; });
  y2.register_hook([](const Tensor& grad) { return grad + 1; });
  y2.backward(ones({2}, kDouble));
  CHECK(all_are(x2.grad(), 6));
}

TEST_CASE("O13 node_pre_and_post_hooks") {
  const Tensor a = leaf({1.});
  const Tensor b = 2 * a;
  const NodePtr node = b.grad_fn();
  std::string order;
  const auto post = [&](const variable_list& grad_inputs, const variable_list& grad_outputs) {
    order += "P";
    CHECK(all_are(grad_inputs[0], 16));
    CHECK(all_are(grad_outputs[0], 8));
    return variable_list{};
  };
  const auto twice = [&](const variable_list& grads) {
    order += "p";
    return variable_list{grads[0] * 2};
  };
  const auto nothing = [&](const variable_list&) {
    order += "p";
    return variable_list{};
  };
  node->register_hook(post);
  node->register_prehook(twice);
  node->register_prehook(nothing);
  node->register_prehook(twice);
  node->register_hook(post);
  node->register_prehook(nothing);
  node->register_prehook(twice);
  autograd::HookHandle removed =
      node->register_prehook([](const variable_list&) -> variable_list { throw Error("a removed hook ran"); });
  removed.remove();
  b.sum().backward();
  CHECK(order == "pppppPP");
  CHECK(all_are(a.grad(), 16));

  const Tensor c = leaf({1.});
  const Tensor d = 2 * c;
  autograd::HookHandle later;
  d.grad_fn()->register_prehook([&](const variable_list&) {
    later.remove();
    return variable_list{};
  });
  later =
      d.grad_fn()->register_prehook([](const variable_list&) -> variable_list { throw Error("a removed hook ran"); });
  d.sum().backward();
  CHECK(all_are(c.grad(), 2));
}

TEST_CASE("O14 retain_grad_accumulates") {
  const Tensor i = leaf({{1., 2., 3.}});
  const Tensor h = 3 * i;
  const Tensor out = (h * h).sum();
  h.retain_grad();
  h.retain_grad();
  CHECK(h.retains_grad());
  out.backward({}, true);
  CHECK(same_values(h.grad(), 2 * h));
  out.backward({}, true);
  CHECK(same_values(h.grad(), 4 * h));
  i.retain_grad();
  i.mutable_grad().zero_();
  out.backward();
  CHECK(same_values(i.grad(), 18 * i));
  CHECK_ERROR(constant({1.}).retain_grad(), "can't retain_grad on Tensor that has requires_grad=False");
}

TEST_CASE("O14 reading .grad of a non-leaf warns") {
  set_warn_always(true);
  CaptureWarnings warnings;
  const Tensor h = leaf({1.}) * 2;
  CHECK_FALSE(h.grad().defined());
  set_warn_always(false);
  REQUIRE(warnings.texts().size() == 1);
  CHECK(contains(warnings.texts()[0], "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."));
}

TEST_CASE("O15 hooks_and_retain_follow_the_old_version") {
  const Tensor a = leaf({1.});
  Tensor b = a.clone();
  b.register_hook([](const Tensor& grad) {
    CHECK(all_are(grad, 4));
    return grad * 2;
  });
  b.mul_(2);
  b.register_hook([](const Tensor& grad) {
    CHECK(all_are(grad, 1));
    return grad * 2;
  });
  b.sum().backward();
  CHECK(all_are(a.grad(), 8));
  for (const int times : {1, 2}) {
    Tensor c = a.clone();
    c.retain_grad();
    for (int k = 0; k < times; ++k) c.mul_(2);
    c.sum().backward();
    CHECK(all_are(c.grad(), 1));
  }
}

TEST_CASE("O16 post_accumulate_grad_hooks") {
  const Tensor p = leaf({1., 2., 3.});
  const Tensor start = p.detach().clone();
  const auto quietly = [](auto body) {
    return [body](Tensor& param) {
      const NoGradGuard no_grad;
      body(param);
    };
  };
  p.register_post_accumulate_grad_hook(quietly([](Tensor& param) { param.sub_(param.grad()); }));
  p.register_post_accumulate_grad_hook(quietly([](Tensor& param) { param.mul_(4); }));
  p.sum().backward();
  CHECK(same_values(p, 4 * (start - 1)));

  const Tensor q = leaf({1., 2., 3.});
  std::string order;
  const Tensor keep = q.sum();
  const NodePtr accumulate = keep.grad_fn()->next_edge(0).function;
  accumulate->register_hook([&](const variable_list&, const variable_list&) {
    order += "d";
    CHECK(all_are(q.grad(), .3));
    return variable_list{};
  });
  q.register_post_accumulate_grad_hook([&](Tensor& param) {
    order += "c";
    param.mutable_grad().add_(.5);
  });
  accumulate->register_prehook([&](const variable_list& grads) {
    order += "b";
    return variable_list{grads[0] / 5};
  });
  q.register_hook([&](const Tensor& grad) {
    order += "a";
    return grad - 2;
  });
  keep.backward({}, true);
  CHECK(order == "abcd");
  autograd::grad({keep}, {q});
  CHECK(order == "abcda");
  CHECK_ERROR((q * 2).register_post_accumulate_grad_hook([](Tensor&) {}),
              "post accumulate grad hooks cannot be registered on non-leaf tensors");
}

TEST_CASE("O17 multi_grad_hook") {
  const Tensor t1 = leaf({1., 2.}), t2 = leaf({3., 4.}), t3 = leaf({5., 6.}), t4 = leaf({7., 8.});
  std::vector<std::string> calls;
  autograd::HookHandle handle = autograd::register_multi_grad_hook({t1, t2, t3, t4}, [&](const variable_list& grads) {
    std::string pattern;
    for (const Tensor& grad : grads) pattern += grad.defined() ? '1' : '0';
    calls.push_back(pattern);
  });
  const Tensor out = (t2 * t3).sum();
  out.backward({}, true, false, variable_list{t2, t3});
  CHECK(calls == std::vector<std::string>{"0110"});
  out.backward({}, true, false, variable_list{t1, t4});
  CHECK(calls.size() == 1);
  out.backward({}, true, false, variable_list{t1, t3});
  REQUIRE(calls.size() == 2);
  CHECK(calls[1] == "0010");
  const Tensor failing = (t2 + Thrower::apply(t3)).sum();
  CHECK_ERROR(failing.backward(), "message");
  CHECK(calls.size() == 2);
  handle.remove();
  out.backward();
  CHECK(calls.size() == 2);
}
