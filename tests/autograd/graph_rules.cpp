// Rules of saved tensors, checkpoints, anomaly mode and looking at graphs that no numbered program asks for. Values
// recorded from PyTorch 1.13.

#include <any>

#include "autograd/texts.h"
#include "gradbox/autograd/accumulate_grad.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::AutogradContext;
using autograd::Function;
using autograd::SavedTensor;

namespace {

/// The saved tensor of that name.
SavedTensor& saved_of(const Tensor& result, std::string_view wanted) {
  struct Find : autograd::SavedVisitor {
    explicit Find(std::string_view name) : wanted_(name) {}
    void tensor(std::string_view name, SavedTensor& value) override {
      if (name == wanted_) found = &value;
    }
    std::string_view wanted_;
    SavedTensor* found = nullptr;
  } find(wanted);
  result.grad_fn()->visit_saved(find);
  REQUIRE(find.found != nullptr);
  return *find.found;
}

/// Nan in the backward of its backward.
struct NanSecond : Function<NanSecond> {
  struct Derivative : Function<Derivative> {
    static Tensor forward(AutogradContext*, const Tensor& g) { return g * 2; }
    static variable_list backward(AutogradContext*, const variable_list& grads) { return {grads[0] * std::nan("")}; }
  };
  static Tensor forward(AutogradContext*, const Tensor& x) { return x * 2; }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return {Derivative::apply(grads[0])}; }
};

}  // namespace

TEST_CASE("graph: a chain of nodes down to its leaf") {
  const Tensor x = leaf({1., 2.});
  const Tensor y = (x * x + 1).sum();
  std::string walk;
  for (NodePtr node = y.grad_fn(); node != nullptr;
       node = node->next_edges().empty() ? NodePtr() : node->next_edge(0).function)
    walk += node->name() + ">";
  CHECK(walk == "SumBackward0>AddBackward0>MulBackward0>torch::autograd::AccumulateGrad>");
  const NodePtr product = y.grad_fn()->next_edge(0).function->next_edge(0).function;
  CHECK(product->next_edge(0) == product->next_edge(1));
  CHECK_FALSE(y.grad_fn()->next_edge(0).function->next_edge(1).is_valid());
  CHECK(static_cast<const autograd::AccumulateGrad&>(*product->next_edge(0).function).variable.is_same(x));
  CHECK(product->input_metadata(0).shape() == Dims{2});
  CHECK(product->input_metadata(0).dtype() == kDouble);
  CHECK(product->sequence_nr() < y.grad_fn()->sequence_nr());
  CHECK(y.grad_fn()->next_edge(0).function->sequence_nr() == product->sequence_nr() + 1);
}

TEST_CASE("graph: a node can be called") {
  const Tensor x = leaf({1., 2.}), w = leaf({3., 4.});
  const NodePtr product = (x * w).grad_fn();
  const variable_list grads = (*product)({constant({1., 10.})});
  REQUIRE(grads.size() == 2);
  CHECK(holds(grads[0], {3, 40}));
  CHECK(holds(grads[1], {1, 20}));
  CHECK_FALSE((*(x * 2).grad_fn())({constant({1., 1.})})[1].defined());
}

TEST_CASE("graph: saved values can be unpacked until they are freed, and have hooks of their own") {
  const Tensor x = leaf({1., 2.}), w = leaf({3., 4.});
  const Tensor y = x * w;
  CHECK(saved_of(y, "self").unpack(*y.grad_fn()).is_same(x));
  CHECK(saved_of(y, "other").unpack(*y.grad_fn()).is_same(w));
  saved_of(y, "other")
      .register_hooks([](const Tensor& t) { return std::any(t * 10); },
                      [](const std::any& t) { return std::any_cast<Tensor>(t); });
  y.sum().backward();
  CHECK(holds(x.grad(), {30, 40}));
  CHECK(holds(w.grad(), {1, 2}));
  const std::string text = error_of([&] { saved_of(y, "self").unpack(*y.grad_fn()); });
  CHECK(text == kSecondBackward);
  const Tensor e = x.exp();
  const Tensor result = saved_of(e, "result").unpack(*e.grad_fn());
  CHECK(result.grad_fn() == e.grad_fn());
  CHECK_FALSE(result.is_same(e));
}

TEST_CASE("graph: a product keeps a factor only for the gradient of the other") {
  const Tensor x = leaf({1., 2.}), c = constant({3., 4.});
  const Tensor y = x * c;
  CHECK(saved_of(y, "other").peek().is_same(c));
  CHECK_FALSE(saved_of(y, "self").peek().defined());
}

