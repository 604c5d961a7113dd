// Programs O26 to O30: custom functions, backward inside backward.

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

/// t1 + k t2 + t1 t2
template <bool once>
struct Mixed : Function<Mixed<once>> {
  static constexpr bool once_differentiable = once;
  static inline bool grad_mode_in_backward = false;
  static Tensor forward(AutogradContext* ctx, const Tensor& t1, double k, const Tensor& t2) {
    ctx->saved_data["k"] = k;
    ctx->save_for_backward({t1, t2});
    return t1 + k * t2 + t1 * t2;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    grad_mode_in_backward = GradMode::is_enabled();
    const variable_list saved = ctx->get_saved_variables();
    const Tensor& g = grads[0];
    return {g + g * saved[1], Tensor(), g * ctx->saved_data["k"].toDouble() + g * saved[0]};
  }
};

struct Doubling : Function<Doubling> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x; }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0] * 2}; }
};

struct FirstAndSum : Function<FirstAndSum> {
  static variable_list forward(AutogradContext*, const Tensor& a, const Tensor& b) { return {a, a + b}; }
  static variable_list backward(AutogradContext*, const variable_list& grads) {
    return {grads[0] + grads[1], grads[1]};
  }
};

struct AddInPlace : Function<AddInPlace> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.add_(1);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return grads; }
};

struct SameTwice : Function<SameTwice> {
  static variable_list forward(AutogradContext*, const Tensor& x) {
    const Tensor out = x * 2;
    return {out, out};
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {2 * grads[0] + 2 * grads[1]}; }
};

struct FirstConstant : Function<FirstConstant> {
  static inline variable_list seen;
  static variable_list forward(AutogradContext* ctx, const Tensor& x) {
    const Tensor a = x + 1, b = x + 2;
    ctx->mark_non_differentiable({a});
    return {a, b};
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) {
    seen = grads;
    return {grads[1]};
  }
};

struct AllConstant : Function<AllConstant> {
  static inline bool ran = false;
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    const Tensor a = x + 1;
    ctx->mark_non_differentiable({a});
    return a;
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) {
    ran = true;
    return grads;
  }
};

struct WithNoise : Function<WithNoise> {
  static variable_list forward(AutogradContext* ctx, const Tensor& x) {
    const Tensor noise = randn_like(x);
    ctx->mark_non_differentiable({noise});
    return {x.clone(), noise};
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0]}; }
};

struct KeepFirst : Function<KeepFirst> {
  static Tensor forward(AutogradContext*, const Tensor& a, const Tensor&) { return a.clone(); }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0], Tensor()}; }
};

struct BadShape : Function<BadShape> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x * 1; }
  static variable_list backward(AutogradContext*, const variable_list&) { return {ones({10}, kDouble)}; }
};

struct Wide : Function<Wide> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.sum(); }
  static variable_list backward(AutogradContext*, const variable_list&) { return {ones({5, 5}, kDouble)}; }
};

struct TooFew : Function<TooFew> {
  static Tensor forward(AutogradContext*, const Tensor& x, const Tensor& y) { return x + y; }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0]}; }
};

struct TrailingExtras : Function<TrailingExtras> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    ctx->save_for_backward({Tensor(), x, Tensor()});
    return x * 1;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const variable_list saved = ctx->get_saved_variables();
    CHECK(saved.size() == 3);
    CHECK_FALSE(saved[0].defined());
    CHECK(saved[1].defined());
    CHECK_FALSE(saved[2].defined());
    return {grads[0], Tensor(), Tensor()};
  }
};

struct DirtyButLost : Function<DirtyButLost> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.add_(1);
    ctx->mark_dirty({x});
    return x.clone();
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return grads; }
};

/// Runs a backward of its own inside its backward.
struct Inner : Function<Inner> {
  static inline bool grad_mode_after = true;
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    ctx->save_for_backward({x});
    return x.clone();
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const Tensor own = ctx->get_saved_variables()[0].detach().requires_grad_(true);
    {
      const EnableGradGuard enable;
      (own * own).sum().backward();
    }
    grad_mode_after = GradMode::is_enabled();
    return {grads[0] * own.grad()};
  }
};

struct DeepReentrant : Function<DeepReentrant> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    const EnableGradGuard enable;
    const Tensor less = x.detach().requires_grad_(true) - 1;
    ctx->saved_data["less"] = less;
    return less.detach();
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    const Tensor less = ctx->saved_data["less"].toTensor();
    if (less.item<double>() < 0) return grads;
    {
      const EnableGradGuard enable;
      DeepReentrant::apply(less).sum().backward();
    }
    return grads;
  }
};

struct InnerFails : Function<InnerFails> {
  struct Failing : Function<Failing> {
    static Tensor forward(AutogradContext*, const Tensor& x) { return x.clone(); }
    static variable_list backward(AutogradContext*, const variable_list&) { throw Error("inner failure"); }
  };
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.clone(); }
  static variable_list backward(AutogradContext*, const variable_list& grads) {
    const EnableGradGuard enable;
    Failing::apply(grads[0].detach().requires_grad_(true)).sum().backward();
    return grads;
  }
};

}  // namespace

