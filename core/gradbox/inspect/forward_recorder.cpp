#include "gradbox/inspect/forward_recorder.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "gradbox/autograd/accumulate_grad.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/record.h"
#include "gradbox/autograd/saved_tensor.h"
#include "gradbox/inspect/rules.h"

namespace gradbox::inspect {
namespace {

using autograd::Edge;
using autograd::Node;

constexpr int64_t kMostValues = 64;

/// The tensors that a node keeps, by the names that its rule uses.
class SavedTensors final : public autograd::SavedVisitor {
 public:
  void tensor(std::string_view name, autograd::SavedTensor& value) override {
    if (!value.is_output() && value.peek().defined()) kept_.emplace(std::string(name), value.peek());
  }
  void number(std::string_view, const Scalar&) override {}
  void dims(std::string_view, IntArrayRef) override {}
  void text(std::string_view, std::string_view) override {}

  const Tensor* find(const std::string& name) const {
    const auto found = kept_.find(name);
    return found == kept_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, Tensor> kept_;
};

class Walker {
 public:
  Walker(const ForwardRecorder& forward, const std::vector<NamedTensor>& named) {
    for (const ForwardRecorder::Entry& entry : forward.entries()) results_[entry.node.get()].push_back(entry.output);
    for (const NamedTensor& one : named) {
      if (one.tensor.defined()) names_[&one.tensor.impl()] = one.name;
    }
  }

  Birth walk(const Tensor& root) {
    Birth birth;
    Tensor now = root;
    Node* node = autograd::gradient_edge(root).function.get();
    while (node != nullptr && !is_finite(now)) {
      if (node->is_accumulate()) {
        birth.leaf = name_of(now, node->name());
        return birth;
      }
      birth.walk.push_back({node->name(), value(name_of(now, ""), now)});
      Node* next = nullptr;
      for (const auto& [edge, tensor] : operands_of(*node)) {
        if (next != nullptr || edge == nullptr || is_finite(tensor)) continue;
        next = edge->function.get();
        now = tensor;
      }
      if (next == nullptr) {
        describe(*node, birth);
        return birth;
      }
      node = next;
    }
    return birth;
  }

 private:
  static bool is_finite(const Tensor& tensor) { return value_snapshot(tensor, 0).not_finite == 0; }

  static NamedValue value(std::string name, const Tensor& tensor) {
    return {std::move(name), value_snapshot(tensor, kMostValues)};
  }

  std::string name_of(const Tensor& tensor, const std::string& otherwise) const {
    const auto found = names_.find(&tensor.impl());
    return found == names_.end() ? otherwise : found->second;
  }

  /// What came along an edge: the result of the operator behind it, or a leaf. Undefined where nobody knows.
  Tensor behind(const Edge& edge) const {
    if (!edge.is_valid()) return {};
    if (edge.function->is_accumulate()) {
      return static_cast<const autograd::AccumulateGrad*>(edge.function.get())->variable;
    }
    const auto found = results_.find(edge.function.get());
    const bool known = found != results_.end() && edge.input_nr < found->second.size();
    return known ? found->second[edge.input_nr] : Tensor();
  }

  std::vector<std::pair<const Edge*, Tensor>> operands_of(const Node& node) const {
    std::vector<std::pair<const Edge*, Tensor>> operands;
    for (const Edge& edge : node.next_edges()) {
      const Tensor tensor = behind(edge);
      if (tensor.defined()) operands.emplace_back(&edge, tensor);
    }
    return operands;
  }

  void describe(Node& node, Birth& birth) const {
    const std::optional<Rule> rule = find_rule(node.name());
    if (rule) birth.rule = rule->forward;
    SavedTensors saved;
    node.visit_saved(saved);
    for (std::size_t i = 0; i < node.next_edges().size(); ++i) {
      const std::string role = rule && i < rule->lines.size() ? rule->lines[i].input : std::string();
      Tensor tensor = behind(node.next_edges()[i]);
      if (!tensor.defined() && saved.find(role) != nullptr) tensor = *saved.find(role);
      if (tensor.defined()) birth.operands.push_back(value(name_of(tensor, role), tensor));
    }
  }

  std::unordered_map<const Node*, std::vector<Tensor>> results_;
  std::unordered_map<const TensorImpl*, std::string> names_;
};

}  // namespace

void ForwardRecorder::recorded(const Tensor& output, autograd::Node& node) {
  entries_.push_back({autograd::NodePtr::share(&node), output});
}

Birth find_birth(const ForwardRecorder& forward, const Tensor& root, const std::vector<NamedTensor>& named) {
  const NoGradGuard no_grad;
  return Walker(forward, named).walk(root);
}

}  // namespace gradbox::inspect
