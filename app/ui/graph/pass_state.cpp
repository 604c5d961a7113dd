#include "ui/graph/pass_state.h"

namespace gradbox::ui {

PassState pass_state(const inspect::GraphSnapshot& graph, const inspect::BackwardRecording& recording, int steps) {
  const auto at = [](int i) { return static_cast<std::size_t>(i); };
  PassState state;
  state.shown = true;
  state.leaf_share.assign(graph.leaves.size(), 0);
  state.node_done.assign(graph.nodes.size(), 0);
  state.edge_done.assign(graph.edges.size(), 0);
  std::vector<int> arrivals(graph.leaves.size()), all(graph.leaves.size());
  for (const inspect::BackwardStep& step : recording.steps) {
    if (step.leaf >= 0) ++all[at(step.leaf)];
  }
  int call = -1;
  for (int s = 0; s < steps && s < static_cast<int>(recording.steps.size()); ++s) {
    const inspect::BackwardStep& step = recording.steps[at(s)];
    if (step.call != call) {  // another backward walks the same graph again
      call = step.call;
      state.node_done.assign(graph.nodes.size(), 0);
      state.edge_done.assign(graph.edges.size(), 0);
      if (recording.calls[at(call)].zeroes_before) arrivals.assign(graph.leaves.size(), 0);
    }
    state.fresh_edges.clear();
    state.current_step = s;
    state.current_node = step.node;
    state.node_done[at(step.node)] = 1;
    if (step.leaf >= 0) ++arrivals[at(step.leaf)];
    const inspect::NodeSnapshot& node = graph.node(step.node);
    for (std::size_t o = 0; o < step.outgoing.size(); ++o) {
      if (step.outgoing[o].to < 0 || step.outgoing[o].sent < 0) continue;
      const int edge = node.first_edge + static_cast<int>(o);
      state.edge_done[at(edge)] = 1;
      state.fresh_edges.push_back(edge);
    }
  }
  for (std::size_t i = 0; i < arrivals.size(); ++i) {
    if (all[i] > 0) state.leaf_share[i] = static_cast<float>(arrivals[i]) / static_cast<float>(all[i]);
  }
  return state;
}

}  // namespace gradbox::ui
