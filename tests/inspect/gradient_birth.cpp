#include "gradbox/inspect/gradient_birth.h"

#include <doctest/doctest.h>

#include <cmath>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/drawing.h"
#include "gradbox/inspect/svg.h"

namespace gradbox::inspect {
namespace {

Birth birth_of(const NamedTensor& root, const std::vector<NamedTensor>& named, const std::string& wanted = {},
               const std::vector<BackwardCall>& calls = {}) {
  const GraphSnapshot graph = snapshot_graph({{root}, named, {}, "", ""});
  return find_gradient_birth(graph, record_backward(graph, root.tensor, calls), wanted);
}

std::vector<std::string> names_of(const Birth& birth) {
  std::vector<std::string> names;
  for (const WalkedOperator& one : birth.walk) names.push_back(one.node);
  return names;
}

TEST_CASE("a gradient's birthplace: the square root at 0, behind a square that makes a nan of it") {
  const Tensor b = zeros({3}).requires_grad_();
  const Tensor length = b.pow(2).sum().sqrt();
  const Tensor loss = 0.5 * length;
  const Birth birth = birth_of({"loss", loss}, {{"b", b}, {"length", length}});
  CHECK(birth.in_backward);
  CHECK(names_of(birth) == std::vector<std::string>{"AccumulateGrad", "PowBackward0", "SumBackward0", "SqrtBackward0"});
  REQUIRE(birth.walk.size() == 4);
  CHECK(birth.walk[0].result.name == "b.grad");
  CHECK(birth.walk[1].result.name == "grad of b");
  CHECK(std::isnan(birth.walk[1].result.value.values[0]));
  CHECK(std::isinf(birth.walk[3].result.value.values[0]));
  CHECK(birth.rule == "grad / (2 * result)");
  CHECK(birth.numbers == "0.5 / (2 * 0) = inf");
  REQUIRE(birth.operands.size() == 2);
  CHECK(birth.operands[0].name == "grad");
  CHECK(birth.operands[0].value.values == std::vector<double>{0.5});
  CHECK(birth.operands[1].name == "result");
  CHECK(birth.leaf.empty());
}

TEST_CASE("a gradient's birthplace: one element of many, and the leaf that was asked for") {
  const Tensor a = tensor({4.0, 0.0, 1.0}, kFloat64).requires_grad_(), c = full({}, 2.0, kFloat64).requires_grad_();
  const Tensor loss = (a.log() * 0 + c * a.exp()).sum();  // forward is not finite either: that is another walk's matter
  const Birth birth = birth_of({"loss", loss}, {{"a", a}, {"c", c}}, "a");
  CHECK(names_of(birth) == std::vector<std::string>{"AccumulateGrad", "LogBackward0"});
  CHECK(birth.element == "[1]");
  CHECK(birth.numbers == "0 / 0 = nan");
  CHECK(birth_of({"loss", (c * a.exp()).sum()}, {{"a", a}, {"c", c}}).walk.empty());
}

TEST_CASE("a gradient's birthplace: a sum that overflows, and a gradient that was bad from the start") {
  const Tensor a = full({2}, 1.0f).requires_grad_();
  const Tensor y = a * 3e38f + a * 2e38f;
  const Birth sum = birth_of({"y", y}, {{"a", a}}, {}, {{"ones", ones({2}), false}});
  CHECK(names_of(sum) == std::vector<std::string>{"AccumulateGrad"});
  CHECK(sum.operands.size() == 2);
  CHECK(sum.rule.find("meet") != std::string::npos);
  const Tensor w = full({1}, 1.0f).requires_grad_();
  const Birth spread = birth_of({"z", w * full({4}, 2e38f)}, {{"w", w}}, {}, {{"ones", ones({4}), false}});
  CHECK(names_of(spread) == std::vector<std::string>{"AccumulateGrad", "MulBackward0"});
  CHECK(spread.rule == "the sum of 4 gradients");
  const Birth given = birth_of({"y", y}, {{"a", a}}, {}, {{"given", full({2}, std::nanf("")), false}});
  CHECK(given.leaf == "the gradient that backward was called with");
}

TEST_CASE("tensors that require no gradient are hatched in the drawing, folds stay as they were chosen") {
  const Tensor x = ones({2}), w = ones({2}).requires_grad_();
  const Tensor y = (w * x).exp();
  const GraphSnapshot graph = snapshot_graph({{{"y", y}}, {{"x", x}, {"w", w}}, {}, "", ""});
  DrawingOptions options;
  options.show_saved = true;
  const GraphDrawing drawing = draw_graph(graph, options);
  int frozen = 0, tracked = 0;
  for (const DrawnBox& box : drawing.boxes) {
    if (box.kind != BoxKind::Saved) continue;
    CHECK(box.is_frozen == (box.title == "x"));
    ++(box.is_frozen ? frozen : tracked);
  }
  CHECK(frozen == 1);
  CHECK(tracked == 1);  // exp keeps its result, which has a history
  CHECK(svg_text(drawing, SvgTheme::Light).find("url(#frozen)") != std::string::npos);
  CHECK(svg_text(draw_graph(graph), SvgTheme::Light).find("frozen") == std::string::npos);
}

}  // namespace
}  // namespace gradbox::inspect
