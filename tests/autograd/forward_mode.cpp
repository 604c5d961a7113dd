#include "autograd/support.h"

/// O37 of the conformance programs, and what else belongs to forward mode. That every operator carries tangents is
/// checked with the operators themselves (tests/ops/golden_runner.cpp).
namespace gradbox::test {
namespace {

using namespace autograd::forward_ad;

Tensor dual(const TensorData& primal, const TensorData& tangent) {
  return make_dual(constant(primal), constant(tangent));
}

/// J t by two backward passes, to compare with.
Tensor pushed(const std::function<Tensor(const Tensor&)>& f, const Tensor& x, const Tensor& t) {
  return autograd::functional::jvp([&](const variable_list& in) { return f(in[0]); }, {x}, {t}).product[0];
}

}  // namespace

TEST_CASE("O37 forward_mode_rules: duals, levels, texts") {
  const Tensor p = constant({1., 2.}), t = constant({3., 4.});
  CHECK_ERROR(make_dual(p, t),
              "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() "
              "first.");
  Tensor kept;
  {
    const DualLevel level;
    const Tensor d = make_dual(p, t);
    CHECK(holds(unpack_dual(d * d).tangent, {6, 16}));
    CHECK(holds(unpack_dual(d * d).primal, {1, 4}));
    CHECK_FALSE(tangent_of(unpack_dual(d * d).primal).defined());
    CHECK(unpack_dual(d).tangent.is_same(t));
    CHECK_ERROR(DualLevel(), "Nested forward mode AD is not supported at the moment");
    CHECK_ERROR(make_dual(p, constant({1., 2., 3.})),
                "Trying to set a forward gradient that has a different size than that of the original Tensor, this is "
                "not supported. Tensor is of size [2] while the given forward gradient is of size [3].");
    CHECK_ERROR(make_dual(tensor({1, 2}), t), "Expected primal to be floating point or complex, but got: torch.int64");
    CHECK_ERROR(make_dual(p, tensor({1, 2})), "Expected tangent to be floating point or complex, but got: torch.int64");
    CHECK_ERROR(make_dual(p, d),
                "Setting a forward grad that itself has a forward gradient at the same level0 is not supported.");
    kept = d;
  }
  CHECK_FALSE(unpack_dual(kept).tangent.defined());
  CHECK(unpack_dual(kept).primal.is_same(kept));
  CHECK_ERROR(exit_dual_level(), "Dual level must be a positive number.");
  const DualLevel again;
  CHECK_FALSE(unpack_dual(kept).tangent.defined());
}

TEST_CASE("O37 forward_mode_rules: printing") {
  const DualLevel level;
  const Tensor d = make_dual(tensor({1., 2.}), tensor({3., 4.}));
  CHECK(to_string(d) == "tensor([1., 2.], tangent=tensor([3., 4.]))");
  const Tensor square = make_dual(ones({2, 2}).requires_grad_(), ones({2, 2}));
  CHECK(to_string(square) ==
        "tensor([[1., 1.],\n        [1., 1.]], grad_fn=<ViewBackward0>,\n       tangent=tensor([[1., 1.],\n        "
        "[1., 1.]]))");
  CHECK(to_string(make_dual(tensor(2.), tensor(0.1))) == "tensor(2., tangent=0.10000000149011612)");
  CHECK(to_string(make_dual(tensor({1., 2.}).requires_grad_(), tensor({3., 4.}))) ==
        "tensor([1., 2.], grad_fn=<ViewBackward0>, tangent=tensor([3., 4.]))");
}

TEST_CASE("O37 forward_mode_rules: in place and views") {
  const DualLevel level;
  const Tensor t = constant({3., 4.});
  const Tensor d = make_dual(constant({1., 2.}), t);
  d.mul_(2);
  CHECK(holds(t, {6, 8}));
  CHECK(unpack_dual(d).tangent.is_same(t));
  d[0].mul_(10);
  CHECK(holds(d, {20, 4}));
  CHECK(holds(tangent_of(d), {60, 8}));
  CHECK(holds(tangent_of(d[1]), {8}));
  CHECK(holds(tangent_of(d.view({2, 1}).t()), {60, 8}));

  Tensor base = zeros({2, 2}, kDouble);
  base[0] = d;
  CHECK(holds(tangent_of(base), {60, 8, 0, 0}));
  base.select(1, 1).exp_();
  CHECK(holds(tangent_of(base), {60, 8 * std::exp(4.), 0, 0}));
  const Tensor plain = zeros({2}, kDouble);
  plain.add_(d);
  CHECK(holds(tangent_of(plain), {60, 8}));
  const Tensor column = make_dual(constant({{1., 2.}}), constant({{5., 6.}})).exp();
  column.t_();
  column[1].mul_(2);
  CHECK(holds(tangent_of(column), {5 * std::exp(1.), 12 * std::exp(2.)}));
  CHECK(tangent_of(column).sizes() == IntArrayRef({2, 1}));
  d.zero_();
  CHECK(holds(tangent_of(d), {0, 0}));
  CHECK_FALSE(tangent_of(d.detach()).defined());
  CHECK_FALSE(tangent_of(zeros_like(d)).defined());
  CHECK(holds(tangent_of(dual({1., 2.}, {3., 4.}).round()), {0, 0}));
  CHECK_FALSE(tangent_of(d.gt(0)).defined());
}

TEST_CASE("O37 forward_mode_rules: a dual of a leaf is refused as a view of it is") {
  const char* kOfLeaf = "a view of a leaf Variable that requires grad is being used in an in-place operation.";
  const Tensor x = leaf({1., 2.}), t = constant({3., 4.});
  const DualLevel level;
  const Tensor d = make_dual(x, t);
  CHECK_ERROR(d.mul_(2), kOfLeaf);
  CHECK_ERROR(d[0].mul_(2), kOfLeaf);
  CHECK_ERROR(d.copy_(t), kOfLeaf);
  CHECK_ERROR(d.zero_(), kOfLeaf);
  CHECK_ERROR(x.add_(dual({1., 1.}, {1., 1.})),
              "a leaf Variable that requires grad is being used in an in-place operation.");
  CHECK(holds(x, {1, 2}));
  CHECK(holds(t, {3, 4}));
  {
    const NoGradGuard no_grad;
    d.mul_(2);
    CHECK(holds(x, {2, 4}));
    CHECK(holds(tangent_of(d), {6, 8}));
    x.add_(dual({1., 1.}, {5., 6.}));
    CHECK(holds(tangent_of(x), {5, 6}));
  }
}

TEST_CASE("O37 forward_mode_rules: a write to a dual tensor is a write to its primal") {
  const DualLevel level;
  const Tensor x = leaf({1., 2.});
  const Tensor y = x * 1;
  const Tensor d = make_dual(y, constant({1., 1.}));
  d.mul_(3);
  d[0].mul_(2);
  CHECK(holds(y, {6, 6}));
  CHECK(holds(tangent_of(d), {6, 3}));
  CHECK_FALSE(tangent_of(y).defined());
  CHECK(holds(autograd::grad({d.sum()}, {x}, {}, true)[0], {6, 3}));
  CHECK(holds(autograd::grad({y.sum()}, {x})[0], {6, 3}));

  const Tensor whole = x * 1;
  const Tensor part = make_dual(whole.slice(0, 1, 2), constant({1.}));
  part.mul_(5);
  CHECK(holds(autograd::grad({whole.sum()}, {x})[0], {1, 5}));

  const Tensor plain = constant({1., 2.}), w = leaf({3., 4.});
  const Tensor tangent = constant({1., 1.});
  make_dual(plain, tangent).mul_(w);
  CHECK(plain.requires_grad());
  plain.sum().backward();
  CHECK(holds(w.grad(), {1, 2}));
  tangent.detach_();  // it was written in place by a product that had saved it, and would keep itself alive
}

TEST_CASE("O37 forward_mode_rules: a written value keeps the tangents of what was made from it") {
  const DualLevel level;
  const Tensor d = dual({1., 2.}, {3., 4.});
  const Tensor y = d * d;
  d.add_(1);
  CHECK(holds(tangent_of(y), {6, 16}));
  const Tensor parts = dual({1., 2., 3.}, {1., 10., 100.});
  const std::vector<Tensor> split = parts.split(2);
  CHECK(holds(tangent_of(split[1]), {100}));
  const std::tuple<Tensor, Tensor> largest = parts.max(0);
  CHECK(holds(tangent_of(std::get<0>(largest)), {100}));
  CHECK(std::get<1>(largest).item<std::int64_t>() == 2);
  const Tensor later = split[0] * 2;
  CHECK(holds(tangent_of(later), {2, 20}));
}

TEST_CASE("O37 forward_mode_rules: without grad mode, and with backward over it") {
  const DualLevel level;
  {
    const NoGradGuard no_grad;
    const Tensor d = dual({1., 2.}, {3., 4.});
    const Tensor y = d.exp() * d;
    CHECK(holds(tangent_of(y), {std::exp(1.) * 2 * 3, std::exp(2.) * 3 * 4}));
    CHECK(y.grad_fn() == nullptr);
    d.mul_(2);
    CHECK(holds(tangent_of(d), {6, 8}));
    CHECK(d.grad_fn() == nullptr);
  }
  const Tensor t = leaf({3., 4.});
  const Tensor y = make_dual(constant({1., 2.}), t).pow(3);
  CHECK_FALSE(y.requires_grad());
  tangent_of(y).sum().backward();
  CHECK(holds(t.grad(), {3, 12}));

  const Tensor x = leaf({1., 2.});
  const Tensor z = make_dual(x, constant({1., 1.})).pow(3);
  CHECK(z.grad_fn()->name() == "PowBackward0");
  CHECK(holds(tangent_of(z), {3, 12}));
  CHECK(holds(autograd::grad({tangent_of(z).sum()}, {x}, {}, true)[0], {6, 12}));
  CHECK(holds(autograd::grad({z.sum()}, {x})[0], {3, 12}));
}

TEST_CASE("forward mode carries tangents through a backward pass") {
  const auto f = [](const Tensor& x) {
    return ((x.exp() * x.sigmoid()).cumsum(0) * x.softmax(0) + x.view({1, 3}).mm(x.view({3, 1})).tanh().sum()).sum();
  };
  const Tensor x = leaf({0.3, -0.7, 1.1}), v = constant({1., 2., -1.});
  const Tensor expected =
      autograd::functional::hvp([&](const variable_list& in) { return f(in[0]); }, {x}, {v}).product[0];
  for (const bool create_graph : {false, true}) {
    const DualLevel level;
    const Tensor d = make_dual(x, v);
    const Tensor gradient = autograd::grad({f(d)}, {d}, {}, create_graph, create_graph)[0];
    CHECK(same_values(tangent_of(gradient), expected));
  }
}

TEST_CASE("forward mode agrees with two backward passes") {
  const auto f = [](const Tensor& x) {
    Tensor y = x.clone();
    y.slice(0, 1, 3).mul_(x.slice(0, 0, 2));
    y.index_put_({indexing::Slice(0, 1)}, x[2] * 2);
    return stack({y, std::get<0>(x.sort(0, true))}).std(1).prod() * cat({x, y}).norm();
  };
  const Tensor x = constant({0.3, -0.7, 1.1}), v = constant({1., 2., -1.});
  const Tensor expected = pushed(f, x, v);
  const DualLevel level;
  CHECK(same_values(tangent_of(f(make_dual(x, v))), expected));
}

TEST_CASE("forward mode refuses what has no derivative for it") {
  struct Twice : autograd::Function<Twice> {
    static Tensor forward(autograd::AutogradContext*, Tensor x) { return x * 2; }
    static variable_list backward(autograd::AutogradContext*, variable_list grads) { return {grads[0] * 2}; }
  };
  const DualLevel level;
  const Tensor d = dual({1., 2.}, {3., 4.});
  CHECK_ERROR(Twice::apply(d),
              "You must implement the jvp function for custom autograd.Function to use it with forward mode AD.");
  CHECK(holds(tangent_of(d + 1), {3, 4}));
}

TEST_CASE("a level forgets its tangents, and frees them") {
  const Tensor t = constant({3., 4.});
  Tensor d;
  {
    const DualLevel level;
    d = make_dual(constant({1., 2.}), t);
    const Tensor y = d.sin();
    CHECK(t.use_count() > 1);
  }
  CHECK(t.use_count() == 1);
}

}  // namespace gradbox::test
