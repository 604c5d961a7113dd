#include "gradbox/inspect/recording.h"

#include <doctest/doctest.h>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/gradient_check.h"
#include "gradbox/inspect/worked_rule.h"

namespace gradbox::inspect {
namespace {

std::vector<std::string> order_of(const GraphSnapshot& graph, const BackwardRecording& recording) {
  std::vector<std::string> names;
  for (const BackwardStep& step : recording.steps) names.push_back(graph.node(step.node).name);
  return names;
}

const std::vector<double>& numbers(const BackwardRecording& recording, int value) {
  REQUIRE(recording.value(value));
  return recording.value(value)->values;
}

TEST_CASE("a recording follows the engine node by node, with sums, reductions and accumulation") {
  const Tensor x = tensor({1.0, 2.0, 3.0}, kFloat64);
  const Tensor b = full({1}, 1.0, kFloat64).requires_grad_(), w = full({1}, 2.0, kFloat64).requires_grad_();
  const Tensor y = b + w * x + w;
  const GraphSnapshot graph = snapshot_graph({{{"y", y}}, {{"b", b}, {"w", w}}, {}, "", ""});
  const Tensor v = tensor({1.0, 10.0, 100.0}, kFloat64);
  const BackwardRecording recording = record_backward(graph, y, {{"first", v, false}});
  // Leaves first, as the engine serves them; w waits for both of its ways.
  CHECK(order_of(graph, recording) ==
        std::vector<std::string>{"AddBackward0", "AddBackward0", "AccumulateGrad", "MulBackward0", "AccumulateGrad"});
  const BackwardStep& add = recording.steps[0];
  CHECK(numbers(recording, add.incoming[0].value) == std::vector<double>{1, 10, 100});
  CHECK(add.incoming[0].parts[0].step == -1);
  REQUIRE(add.outgoing.size() == 2);
  CHECK_FALSE(add.outgoing[0].is_reduced);
  CHECK(add.outgoing[1].is_reduced);  // w was broadcast
  CHECK(numbers(recording, add.outgoing[1].value).size() == 3);
  CHECK(numbers(recording, add.outgoing[1].sent) == std::vector<double>{111});
  const BackwardStep& leaf = recording.steps[4];
  REQUIRE(leaf.leaf >= 0);
  CHECK(graph.leaves[static_cast<std::size_t>(leaf.leaf)].name == "w");
  REQUIRE(leaf.incoming[0].parts.size() == 2);  // the sum where both ways meet
  CHECK(numbers(recording, leaf.incoming[0].parts[0].value) == std::vector<double>{111});
  CHECK(numbers(recording, leaf.incoming[0].parts[1].value) == std::vector<double>{321});
  CHECK(numbers(recording, leaf.incoming[0].value) == std::vector<double>{432});
  CHECK(leaf.grad_before == -1);
  CHECK(numbers(recording, leaf.grad_after) == std::vector<double>{432});
}

TEST_CASE("the ledger lists what each gradient is the sum of, call by call") {
  const Tensor a = full({}, 3.0).requires_grad_();
  const Tensor y = a * a + a;
  const GraphSnapshot graph = snapshot_graph({{{"y", y}}, {{"a", a}}, {}, "", ""});
  const BackwardRecording recording = record_backward(graph, y, {{"first", {}, false}, {"second", {}, false}});
  REQUIRE(recording.calls.size() == 2);
  REQUIRE(recording.ledger.size() == 1);
  const LeafLedger& ledger = recording.ledger[0];
  REQUIRE(ledger.entries.size() == 6);
  double sum = 0;
  for (const LedgerEntry& entry : ledger.entries) {
    sum += numbers(recording, entry.value)[0];
    CHECK_FALSE(entry.path.empty());
    CHECK(graph.node(entry.path.back()).name == "AddBackward0");
  }
  CHECK(sum == 14);
  CHECK(numbers(recording, ledger.total) == std::vector<double>{14});
  CHECK(ledger.entries[0].call == 0);
  CHECK(ledger.entries[5].call == 1);

  const BackwardRecording zeroed = record_backward(graph, y, {{"first", {}, false}, {"second", {}, true}});
  CHECK(zeroed.ledger[0].entries[0].is_cleared);
  CHECK_FALSE(zeroed.ledger[0].entries[5].is_cleared);
  CHECK(numbers(zeroed, zeroed.ledger[0].total) == std::vector<double>{7});
}

TEST_CASE("what a backward throws is told, and ends the recording") {
  const Tensor a = ones({2}, requires_grad());
  const Tensor y = a * 2;
  const GraphSnapshot graph = snapshot_graph({{{"y", y}}, {}, {}, "", ""});
  const BackwardRecording recording = record_backward(graph, y, {{"first", {}, false}, {"second", ones({2}), false}});
  REQUIRE(recording.calls.size() == 1);
  CHECK(recording.calls[0].error.find("grad can be implicitly created only for scalar outputs") == 0);
  CHECK(recording.steps.empty());
  y.sum().backward();  // nobody watches any more
  CHECK(recording.steps.empty());
}

TEST_CASE("a pass that is watched gives the same gradients as one that is not") {
  const Tensor w = linspace(-1, 1, 12).reshape({3, 4}).requires_grad_();
  const Tensor x = linspace(0, 2, 15).reshape({5, 3});
  const auto loss = [&] {
    const Tensor h = x.mm(w).tanh();
    return (h * h + h).mean();
  };
  loss().backward();
  const Tensor plain = w.grad().clone();
  const Tensor watched = loss();
  const GraphSnapshot graph = snapshot_graph({{{"loss", watched}}, {{"w", w}}, {}, "", ""});
  const BackwardRecording recording = record_backward(graph, watched);
  CHECK(w.grad().equal(plain));
  CHECK(numbers(recording, recording.ledger[0].total).size() == 12);
}

TEST_CASE("a rule is worked out with the numbers of the largest element, broadcasting included") {
  const Tensor w = full({1}, 2.0).requires_grad_(), x = tensor({1.0F, -4.0F, 3.0F}).reshape({3, 1});
  const Tensor y = sub(w * x, w, 1);
  const GraphSnapshot graph = snapshot_graph({{{"y", y}}, {{"w", w}}, {}, "", ""});
  const BackwardRecording recording = record_backward(graph, y, {{"", full({3, 1}, 0.5), false}});
  const std::vector<WorkedLine> sub_lines = work_out(graph, recording, recording.steps[0]);
  REQUIRE(sub_lines.size() == 2);
  CHECK(sub_lines[1].formula == "-grad");  // alpha is 1
  CHECK(sub_lines[1].numbers == "-0.5");
  const std::vector<WorkedLine> mul_lines = work_out(graph, recording, recording.steps[1]);
  REQUIRE(mul_lines.size() == 1);  // x needs no gradient
  CHECK(mul_lines[0].input == "self");
  CHECK(mul_lines[0].formula == "grad * other");
  CHECK(mul_lines[0].numbers == "0.5 * (-4) = -2");
  CHECK(mul_lines[0].element == "[1, 0]");
}

struct WrongCube : autograd::Function<WrongCube> {
  static Tensor forward(autograd::AutogradContext* ctx, Tensor x) {
    ctx->save_for_backward({x});
    return 0.7 * (7 * x.pow(3) - 3 * x);
  }
  static autograd::variable_list backward(autograd::AutogradContext* ctx, autograd::variable_list grads) {
    return {grads[0] * 1.7 * (7 * ctx->get_saved_variables()[0].pow(3) - 1)};
  }
};

TEST_CASE("a check of gradients passes what is right and marks the elements that are wrong") {
  const std::vector<NamedTensor> leaves = {{"x", tensor({1.0F, 2.0F})}};
  const GradientCheckReport right =
      check_gradients([](const std::vector<Tensor>& in) { return in[0].pow(3).sum(); }, leaves);
  REQUIRE(right.checks.size() == 1);
  CHECK(right.checks[0].passed());
  const GradientCheckReport wrong =
      check_gradients([](const std::vector<Tensor>& in) { return WrongCube::apply(in[0]); }, leaves, ones({2}));
  REQUIRE(wrong.checks.size() == 1);
  CHECK(wrong.checks[0].failing_count == 2);
  CHECK(wrong.checks[0].analytical[0] == doctest::Approx(10.2));
  CHECK(wrong.checks[0].analytical[1] == doctest::Approx(93.5));
  CHECK(wrong.checks[0].numerical[0] == doctest::Approx(12.6));
  CHECK(wrong.checks[0].numerical[1] == doctest::Approx(56.7));
  CHECK(wrong.checks[0].worst == doctest::Approx(36.8).epsilon(1e-4));
  CHECK_FALSE(check_gradients([](const std::vector<Tensor>& in) { return in[0].sum(); }, leaves, {}, 1).error.empty());
}

}  // namespace
}  // namespace gradbox::inspect
