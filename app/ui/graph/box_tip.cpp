#include "ui/graph/box_tip.h"

#include "gradbox/inspect/worked_rule.h"
#include "ui/graph/value_view.h"

namespace gradbox::ui {
namespace {

using inspect::BoxKind;
using inspect::DrawnBox;
using inspect::GraphSnapshot;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// "(80, 1) float32: 80 numbers, -1 to 2".
std::string tensor_text(const std::vector<int64_t>& shape, const inspect::ValueSnapshot* value) {
  std::string text = "`" + inspect::shape_text(shape) + "`";
  if (!value) return text;
  return text + " " + value->dtype + ": " + value_text(*value);
}

const inspect::BackwardStep* step_of(const lessons::TapeSnapshot& tape, int node) {
  if (!tape.has_recording || node < 0) return nullptr;
  for (const inspect::BackwardStep& step : tape.recording.steps) {
    if (step.node == node) return &step;
  }
  return nullptr;
}

/// What arrived here in the backward that was recorded; empty if none was.
std::string gradient_text(const lessons::TapeSnapshot& tape, int node) {
  const inspect::BackwardStep* step = step_of(tape, node);
  if (!step || step->incoming.empty()) return {};
  const inspect::ValueSnapshot* value = tape.recording.value(step->incoming[0].value);
  return value ? "\n\nGradient: " + value_text(*value) : std::string();
}

std::string operation_tip(const lessons::TapeSnapshot& tape, int number) {
  const GraphSnapshot& graph = tape.graph;
  const inspect::NodeSnapshot& node = graph.node(number);
  std::string text = "`" + node.name + "`";
  const std::string formula = inspect::forward_formula(graph, node);
  if (!formula.empty()) text += " computed `" + pretty_formula(formula) + "`";
  for (int i = 0; i < node.output_count; ++i) {
    const inspect::OutputSnapshot& output = graph.output(node, i);
    text += "\n\n" + (output.name.empty() ? "Result" : "`" + output.name + "`") + " " +
            tensor_text(output.shape, graph.value(output.value));
  }
  text += gradient_text(tape, number);
  int64_t bytes = 0;
  std::string names;
  for (int i = 0; i < node.saved_count; ++i) {
    const inspect::SavedSnapshot& saved = graph.saved_of(node, i);
    if (!saved.is_tensor) continue;
    bytes += saved.bytes;
    const std::string& name = saved.tensor_name.empty() ? saved.name : saved.tensor_name;
    names += (names.empty() ? "`" : ", `") + name + "`";
  }
  return names.empty() ? text : text + "\n\nKeeps " + names + " for backward, " + bytes_text(bytes);
}

std::string leaf_tip(const lessons::TapeSnapshot& tape, const DrawnBox& box) {
  const inspect::LeafSnapshot& leaf = tape.graph.leaves[at(box.leaf)];
  return "`" + box.title + "`, a leaf that requires a gradient\n\n" +
         tensor_text(leaf.shape, tape.graph.value(leaf.value)) + gradient_text(tape, leaf.node);
}

std::string root_tip(const GraphSnapshot& graph, const DrawnBox& box) {
  const inspect::RootSnapshot& root = graph.roots[at(box.root)];
  const std::string what = box.kind == BoxKind::Data ? "given to what failed" : "the result";
  return "`" + box.title + "`, " + what + (box.is_frozen ? "; requires no gradient" : "") + "\n\n" +
         tensor_text(root.shape, graph.value(root.value));
}

std::string saved_tip(const GraphSnapshot& graph, const DrawnBox& box) {
  const inspect::SavedSnapshot& saved = graph.saved[at(box.saved)];
  return "`" + box.title + "`, kept for backward: " + bytes_text(saved.bytes) + "\n\n" +
         tensor_text(saved.shape, graph.value(saved.value)) +
         (box.is_frozen ? "\n\nHatched: it requires no gradient, so none goes there." : "");
}

}  // namespace

std::string box_tip(const lessons::TapeSnapshot& tape, const DrawnBox& box) {
  switch (box.kind) {
    case BoxKind::Leaf:
      return leaf_tip(tape, box);
    case BoxKind::Root:
    case BoxKind::Data:
      return root_tip(tape.graph, box);
    case BoxKind::Saved:
      return saved_tip(tape.graph, box);
    case BoxKind::Fold:
      return "`" + box.title + "`\n\n" + box.subtitle + ", folded into one box. Click to unfold.";
    case BoxKind::Culprit:
      return "`" + box.title + "` failed\n\n" + tape.graph.culprit.error;
    default:
      return operation_tip(tape, box.node);
  }
}

}  // namespace gradbox::ui
