// Rules of views and of writing in place that no numbered program asks for. Values recorded from PyTorch 1.13; what is
// an internal assertion there reads as in PyTorch 2, where there is a text.

#include "autograd/texts.h"

using namespace gradbox;
using namespace gradbox::test;

TEST_CASE("views: the base is the root, never another view") {
  const Tensor x = ones({4, 4}, kDouble);
  const Tensor v = x.select(0, 1).slice(0, 1, 3).view({2, 1}).t();
  CHECK(v._base().is_same(x));
  const Tensor y = leaf_full({4, 4}, 1) * 2;
  CHECK(y.select(0, 1).unsqueeze(0)._base().is_same(y));
}

TEST_CASE("views: grad_fn is made anew only when the base was written, without grad mode too") {
  const Tensor y = leaf({1., 2.}) * 1;
  const Tensor v = y.slice(0, 0, 1), other = y.slice(0, 1, 2);
  const NodePtr before = v.grad_fn();
  CHECK(v.grad_fn() == before);
  other.mul_(3);
  {
    const NoGradGuard no_grad;
    CHECK(v.grad_fn()->name() == "AsStridedBackward0");
  }
  const NodePtr after = v.grad_fn();
  CHECK(after != before);
  CHECK(v.grad_fn() == after);
  CHECK(after->next_edge(0).function == y.grad_fn());
}

TEST_CASE("views: of a leaf, made without grad mode") {
  const Tensor x = leaf({1., 2.});
  Tensor v;
  {
    const NoGradGuard no_grad;
    v = x.slice(0, 0, 1);
  }
  CHECK(v.requires_grad());
  CHECK(v.grad_fn() == nullptr);
  CHECK(v.is_leaf());
  CHECK_ERROR(v.mul_(2), "A view was created in no_grad mode and is being modified inplace with grad mode enabled.");
  const NoGradGuard no_grad;
  v.mul_(2);
  CHECK(holds(x, {2, 2}));
}

TEST_CASE("views: made without grad mode, then made to require grad, cannot be written by way of another view") {
  const Tensor base = ones({4}, kDouble);
  Tensor v;
  {
    const NoGradGuard no_grad;
    v = base.slice(0, 0, 2);
  }
  v.requires_grad_();
  CHECK_ERROR(v.mul_(2), "A view was created in no_grad mode and is being modified inplace with grad mode enabled.");
  CHECK_ERROR(v.view({2, 1}).mul_(2),
              "A view was created in no_grad mode and is being modified inplace with grad mode enabled.");
  CHECK(holds(base, {1, 1, 1, 1}));
}

TEST_CASE("writes: what was saved and then detached in place is refused") {
  const Tensor x = leaf({1., 2.});
  const Tensor y = x * 2;
  const Tensor z = (y * y).sum();
  y.detach_();
  const std::string text = error_of([&] { z.backward(); });
  CHECK(text ==
        "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is not supported, "
        "please use out-of-place `.detach()` instead");
  const Tensor e = x.exp();  // its own output: the node knows itself
  const Tensor s = e.sum();
  e.detach_();
  s.backward();
  CHECK(same_values(x.grad(), x.exp()));
  const Tensor w = leaf({1., 2.});
  const Tensor product = (w * w).sum();
  w.detach_();  // a leaf has no history to lose
  product.backward();
}

TEST_CASE("writes: setitem, copy_, fill_ and index_put_ leave the nodes that PyTorch names") {
  const auto fresh = [] { return zeros({3}, kDouble); };
  const Tensor v = leaf({1., 2., 3.}), one = leaf(1.);
  Tensor a = fresh();
  a.index_put_({0}, one);
  CHECK(a.grad_fn()->name() == "torch::autograd::CopySlices");
  Tensor b = fresh();
  b.copy_(v);
  CHECK(b.grad_fn()->name() == "torch::autograd::CopyBackwards");
  Tensor c = v * 1;
  c.fill_(2);
  CHECK(c.grad_fn()->name() == "FillBackward0");
  Tensor d = fresh();
  d.index_put_({tensor({0, 1})}, one);
  CHECK(d.grad_fn()->name() == "IndexPutBackward0");
  (a + b + c + d).sum().backward();
  CHECK(holds(one.grad(), {3}));
  CHECK(all_are(v.grad(), 1));
}

TEST_CASE("writes: a result put into a given tensor") {
  Tensor out = zeros({3});
  const Tensor x = tensor({1., 4., 9.});
  CHECK(sqrt_out(out, x).is_same(out));
  CHECK(holds(out, {1, 2, 3}));
  CHECK(out._version() == 1);
  mul_out(out, out, out);
  CHECK(holds(out, {1, 4, 9}));
  Tensor wide = zeros({3}, kDouble);
  add_out(wide, x, x, 2);
  CHECK(holds(wide, {3, 12, 27}));
  Tensor nothing = empty({0});
  CHECK(warning_of([&] { cat_out(nothing, {x, x}); }) == "");
  CHECK(holds(nothing, {1, 4, 9, 1, 4, 9}));
  Tensor small = zeros({2});
  CHECK(warning_of([&] { add_out(small, x, x); }) ==
        "An output with one or more elements was resized since it had shape [2], which does not match the required "
        "output shape [3]. This behavior is deprecated, and in a future PyTorch release outputs will not be resized "
        "unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero "
        "elements with t.resize_(0).\n");
  CHECK(holds(small, {2, 8, 18}));
  const NoGradGuard no_grad;
  const Tensor tracked = x2();
  exp_out(small, tracked);
  CHECK(same_values(small, tracked.exp()));
}

TEST_CASE("texts: results in given tensors") {
  const auto refusal = [](const std::string& name) {
    return name +
           "(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
           "requires grad.";
  };
  const auto no_tangents = [](const std::string& name) {
    return "Trying to use forward AD with " + name + " that does not support it because it is an out= function";
  };
  Tensor out = zeros({2}), square = zeros({2, 2});
  check_all({
      {"an input requires grad", refusal("mul"), [&] { mul_out(out, x2(), ones({2})); }},
      {"out requires grad", refusal("mul"),
       [] {
         Tensor tracked = x2();
         mul_out(tracked, ones({2}), ones({2}));
       }},
      {"one of a list", refusal("cat"),
       [&] {
         cat_out(out, {ones({1}), ones({1}).requires_grad_()});
       }},
      {"sum", refusal("sum"), [&] { sum_out(out, x22(), 1); }},
      {"mm", refusal("mm"), [&] { mm_out(square, x22(), x22()); }},
      {"dtype", "result type Float can't be cast to the desired output type Long",
       [] {
         Tensor whole = zeros({2}, kInt64);
         exp_out(whole, ones({2}));
       }},
      {"a dual input", no_tangents("add_out"),
       [&] {
         const autograd::forward_ad::DualLevel level;
         add_out(out, autograd::forward_ad::make_dual(ones({2}), ones({2})), ones({2}));
       }},
      {"a dual output", no_tangents("exp_out"),
       [] {
         const autograd::forward_ad::DualLevel level;
         Tensor dual = autograd::forward_ad::make_dual(ones({2}), ones({2}));
         exp_out(dual, ones({2}));
       }},
  });
}
