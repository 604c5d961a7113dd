// Rules of grad modes and inference mode that no numbered program asks for. Values recorded from PyTorch 1.13.

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;

namespace {

struct Throws : Function<Throws> {
  static Tensor forward(AutogradContext*, const Tensor& x) { return x.clone(); }
  static variable_list backward(AutogradContext*, const variable_list&) { throw Error("thrown"); }
};

}  // namespace

TEST_CASE("modes: what was before comes back after an exception") {
  CHECK_ERROR(const NoGradGuard guard; throw Error("a"), "a");
  CHECK(GradMode::is_enabled());
  CHECK_ERROR(const InferenceMode guard; throw Error("b"), "b");
  CHECK(GradMode::is_enabled());
  CHECK_FALSE(InferenceMode::is_enabled());
  const NoGradGuard outer;
  CHECK_ERROR(const EnableGradGuard guard; throw Error("c"), "c");
  CHECK_FALSE(GradMode::is_enabled());
  CHECK_ERROR(const AutoGradMode guard(true); throw Error("d"), "d");
  CHECK_FALSE(GradMode::is_enabled());
}

TEST_CASE("modes: a backward that fails leaves them as they were") {
  const Tensor x = leaf({1.});
  CHECK_ERROR(Throws::apply(x).backward(), "thrown");
  CHECK(GradMode::is_enabled());
  const Tensor again = x * 2;
  CHECK(again.requires_grad());
  CHECK(again.view({1, 1}).is_view());
  const Tensor recorded = Throws::apply(x);
  const NoGradGuard no_grad;
  CHECK_ERROR(recorded.backward(), "thrown");
  CHECK_FALSE(GradMode::is_enabled());
}

TEST_CASE("modes: they nest in any order") {
  const Tensor x = leaf({1.});
  const auto tracked = [&] { return (x * 2).requires_grad(); };
  const NoGradGuard a;
  {
    const EnableGradGuard b;
    CHECK(tracked());
    {
      const InferenceMode c;
      CHECK_FALSE(tracked());
      const EnableGradGuard d;
      CHECK_FALSE(tracked());
      CHECK((x * 2).is_inference());
    }
    CHECK(tracked());
    {
      const AutoGradMode e(false);
      CHECK_FALSE(tracked());
    }
    CHECK(tracked());
  }
  CHECK_FALSE(tracked());
}

TEST_CASE("modes: backward runs without grad mode too") {
  const Tensor x = leaf({2.});
  const Tensor y = x.pow(3);
  const NoGradGuard no_grad;
  y.backward();
  CHECK(holds(x.grad(), {12}));
  CHECK_FALSE(x.grad().requires_grad());
}

TEST_CASE("modes: inference mode writes what it likes, even with grad mode on") {
  const Tensor x = leaf({1., 2.});
  const Tensor y = x * 1;
  {
    const InferenceMode inference;
    const EnableGradGuard enable;
    y.add_(1);
    CHECK(y._version() == 1);
    x.add_(1);
    const Tensor view = y.view({2, 1});
    CHECK_FALSE(view.is_inference());
    CHECK(view.grad_fn() == nullptr);
  }
  CHECK(holds(x, {2, 3}));
  CHECK(y.grad_fn()->name() == "MulBackward0");
  CHECK(GradMode::is_enabled());
}

TEST_CASE("modes: requires_grad_() inside inference mode") {
  const InferenceMode inference;
  const Tensor x = ones({2}).requires_grad_();
  CHECK(x.requires_grad());
  CHECK_FALSE((x * 2).requires_grad());
  CHECK(x.is_inference());
  CHECK(x.is_leaf());
  CHECK_FALSE((x * 2).view({2, 1}).is_view());
}
