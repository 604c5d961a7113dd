// Rules of custom functions that no numbered program asks for. Values recorded from PyTorch 1.13.

#include "autograd/texts.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

struct Wants : Function<Wants> {
  static inline std::string forward_wants, backward_wants;
  static inline bool grad_mode = true;
  static std::string wants(AutogradContext* ctx) {
    return std::string(ctx->needs_input_grad(0) ? "1" : "0") + (ctx->needs_input_grad(1) ? "1" : "0");
  }
  static Tensor forward(AutogradContext* ctx, const Tensor& a, const Tensor& b) {
    forward_wants = wants(ctx);
    grad_mode = GradMode::is_enabled();
    return a * b;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    backward_wants = wants(ctx);
    return {grads[0], grads[0]};
  }
};

struct Two : Function<Two> {
  static inline variable_list seen;
  static variable_list forward(AutogradContext* ctx, const Tensor& x, bool materialize) {
    ctx->set_materialize_grads(materialize);
    return {x * 1, x * 2};
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) {
    seen = grads;
    return {grads[1], Tensor()};
  }
};

struct Keeps : Function<Keeps> {
  static Tensor forward(AutogradContext* ctx, const Tensor& x) {
    Tensor out = x.exp();
    ctx->save_for_backward({x, out});
    return out;
  }
  static variable_list backward(AutogradContext* ctx, const variable_list& grads) {
    return {grads[0] * ctx->get_saved_variables()[1]};
  }
};

struct OnceDouble : Function<OnceDouble> {
  static constexpr bool once_differentiable = true;
  static Tensor forward(AutogradContext*, const Tensor& x) { return x * 2; }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0] * 2}; }
};

struct MaybeAdd : Function<MaybeAdd> {
  static Tensor forward(AutogradContext*, const Tensor& x, const std::optional<Tensor>& bias) {
    return bias.has_value() ? x + *bias : x * 1;
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0], grads[0]}; }
};

struct DirtyView : Function<DirtyView> {
  static Tensor forward(AutogradContext* ctx, Tensor x) {
    x.mul_(2);
    ctx->mark_dirty({x});
    return x;
  }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0] * 2}; }
};

}  // namespace

TEST_CASE("functions: which gradients are wanted, forward and backward") {
  const Tensor x = leaf({1.}), y = leaf({2.}), constant_one = constant({1.});
  Wants::apply(x, constant_one).backward();
  CHECK(Wants::forward_wants == "10");
  CHECK(Wants::backward_wants == "10");
  CHECK_FALSE(Wants::grad_mode);
  const Tensor z = Wants::apply(x, y);
  CHECK(Wants::forward_wants == "11");
  autograd::grad({z}, {y}, {}, true);
  CHECK(Wants::backward_wants == "01");
  const NoGradGuard no_grad;
  Wants::apply(x, y);
  CHECK(Wants::forward_wants == "00");
}

TEST_CASE("functions: one node for all outputs") {
  const Tensor x = leaf({1.});
  const variable_list out = Two::apply(x, true);
  CHECK(out[0].grad_fn() == out[1].grad_fn());
  CHECK(out[1].output_nr() == 1);
  CHECK(out[0].grad_fn()->num_inputs() == 2);
  CHECK(out[0].grad_fn()->name() == "TwoBackward");
  CHECK(out[0].grad_fn()->next_edges().size() == 1);
}

TEST_CASE("functions: outputs without a gradient come as zeros, or as nothing") {
  const Tensor x = leaf({1.});
  Two::apply(x, true)[1].backward();
  CHECK(holds(Two::seen[0], {0}));
  CHECK(holds(Two::seen[1], {1}));
  Two::apply(x, false)[1].backward();
  CHECK_FALSE(Two::seen[0].defined());
  Two::apply(x, false)[0].backward();
  CHECK_FALSE(Two::seen[1].defined());
  CHECK(holds(x.grad(), {2}));
  Two::seen.clear();
}

TEST_CASE("functions: saved inputs and outputs are checked for writes, and seen by hooks") {
  const Tensor x = leaf({1., 2.});
  const Tensor y = Keeps::apply(x);
  y.sum().backward({}, true);
  CHECK(same_values(x.grad(), x.exp()));
  y.add_(1);
  CHECK_ERROR(y.sum().backward(), "which is output 0 of KeepsBackward, is at version 1; expected version 0 instead.");
  int packed = 0;
  const autograd::SavedTensorsHooksGuard guard(
      [&](const Tensor& t) {
        ++packed;
        return std::any(t.detach());
      },
      [](const std::any& t) { return std::any_cast<Tensor>(t); });
  const Tensor z = Keeps::apply(x);
  CHECK(packed == 2);
  CHECK(same_values(autograd::grad({z.sum()}, {x})[0], x.exp()));
}

TEST_CASE("functions: what is differentiable once complains only if the gradient that came requires grad") {
  const Tensor x = leaf({1.});
  const Tensor plain = autograd::grad({OnceDouble::apply(x)}, {x}, {}, std::nullopt, true)[0];
  CHECK_FALSE(plain.requires_grad());
  CHECK(holds(plain, {2}));
  const Tensor weight = leaf({3.});
  const Tensor tracked = autograd::grad({OnceDouble::apply(x)}, {x}, {weight}, std::nullopt, true)[0];
  CHECK(tracked.requires_grad());
  CHECK_ERROR(tracked.backward(), "trying to differentiate twice a function that was marked with @once_differentiable");
}

TEST_CASE("functions: an optional argument") {
  const Tensor x = leaf({1., 2.}), bias = leaf({3., 4.});
  CHECK_FALSE(MaybeAdd::apply(x, std::optional<Tensor>()).grad_fn()->next_edge(1).is_valid());
  MaybeAdd::apply(x, std::optional<Tensor>()).sum().backward();
  CHECK(holds(x.grad(), {1, 1}));
  MaybeAdd::apply(x, std::optional<Tensor>(bias)).sum().backward();
  CHECK(holds(x.grad(), {2, 2}));
  CHECK(holds(bias.grad(), {1, 1}));
}

TEST_CASE("functions: a view that is marked dirty moves its base's history") {
  const Tensor x = leaf({1., 2., 3.});
  const Tensor y = x * 1;
  const Tensor part = y.slice(0, 0, 2);
  const Tensor out = DirtyView::apply(part);
  CHECK(out.is_same(part));
  CHECK(y.grad_fn()->name() == "torch::autograd::CopySlices");
  y.sum().backward();
  CHECK(holds(y, {2, 4, 3}));
  CHECK(holds(x.grad(), {2, 2, 1}));
}