TEST_CASE("checkpoints: within checkpoints") {
  const Tensor x = leaf({.5, .2});
  int inner = 0, outer = 0;
  const auto f = [&](const variable_list& in) {
    ++inner;
    return in[0].exp();
  };
  const auto h = [&](const variable_list& in) {
    ++outer;
    return autograd::checkpoint(f, {in[0]})[0].sin();
  };
  const Tensor y = autograd::checkpoint(h, {x})[0];
  const Tensor expected = (x.exp().cos() * x.exp()).detach();
  CHECK(same_values(autograd::grad({y.sum()}, {x})[0], expected));
  CHECK(outer == 2);
  CHECK(inner >= 2);
  CHECK(inner <= 3);
}

TEST_CASE("checkpoints: without grad mode, and around detach() and no_grad") {
  const Tensor x = leaf({.5, .2});
  int runs = 0;
  {
    const NoGradGuard no_grad;
    const Tensor y = autograd::checkpoint(
        [&](const variable_list& in) {
          ++runs;
          return in[0].exp();
        },
        {x})[0];
    CHECK_FALSE(y.requires_grad());
    CHECK(runs == 1);
  }
  const auto f = [](const variable_list& in) {
    const Tensor b = in[0].exp().detach();
    Tensor c;
    {
      const NoGradGuard no_grad;
      c = in[0].sin();
    }
    return in[0] * b * c;
  };
  const Tensor y = autograd::checkpoint(f, {x})[0];
  CHECK(same_values(autograd::grad({y.sum()}, {x})[0], x.exp() * x.sin()));
}

TEST_CASE("checkpoints: random numbers again, unless they are not wanted") {
  const Tensor x = leaf({1., 1., 1., 1.});
  const auto noisy = [](const variable_list& in) { return in[0] * in[0].detach() * rand_like(in[0]); };
  for (const bool preserve : {true, false}) {
    manual_seed(7);
    autograd::CheckpointOptions options;
    options.preserve_rng_state = preserve;
    const Tensor y = autograd::checkpoint(noisy, {x}, options)[0];
    const Tensor after = rand({1}, kDouble);
    const Tensor grad = autograd::grad({y.sum()}, {x})[0];
    CHECK(equal(grad, y.detach()) == preserve);
    if (!preserve) continue;
    manual_seed(7);
    rand({4}, kDouble);
    CHECK(equal(rand({1}, kDouble), after));
  }
}

TEST_CASE("anomaly mode: the backward of a backward tells the whole line of descent") {
  const CaptureWarnings warnings;
  const Tensor x = leaf({1.});
  const autograd::DetectAnomalyGuard guard;
  const autograd::LabelGuard label("outer layer");
  const Tensor weight = leaf({1.});
  const Tensor g = autograd::grad({NanSecond::apply(x)}, {x}, {weight}, std::nullopt, true)[0];
  CHECK_ERROR(g.backward(), "Function 'DerivativeBackward' returned nan values in its 0th output.");
  const std::string told = [&] {
    std::string all;
    for (const std::string& text : warnings.texts()) all += text + "\n";
    return all;
  }();
  INFO(told);
  CHECK(contains(told, "Error detected in DerivativeBackward. Traceback of forward call that caused the error:"));
  CHECK(contains(told, "Traceback of forward call that induced the previous calculation:"));
  CHECK(contains(told, "outer layer"));
}

TEST_CASE("anomaly mode: on and off, with or without the check") {
  const CaptureWarnings quiet;
  using autograd::AnomalyMode;
  AnomalyMode::set_enabled(true);
  CHECK(AnomalyMode::is_enabled());
  CHECK(AnomalyMode::should_check_nan());
  AnomalyMode::set_enabled(true, false);
  CHECK_FALSE(AnomalyMode::should_check_nan());
  AnomalyMode::set_enabled(false);
  CHECK_FALSE(AnomalyMode::is_enabled());
  {
    const autograd::DetectAnomalyGuard outer(false);
    {
      const autograd::DetectAnomalyGuard inner;
      CHECK(AnomalyMode::should_check_nan());
    }
    CHECK(AnomalyMode::is_enabled());
    CHECK_FALSE(AnomalyMode::should_check_nan());
  }
  CHECK_FALSE(AnomalyMode::is_enabled());
}
