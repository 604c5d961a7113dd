#include "gradbox/inspect/gradient_birth.h"

#include <algorithm>

#include "gradbox/inspect/worked_rule.h"

namespace gradbox::inspect {
namespace {

class GradientWalker {
 public:
  GradientWalker(const GraphSnapshot& graph, const BackwardRecording& recording)
      : graph_(graph), recording_(recording) {}

  Birth walk(const std::string& wanted) {
    birth_.in_backward = true;
    const BackwardStep* leaf = start(wanted);
    if (!leaf) return std::move(birth_);
    birth_.walk.push_back({graph_.node(leaf->node).name, {name_of(*leaf) + ".grad", value(leaf->grad_after)}});
    follow(*leaf);
    return std::move(birth_);
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  const ValueSnapshot& value(int i) const { return *recording_.value(i); }

  bool is_finite(int i) const {
    const ValueSnapshot* found = recording_.value(i);
    return !found || found->not_finite == 0;
  }

  const std::string& name_of(const BackwardStep& step) const { return graph_.leaves[at(step.leaf)].name; }

  const BackwardStep* start(const std::string& wanted) const {
    const BackwardStep* first = nullptr;
    for (const BackwardStep& step : recording_.steps) {
      if (step.leaf < 0 || is_finite(step.grad_after)) continue;
      if (name_of(step) == wanted) return &step;
      if (!first) first = &step;
    }
    return first;
  }

  /// What came in and is not finite; null if all of it is.
  const IncomingGradient* bad_incoming(const BackwardStep& step) const {
    for (const IncomingGradient& one : step.incoming) {
      if (!is_finite(one.value)) return &one;
    }
    return nullptr;
  }

  void follow(const BackwardStep& first) {
    for (const BackwardStep* step = &first; step;) {
      const IncomingGradient* incoming = bad_incoming(*step);
      if (!incoming) {
        describe_rule(*step);
        return;
      }
      const auto part = std::find_if(incoming->parts.begin(), incoming->parts.end(),
                                     [&](const GradientPart& one) { return !is_finite(one.value); });
      if (part == incoming->parts.end()) {
        describe_sum(*step, *incoming);
        return;
      }
      if (part->step < 0) {
        birth_.leaf = "the gradient that backward was called with";
        return;
      }
      step = &recording_.steps[at(part->step)];
      output_ = part->output;
      const OutgoingGradient& out = step->outgoing[at(output_)];
      birth_.walk.push_back({graph_.node(step->node).name, {target_of(out), value(out.sent)}});
    }
  }

  /// Whom a gradient is for: "grad of w".
  std::string target_of(const OutgoingGradient& out) const {
    const NodeSnapshot& node = graph_.node(out.to);
    if (node.leaf >= 0) return "grad of " + graph_.leaves[at(node.leaf)].name;
    const std::string& name = static_cast<int>(out.input_nr) < node.output_count
                                  ? graph_.output(node, static_cast<int>(out.input_nr)).name
                                  : node.name;
    return name.empty() ? "" : "grad of " + name;
  }

  void describe_rule(const BackwardStep& step) {
    if (step.leaf >= 0) {
      birth_.rule = "grad + .grad";
      if (const ValueSnapshot* before = recording_.value(step.grad_before))
        birth_.operands.push_back({".grad", *before});
      add_incoming(step);
      return;
    }
    const OutgoingGradient& out = step.outgoing[at(output_)];
    for (const WorkedLine& line : work_out(graph_, recording_, step)) {
      if (line.output != output_) continue;
      birth_.rule = line.formula;
      birth_.numbers = line.numbers;
      birth_.element = line.element;
    }
    if (out.is_reduced && is_finite(out.value)) {
      birth_.rule = "the sum of " + std::to_string(value(out.value).count) + " gradients";
      birth_.numbers.clear();
      birth_.operands.push_back({"gradients", value(out.value)});
      return;
    }
    add_incoming(step);
    add_saved(graph_.node(step.node));
  }

  void describe_sum(const BackwardStep& step, const IncomingGradient& incoming) {
    birth_.rule = "the sum of the gradients that meet here";
    if (step.leaf < 0) birth_.walk.push_back({graph_.node(step.node).name, {"grad", value(incoming.value)}});
    for (const GradientPart& part : incoming.parts) {
      const std::string from = part.step < 0 ? "" : graph_.node(recording_.steps[at(part.step)].node).name;
      birth_.operands.push_back({from, value(part.value)});
    }
  }

  void add_incoming(const BackwardStep& step) {
    for (const IncomingGradient& one : step.incoming) {
      if (const ValueSnapshot* found = recording_.value(one.value)) birth_.operands.push_back({"grad", *found});
    }
  }

  void add_saved(const NodeSnapshot& node) {
    for (int i = 0; i < node.saved_count; ++i) {
      const SavedSnapshot& saved = graph_.saved_of(node, i);
      const ValueSnapshot* found = saved.is_tensor ? graph_.value(saved.value) : nullptr;
      if (!found) continue;
      const bool same = saved.tensor_name.empty() || saved.tensor_name == saved.name;
      birth_.operands.push_back({same ? saved.name : saved.name + " = " + saved.tensor_name, *found});
    }
  }

  const GraphSnapshot& graph_;
  const BackwardRecording& recording_;
  Birth birth_;
  int output_ = 0;  // as which of its outgoing gradients the walk came
};

}  // namespace

Birth find_gradient_birth(const GraphSnapshot& graph, const BackwardRecording& recording, const std::string& wanted) {
  return GradientWalker(graph, recording).walk(wanted);
}

}  // namespace gradbox::inspect
