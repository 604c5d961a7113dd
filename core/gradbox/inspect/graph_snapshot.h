#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gradbox/inspect/named_tensor.h"
#include "gradbox/inspect/value_snapshot.h"

namespace gradbox::inspect {

/// One output of a recorded operator, which is one input of its node.
struct OutputSnapshot {
  std::vector<int64_t> shape;
  std::string name;  // what the program calls it; often empty
  int value = -1;    // index into GraphSnapshot::values; -1 where nobody knows its numbers
};

/// What a node keeps for its backward: a tensor, or a setting of the operator.
struct SavedSnapshot {
  std::string name;  // "self"
  std::string text;  // of a setting: "2", "(80, 1)", "None"
  bool is_tensor = false;
  bool requires_grad = false;  // of a tensor; otherwise no gradient goes there
  bool released = false;
  int64_t bytes = 0;
  std::vector<int64_t> shape;
  int value = -1;           // index into GraphSnapshot::values
  int identity = -1;        // equal for the same tensor, wherever it is saved
  int leaf = -1;            // index into GraphSnapshot::leaves if it is one of them
  std::string tensor_name;  // what the program calls it
};

/// Where the gradient for one input of the operator goes.
struct EdgeSnapshot {
  int to = -1;            // index of the node; -1: that input needs no gradient
  uint32_t input_nr = 0;  // which output of the operator behind `to`
};

struct NodeSnapshot {
  std::string name;  // "MulBackward0"
  uint64_t sequence_nr = 0;
  int first_edge = 0, edge_count = 0;      // in GraphSnapshot::edges, one for each input of the operator
  int first_output = 0, output_count = 0;  // in GraphSnapshot::outputs
  int first_saved = 0, saved_count = 0;    // in GraphSnapshot::saved
  int leaf = -1;                           // of an AccumulateGrad: index into GraphSnapshot::leaves
  int group = -1;                          // index into GraphSnapshot::groups
  bool is_custom = false;                  // the derivative was written by the user
};

struct LeafSnapshot {
  std::string name;
  int node = -1;
  int value = -1;
  int gradient = -1;  // of `.grad`; -1 while undefined
  std::vector<int64_t> shape;
  int64_t bytes = 0;
};

/// A tensor from which the walk began.
struct RootSnapshot {
  std::string name;
  std::vector<int64_t> shape;
  int value = -1;
  int node = -1;  // -1: it has no history
  uint32_t output_nr = 0;
  bool requires_grad = false;
  bool is_view = false;
  std::vector<int64_t> base_shape;  // of a view: its base, and the node behind it
  int base_node = -1;
};

/// An operation that could not be carried out, and what it was given.
struct CulpritSnapshot {
  std::string operation;  // empty: all is well
  std::string error;
  std::vector<int> operands;  // roots, by index
};

/// Note [Graph snapshot]
/// The graph behind some tensors as plain data, in the order in which a walk from the first root, along the edges in
/// order and into the depth first, comes across the nodes. That is the order of torchviz, and depends on nothing but
/// the program. Flat lists: a graph of a million nodes is made without recursion and freed at once.
struct GraphSnapshot {
  std::vector<RootSnapshot> roots;
  std::vector<NodeSnapshot> nodes;
  std::vector<EdgeSnapshot> edges;
  std::vector<OutputSnapshot> outputs;
  std::vector<SavedSnapshot> saved;
  std::vector<LeafSnapshot> leaves;
  std::vector<ValueSnapshot> values;
  std::vector<std::string> groups;
  CulpritSnapshot culprit;
  int64_t saved_bytes = 0;  // each tensor once, leaves not counted: they live anyway

  const EdgeSnapshot& edge(const NodeSnapshot& node, int i) const { return edges[at(node.first_edge + i)]; }
  const OutputSnapshot& output(const NodeSnapshot& node, int i) const { return outputs[at(node.first_output + i)]; }
  const SavedSnapshot& saved_of(const NodeSnapshot& node, int i) const { return saved[at(node.first_saved + i)]; }
  const NodeSnapshot& node(int i) const { return nodes[at(i)]; }
  const ValueSnapshot* value(int i) const { return i < 0 ? nullptr : &values[at(i)]; }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
};

/// What a walk starts from and what it may call by name.
struct GraphSource {
  std::vector<NamedTensor> roots;
  std::vector<NamedTensor> named;  // leaves, results on the way, data
  std::vector<NodeGroup> groups;
  std::string culprit, error;  // an operation on the roots that failed
  int64_t most_values = 1024;  // how many numbers of a tensor are copied; 0 for none at all
};

/// The graph as it is now. Runs nothing, changes nothing.
GraphSnapshot snapshot_graph(const GraphSource& source);

}  // namespace gradbox::inspect
