#include "gradbox/inspect/graph_walk.h"

namespace gradbox::inspect {

void GraphWalk::add(autograd::Node* start) {
  struct Visit {
    autograd::Node* node;
    std::size_t next_edge;
  };
  std::vector<Visit> open;
  const auto visit = [&](autograd::Node* node) {
    if (!numbers.try_emplace(node, static_cast<int>(nodes.size())).second) return;
    nodes.push_back(node);
    open.push_back({node, 0});
  };
  visit(start);
  while (!open.empty()) {
    Visit& top = open.back();
    if (top.next_edge == top.node->num_outputs()) {
      open.pop_back();
      continue;
    }
    const autograd::Edge& edge = top.node->next_edge(top.next_edge++);
    if (edge.is_valid()) visit(edge.function.get());
  }
}

GraphWalk walk_graph(const std::vector<Tensor>& roots) {
  GraphWalk walk;
  for (const Tensor& root : roots) {
    if (!root.defined()) continue;
    if (const NodePtr node = root.grad_fn()) walk.add(node.get());
    if (!root.is_view()) continue;
    if (const NodePtr node = root._base().grad_fn()) walk.add(node.get());
  }
  return walk;
}

}  // namespace gradbox::inspect
