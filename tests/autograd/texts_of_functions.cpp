// The texts of custom functions, saved tensors, anomaly mode, gradcheck and derivatives of functions.

#include "autograd/texts.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

struct WrongN : Function<WrongN> {
  static Tensor forward(AutogradContext*, Tensor a, Tensor b) { return a + b; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0]}; }
};
struct TooMany : Function<TooMany> {
  static Tensor forward(AutogradContext*, Tensor a) { return a * 2; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0], g[0]}; }
};
struct BadShape : Function<BadShape> {
  static Tensor forward(AutogradContext*, Tensor a) { return a * 2; }
  static variable_list backward(AutogradContext*, variable_list) { return {ones({10})}; }
};
struct GradForNonTensor : Function<GradForNonTensor> {
  static Tensor forward(AutogradContext*, Tensor a, double factor) { return a * factor; }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0], g[0]}; }
};
struct DirtyNotReturned : Function<DirtyNotReturned> {
  static Tensor forward(AutogradContext* ctx, Tensor a) {
    ctx->mark_dirty({a});
    return a * 2;
  }
  static variable_list backward(AutogradContext*, variable_list g) { return g; }
};
struct Dirty : Function<Dirty> {
  static Tensor forward(AutogradContext* ctx, Tensor a) {
    a.mul_(2);
    ctx->mark_dirty({a});
    return a;
  }
  static variable_list backward(AutogradContext*, variable_list g) { return g; }
};
struct DirtyTwoOutputs : Function<DirtyTwoOutputs> {
  static variable_list forward(AutogradContext* ctx, Tensor a) {
    a.mul_(2);
    ctx->mark_dirty({a});
    return {a, a + 1};
  }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0]}; }
};
struct DirtyNot : Function<DirtyNot> {
  static Tensor forward(AutogradContext* ctx, Tensor a) {
    Tensor b = a + 1;
    ctx->mark_dirty({b});
    return b;
  }
  static variable_list backward(AutogradContext*, variable_list g) { return g; }
};
struct ViewOut : Function<ViewOut> {
  static Tensor forward(AutogradContext*, Tensor a) { return a.view({2, 1}); }
  static variable_list backward(AutogradContext*, variable_list g) { return {g[0].view({2})}; }
};
struct Once : Function<Once> {
  static constexpr bool once_differentiable = true;
  static Tensor forward(AutogradContext* ctx, Tensor a) {
    ctx->save_for_backward({a});
    return a * a;
  }
  static variable_list backward(AutogradContext* ctx, variable_list g) {
    return {g[0] * 2 * ctx->get_saved_variables()[0]};
  }
};

}  // namespace

TEST_CASE("texts: custom functions") {
  check_all({
      {"too few", "function WrongNBackward returned an incorrect number of gradients (expected 2, got 1)",
       [] { WrongN::apply(x2(), x2()).sum().backward(); }},
      {"too many", "function TooManyBackward returned an incorrect number of gradients (expected 1, got 2)",
       [] { TooMany::apply(x2()).sum().backward(); }},
      {"wrong shape",
       "Function BadShapeBackward returned an invalid gradient at index 0 - got [10] but expected shape compatible "
       "with [5, 5]",
       [] {
         BadShape::apply(ones({5, 5}).requires_grad_()).sum().backward();
       }},
      {"gradient for a number",
       "function GradForNonTensorBackward returned a gradient different than None at position 2, but the corresponding "
       "forward input was not a Variable",
       [] { GradForNonTensor::apply(x2(), 2.0).sum().backward(); }},
      {"dirty, not returned",
       "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
       "modified inplace must all be outputs of the Function.",
       [] { DirtyNotReturned::apply(x2() * 1); }},
      {"dirty leaf", "a leaf Variable that requires grad has been used in an in-place operation.",
       [] { Dirty::apply(x2()); }},
      {"dirty view and another output",
       "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot return more "
       "than one Tensor. This is not supported by the current autograd engine. You should either make sure the input "
       "is not a view (using .clone() for example) or make your Function only return one Tensor (potentially splitting "
       "it into two Functions: one doing the inplace that returns a single Tensor and a second one that does the other "
       "operations). You can ask on the forum https://discuss.pytorch.org/ if you need help to do this change.",
       [] {
         DirtyTwoOutputs::apply((x2() * 1).view({2, 1}));
       }},
      {"view out of a function",
       "Output 0 of ViewOutBackward is a view and is being modified inplace. This view was created inside a custom "
       "Function (or because an input was returned as-is) and the autograd logic to handle view+inplace would override "
       "the custom backward associated with the custom Function, leading to incorrect gradients. This behavior is "
       "forbidden. You can fix this by cloning the output of the custom Function.",
       [] { ViewOut::apply(x2() * 1).mul_(2); }},
      {"once differentiable", "trying to differentiate twice a function that was marked with @once_differentiable",
       [] {
         const Tensor x = x2();
         const Tensor grad = autograd::grad({Once::apply(x).sum() * x.sum()}, {x}, {}, true, true)[0];
         grad.sum().backward();
       }},
      {"twice", kSecondBackward,
       [] {
         const Tensor y = Once::apply(x2()).sum();
         y.backward();
         y.backward();
       }},
  });
  CHECK(
      contains(warning_of([] { DirtyNot::apply(x2()); }),
               "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is no need "
               "to pass it to mark_dirty()."));
}