TEST_CASE("O26 custom_function_double_backward") {
  const Tensor t1 = leaf({1., 2.}), t2 = leaf({3., 4.});
  const Tensor go = leaf(1.);
  CaptureWarnings quiet;
  Mixed<false>::apply(t1, 2.0, t2).sum().backward(go, std::nullopt, true);
  CHECK(same_values(t1.grad(), t2 + 1));
  CHECK(same_values(t2.grad(), t1 + 2));
  CHECK(t1.grad().grad_fn() != nullptr);
  CHECK(t2.grad().grad_fn() != nullptr);
  CHECK(Mixed<false>::grad_mode_in_backward);
  t1.mutable_grad().reset();
  t2.mutable_grad().reset();
  Mixed<true>::apply(t1, 2.0, t2).sum().backward(go, std::nullopt, true);
  CHECK(same_values(t1.grad(), t2 + 1));
  CHECK_FALSE(Mixed<true>::grad_mode_in_backward);
  CHECK_ERROR(t1.grad().sum().backward(),
              "trying to differentiate twice a function that was marked with @once_differentiable");
  t1.mutable_grad().reset();
  t2.mutable_grad().reset();
}

TEST_CASE("O27 custom_function_returns_its_input") {
  for (const Tensor& v : {leaf({3.}), leaf(3.)}) {
    const Tensor out = Doubling::apply(v);
    CHECK(v.is_leaf());
    CHECK(v.grad_fn() == nullptr);
    CHECK(out.grad_fn() != nullptr);
    out.backward();
    CHECK(all_are(v.grad(), 2));
  }
  const Tensor x = leaf({1., 2.}), y = leaf({3., 4.});
  const variable_list pair = FirstAndSum::apply(x, y);
  bool hook_ran = false;
  pair[0].register_hook([&](const Tensor& grad) {
    hook_ran = true;
    CHECK(all_are(grad, 1));
  });
  (pair[0] + pair[1] + x).sum().backward();
  CHECK(all_are(x.grad(), 3));
  CHECK(all_are(y.grad(), 1));
  CHECK(hook_ran);

  const Tensor base = x * 1;
  const Tensor written = AddInPlace::apply(base);
  CHECK(written.is_same(base));
  CHECK(base.grad_fn()->name() == "AddInPlaceBackward");

  const Tensor z = leaf({1., 2.});
  const variable_list twice = SameTwice::apply(z);
  CHECK(twice[0].is_same(twice[1]));
  (twice[0] + twice[1]).sum().backward();
  CHECK(all_are(z.grad(), 4));
}

TEST_CASE("O28 mark_non_differentiable") {
  const Tensor x = leaf({1., 2.});
  const variable_list out = FirstConstant::apply(x);
  CHECK_FALSE(out[0].requires_grad());
  CHECK(out[1].requires_grad());
  out[1].sum().backward();
  CHECK(all_are(FirstConstant::seen[0], 0));
  CHECK(all_are(FirstConstant::seen[1], 1));
  CHECK(all_are(x.grad(), 1));
  FirstConstant::seen.clear();

  const Tensor y = leaf({1., 2.});
  (AllConstant::apply(y) * y).sum().backward();
  CHECK(holds(y.grad(), {2, 3}));
  CHECK_FALSE(AllConstant::ran);

  const Tensor z = leaf({1., 2.});
  const variable_list noisy = WithNoise::apply(z);
  KeepFirst::apply(noisy[0] + 1, noisy[1]).sum().backward();
  CHECK(all_are(z.grad(), 1));
}

TEST_CASE("O29 custom_function_misuse_messages") {
  const Tensor x = leaf_full({5, 5}, 1);
  CHECK_ERROR(BadShape::apply(x).sum().backward(),
              "Function BadShapeBackward returned an invalid gradient at index 0 - got [10] but expected shape "
              "compatible with [5, 5]");
  CHECK_ERROR(TooFew::apply(x, x * 1).sum().backward(),
              "function TooFewBackward returned an incorrect number of gradients (expected 2, got 1)");
  TrailingExtras::apply(x).sum().backward();
  CHECK(all_are(x.grad(), 1));
  CHECK_ERROR(DirtyButLost::apply(x * 1),
              "Some elements marked as dirty during the forward method were not returned as output. The inputs that "
              "are modified inplace must "
              "all be outputs of the Function.");
  CHECK_ERROR(AddInPlace::apply(x), "a leaf Variable that requires grad has been used in an in-place operation.");
  const Tensor row = leaf_full({1, 5}, 1);
  Wide::apply(row).backward();
  CHECK(all_are(row.grad(), 5));
}

TEST_CASE("O30 reentrant_backward") {
  const Tensor x = leaf({2., 3.});
  Inner::grad_mode_after = true;
  Inner::apply(x).sum().backward();
  CHECK(holds(x.grad(), {4, 6}));
  CHECK_FALSE(Inner::grad_mode_after);
  const Tensor deep = leaf(200.);
  DeepReentrant::apply(deep).sum().backward();
  CHECK(all_are(deep.grad(), 1));
  const Tensor y = leaf({1.});
  CHECK_ERROR(InnerFails::apply(y).sum().backward(), "inner failure");
  (y * 3).backward();
  CHECK(all_are(y.grad(), 3));
}
