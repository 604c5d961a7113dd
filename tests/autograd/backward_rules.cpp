// Rules of running backward that no numbered program asks for. Values recorded from PyTorch 1.13.

#include "autograd/support.h"
#include "gradbox/autograd/engine.h"
#include "gradbox/base/new_stack.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Engine;
using autograd::Function;

namespace {

/// Counts down by one backward within another.
struct Nested : Function<Nested> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    ctx->saved_data["left"] = x.item<double>() - 1;
    return x.detach() - 1;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const double left = ctx->saved_data["left"].toDouble();
    if (left == 0.5) throw std::runtime_error("the innermost of them");
    if (left <= 0) return grads;
    const EnableGradGuard enable;
    const Tensor x = scalar_tensor(left, kDouble).requires_grad_();
    Nested::apply(x).backward();
    return {x.grad()};
  }
};

/// As deep as the test goes. Only WebAssembly has no more than one stack.
#if defined(__wasm__)
constexpr int kLevels = 400;
#else
constexpr int kLevels = 10000;
#endif

/// Hands out a gradient that nobody else holds, or one that it keeps.
struct Gives : Function<Gives> {
  static inline bool keep = false;
  static inline void* given = nullptr;
  static inline Tensor kept;
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.sum(); }
  static variable_list backward(AutogradContext*, const variable_list&) {
    Tensor grad = full({2}, 3., kDouble);
    given = grad.data_ptr();
    if (keep) kept = grad;
    return {std::move(grad)};
  }
};

}  // namespace

TEST_CASE("backward: one-element roots of any shape are seeded with one") {
  const std::vector<std::vector<std::int64_t>> shapes = {{}, {1}, {1, 1}, {1, 1, 1}};
  for (const std::vector<std::int64_t>& shape : shapes) {
    const Tensor x = ones(shape, kDouble).requires_grad_();
    (x * 3).backward();
    CHECK(x.grad().sizes() == IntArrayRef(shape));
    CHECK(all_are(x.grad(), 3));
  }
}

TEST_CASE("backward: a gradient of another dtype is cast") {
  for (const DType dtype : {kInt64, kFloat64, kFloat32}) {
    const Tensor x = ones({2}).requires_grad_();
    const Tensor y = x * 2;
    DType arrived = kBool;
    y.register_hook([&](const Tensor& grad) { arrived = grad.dtype(); });
    y.backward(ones({2}, dtype));
    CHECK(arrived == kFloat32);
    CHECK(x.grad().dtype() == kFloat32);
    CHECK(all_are(x.grad(), 2));
  }
}

TEST_CASE("backward: the graph is kept if and only if it is asked for") {
  const Tensor x = leaf({2.});
  const auto cube = [&] { return x.pow(3).sum(); };
  SUBCASE("create_graph keeps it") {
    const Tensor y = cube();
    const Tensor g = autograd::grad({y}, {x}, {}, std::nullopt, true)[0];
    CHECK(holds(autograd::grad({y}, {x})[0], {12}));
    CHECK(holds(autograd::grad({g}, {x})[0], {12}));
  }
  SUBCASE("retain_graph = false beside create_graph = true frees it, and the recorded gradient stays") {
    const Tensor y = cube();
    const Tensor g = autograd::grad({y}, {x}, {}, false, true)[0];
    CHECK(holds(autograd::grad({g}, {x})[0], {12}));
    CHECK_ERROR(autograd::grad({y}, {x}), "Trying to backward through the graph a second time");
  }
}

TEST_CASE("backward: of the ready nodes the newest runs first, leaves before all") {
  std::string log;
  const auto named = [&log](Tensor t, char name) {
    t.register_hook([&log, name](const Tensor&) { log += name; });
    return t;
  };
  SUBCASE("two products") {
    const Tensor a = named(leaf(1.), 'a'), b = named(leaf(2.), 'b');
    const Tensor x = named(a * 2, 'x'), y = named(b * 3, 'y');
    const Tensor z = named(x + y, 'z'), w = named(x * y, 'w');
    named(z + w, 'o').backward();
    CHECK(log == "owzybxa");
  }
  SUBCASE("a long and a short branch") {
    const Tensor a = named(leaf(1.), 'a');
    const Tensor l = named(a * 2, 'l'), r = named(a * 3, 'r');
    const Tensor m = named(r * 4, 'm'), n = named(l * m, 'n');
    named(n + r, 'o').backward();
    CHECK(log == "onmrla");
  }
}

TEST_CASE("backward: gradients that meet are added before anybody sees them") {
  const Tensor a = leaf({1., 2.});
  std::vector<std::vector<double>> seen;
  a.register_hook([&](const Tensor& grad) { seen.push_back(values(grad)); });
  (a * 2 + a * 3 + a.exp() * 0).sum().backward();
  CHECK(seen == std::vector<std::vector<double>>{{5, 5}});
}

