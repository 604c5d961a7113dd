// Programs O01 to O11: running backward.

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

constexpr const char* kUnusedText =
    "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is "
    "the desired behavior.";

bool boom_ran = false;
struct Boom : Function<Boom> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.clone(); }
  static variable_list backward(AutogradContext*, variable_list grads) {
    boom_ran = true;
    return grads;
  }
};

}  // namespace

TEST_CASE("O01 accumulate_identity") {
  for (const bool create_graph : {false, true}) {
    const Tensor x = leaf_full({5, 5}, 1);
    const Tensor y = x + 2;
    y.backward(ones({5, 5}, kDouble), true);
    const Tensor h = x.grad();
    const Tensor c = h.clone();
    y.backward(ones({5, 5}, kDouble), true, create_graph);
    CHECK(x.grad().is_same(h) == !create_graph);
    CHECK(same_values(x.grad(), c * 2));
    CHECK(same_values(h, create_graph ? c : c * 2));
  }
}

TEST_CASE("O02 upstream_gradient_not_mutated") {
  const Tensor x = leaf_full({2, 2}, 1);
  const Tensor a = x.clone();
  const Tensor b = x * 1;
  const Tensor ga = constant({{1., 2.}, {3., 4.}});
  const Tensor gb = ones({2, 2}, kDouble);
  autograd::backward({a, b}, {ga, gb});
  CHECK(holds(ga, {1, 2, 3, 4}));
  CHECK(holds(x.grad(), {2, 3, 4, 5}));
  CHECK_FALSE(x.grad().is_alias_of(ga));
  CHECK_FALSE(x.grad().is_alias_of(gb));
  const Tensor y = leaf_full({2}, 1);
  const Tensor g = constant({3., 4.});
  y.backward(g);
  CHECK(holds(y.grad(), {3, 4}));
  CHECK_FALSE(y.grad().is_alias_of(g));
}

TEST_CASE("O03 fanout_counts") {
  const Tensor x = leaf_full({5, 5}, 1);
  const Tensor y = leaf_full({5, 5}, 1);
  Tensor a = x + 2, b = y + 2, c = x + 2;
  const Tensor add2 = (a + b) + c;
  for (int i = 0; i < 4; ++i) {
    a = a * 2;
    b = b * 2;
    c = c * 2;
  }
  const Tensor out = add2 + (a + b + c);
  out.backward(ones({5, 5}, kDouble));
  CHECK(all_are(x.grad(), 34));
  CHECK(all_are(y.grad(), 17));
}

TEST_CASE("O04 broadcast_with_empty") {
  const Tensor a = leaf_full({4, 0}, 1);
  const Tensor b = leaf_full({4, 1}, 1);
  const Tensor c = a + b;
  CHECK(c.sizes() == IntArrayRef({4, 0}));
  c.sum().backward();
  CHECK(a.grad().sizes() == IntArrayRef({4, 0}));
  CHECK(b.grad().sizes() == IntArrayRef({4, 1}));
  CHECK(all_are(b.grad(), 0));
}

TEST_CASE("O05 double_backward_quadratic") {
  const Tensor x = leaf({{1., 2.}, {3., 4.}});
  const Tensor y = leaf({{.5, -1.}, {2., 3.}});
  const Tensor z = x.pow(2) + y * x + y.pow(2);
  CaptureWarnings quiet;
  z.backward(ones({2, 2}, kDouble), std::nullopt, true);
  const Tensor gx = x.grad(), gy = y.grad();
  CHECK(same_values(gx, 2 * x + y));
  CHECK(same_values(gy, x + 2 * y));
  CHECK(gx.grad_fn() != nullptr);
  CHECK(gy.grad_fn() != nullptr);
  const Tensor s = 2 * gx + gy;
  CHECK(all_are(autograd::grad({s}, {x}, {ones({2, 2}, kDouble)}, std::nullopt, true)[0], 5));
  CHECK(same_values(x.grad(), 2 * x + y));
  CHECK(same_values(y.grad(), x + 2 * y));
  s.backward(ones({2, 2}, kDouble));
  CHECK(same_values(x.grad(), 2 * x + y + 5));
  CHECK(same_values(y.grad(), x + 2 * y + 4));
  x.mutable_grad().reset();  // the gradients own the graph that owns the leaves
  y.mutable_grad().reset();
}

TEST_CASE("O06 grad_of_two_chunks") {
  const Tensor x = leaf_full({4, 2}, 1);
  int calls = 0;
  x.register_hook([&](const Tensor&) { ++calls; });
  const auto parts = x.chunk(2);
  const Tensor go = constant({{1., 2.}, {3., 4.}});
  const variable_list grads = autograd::grad({parts[0] + 2 * parts[1]}, {parts[0], parts[1]}, {go}, std::nullopt, true);
  CHECK(same_values(grads[0], go));
  CHECK(same_values(grads[1], 2 * go));
  CHECK(calls == 0);
  CHECK_FALSE(x.grad().defined());
}

