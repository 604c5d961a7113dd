// The texts of errors and warnings, as PyTorch 1.13's Python gives them: people search for them. What cannot occur in
// C++ is listed in docs/compatibility.md.

#include <functional>

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

constexpr const char* kSecondBackward =
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
    "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
    "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
    "after calling backward.";
constexpr const char* kNoGraph = "element 0 of tensors does not require grad and does not have a grad_fn";
constexpr const char* kMultiView =
    "This view is the output of a function that returns multiple views. Such functions do not allow the output views "
    "to be modified inplace. You should replace the inplace operation by an out-of-place one.";
constexpr const char* kEitherBlock =
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
    "the view and the inplace either both inside the ";
constexpr const char* kIfTracked =
    " block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).";
constexpr const char* kHint =
    "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True).";
constexpr const char* kDetachView =
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, "
    "and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be "
    "called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in "
    "torch/optim/optimizer.py as the solution.";

Tensor x2() { return ones({2}).requires_grad_(); }
Tensor x22() { return ones({2, 2}).requires_grad_(); }

struct Text {
  const char* name;
  std::string text;
  std::function<void()> action;
};

void check_all(const std::vector<Text>& texts) {
  for (const Text& row : texts) {
    const std::string found = error_of(row.action);
    CHECK_MESSAGE(found == row.text, row.name);
  }
}

/// What `action` warns.
std::string warning_of(const std::function<void()>& action) {
  const CaptureWarnings capture;
  set_warn_always(true);
  try {
    action();
  } catch (const Error&) {
  }
  set_warn_always(false);
  std::string all;
  for (const std::string& text : capture.texts()) all += text + "\n";
  return all;
}

}  // namespace

TEST_CASE("texts: running backward") {
  check_all({
      {"no graph", kNoGraph, [] { ones({1}).sum().backward(); }},
      {"not scalar", "grad can be implicitly created only for scalar outputs", [] { (x2() * 2).backward(); }},
      {"wrong shape",
       "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2]).",
       [] { (x2() * 2).backward(ones({3})); }},
      {"two tensors, one gradient", "got 2 tensors and 1 gradients",
       [] {
         autograd::backward({x2().sum(), x2().sum()}, {ones({})});
       }},
      {"inputs empty", "'inputs' argument to backward() cannot be empty.",
       [] { x2().sum().backward({}, std::nullopt, false, variable_list{}); }},
      {"inputs without grad", "can't retain_grad on Tensor that has requires_grad=False",
       [] { x2().sum().backward({}, std::nullopt, false, variable_list{ones({2})}); }},
      {"twice", kSecondBackward,
       [] {
         const Tensor y = x2().pow(2).sum();
         y.backward();
         y.backward();
       }},
      {"unused",
       "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is "
       "the desired behavior.",
       [] { autograd::grad({x2().sum()}, {x2()}); }},
      {"input without grad", "One of the differentiated Tensors does not require grad",
       [] { autograd::grad({x2().sum()}, {ones({2})}); }},
      {"grad of no scalar", "grad can be implicitly created only for scalar outputs",
       [] {
         const Tensor x = x2();
         autograd::grad({x * 2}, {x});
       }},
      {"grad, wrong shape",
       "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of torch.Size([2, "
       "2]).",
       [] {
         const Tensor x = x22();
         autograd::grad({x * 2}, {x}, {ones({2})});
       }},
      {"grad without inputs", "grad requires non-empty inputs.", [] { autograd::grad({x2().sum()}, {}); }},
      {"grad without outputs",
       "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is "
       "the desired behavior.",
       [] { autograd::grad({}, {x2()}); }},
      {"output without grad", kNoGraph, [] { autograd::grad({ones({1})}, {x2()}); }},
      {"no derivative", "the derivative for 'nextafter' is not implemented.",
       [] { nextafter(x2(), ones({2})).sum().backward(); }},
      {"grad_fn called with two", "expected 1 arguments, got 2 instead",
       [] {
         (*(x2() * 2).grad_fn())({ones({2}), ones({2})});
       }},
  });
}