TEST_CASE("texts: saved tensors and checkpoints") {
  const auto identity = [](const Tensor& t) { return std::any(t); };
  const auto back = [](const std::any& value) { return std::any_cast<Tensor>(value); };
  const Tensor undefined;
  autograd::SavedTensor saved, nothing, freed;
  saved.save(ones({2}));
  saved.register_hooks(identity, back);
  nothing.save(undefined);
  freed.save(ones({2}));
  freed.release();
  check_all({
      {"hooks twice",
       "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one pair of hooks is "
       "allowed at a time.",
       [&] { saved.register_hooks(identity, back); }},
      {"hooks after free",
       "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the graph are "
       "freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through "
       "the graph a second time or if you need to access saved variables after calling backward.",
       [&] { freed.register_hooks(identity, back); }},
      {"hooks on nothing", "Calling register_hooks on a saved tensor with value None is forbidden",
       [&] { nothing.register_hooks(identity, back); }},
      {"pack writes",
       "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can not be "
       "modified by in-place operations as this can lead to unexpected side-effects. Please open an issue if you need "
       "to perform in-place operations on the input to a pack hook.",
       [&] {
         const autograd::SavedTensorsHooksGuard guard([](const Tensor& t) { return std::any(t.add_(1)); }, back);
         (x2() * 1).pow(2);
       }},
      {"disabled", "my msg",
       [&] {
         const autograd::DisableSavedTensorsHooksGuard disabled("my msg");
         const autograd::SavedTensorsHooksGuard guard(identity, back);
       }},
      {"checkpoint and grad",
       "Checkpointing is not compatible with .grad() or when an `inputs` parameter is passed to .backward(). Please "
       "use .backward() and do not pass its `inputs` argument.",
       [] {
         const Tensor x = x2();
         autograd::CheckpointOptions options;
         options.use_reentrant = true;
         const auto f = [](const variable_list& in) { return in[0].exp(); };
         autograd::grad({autograd::checkpoint(f, {x}, options)[0].sum()}, {x});
       }},
      {"checkpoint of a constant", "none of output has requires_grad=True, this checkpoint() is not necessary",
       [] {
         autograd::CheckpointOptions options;
         options.use_reentrant = true;
         const auto f = [](const variable_list& in) { return in[0].detach(); };
         autograd::checkpoint(f, {x2()}, options)[0].sum().backward();
       }},
  });
  CHECK(contains(warning_of([] {
                   autograd::CheckpointOptions options;
                   options.use_reentrant = true;
                   autograd::checkpoint([](const variable_list& in) { return in[0].exp(); }, {ones({2})}, options);
                 }),
                 "None of the inputs have requires_grad=True. Gradients will be None"));
}

TEST_CASE("texts: anomaly mode") {
  const char* kNan = "Function 'SqrtBackward0' returned nan values in its 0th output.";
  const auto minus = [] { return full({2}, -1.).requires_grad_(); };
  const std::string entered =
      "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
      "debugging.\n";
  std::string text;
  CHECK(warning_of([&] {
          const autograd::DetectAnomalyGuard guard;
          text = error_of([&] { minus().sqrt().sum().backward(); });
        }).rfind(entered + "Error detected in SqrtBackward0. Traceback of forward call that caused the error:\n", 0) ==
        0);
  CHECK(text == kNan);
  CHECK(warning_of([&] {
          const Tensor y = minus().sqrt().sum();
          const autograd::DetectAnomalyGuard guard;
          text = error_of([&] { y.backward(); });
        }) == entered +
                  "Error detected in SqrtBackward0. No forward pass information available. Enable detect anomaly "
                  "during forward pass for more information.\n");
  CHECK(text == kNan);
  CHECK(warning_of([&] {
          const autograd::DetectAnomalyGuard guard;
          const Tensor y = ones({5}).requires_grad_() * 2;
          const Tensor z = y.pow(2).sum();
          y.add_(1);
          text = error_of([&] { z.backward(); });
        }).rfind(entered + "Error detected in PowBackward0. Traceback of forward call that caused the error:\n", 0) ==
        0);
  CHECK(text ==
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        "[torch.FloatTensor [5]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead. "
        "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in "
        "question was changed in there or anywhere later. Good luck!");
}

