#include "gradbox/inspect/rules.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <functional>
#include <set>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/recording.h"
#include "inspect/formula.h"

namespace gradbox::inspect {
namespace {

using In = const Tensor&;
using Build = std::function<Tensor(In, In, In)>;

/// The formulas of one program's last node against what the engine sends on, element by element. `a`, `b` and `c` lie
/// between 0.2 and 0.9.
void check_formulas(const Build& build, std::set<std::string>& covered) {
  const Tensor a = tensor({0.3, 0.8, 0.45}, kFloat64).requires_grad_();
  const Tensor b = tensor({0.7, 0.25, 0.45}, kFloat64).requires_grad_();
  const Tensor c = tensor({0.5, 0.6, 0.2}, kFloat64).requires_grad_();
  const Tensor out = build(a, b, c);
  GraphSource source;
  source.roots = {{"out", out}};
  source.named = {{"out", out}};
  const GraphSnapshot graph = snapshot_graph(source);
  const Tensor gradient = linspace(1.5, -0.7, out.numel(), kFloat64).reshape(out.sizes());
  const BackwardRecording recording = record_backward(graph, out, {{"", gradient, false}});
  const BackwardStep& step = recording.steps.at(0);
  const NodeSnapshot& node = graph.node(step.node);
  CAPTURE(node.name);
  const std::optional<Rule> rule = find_rule(node.name);
  REQUIRE(rule);
  for (std::size_t e = 0; e < step.outgoing.size(); ++e) {
    if (step.outgoing[e].value < 0) continue;
    const RuleLine& line = rule->lines.at(std::min(e, rule->lines.size() - 1));
    CAPTURE(line.formula);
    if (!line.by_element) continue;
    const std::vector<double>& sent = recording.value(step.outgoing[e].value)->values;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const double expected = testing::evaluate(line.formula, [&](const std::string& name) -> double {
        const auto element = [i](const ValueSnapshot* value) { return value->values.at(value->count == 1 ? 0 : i); };
        if (name == "grad") return element(recording.value(step.incoming[0].value));
        for (int s = 0; s < node.saved_count; ++s) {
          const SavedSnapshot& saved = graph.saved_of(node, s);
          if (saved.name == name)
            return saved.is_tensor ? element(graph.value(saved.value)) : std::atof(saved.text.c_str());
        }
        REQUIRE_MESSAGE(name == "result", "the node keeps no ", name);
        return element(graph.value(graph.output(node, 0).value));
      });
      CHECK(sent[i] == doctest::Approx(expected).epsilon(1e-12));
    }
    covered.insert(node.name);
  }
}

TEST_CASE("formulas of rules give the numbers that backward gives") {
  std::set<std::string> covered;
  const Build programs[] = {
      [](In a, In b, In) { return add(a, b, 3); },
      [](In a, In b, In) { return sub(a, b, 3); },
      [](In a, In b, In) { return rsub(a, b, 2); },
      [](In a, In, In) { return rsub(a, 1, 2); },
      [](In a, In b, In) { return a * b; },
      [](In a, In b, In) { return a / b; },
      [](In a, In, In) { return a.pow(2.5); },
      [](In a, In b, In) { return a.pow(b); },
      [](In a, In, In) { return -a; },
      [](In a, In, In) { return a.reciprocal(); },
      [](In a, In b, In c) { return addcmul(a, b, c, 3); },
      [](In a, In b, In c) { return addcdiv(a, b, c, 3); },
      [](In a, In b, In) { return lerp(a, b, 0.3); },
      [](In a, In b, In c) { return lerp(a, b, c); },
      [](In a, In b, In) { return hypot(a, b); },
      [](In a, In b, In) { return atan2(a, b); },
      [](In a, In, In) { return a.exp(); },
      [](In a, In, In) { return a.exp2(); },
      [](In a, In, In) { return a.expm1(); },
      [](In a, In, In) { return a.log(); },
      [](In a, In, In) { return a.log2(); },
      [](In a, In, In) { return a.log10(); },
      [](In a, In, In) { return a.log1p(); },
      [](In a, In, In) { return a.sqrt(); },
      [](In a, In, In) { return a.rsqrt(); },
      [](In a, In, In) { return (a - 0.4).abs(); },
      [](In a, In, In) { return a.sin(); },
      [](In a, In, In) { return a.cos(); },
      [](In a, In, In) { return a.tan(); },
      [](In a, In, In) { return a.asin(); },
      [](In a, In, In) { return a.acos(); },
      [](In a, In, In) { return a.atan(); },
      [](In a, In, In) { return a.sinh(); },
      [](In a, In, In) { return a.cosh(); },
      [](In a, In, In) { return a.tanh(); },
      [](In a, In, In) { return a.asinh(); },
      [](In a, In, In) { return (a + 2).acosh(); },
      [](In a, In, In) { return a.atanh(); },
      [](In a, In, In) { return a.erf(); },
      [](In a, In, In) { return a.erfc(); },
      [](In a, In, In) { return a.logit(); },
      [](In a, In, In) { return a.sign(); },
      [](In a, In, In) { return a.round(); },
      [](In a, In, In) { return a.floor(); },
      [](In a, In, In) { return a.ceil(); },
      [](In a, In, In) { return a.clone(); },
      [](In a, In, In) { return (a - 0.4).relu(); },
      [](In a, In, In) { return a.sigmoid(); },
      [](In a, In, In) { return softplus(a); },
      [](In a, In, In) { return log_sigmoid(a); },
      [](In a, In, In) { return silu(a); },
      [](In a, In, In) { return leaky_relu(a - 0.4, 0.1); },
      [](In a, In, In) { return clamp_min(a, 0.4); },
      [](In a, In, In) { return clamp_max(a, 0.4); },
      [](In a, In b, In) { return maximum(a, b); },
      [](In a, In b, In) { return minimum(a, b); },
      [](In a, In b, In c) { return where(c > 0.4, a, b); },
      [](In a, In, In c) { return a.masked_fill(c > 0.4, 2.0); },
      [](In a, In, In) { return a.sum(); },
      [](In a, In, In) { return a.mean(); },
      [](In a, In, In) { return a.prod(); },
      [](In a, In b, In) { return dot(a, b); },
  };
  for (const Build& build : programs) check_formulas(build, covered);
  int by_element = 0;
  for (const std::string& name : rule_names()) {
    const Rule rule = find_rule(name).value();
    for (const RuleLine& line : rule.lines) {
      CHECK_FALSE(line.input.empty());
      CHECK_FALSE(line.formula.empty());
    }
    if (!rule.lines[0].by_element) continue;
    ++by_element;
    // Rules that need another program than one of elements, or hold by definition.
    const std::set<std::string> apart = {"AddmmBackward0", "AddmvBackward0", "BaddbmmBackward0", "ToCopyBackward0",
                                         "AccumulateGrad"};
    CHECK_MESSAGE((covered.count(name) == 1 || apart.count(name) == 1), name, " is not compared with the engine");
  }
  CHECK(by_element > 60);
}

TEST_CASE("names in a formula are replaced, functions are not") {
  const auto text_of = [](std::string_view name) { return name == "grad" ? std::string("0.5") : std::string(); };
  CHECK(substituted("grad * exp(self) - gradient", text_of) == "0.5 * exp(self) - gradient");
  CHECK_FALSE(find_rule("MoonWalkBackward0"));
}

}  // namespace
}  // namespace gradbox::inspect