TEST_CASE("texts: tensors and their flags") {
  const char* kFlags =
      "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph "
      "that doesn't require differentiation use var_no_grad = var.detach().";
  check_all({
      {"integers", "only Tensors of floating point dtype can require gradients", [] { arange(3).requires_grad_(); }},
      {"factory of integers", "Only Tensors of floating point and complex dtype can require gradients",
       [] { zeros({2}, TensorOptions(kInt64).requires_grad(true)); }},
      {"literal of integers", "Only Tensors of floating point and complex dtype can require gradients",
       [] {
         tensor({1, 2}, requires_grad());
       }},
      {"flag of a result", kFlags, [] { (x2() * 2).requires_grad_(false); }},
      {"retain_grad", "can't retain_grad on Tensor that has requires_grad=False", [] { ones({2}).retain_grad(); }},
      {"register_hook", "cannot register a hook on a tensor that doesn't require gradient",
       [] { ones({2}).register_hook([](const Tensor&) {}); }},
      {"post accumulate hook", "post accumulate grad hooks cannot be registered on non-leaf tensors",
       [] { (x2() * 2).register_post_accumulate_grad_hook([](Tensor&) {}); }},
      {"gradient of another shape", "assigned grad has data of a different size", [] { x2().set_grad(ones({3})); }},
      {"gradient of another dtype", "assigned grad has data of a different type",
       [] { x2().set_grad(ones({2}, kDouble)); }},
      {"gradient is the tensor", "can't assign Variable as its own grad",
       [] {
         const Tensor x = x2();
         x.set_grad(x);
       }},
      {"item of two", "only one element tensors can be converted to Python scalars", [] { ones({2}).item(); }},
      {"detach_ of a view", kDetachView,
       [] {
         x2().view({1, 2}).detach_();
       }},
      {"detach_ of a part", kDetachView, [] { x2().split(1)[0].detach_(); }},
  });
}

TEST_CASE("texts: in place and views") {
  const auto modified = [](const char* shape, const char* by) {
    return std::string(
               "one of the variables needed for gradient computation has been modified by an inplace "
               "operation: [torch.FloatTensor ") +
           shape + "]" + by + " is at version 1; expected version 0 instead. " + kHint;
  };
  const char* kOfLeaf = "a view of a leaf Variable that requires grad is being used in an in-place operation.";
  check_all({
      {"leaf", "a leaf Variable that requires grad is being used in an in-place operation.", [] { x2().add_(1); }},
      {"part of a leaf", kOfLeaf, [] { x2()[0] = 1; }},
      {"view of a leaf", kOfLeaf,
       [] {
         x2().view({1, 2}).mul_(2);
       }},
      {"select of a leaf", kOfLeaf, [] { x2().select(0, 1).zero_(); }},
      {"view made without grad mode",
       std::string("A view was created in no_grad mode and is being modified inplace with grad mode enabled. ") +
           kEitherBlock + "no_grad" + kIfTracked,
       [] {
         const Tensor y = x2() * 2;
         Tensor view;
         {
           const NoGradGuard no_grad;
           view = y.view({2, 1});
         }
         view.mul_(2);
       }},
      {"unbind", std::string("Output 0 of UnbindBackward0 is a view and is being modified inplace. ") + kMultiView,
       [] { (x2() * 2).unbind()[0].mul_(2); }},
      {"split", std::string("Output 1 of SplitBackward0 is a view and is being modified inplace. ") + kMultiView,
       [] { (x2() * 2).split(1)[1].mul_(2); }},
      {"chunk", std::string("Output 1 of SplitBackward0 is a view and is being modified inplace. ") + kMultiView,
       [] { (x2() * 2).chunk(2)[1].mul_(2); }},
      {"base of unbind",
       std::string("Output 0 of UnbindBackward0 is a view and its base or another view of its base has been modified "
                   "inplace. ") +
           kMultiView,
       [] {
         const Tensor y = x2() * 2;
         const Tensor part = y.unbind()[0];
         y.mul_(2);
         part.grad_fn();
       }},
      {"saved output written", modified("[2]", ", which is output 0 of SigmoidBackward0,"),
       [] {
         const Tensor y = x2().sigmoid();
         y.add_(1);
         y.sum().backward();
       }},
      {"saved input written", modified("[2]", ", which is output 0 of AddBackward0,"),
       [] {
         const Tensor y = x2() * 2;
         const Tensor z = y.pow(2);
         y.add_(1);
         z.sum().backward();
       }},
      {"saved output written through a view", modified("[2, 3]", ", which is output 0 of ExpBackward0,"),
       [] {
         const Tensor y = ones({2, 3}).requires_grad_().exp();
         const Tensor z = y * 2;
         y.detach().view({6}).zero_();
         z.sum().backward();
       }},
      {"saved leaf written", modified("[2]", ""),
       [] {
         const Tensor w = ones({2});
         const Tensor z = x2() * w;
         w.add_(1);
         z.sum().backward();
       }},
  });
}