TEST_CASE("texts: gradcheck") {
  struct Bad : Function<Bad> {
    static Tensor forward(AutogradContext*, Tensor x) { return x * 1; }
    static variable_list backward(AutogradContext*, variable_list g) { return {g[0] * 1.01 + 0.01 * g[0].flip({0})}; }
  };
  const auto bad = [](const variable_list& in) { return Bad::apply(in[0]); };
  check_all({
      {"nothing to check",
       "gradcheck expects at least one input tensor to require gradient, but none of the them have "
       "requires_grad=True.",
       [&] { autograd::gradcheck(bad, {ones({2}, kDouble)}); }},
      {"stride 0",
       "The 0th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be "
       "able to compute the numerical gradients correctly. You should call .contiguous on the input before passing it "
       "to gradcheck.",
       [&] { autograd::gradcheck(bad, {ones({1}, kDouble).expand({2}).requires_grad_()}); }},
  });
  CHECK_ERROR(autograd::gradcheck(bad, {leaf({0.5, 1.5})}),
              "Jacobian mismatch for output 0 with respect to input 0,\n"
              "numerical:tensor([[1.0000, 0.0000],\n        [0.0000, 1.0000]], dtype=torch.float64)\n"
              "analytical:tensor([[1.0100, 0.0100],\n        [0.0100, 1.0100]], dtype=torch.float64)\n");
  CHECK(contains(warning_of([&] { autograd::gradcheck(bad, {x2()}); }),
                 "Input #0 requires gradient and is not a double precision floating point or complex. This check will "
                 "likely fail if all the inputs are not of double precision floating point or complex. "));
  int calls = 0;
  const auto unsteady = [&calls](const variable_list& in) {
    const Tensor y = in[0] * 2;
    if (y.requires_grad()) y.register_hook([&calls](const Tensor& grad) { return grad * (1 + 1e-9 * ++calls); });
    return y;
  };
  CHECK_ERROR(autograd::gradcheck(unsteady, {leaf({0.5, 1.5})}),
              "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives "
              "different values, although analytical gradient matches numerical gradient.The tolerance for "
              "nondeterminism was 0.0.");
  autograd::GradcheckOptions fast;
  fast.fast_mode = true;
  CHECK_ERROR(autograd::gradcheck(bad, {leaf({0.5, 1.5})}, fast),
              "The above quantities relating the numerical and analytical jacobians are computed \nin fast mode. See: "
              "https://github.com/pytorch/pytorch/issues/53876 for more background \nabout fast mode. Below, we "
              "recompute numerical and analytical jacobians in slow mode:\n\nNumerical:\n ");
}

TEST_CASE("texts: derivatives of functions") {
  using namespace autograd::functional;
  const auto square = [](const variable_list& in) { return in[0].pow(2); };
  const auto linear = [](const variable_list& in) { return (in[0] * 2).sum(); };
  const auto constant_of = [](const variable_list& in) { return in[0].detach().clone(); };
  FunctionalOptions strict;
  strict.strict = true;
  const Tensor x = constant({1., 2.});
  const char* kIndependent =
      "Output 0 of the user-provided function does not require gradients. The outputs must be computed in a "
      "differentiable manner from the input when running in strict mode.";
  check_all({
      {"hessian of no scalar", "The Tensor returned by the function given to hessian should contain a single element",
       [&] { hessian(square, {x}); }},
      {"vjp without v",
       "The vector v can only be None if the user-provided function returns a single Tensor with a single element.",
       [&] { vjp(square, {x}); }},
      {"vjp, wrong size", "v has invalid size: should be torch.Size([2]) but got torch.Size([3]).",
       [&] { vjp(square, {x}, {ones({3}, kDouble)}); }},
      {"jvp without v",
       "The vector v can only be None if the input to the user-provided function is a single Tensor with a single "
       "element.",
       [&] { jvp(square, {x}); }},
      {"strict jacobian", kIndependent, [&] { jacobian(constant_of, {x}, strict); }},
      {"strict hessian",
       "While computing the hessian, found that the jacobian of the user-provided function with respect to input 0 is "
       "independent of the input. This is not allowed in strict mode. You should ensure that your function is twice "
       "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for "
       "example).",
       [&] { hessian(linear, {x}, strict); }},
  });
}

TEST_CASE("texts: warnings of backward and of gradients that are not there") {
  CHECK(warning_of([] {
          const Tensor x = x2();
          x.pow(2).sum().backward({}, std::nullopt, true);
          x.mutable_grad().reset();
        }) ==
        "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
        "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
        "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break "
        "the cycle and avoid the leak.\n");
  CHECK(warning_of([] { (x2() * 2).grad(); }) ==
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
        "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf "
        "Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure "
        "you access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations.\n");
}

TEST_CASE("texts: losses and products of sizes that do not fit") {
  CHECK(warning_of([] {
          mse_loss(ones({2, 1}), ones({2}));
        }) ==
        "Using a target size (torch.Size([2])) that is different to the input size (torch.Size([2, 1])). This will "
        "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.\n");
  check_all({{"product", "mat1 and mat2 shapes cannot be multiplied (1x512 and 256x5)", [] {
                ones({1, 512}).mm(ones({256, 5}));
              }}});
}
