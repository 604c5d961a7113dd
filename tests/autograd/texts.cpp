// The texts of running backward, of flags, writes in place, inference mode and hooks.

#include "autograd/texts.h"

using namespace gradbox;
using namespace gradbox::test;

namespace {

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
