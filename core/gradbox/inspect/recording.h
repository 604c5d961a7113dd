#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradbox/inspect/graph_snapshot.h"

namespace gradbox::inspect {

/// A gradient that came along one edge.
struct GradientPart {
  int step = -1;   // the step that sent it; -1: what backward was called with
  int output = 0;  // and as which of its outgoing gradients
  int value = -1;  // index into BackwardRecording::values
};

/// The gradient for one input of a node: the sum of all that came along edges.
struct IncomingGradient {
  std::vector<GradientPart> parts;
  int value = -1;  // the sum; -1: none came
};

/// The gradient for one input of the operator, on its way to the next node.
struct OutgoingGradient {
  int to = -1;  // node; -1: nobody wants it
  uint32_t input_nr = 0;
  int value = -1;           // as the rule gives it; -1: undefined
  int sent = -1;            // what went on: `value`, or its sum where the operator had broadcast that input
  bool is_reduced = false;  // `sent` is such a sum
};

/// One node at work.
struct BackwardStep {
  int node = -1;
  int call = 0;
  std::vector<IncomingGradient> incoming;
  std::vector<OutgoingGradient> outgoing;
  int leaf = -1;                          // of an AccumulateGrad: index into GraphSnapshot::leaves
  int grad_before = -1, grad_after = -1;  // its `.grad`; -1: undefined
};

struct CallSnapshot {
  std::string label;
  int first_step = 0, step_count = 0;
  int gradient = -1;           // what backward was called with
  bool zeroes_before = false;  // gradients were made undefined first
  std::string error;           // what it threw; empty if all is well
};

/// One summand of a leaf's `.grad`.
struct LedgerEntry {
  int call = 0;
  int step = 0;             // the leaf's AccumulateGrad at work
  int value = -1;           // index into BackwardRecording::values
  std::vector<int> path;    // nodes from the leaf's first user towards the root, up to where ways had joined
  bool is_cleared = false;  // a later call began by clearing the gradients
};

struct LeafLedger {
  int leaf = 0;
  std::vector<LedgerEntry> entries;  // in the order in which they were added
  int total = -1;                    // `.grad` in the end; -1: undefined
};

/// Note [Recording of a backward pass]
/// What the engine did, node by node in its true order, as plain data: an EngineObserver copies every gradient when it
/// arrives and when it leaves. Steps refer to nodes of a GraphSnapshot by number.
struct BackwardRecording {
  std::vector<CallSnapshot> calls;
  std::vector<BackwardStep> steps;
  std::vector<LeafLedger> ledger;  // one for each leaf of the graph
  std::vector<ValueSnapshot> values;

  const ValueSnapshot* value(int i) const { return i < 0 ? nullptr : &values[static_cast<std::size_t>(i)]; }
};

/// Runs backward on `root` once for each of `calls` (none: once, without an argument) and records it. The graph is kept
/// until the last call has ended; gradients of its leaves are set to undefined first. `graph` is the snapshot of `root`
/// alone. What a call throws ends the recording and is told in it.
BackwardRecording record_backward(const GraphSnapshot& graph, const Tensor& root,
                                  const std::vector<BackwardCall>& calls = {}, int64_t most_values = 1024);

}  // namespace gradbox::inspect
