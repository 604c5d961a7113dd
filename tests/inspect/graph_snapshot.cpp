#include "gradbox/inspect/graph_snapshot.h"

#include <doctest/doctest.h>

#include <cmath>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/dot.h"

namespace gradbox::inspect {
namespace {

struct Line {
  Tensor x = linspace(0, 1, 80).reshape({80, 1});
  Tensor b = full({1}, 0.5).requires_grad_();
  Tensor w = full({1}, 2.0).requires_grad_();
  Tensor product = w * x;
  Tensor yhat = b + product;
  GraphSnapshot graph() const { return snapshot_graph({{{"yhat", yhat}}, {{"b", b}, {"w", w}, {"x", x}}, {}, "", ""}); }
};

TEST_CASE("a graph snapshot holds nodes in the order of the walk, edges, leaves and names") {
  const GraphSnapshot graph = Line().graph();
  REQUIRE(graph.nodes.size() == 4);
  CHECK(graph.node(0).name == "AddBackward0");
  CHECK(graph.node(1).name == "AccumulateGrad");
  CHECK(graph.node(2).name == "MulBackward0");
  CHECK(graph.edge(graph.node(0), 0).to == 1);
  CHECK(graph.edge(graph.node(0), 1).to == 2);
  CHECK(graph.edge(graph.node(2), 0).to == 3);
  CHECK(graph.edge(graph.node(2), 1).to == -1);  // x
  REQUIRE(graph.leaves.size() == 2);
  CHECK(graph.leaves[0].name == "b");
  CHECK(graph.leaves[1].name == "w");
  CHECK(graph.value(graph.leaves[1].value)->values == std::vector<double>{2.0});
  CHECK(graph.roots[0].node == 0);
  CHECK(graph.output(graph.node(0), 0).name == "yhat");
  CHECK(graph.output(graph.node(0), 0).shape == std::vector<int64_t>{80, 1});
}

TEST_CASE("a graph snapshot tells what is saved, its bytes and whose it is") {
  Line line;
  const GraphSnapshot graph = line.graph();
  const NodeSnapshot& mul = graph.node(2);
  REQUIRE(mul.saved_count == 2);
  const SavedSnapshot& other = graph.saved_of(mul, 0);
  CHECK(other.name == "other");
  CHECK(other.is_tensor);
  CHECK(other.bytes == 320);
  CHECK(other.tensor_name == "x");
  CHECK(graph.value(other.value)->count == 80);
  CHECK(graph.saved_of(mul, 1).text == "None");  // x needs no gradient, so w is not kept
  CHECK(graph.saved_bytes == 320);
  line.yhat.sum().backward();
  const GraphSnapshot after = line.graph();
  CHECK(after.saved_of(after.node(2), 0).released);
  CHECK(after.saved_bytes == 0);
  CHECK(after.value(after.leaves[0].gradient)->values == std::vector<double>{80.0});
}

TEST_CASE("a saved result is known as the node's own output") {
  const Tensor a = full({2}, 0.5).requires_grad_();
  const Tensor y = a.exp();
  const GraphSnapshot graph = snapshot_graph({{{"s", (y * y).sum()}}, {{"a", a}}, {}, "", ""});
  int found = 0;
  for (const NodeSnapshot& node : graph.nodes) {
    if (node.name != "ExpBackward0") continue;
    ++found;
    REQUIRE(graph.value(graph.output(node, 0).value));
    CHECK(graph.value(graph.output(node, 0).value)->values[0] == doctest::Approx(1.648721));
  }
  CHECK(found == 1);
}

TEST_CASE("values of large tensors are cut off, their range is that of all") {
  const Tensor x = linspace(-3, 5, 100).requires_grad_();
  const GraphSnapshot graph = snapshot_graph({{{"y", x * 2}}, {{"x", x}}, {}, "", "", 10});
  const ValueSnapshot& value = *graph.value(graph.leaves[0].value);
  CHECK(value.values.size() == 10);
  CHECK_FALSE(value.is_complete());
  CHECK(value.least == -3);
  CHECK(value.most == 5);
  CHECK(value_snapshot(full({3}, INFINITY), 10).not_finite == 3);
}

TEST_CASE("the operands of an operation that failed are roots beside the culprit") {
  const Tensor w = ones({256, 5}, requires_grad()), h = ones({1, 512}, requires_grad()) * 2;
  const GraphSnapshot graph =
      snapshot_graph({{{"h", h}, {"w", w}}, {{"w", w}}, {}, "matmul", "mat1 and mat2 shapes cannot be multiplied"});
  CHECK(graph.culprit.operands == std::vector<int>{0, 1});
  CHECK(graph.roots[0].node == 0);
  CHECK(graph.roots[1].node == -1);  // a leaf that nothing uses has no node
}

TEST_CASE("nodes recorded within a group belong to it") {
  const Tensor x = ones({2}, requires_grad());
  NodeGroup group{"block", autograd::Node::peek_sequence_nr(), 0};
  const Tensor y = (x * 2).exp();
  group.end_sequence_nr = autograd::Node::peek_sequence_nr();
  const GraphSnapshot graph = snapshot_graph({{{"s", y.sum()}}, {}, {group}, "", ""});
  CHECK(graph.node(0).group == -1);
  CHECK(graph.node(1).group == 0);
  CHECK(graph.node(2).group == 0);
  CHECK(graph.node(3).group == -1);  // the leaf
}

TEST_CASE("a graph of a million nodes is read and written without recursion") {
  Tensor y = ones({}, requires_grad());
  for (int i = 0; i < 1'000'000; ++i) y = y + 1;
  GraphSource source;
  source.roots = {{"y", y}};
  source.most_values = 0;
  const GraphSnapshot graph = snapshot_graph(source);
  CHECK(graph.nodes.size() == 1'000'001);
  CHECK(graph.node(1'000'000).leaf == 0);
  const std::string dot = dot_text(graph, {DotConvention::Classic});
  CHECK(dot.find("\tN1000000 [label=\"\n ()\" fillcolor=lightblue]\n}\n") != std::string::npos);
}

}  // namespace
}  // namespace gradbox::inspect
