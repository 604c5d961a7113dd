// Programs O31 to O36, O38 to O40: structure, conventions, modes, saved tensors, anomaly, functional derivatives,
// threads.

#include <any>
#include <thread>

#include "autograd/support.h"
#include "gradbox/autograd/accumulate_grad.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;
using autograd::SavedTensorsHooksGuard;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

/// pack: factor x, unpack: factor x. Counts nothing, checks nothing.
struct Scaling {
  double pack;
  double unpack;
  SavedTensorsHooksGuard guard{[p = pack](const Tensor& t) { return std::any(t * p); },
                               [u = unpack](const std::any& t) { return std::any_cast<Tensor>(t) * u; }};
};

struct SecondIsNan : Function<SecondIsNan> {
  static Tensor forward(AutogradContext*, const Tensor& a, const Tensor& b) { return a + b; }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0], grads[0] * kNan}; }
};

}  // namespace

TEST_CASE("O31 graph_structure") {
  const Tensor x = leaf({1., 2.}), y = leaf({3., 4.});
  const Tensor a = x + y;
  const NodePtr node = a.grad_fn();
  REQUIRE(node->next_edges().size() == 2);
  for (const std::size_t i : {0u, 1u}) {
    CHECK(node->next_edge(i).input_nr == 0);
    CHECK(node->next_edge(i).function->name() == "torch::autograd::AccumulateGrad");
    const auto& accumulate = static_cast<const autograd::AccumulateGrad&>(*node->next_edge(i).function);
    CHECK(accumulate.variable.is_same(i == 0 ? x : y));
  }
  const Tensor b = a + 5;
  CHECK(b.grad_fn()->next_edge(0).function == node);
  CHECK_FALSE(b.grad_fn()->next_edge(1).is_valid());
  const Tensor v = x.view({2, 1}), d = x * 2;
  CHECK(v.grad_fn()->next_edge(0).function == d.grad_fn()->next_edge(0).function);
  CHECK(a.grad_fn()->name() == "AddBackward0");
  CHECK(d.grad_fn()->name() == "MulBackward0");
  const auto parts = d.split(1);
  CHECK(parts[1].output_nr() == 1);
  for (const Tensor& plain : {d.argmax(), d.argmin(), d.argsort(), d > 1, d.signbit(), d.count_nonzero()})
    CHECK_FALSE(plain.requires_grad());
  const Tensor m = leaf({{1., 5., 2.}, {7., 0., 3.}});
  const Tensor order = std::get<1>(m.max(1)).repeat({2}).to(kDouble);
  (m.sum() + order.sum()).backward();
  CHECK(all_are(m.grad(), 1));
}

TEST_CASE("O32 conventions_at_ties_and_zeros") {
  for (int which = 0; which < 3; ++which) {
    const auto pick = [which](const Tensor& t) { return which == 0 ? t.min() : which == 1 ? t.max() : t.median(); };
    const Tensor ties = leaf({1., 0., 1., 0., 1., 0.});
    pick(ties).backward();
    const double third = 1. / 3;
    CHECK(holds(ties.grad(), which == 1 ? std::vector<double>{third, 0, third, 0, third, 0}
                                        : std::vector<double>{0, third, 0, third, 0, third}));
    const Tensor nans = leaf({kNan, kNan, kNan});
    pick(nans).backward();
    CHECK(all_are(nans.grad(), third));
  }
  const Tensor rows = leaf({{1., 1.}, {2., 2.}});
  std::get<0>(rows.max(1)).sum().backward();
  CHECK(holds(rows.grad(), {1, 0, 1, 0}));
  const Tensor zero = leaf({0., 0., 0.});
  zero.pow(0).sum().backward();
  CHECK(all_are(zero.grad(), 0));
  zero.mutable_grad().reset();
  zero.pow(zeros({3}, kDouble)).sum().backward();
  CHECK(all_are(zero.grad(), 0));
  const Tensor b = leaf({-1., 0., 1.});
  zeros({3}, kDouble).pow(b).sum().backward();
  CHECK(holds(b.grad(), {-kInf, 0, 0}));
  b.mutable_grad().reset();
  pow(Scalar(0.), b).sum().backward();
  CHECK(holds(b.grad(), {-kInf, 0, 0}));
  const auto gradient_at = [](double at, auto f) {
    const Tensor x = leaf({at});
    f(x).sum().backward();
    return values(x.grad())[0];
  };
  CHECK(gradient_at(0, [](const Tensor& x) { return x.abs(); }) == 0);
  CHECK(gradient_at(0, [](const Tensor& x) { return x.sqrt(); }) == kInf);
  CHECK(gradient_at(0, [](const Tensor& x) { return x.norm(); }) == 0);
  CHECK(gradient_at(0, [](const Tensor& x) { return x.relu(); }) == 0);
  CHECK(gradient_at(1, [](const Tensor& x) { return x.clamp(-1, 1); }) == 1);
  const Tensor p = leaf({2.}), q = leaf({2.});
  maximum(p, q).backward();
  CHECK(holds(p.grad(), {.5}));
  CHECK(holds(q.grad(), {.5}));
}