TEST_CASE("backward: the first gradient is taken over if nobody else holds it") {
  for (const bool keep : {false, true}) {
    Gives::keep = keep;
    const Tensor x = leaf({1., 2.});
    Gives::apply(x).backward();
    CHECK(all_are(x.grad(), 3));
    CHECK((x.grad().data_ptr() == Gives::given) == !keep);
    Gives::kept.reset();
  }
}

TEST_CASE("backward: a gradient is laid out like its leaf, or row-major beside a leaf with gaps") {
  const auto strides_after = [](const Tensor& x, const Tensor& gradient) {
    x.backward(gradient);
    return x.grad().strides().vec();
  };
  using Strides = std::vector<std::int64_t>;
  CHECK(strides_after(leaf_full({2, 3}, 1), ones({3, 2}, kDouble).t()) == Strides{3, 1});
  CHECK(strides_after(ones({3, 2}, kDouble).t().requires_grad_(), ones({2, 3}, kDouble)) == Strides{1, 2});
  const Tensor gaps = ones({4, 6}, kDouble).slice(1, 0, 6, 2).requires_grad_();
  CHECK(strides_after(gaps, ones({4, 3}, kDouble)) == Strides{3, 1});
  const Tensor expanded = ones({1, 3}, kDouble).expand({2, 3}).requires_grad_();
  CHECK(strides_after(expanded, ones({2, 3}, kDouble)) == Strides{3, 1});
}

TEST_CASE("backward: thousands of backward calls within one another, hundreds in WebAssembly") {
  const Tensor x = leaf(static_cast<double>(kLevels));
  Nested::apply(x).backward();
  CHECK(all_are(x.grad(), 1));
  if (kHasNewStacks) return;
  const Tensor deeper = leaf(static_cast<double>(kLevels + 1));
  CHECK_ERROR(Nested::apply(deeper).backward(),
              "backward() is called within backward() 400 times over: deeper nesting would use up the stack.");
  Nested::apply(x).backward();
  CHECK(all_are(x.grad(), 2));
}

TEST_CASE("backward: what fails hundreds of levels down is thrown on top, and leaves everything as it was") {
  const Tensor x = leaf(350.5);
  CHECK_THROWS_WITH_AS(Nested::apply(x).backward(), "the innermost of them", std::runtime_error);
  CHECK(GradMode::is_enabled());
  CHECK_FALSE(x.grad().defined());
  const Tensor y = leaf(3.);
  (y * y).backward();
  CHECK(all_are(y.grad(), 6));
}

TEST_CASE("backward: callbacks run when their pass ends") {
  std::string log;
  const Tensor x = leaf({1.});
  SUBCASE("a callback may queue another") {
    x.register_hook([&](const Tensor&) {
      Engine::queue_callback([&] {
        log += '1';
        Engine::queue_callback([&] { log += '2'; });
      });
      log += 'h';
    });
    (x * 2).backward();
    CHECK(log == "h12");
    CHECK(holds(x.grad(), {2}));
  }
  SUBCASE("each pass runs its own") {
    const Tensor inner = leaf({1.});
    inner.register_hook([&](const Tensor&) { Engine::queue_callback([&] { log += 'i'; }); });
    const Tensor y = x * 2;
    y.register_hook([&](const Tensor&) {
      Engine::queue_callback([&] { log += 'o'; });
      const EnableGradGuard enable;
      (inner * 3).backward();
      log += 'h';
    });
    y.backward();
    CHECK(log == "iho");
  }
  SUBCASE("those of a pass that failed are forgotten") {
    const unsigned hook = x.register_hook([&](const Tensor&) -> Tensor {
      Engine::queue_callback([&] { log += 'f'; });
      throw Error("failed");
    });
    CHECK_ERROR((x * 2).backward(), "failed");
    x.remove_hook(hook);
    (x * 2).backward();
    CHECK(log == "");
  }
  SUBCASE("outside there is nothing to wait for") {
    CHECK_ERROR(Engine::queue_callback([] {}), "Final callbacks can only be installed during backward pass.");
  }
}

TEST_CASE("grad: an input listed twice, a root that is an input, a leaf that is its own root") {
  const Tensor x = leaf({1., 2.});
  const Tensor y = x * 2;
  const variable_list grads = autograd::grad({y.sum()}, {y, x, y}, {}, true);
  CHECK(holds(grads[0], {1, 1}));
  CHECK(holds(grads[1], {2, 2}));
  CHECK(holds(grads[2], {1, 1}));
  CHECK(holds(autograd::grad({y}, {y}, {constant({5., 6.})})[0], {5, 6}));
  const Tensor p = leaf({3.});
  int calls = 0;
  p.register_hook([&](const Tensor&) { ++calls; });
  CHECK(holds(autograd::grad({p}, {p})[0], {1}));
  CHECK_FALSE(p.grad().defined());
  p.backward();
  CHECK(calls == 2);
  CHECK(holds(p.grad(), {1}));
}
