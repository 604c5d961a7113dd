#pragma once

#include <vector>

#include "gradbox/inspect/recording.h"

namespace gradbox::ui {

/// How far a recorded backward has come when `steps` of its nodes have run: what the picture shows of it.
struct PassState {
  bool shown = false;
  int current_step = -1;  // the one that ran last
  int current_node = -1;
  std::vector<float> leaf_share;   // by leaf: how much of its final gradient has arrived, 0 to 1
  std::vector<uint8_t> node_done;  // by node
  std::vector<uint8_t> edge_done;  // by edge of the graph: a gradient has run along it
  std::vector<int> fresh_edges;    // those of the node that ran last
  float travelled = 1;             // how far along the fresh edges its gradients are
};

PassState pass_state(const inspect::GraphSnapshot& graph, const inspect::BackwardRecording& recording, int steps);

}  // namespace gradbox::ui