TEST_CASE("O33 inference_mode_rules") {
  const Tensor s = ones({2}, kDouble).requires_grad_(true);
  Tensor c, tracked_flag, view_of_normal;
  const Tensor normal = s * 1;
  {
    const InferenceMode inference;
    c = ones({2}, kDouble);
    tracked_flag = ones({2}, TensorOptions(kDouble).requires_grad(true));
    CHECK(c.is_inference());
    CHECK(tracked_flag.requires_grad());
    CHECK_FALSE((tracked_flag * 2).requires_grad());
    CHECK_ERROR(c._version(), "Inference tensors do not track version counter.");
    const std::int64_t before = normal._version();
    normal.add_(1);
    CHECK(normal._version() == before + 1);
    view_of_normal = normal.view({2, 1});
    CHECK_FALSE(view_of_normal.is_inference());
    {
      const InferenceMode off(false);
      CHECK(GradMode::is_enabled());
      CHECK((s * 2).requires_grad());
    }
    CHECK(InferenceMode::is_enabled());
  }
  CHECK_ERROR(c.add_(1), "Inplace update to inference tensor outside InferenceMode is not allowed.");
  CHECK_ERROR(c * s, "Inference tensors cannot be saved for backward.");
  CHECK((c + s).requires_grad());
  CHECK_ERROR(c.requires_grad_(true),
              "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  CHECK_FALSE((c * 2).is_inference());
  CHECK(c.view({2, 1}).is_inference());
  CHECK_ERROR(view_of_normal.add_(1), "A view was created in inference mode and is being modified inplace");
  const Tensor saved = s * 1;
  const Tensor product = saved * saved;
  {
    const InferenceMode inference;
    saved.add_(1);
  }
  CHECK_ERROR(product.sum().backward(), "modified by an inplace operation");
}

TEST_CASE("O34 saved_tensor_hooks") {
  const auto square_gradient = [] {
    const Tensor a = leaf({5.});
    (a * a).sum().backward();
    return values(a.grad())[0] / 5;
  };
  {
    const Scaling halves{2, .5};
    CHECK(square_gradient() == doctest::Approx(2));
  }
  {
    const Scaling doubles{2, 1};
    CHECK(square_gradient() == doctest::Approx(4));
    const Scaling inner{5, 5};
    CHECK(square_gradient() == doctest::Approx(50));
  }
  CHECK_ERROR(SavedTensorsHooksGuard guard(
                  [](const Tensor& t) {
                    t.add_(1);
                    return std::any(t);
                  },
                  [](const std::any& t) { return std::any_cast<Tensor>(t); });
              const Tensor a = leaf({5.}) * 1; a * a, "A saved tensor pack hook is modifying its input in place.");
  {
    const SavedTensorsHooksGuard never([](const Tensor&) -> std::any { throw Error("called"); },
                                       [](const std::any&) -> Tensor { throw Error("called"); });
    const Tensor a = leaf({5.});
    (a * 3).sum().backward();
    CHECK(all_are(a.grad(), 3));
  }
  const autograd::DisableSavedTensorsHooksGuard disabled("not here");
  CHECK_ERROR((void)(Scaling{1, 1}), "not here");
}

TEST_CASE("O34 hooks through double backward: factors 6, 12, 24, 48") {
  const auto power_second = [](bool hooks_forward, bool hooks_backward) {
    const Tensor a = leaf({5.});
    std::unique_ptr<Scaling> forward(hooks_forward ? new Scaling{2, 1} : nullptr);
    const Tensor y = a.pow(3);
    forward.reset();
    std::unique_ptr<Scaling> backward(hooks_backward ? new Scaling{2, 1} : nullptr);
    const Tensor g = autograd::grad({y.sum()}, {a}, {}, std::nullopt, true)[0];
    g.sum().backward();
    return values(a.grad())[0] / 5;
  };
  CHECK(power_second(false, false) == doctest::Approx(6));
  CHECK(power_second(true, false) == doctest::Approx(12));
  CHECK(power_second(false, true) == doctest::Approx(24));
  CHECK(power_second(true, true) == doctest::Approx(48));
}

TEST_CASE("O35 checkpoint_semantics") {
  const Tensor a = leaf({.5, -.25});
  int runs = 0;
  const auto f = [&](const variable_list& in) {
    ++runs;
    return (in[0].exp() * in[0]).tanh();
  };
  const Tensor direct = f({a});
  const Tensor expected = autograd::grad({direct.sum()}, {a})[0];
  runs = 0;
  const Tensor out = autograd::checkpoint(f, {a})[0];
  CHECK(same_values(out, direct));
  CHECK(runs == 1);
  out.sum().backward();
  CHECK(runs == 2);
  CHECK(same_values(a.grad(), expected));
  CHECK(same_values(autograd::grad({autograd::checkpoint(f, {a})[0].sum()}, {a})[0], expected));

  const Tensor g = autograd::grad({autograd::checkpoint(f, {a})[0].sum()}, {a}, {}, std::nullopt, true)[0];
  const Tensor h = autograd::grad({f({a}).sum()}, {a}, {}, std::nullopt, true)[0];
  CHECK(same_values(autograd::grad({g.sum()}, {a})[0], autograd::grad({h.sum()}, {a})[0]));

  const Tensor w = leaf({2., 3.});
  int calls = 0;
  w.register_hook([&](const Tensor&) { ++calls; });
  (autograd::checkpoint([&](const variable_list& in) { return (in[0] * w).sin(); }, {a})[0] + w).sum().backward();
  CHECK(calls == 1);

  const auto random_product = [](const variable_list& in) { return in[0] * in[0].detach() * rand_like(in[0]); };
  manual_seed(3);
  const Tensor noisy = autograd::checkpoint(random_product, {a})[0];
  const Tensor noise_gradient = autograd::grad({noisy.sum()}, {a})[0];
  CHECK(same_values(noise_gradient * a.detach(), noisy));

  autograd::CheckpointOptions reentrant;
  reentrant.use_reentrant = true;
  a.mutable_grad().reset();
  autograd::checkpoint(f, {a}, reentrant)[0].sum().backward();
  CHECK(same_values(a.grad(), expected));
  CHECK_ERROR(autograd::grad({autograd::checkpoint(f, {a}, reentrant)[0].sum()}, {a}),
              "Checkpointing is not compatible with .grad() or when an `inputs` parameter is passed to .backward(). "
              "Please use .backward() "
              "and do not pass its `inputs` argument.");
  CaptureWarnings warnings;
  autograd::checkpoint(f, {constant({1., 2.})}, reentrant);
  REQUIRE(warnings.texts().size() == 1);
  CHECK(warnings.texts()[0] == "None of the inputs have requires_grad=True. Gradients will be None");
}

TEST_CASE("O36 anomaly_mode") {
  CaptureWarnings warnings;
  const Tensor a = leaf({1.}), b = leaf({2.});
  {
    const autograd::DetectAnomalyGuard anomaly;
    CHECK(warnings.texts().back() ==
          "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
          "debugging.");
    const autograd::LabelGuard label("the second layer");
    const Tensor out = SecondIsNan::apply(a, b);
    CHECK_ERROR(out.backward(), "Function 'SecondIsNanBackward' returned nan values in its 1th output.");
    CHECK(contains(warnings.texts().back(),
                   "Error detected in SecondIsNanBackward. Traceback of forward call that caused the error:"));
    CHECK(contains(warnings.texts().back(), "the second layer"));
    CHECK_ERROR(leaf({-1.}).sqrt().backward(), "Function 'SqrtBackward0' returned nan values in its 0th output.");
  }
  const Tensor quiet = SecondIsNan::apply(a, b);
  {
    const autograd::DetectAnomalyGuard anomaly;
    CHECK_ERROR(quiet.backward(), "returned nan values in its 1th output.");
    CHECK(warnings.texts().back() ==
          "Error detected in SecondIsNanBackward. No forward pass information available. Enable detect anomaly "
          "during forward pass for more information.");
    Tensor z = a * 1;
    const Tensor w = z * z;
    z.add_(1);
    CHECK_ERROR(w.backward(),
                "Hint: the backtrace further above shows the operation that failed to compute its gradient. The "
                "variable in question was "
                "changed in there or anywhere later. Good luck!");
  }
  const autograd::DetectAnomalyGuard unchecked(false);
  SecondIsNan::apply(a, b).backward();
  CHECK(std::isnan(values(b.grad())[0]));
}

TEST_CASE("O38 functional_api") {
  namespace fn = autograd::functional;
  const Tensor x = constant({1., 2.});
  const Tensor one = ones({2}, kDouble);
  const fn::TensorFunction cube([](const variable_list& in) { return in[0].pow(3); });
  const fn::TensorFunction sum_cube([](const variable_list& in) { return in[0].pow(3).sum(); });
  CHECK(holds(fn::jacobian(cube, {x})[0][0], {3, 0, 0, 12}));
  CHECK(holds(fn::hessian(sum_cube, {x})[0][0], {6, 0, 0, 12}));
  CHECK(holds(fn::vjp(cube, {x}, {one}).product[0], {3, 12}));
  CHECK(holds(fn::vjp(cube, {x}, {one}).outputs[0], {1, 8}));
  CHECK(holds(fn::jvp(cube, {x}, {one}).product[0], {3, 12}));
  for (const auto& product : {fn::hvp(sum_cube, {x}, {one}), fn::vhp(sum_cube, {x}, {one})}) {
    CHECK(holds(product.outputs[0], {9}));
    CHECK(holds(product.product[0], {6, 12}));
  }
  const fn::TensorFunction product([](const variable_list& in) { return in[0] * in[1]; });
  const Tensor p = constant(3.), q = constant(5.);
  const auto jacobian = fn::jacobian(product, {p, q});
  CHECK(holds(jacobian[0][0], {5}));
  CHECK(holds(jacobian[0][1], {3}));
  const auto hessian = fn::hessian(product, {p, q});
  CHECK(holds(hessian[0][0], {0}));
  CHECK(holds(hessian[0][1], {1}));
  CHECK(holds(hessian[1][0], {1}));
  CHECK(holds(hessian[1][1], {0}));
  const fn::TensorFunction independent([](const variable_list&) { return ones({2}, kDouble); });
  CHECK(holds(fn::jacobian(independent, {x})[0][0], {0, 0, 0, 0}));
  fn::FunctionalOptions strict;
  strict.strict = true;
  CHECK_ERROR(fn::jacobian(independent, {x}, strict),
              "Output 0 of the user-provided function does not require gradients. The outputs must be computed in a "
              "differentiable manner from "
              "the input when running in strict mode.");
  CHECK_ERROR(fn::hessian(cube, {x}),
              "The Tensor returned by the function given to hessian should contain a single element");
  CHECK_ERROR(
      fn::vjp(cube, {x}),
      "The vector v can only be None if the user-provided function returns a single Tensor with a single element.");
  CHECK_ERROR(fn::vjp(cube, {x}, {ones({3}, kDouble)}),
              "v has invalid size: should be torch.Size([2]) but got torch.Size([3]).");
  const Tensor y = leaf({1., 2.});
  fn::FunctionalOptions keep;
  keep.create_graph = true;
  const Tensor again = fn::jacobian(cube, {y}, keep)[0][0];
  CHECK(again.requires_grad());
  CHECK(holds(autograd::grad({again.sum()}, {y})[0], {6, 12}));
  CHECK_FALSE(y.grad().defined());
  CHECK(holds(y, {1, 2}));
}

#if !defined(__wasm__)
TEST_CASE("O39 threads_accumulate") {
  const Tensor x = leaf_full({5, 5}, 1);
  const auto in_threads = [](int count, auto body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) threads.emplace_back(body);
    for (std::thread& thread : threads) thread.join();
  };
  in_threads(10, [&] { ((x + 3) * (x + 4) * .5).sum().backward(); });
  CHECK(same_values(x.grad(), 10 * (x + 3.5)));
  x.mutable_grad().reset();
  const Tensor shared = ((x + 3) * (x + 4) * .5).sum();
  in_threads(5, [&] { shared.backward({}, true); });
  CHECK(same_values(x.grad(), 5 * (x + 3.5)));
  const NoGradGuard no_grad;
  bool enabled = false;
  in_threads(1, [&] { enabled = GradMode::is_enabled(); });
  CHECK(enabled);
}
#endif