TEST_CASE("O07 unreachable_nodes_never_run") {
  boom_ran = false;
  const Tensor r = leaf({1., 2.}), y = leaf({3., 4.}), z = leaf({5., 6.});
  const Tensor one = ones({2}, kDouble);
  {
    const Tensor x = Boom::apply(r * 2);
    CHECK_FALSE(autograd::grad({x}, {y}, {one}, true, false, true)[0].defined());
    const variable_list grads = autograd::grad({x + z}, {y, z}, {one}, true, false, true);
    CHECK_FALSE(grads[0].defined());
    CHECK(all_are(grads[1], 1));
    x.backward(one, true, false, variable_list{y});
    CHECK_FALSE(y.grad().defined());
    CHECK_FALSE(boom_ran);
    CHECK_ERROR(autograd::grad({x * 2}, {x, y}, {one}), kUnusedText);
  }
}

TEST_CASE("O08 several_roots") {
  const Tensor x = leaf({1., 2.}), y = leaf({3., 4.}), q = leaf({.5, .25}), a = leaf({2., 3.}), b = leaf({5., 7.});
  const Tensor gz = constant({1., 2.}), gc = constant({3., 4.});
  SUBCASE("two of them") {
    autograd::backward({x + y + 2 * q, a * b + 2 * q}, {gz, gc});
    CHECK(same_values(q.grad(), 2 * (gz + gc)));
    CHECK(same_values(x.grad(), gz));
    CHECK(same_values(a.grad(), gc * b));
  }
  SUBCASE("one depends on the other") {
    const Tensor p = x.pow(2);
    const Tensor z = p.pow(3);
    autograd::backward({p, z}, {gz, gc});
    CHECK(same_values(x.grad(), 2 * x * gz + 6 * x.pow(5) * gc));
  }
  SUBCASE("the same twice") {
    const Tensor m = a * b;
    autograd::backward({m, m}, {gz, gz});
    CHECK(same_values(a.grad(), 2 * b * gz));
  }
  SUBCASE("one without a graph") {
    CHECK_ERROR(autograd::backward({x * 1, constant({1., 2.})}, {gz, gz}),
                "element 1 of tensors does not require grad and does not have a grad_fn");
  }
}

TEST_CASE("O09 backward_inputs_argument") {
  const Tensor x = leaf({1., 2.}), y = leaf({3., 4.}), unrelated = leaf({1., 1.});
  const Tensor one = ones({2}, kDouble);
  const auto f = [&](const Tensor& t) { return t.pow(2) + y * t + y.pow(2); };
  f(x).backward(one, std::nullopt, false, variable_list{x});
  CHECK(same_values(x.grad(), 2 * x + y));
  CHECK_FALSE(y.grad().defined());
  f(x).backward(one, std::nullopt, false, variable_list{y});
  CHECK(same_values(y.grad(), x + 2 * y));
  CHECK(same_values(x.grad(), 2 * x + y));
  const Tensor h = x * 1;
  CaptureWarnings quiet;
  f(h).backward(one, std::nullopt, true, variable_list{x, y, h});
  CHECK(same_values(h.grad(), 2 * h + y));
  x.mutable_grad().reset();
  y.mutable_grad().reset();
  h.mutable_grad().reset();
  f(x).backward(one, std::nullopt, false, variable_list{unrelated});
  CHECK_FALSE(unrelated.grad().defined());
  CHECK_ERROR(f(x).backward(one, std::nullopt, false, variable_list{}),
              "'inputs' argument to backward() cannot be empty.");
  CHECK_ERROR(f(x).backward(one, std::nullopt, false, variable_list{constant({1., 2.})}),
              "can't retain_grad on Tensor that has requires_grad=False");
}

TEST_CASE("O10 backward_twice") {
  const Tensor b = leaf({1., 2., 3.});
  const auto write = [&] {
    Tensor c = zeros({3}, kDouble);
    c.index_put_({tensor({1, 2})}, b.index({tensor({1, 1})}));
    return c;
  };
  const Tensor one = ones({3}, kDouble);
  {
    const Tensor c = write();
    c.backward(one);
    CHECK_ERROR(c.backward(one), "Trying to backward through the graph a second time");
    CHECK_ERROR(c.backward(one), "Specify retain_graph=True");
  }
  b.mutable_grad().reset();
  const Tensor c = write();
  c.backward(one, true);
  c.backward(one);
  CHECK(holds(b.grad(), {0, 4, 0}));
  b.mutable_grad().reset();
  const Tensor d = b + 1;
  d.backward(one);
  d.backward(one);
  CHECK(all_are(b.grad(), 2));
}

TEST_CASE("O11 deep_graph_no_recursion") {
  const Tensor x = leaf({1.});
  {
    Tensor y = x.clone();
    for (int i = 0; i < 150000; ++i) y = y + y * 1e-6;
  }
  Tensor y = x.clone();
  for (int i = 0; i < 100000; ++i) y = y + 1;
  y.backward();
  CHECK(all_are(x.grad(), 1));
}

TEST_CASE("a chain of a million operators runs forward, backward and is freed") {
  const Tensor a = scalar_tensor(.9999).requires_grad_(true), b = scalar_tensor(.0001).requires_grad_(true);
  constexpr int kSteps = 500000;
  {
    Tensor y = scalar_tensor(1.);
    for (int i = 0; i < kSteps; ++i) y = y * a + b;
    y.backward();
  }
  // y stays 1, so da and db are both sums of powers of a.
  const double expected = (1 - std::pow(.9999, kSteps)) / (1 - .9999);
  CHECK(a.grad().item<double>() == doctest::Approx(expected).epsilon(2e-3));
  CHECK(b.grad().item<double>() == doctest::Approx(expected).epsilon(2e-3));
}
