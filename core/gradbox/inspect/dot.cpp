#include "gradbox/inspect/dot.h"

#include <algorithm>
#include <unordered_map>

#include "gradbox/base/number_text.h"

namespace gradbox::inspect {
namespace {

constexpr const char* kRoot = "darkolivegreen1";
constexpr const char* kViewBase = "darkolivegreen3";
constexpr const char* kLeaf = "lightblue";
constexpr const char* kSaved = "orange";

bool is_plain_id(const std::string& text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (text.empty() || !is_letter(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

std::string quoted(const std::string& text) {
  if (is_plain_id(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + "\"";
}

/// The label of a tensor's box.
std::string tensor_label(const std::string& name, const std::vector<int64_t>& shape) {
  return name + "\n " + shape_text(shape);
}

std::string padded(const std::string& text, std::size_t width, bool to_the_right) {
  const std::string blanks(width > text.size() ? width - text.size() : 0, ' ');
  return to_the_right ? blanks + text : text + blanks;
}

class Writer {
 public:
  Writer(const GraphSnapshot& graph, const DotOptions& options)
      : graph_(graph),
        options_(options),
        is_classic_(options.convention == DotConvention::Classic),
        seen_(graph.nodes.size()) {}

  std::string write() {
    for (std::size_t i = 0; i < graph_.roots.size(); ++i) {
      if (is_classic_) {
        if (graph_.roots[i].node >= 0) add_nodes(graph_.roots[i].node);
      } else {
        add_root(static_cast<int>(i));
      }
    }
    const double wanted = 0.15 * static_cast<double>(lines_);
    const std::string size = wanted > 12 ? shortest(wanted) : "12";
    const char* font = is_classic_ ? "fontsize=12" : "fontname=monospace fontsize=10";
    return "digraph {\n\tgraph [size=\"" + size + "," + size + "\"]\n\tnode [align=left " + font +
           " height=0.2 ranksep=0.1 shape=box style=filled]\n" + body_ + "}\n";
  }

 private:
  /// What a box stands for; the second number says which one.
  enum class Thing { Root, ViewBase, Node, Leaf, Saved };

  std::string id(Thing thing, int number) {
    const int64_t key = static_cast<int64_t>(thing) << 32 | number;
    const auto [entry, fresh] = ids_.try_emplace(key, ids_.size());
    return "N" + std::to_string(entry->second);
  }

  void line(const std::string& text) {
    body_ += '\t';
    body_ += text;
    body_ += '\n';
    ++lines_;
  }
  void box(const std::string& box_id, const std::string& label, const char* colour) {
    line(box_id + " [label=" + quoted(label) + (colour ? std::string(" fillcolor=") + colour : "") + "]");
  }
  void arrow(const std::string& from, const std::string& to, const char* attributes = "") {
    line(from + " -> " + to + attributes);
  }

  void add_root(int number) {
    const RootSnapshot& root = graph_.roots[static_cast<std::size_t>(number)];
    const std::string root_id = id(Thing::Root, number);
    box(root_id, tensor_label(root.name, root.shape), kRoot);
    if (has_history(root)) {
      add_nodes(root.node);
      arrow(id(Thing::Node, root.node), root_id);
    }
    if (!root.is_view) return;
    const std::string base_id = id(Thing::ViewBase, number);
    box(base_id, tensor_label("", root.base_shape), kViewBase);
    if (root.base_node >= 0) {
      add_nodes(root.base_node);
      arrow(id(Thing::Node, root.base_node), base_id);
    }
    arrow(base_id, root_id, " [style=dotted]");
  }

  bool has_history(const RootSnapshot& root) const { return root.node >= 0 && graph_.node(root.node).leaf < 0; }

  /// Everything behind a node, the depth first. See Note [Graph snapshot].
  void add_nodes(int start) {
    struct Visit {
      int node, next_edge;
    };
    std::vector<Visit> open;
    const auto visit = [&](int node) {
      if (seen_[static_cast<std::size_t>(node)]) return;
      seen_[static_cast<std::size_t>(node)] = true;
      begin_node(node);
      open.push_back({node, 0});
    };
    visit(start);
    while (!open.empty()) {
      Visit& top = open.back();
      const NodeSnapshot& node = graph_.node(top.node);
      if (top.next_edge == node.edge_count) {
        end_node(top.node);
        open.pop_back();
        continue;
      }
      const int next = graph_.edge(node, top.next_edge++).to;
      if (next < 0) continue;
      arrow(id(Thing::Node, next), id(Thing::Node, top.node));
      visit(next);
    }
  }

  /// What comes before the nodes behind it.
  void begin_node(int number) {
    const NodeSnapshot& node = graph_.node(number);
    const std::string node_id = id(Thing::Node, number);
    if (is_classic_) {
      if (node.leaf >= 0) {
        const LeafSnapshot& leaf = graph_.leaves[static_cast<std::size_t>(node.leaf)];
        box(node_id, tensor_label(leaf.name, leaf.shape), kLeaf);
      } else {
        box(node_id, node.name, is_root_node(number) ? kRoot : nullptr);
      }
      return;
    }
    if (options_.show_saved && !node.is_custom) add_saved(node, node_id);
    if (node.leaf >= 0) {
      const LeafSnapshot& leaf = graph_.leaves[static_cast<std::size_t>(node.leaf)];
      box(id(Thing::Leaf, node.leaf), tensor_label(leaf.name, leaf.shape), kLeaf);
      arrow(id(Thing::Leaf, node.leaf), node_id);
    }
    box(node_id, options_.show_attributes && !node.is_custom ? described(node) : node.name, nullptr);
  }

  /// What comes after them: custom functions show what they saved in any case.
  void end_node(int number) {
    const NodeSnapshot& node = graph_.node(number);
    if (!node.is_custom) return;
    for (int i = 0; i < node.saved_count; ++i) {
      const SavedSnapshot& saved = graph_.saved_of(node, i);
      if (!saved.is_tensor) continue;
      const std::string saved_id = id_of(saved);
      arrow(saved_id, id(Thing::Node, number), is_classic_ ? "" : " [dir=none]");
      box(saved_id, is_classic_ ? shape_text(saved.shape) : tensor_label(saved.tensor_name, saved.shape), kSaved);
    }
  }

  std::string id_of(const SavedSnapshot& saved) {
    return saved.leaf >= 0 && !is_classic_ ? id(Thing::Leaf, saved.leaf) : id(Thing::Saved, saved.identity);
  }

  bool is_root_node(int number) const {
    return std::any_of(graph_.roots.begin(), graph_.roots.end(),
                       [number](const RootSnapshot& root) { return root.node == number; });
  }

  /// By name, as Python lists attributes.
  std::vector<const SavedSnapshot*> sorted_saved(const NodeSnapshot& node) const {
    std::vector<const SavedSnapshot*> out;
    for (int i = 0; i < node.saved_count; ++i) out.push_back(&graph_.saved_of(node, i));
    std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    return out;
  }

  void add_saved(const NodeSnapshot& node, const std::string& node_id) {
    for (const SavedSnapshot* saved : sorted_saved(node)) {
      if (!saved->is_tensor) continue;
      arrow(node_id, id_of(*saved), " [dir=none]");
      box(id_of(*saved), tensor_label(saved->name, saved->shape), kSaved);
    }
  }

  /// The node's name over a table of what it keeps.
  std::string described(const NodeSnapshot& node) const {
    const std::vector<const SavedSnapshot*> all = sorted_saved(node);
    if (all.empty()) return node.name;
    std::size_t names = 0, values = 0;
    for (const SavedSnapshot* one : all) {
      names = std::max(names, one->name.size());
      values = std::max(values, value_text(*one).size());
    }
    values = std::min(values, std::max<std::size_t>(options_.most_attribute_characters, 3));
    std::string out = node.name + "\n" + std::string(std::max(names + values + 2, node.name.size()), '-');
    for (const SavedSnapshot* one : all) {
      std::string value = value_text(*one);
      if (value.size() > values) value = value.substr(0, values - 3) + "...";
      out += "\n" + padded(one->name, names, false) + ": " + padded(value, values, true);
    }
    return out;
  }

  static std::string value_text(const SavedSnapshot& saved) { return saved.is_tensor ? "[saved tensor]" : saved.text; }

  const GraphSnapshot& graph_;
  const DotOptions& options_;
  const bool is_classic_;
  std::vector<bool> seen_;
  std::unordered_map<int64_t, std::size_t> ids_;
  std::string body_;
  std::size_t lines_ = 0;
};

}  // namespace

std::string dot_text(const GraphSnapshot& graph, const DotOptions& options) { return Writer(graph, options).write(); }

}  // namespace gradbox::inspect
