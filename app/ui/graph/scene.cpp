#include "ui/graph/scene.h"

#include <cctype>
#include <functional>

namespace gradbox::ui {
namespace {

using inspect::GraphSnapshot;

/// A number that differs when the graph has another form: nodes, edges, names and shapes, but no values.
uint64_t form_of(const GraphSnapshot& graph) {
  uint64_t form = 0x9e3779b97f4a7c15;
  const auto add = [&form](uint64_t value) {
    form = (form ^ value) * 0xff51afd7ed558ccd;
    form ^= form >> 32;
  };
  const auto add_text = [&add](const std::string& text) { add(std::hash<std::string>()(text)); };
  const auto add_shape = [&add](const std::vector<int64_t>& shape) {
    add(shape.size());
    for (const int64_t size : shape) add(static_cast<uint64_t>(size));
  };
  for (const inspect::NodeSnapshot& node : graph.nodes) {
    add_text(node.name);
    add(static_cast<uint64_t>(node.saved_count));
    add(static_cast<uint64_t>(node.group));
  }
  for (const inspect::EdgeSnapshot& edge : graph.edges) add(static_cast<uint64_t>(edge.to));
  for (const inspect::OutputSnapshot& output : graph.outputs) {
    add_text(output.name);
    add_shape(output.shape);
  }
  for (const inspect::LeafSnapshot& leaf : graph.leaves) add_text(leaf.name);
  for (const inspect::RootSnapshot& root : graph.roots) {
    add_text(root.name);
    add_shape(root.shape);
  }
  for (const inspect::SavedSnapshot& saved : graph.saved) add(saved.is_tensor ? 2u : 1u);
  add_text(graph.culprit.operation);
  return form;
}

std::string lower(const std::string& text) {
  std::string out = text;
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

bool Scene::update(const GraphSnapshot& graph, uint64_t version, const inspect::DrawingOptions& options) {
  const bool same_options = options.show_saved == options_.show_saved && options.folded == options_.folded;
  if (!empty_ && version == version_ && same_options) return false;
  const uint64_t form = form_of(graph);
  version_ = version;
  if (!empty_ && form == form_ && same_options) return false;
  form_ = form;
  empty_ = false;
  options_ = options;
  drawing_ = inspect::draw_graph(graph, options_);
  line_of_edge_.assign(graph.edges.size(), -1);
  for (std::size_t i = 0; i < drawing_.lines.size(); ++i) {
    for (const int edge : drawing_.lines[i].edges) line_of_edge_[static_cast<std::size_t>(edge)] = static_cast<int>(i);
  }
  words_.clear();
  for (const inspect::DrawnBox& box : drawing_.boxes) words_.push_back(lower(box.title + " " + box.subtitle));
  return true;
}

bool Scene::matches(int box, const std::string& search) const {
  return words_[static_cast<std::size_t>(box)].find(lower(search)) != std::string::npos;
}

int Scene::box_of_node(int node) const {
  const bool known = node >= 0 && node < static_cast<int>(drawing_.box_of_node.size());
  return known ? drawing_.box_of_node[static_cast<std::size_t>(node)] : -1;
}

int Scene::line_of_edge(int edge) const {
  const bool known = edge >= 0 && edge < static_cast<int>(line_of_edge_.size());
  return known ? line_of_edge_[static_cast<std::size_t>(edge)] : -1;
}

int Scene::box_at(inspect::Point point) const {
  for (std::size_t i = 0; i < drawing_.boxes.size(); ++i) {
    const inspect::DrawnBox& box = drawing_.boxes[i];
    if (point.x >= box.left() && point.x <= box.right() && point.y >= box.top() && point.y <= box.bottom()) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace gradbox::ui