TEST_CASE("texts: inference mode") {
  const auto made = [] {
    const InferenceMode mode;
    return ones({2});
  };
  const auto view_of = [](const Tensor& y) {
    const InferenceMode mode;
    return y.view({2, 1});
  };
  check_all({
      {"written outside",
       "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal "
       "tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.",
       [&] { made().add_(1); }},
      {"version", "Inference tensors do not track version counter.", [&] { made()._version(); }},
      {"saved",
       "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal tensor and "
       "use it in autograd.",
       [&] { x2() * made(); }},
      {"requires_grad_", "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
       [&] { made().requires_grad_(); }},
      {"view written",
       std::string("A view was created in inference mode and is being modified inplace in normal mode. ") +
           kEitherBlock + "inference_mode" + kIfTracked,
       [&] { view_of(x2() * 2).mul_(2); }},
      {"base of a view written",
       std::string("A view was created in inference mode and its base or another view of its base has been modified "
                   "inplace in normal mode. ") +
           kEitherBlock + "inference_mode" + kIfTracked,
       [&] {
         const Tensor y = x2() * 2;
         const Tensor view = view_of(y);
         y.mul_(2);
         view.grad_fn();
       }},
      {"backward inside", kNoGraph,
       [] {
         const Tensor x = x2();
         const InferenceMode mode;
         (x * 2).sum().backward();
       }},
      {"backward of one", kNoGraph, [&] { made().sum().backward(); }},
  });
}

TEST_CASE("texts: hooks") {
  const auto with_hook = [](std::function<Tensor(const Tensor&)> hook) {
    const Tensor x = x2();
    x.register_hook(hook);
    x.sum().backward();
  };
  check_all({
      {"another shape", "hook '<lambda>' has changed the size of value",
       [&] { with_hook([](const Tensor&) { return ones({3}); }); }},
      {"another dtype", "hook '<lambda>' has changed the type of value (was torch.FloatTensor got torch.DoubleTensor)",
       [&] { with_hook([](const Tensor& grad) { return grad.to(kDouble); }); }},
      {"post hook", "hook '<lambda>' has returned an incorrect number of values (got 1, but expected 2)",
       [] {
         const Tensor y = x2() * x2();
         y.grad_fn()->register_hook([](const variable_list& in, const variable_list&) { return variable_list{in[0]}; });
         y.sum().backward();
       }},
      {"pre hook", "hook '<lambda>' has returned an incorrect number of values (got 2, but expected 1)",
       [] {
         const Tensor y = x2() * 2;
         y.grad_fn()->register_prehook([](const variable_list& g) { return variable_list{g[0], g[0]}; });
         y.sum().backward();
       }},
  });
}

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