TEST_CASE("O40 nan_and_inf_conventions") {
  const Tensor x = leaf({0., 1.});
  where(x > 0, x.log(), zeros({2}, kDouble)).sum().backward();
  CHECK(holds(x.grad(), {kNan, 1}));
  const Tensor s = leaf({0., -kInf, 1.});
  (s.softmax(0) * constant({1., 2., 3.})).sum().backward();
  for (const double value : values(s.grad())) CHECK(std::isfinite(value));
  CHECK(values(full({2}, -kInf, kDouble).logsumexp({0}))[0] == -kInf);
  const Tensor zero = leaf({0.});
  CHECK(values(zero.log())[0] == -kInf);
  zero.log().backward();
  CHECK(values(zero.grad())[0] == kInf);
  zero.mutable_grad().reset();
  zero.log().backward(zeros({1}, kDouble));
  CHECK(std::isnan(values(zero.grad())[0]));
  for (const double value : values(constant({1000., 1000., -1000.}).log_softmax(0))) CHECK(std::isfinite(value));
  for (const double at : {1000., -1000.}) {
    const Tensor z = leaf({at});
    const Tensor loss = binary_cross_entropy_with_logits(z, zeros({1}, kDouble));
    loss.backward();
    CHECK(std::isfinite(values(loss)[0]));
    CHECK(std::isfinite(values(z.grad())[0]));
  }
  CHECK(values(binary_cross_entropy(constant({0.}), constant({1.})))[0] == 100);
}
