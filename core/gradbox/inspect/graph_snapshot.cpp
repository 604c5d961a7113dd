#include "gradbox/inspect/graph_snapshot.h"

#include <algorithm>

#include "gradbox/autograd/accumulate_grad.h"
#include "gradbox/autograd/function.h"
#include "gradbox/autograd/saved_tensor.h"
#include "gradbox/base/number_text.h"
#include "gradbox/inspect/graph_walk.h"

namespace gradbox::inspect {
namespace {

using autograd::Node;

std::vector<int64_t> dims_of(IntArrayRef dims) { return {dims.begin(), dims.end()}; }

std::string scalar_text(const Scalar& number) {
  if (number.isBoolean()) return number.to<bool>() ? "True" : "False";
  if (number.isFloatingPoint()) return shortest(number.toDouble());
  return std::to_string(number.toLong());
}

class Builder {
 public:
  explicit Builder(const GraphSource& source) : source_(source), walk_(walk_graph(tensors_of(source.roots))) {
    for (const NamedTensor& one : source.named) {
      if (one.tensor.defined()) names_.emplace(&one.tensor.impl(), one.name);
    }
    for (const NodeGroup& group : source.groups) out_.groups.push_back(group.name);
  }

  GraphSnapshot build() {
    out_.nodes.reserve(walk_.nodes.size());
    for (Node* node : walk_.nodes) add_node(*node);
    for (std::size_t i = 0; i < walk_.nodes.size(); ++i) add_saved(*walk_.nodes[i], out_.nodes[i]);
    for (const NamedTensor& root : source_.roots) add_root(root);
    for (const NamedTensor& one : source_.named) add_result(one.tensor, one.name);
    out_.culprit.operation = source_.culprit;
    out_.culprit.error = source_.error;
    if (!source_.culprit.empty()) {
      for (std::size_t i = 0; i < out_.roots.size(); ++i) out_.culprit.operands.push_back(static_cast<int>(i));
    }
    return std::move(out_);
  }

 private:
  friend class SavedReader;

  static std::vector<Tensor> tensors_of(const std::vector<NamedTensor>& named) {
    std::vector<Tensor> out;
    for (const NamedTensor& one : named) out.push_back(one.tensor);
    return out;
  }

  const std::string& name_of(const Tensor& tensor) const {
    const auto found = names_.find(&tensor.impl());
    return found != names_.end() ? found->second : tensor.name();
  }

  /// A number for each tensor whose elements are copied: the same tensor is copied once.
  int value_of(const Tensor& tensor) {
    if (source_.most_values == 0 || !tensor.defined()) return -1;
    const auto [entry, fresh] = values_.try_emplace(&tensor.impl(), static_cast<int>(out_.values.size()));
    if (fresh) out_.values.push_back(value_snapshot(tensor, source_.most_values));
    return entry->second;
  }

  void add_node(Node& node) {
    NodeSnapshot one;
    one.name = node.name();
    if (const std::size_t colon = one.name.rfind("::"); colon != std::string::npos) one.name.erase(0, colon + 2);
    one.sequence_nr = node.sequence_nr();
    one.is_custom = dynamic_cast<autograd::CustomNode*>(&node) != nullptr;
    one.first_edge = static_cast<int>(out_.edges.size());
    one.edge_count = static_cast<int>(node.num_outputs());
    for (const autograd::Edge& edge : node.next_edges()) {
      out_.edges.push_back({edge.is_valid() ? walk_.number_of(edge.function.get()) : -1, edge.input_nr});
    }
    one.first_output = static_cast<int>(out_.outputs.size());
    one.output_count = static_cast<int>(node.num_inputs());
    for (std::size_t i = 0; i < node.num_inputs(); ++i) {
      out_.outputs.push_back({dims_of(node.input_metadata(i).shape()), "", -1});
    }
    for (std::size_t g = 0; g < source_.groups.size() && !node.is_accumulate(); ++g) {
      const NodeGroup& group = source_.groups[g];
      if (one.sequence_nr >= group.first_sequence_nr && one.sequence_nr < group.end_sequence_nr) {
        one.group = static_cast<int>(g);
      }
    }
    if (node.is_accumulate()) add_leaf(static_cast<autograd::AccumulateGrad&>(node).variable, one);
    out_.nodes.push_back(std::move(one));
  }

  void add_leaf(const Tensor& variable, NodeSnapshot& node) {
    LeafSnapshot leaf;
    leaf.name = name_of(variable);
    leaf.node = static_cast<int>(out_.nodes.size());
    leaf.value = value_of(variable);
    if (variable.grad().defined()) leaf.gradient = value_of(variable.grad());
    leaf.shape = dims_of(variable.sizes());
    leaf.bytes = static_cast<int64_t>(variable.nbytes());
    node.leaf = static_cast<int>(out_.leaves.size());
    leaf_numbers_.emplace(&variable.impl(), node.leaf);
    out_.leaves.push_back(std::move(leaf));
  }

  void add_saved(Node& node, NodeSnapshot& one);

  /// `tensor` is the output of a node of the graph: its name and numbers are noted there.
  void add_result(const Tensor& tensor, const std::string& name) {
    if (!tensor.defined()) return;
    const NodePtr node = tensor.grad_fn();
    const int number = node ? walk_.number_of(node.get()) : -1;
    if (number >= 0) note_result(number, tensor, name);
  }

  void note_result(int number, const Tensor& tensor, const std::string& name) {
    const NodeSnapshot& node = out_.nodes[static_cast<std::size_t>(number)];
    if (static_cast<int>(tensor.output_nr()) >= node.output_count) return;
    OutputSnapshot& output = out_.outputs[static_cast<std::size_t>(node.first_output) + tensor.output_nr()];
    if (output.name.empty()) output.name = name;
    if (output.value < 0) output.value = value_of(tensor);
  }

  void add_root(const NamedTensor& named) {
    RootSnapshot root;
    root.name = named.name;
    if (named.tensor.defined()) {
      const Tensor& tensor = named.tensor;
      root.shape = dims_of(tensor.sizes());
      root.value = value_of(tensor);
      const NodePtr node = tensor.grad_fn();
      root.node = node ? walk_.number_of(node.get()) : number_of_leaf(tensor);
      root.output_nr = tensor.output_nr();
      root.requires_grad = tensor.requires_grad();
      root.is_view = tensor.is_view();
      if (root.is_view) {
        root.base_shape = dims_of(tensor._base().sizes());
        const NodePtr base = tensor._base().grad_fn();
        root.base_node = base ? walk_.number_of(base.get()) : -1;
      }
      add_result(tensor, named.name);
    }
    out_.roots.push_back(std::move(root));
  }

  int number_of_leaf(const Tensor& tensor) const {
    const auto found = leaf_numbers_.find(&tensor.impl());
    return found == leaf_numbers_.end() ? -1 : out_.leaves[static_cast<std::size_t>(found->second)].node;
  }

  const GraphSource& source_;
  GraphWalk walk_;
  GraphSnapshot out_;
  std::unordered_map<const TensorImpl*, std::string> names_;
  std::unordered_map<const TensorImpl*, int> values_;
  std::unordered_map<const TensorImpl*, int> leaf_numbers_;
  std::unordered_map<const TensorImpl*, int> identities_;
};

/// Notes what one node keeps.
class SavedReader final : public autograd::SavedVisitor {
 public:
  SavedReader(Builder& builder, int node) : builder_(builder), node_(node) {}

  void tensor(std::string_view name, autograd::SavedTensor& value) override {
    SavedSnapshot& one = add(name);
    const Tensor& kept = value.peek();
    one.released = value.released();
    if (!kept.defined()) {
      one.text = one.released ? "freed" : "None";
      return;
    }
    one.is_tensor = true;
    one.requires_grad = value.is_output() || kept.requires_grad();
    one.shape = dims_of(kept.sizes());
    const auto [entry, fresh] =
        builder_.identities_.try_emplace(&kept.impl(), static_cast<int>(builder_.identities_.size()));
    one.identity = entry->second;
    const auto leaf = builder_.leaf_numbers_.find(&kept.impl());
    if (leaf != builder_.leaf_numbers_.end()) one.leaf = leaf->second;
    one.bytes = static_cast<int64_t>(kept.nbytes());
    if (fresh && one.leaf < 0) builder_.out_.saved_bytes += one.bytes;
    one.tensor_name = builder_.name_of(kept);
    one.value = builder_.value_of(kept);
    note_origin(kept, value.is_output(), one.tensor_name);
  }
  void number(std::string_view name, const Scalar& value) override { add(name).text = scalar_text(value); }
  void dims(std::string_view name, IntArrayRef value) override { add(name).text = tuple_text(dims_of(value)); }
  void text(std::string_view name, std::string_view value) override { add(name).text = std::string(value); }

 private:
  SavedSnapshot& add(std::string_view name) {
    builder_.out_.saved.emplace_back();
    builder_.out_.saved.back().name = std::string(name);
    return builder_.out_.saved.back();
  }

  /// What is saved was an output of some node, whose numbers are known by that.
  void note_origin(const Tensor& kept, bool is_output, const std::string& name) {
    if (is_output) {
      if (builder_.out_.nodes[static_cast<std::size_t>(node_)].output_count == 1)
        builder_.note_result(node_, kept, name);
    } else {
      builder_.add_result(kept, name);
    }
  }

  Builder& builder_;
  int node_;
};

void Builder::add_saved(Node& node, NodeSnapshot& one) {
  const auto first = out_.saved.size();
  SavedReader reader(*this, static_cast<int>(&one - out_.nodes.data()));
  node.visit_saved(reader);
  one.first_saved = static_cast<int>(first);
  one.saved_count = static_cast<int>(out_.saved.size() - first);
}

}  // namespace

GraphSnapshot snapshot_graph(const GraphSource& source) { return Builder(source).build(); }

}  // namespace gradbox::inspect
