#include "gradbox/inspect/folding.h"

#include <algorithm>

namespace gradbox::inspect {
namespace {

constexpr std::size_t kShortestChain = 8;
/// Graphs with more operations are folded until a person unfolds them.
constexpr int kManyOperations = 60;

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// "MulBackward0" -> "Mul".
std::string short_name(const std::string& name) { return name.substr(0, name.find("Backward")); }

class Folder {
 public:
  Folder(const GraphSnapshot& graph, const DrawingOptions& options)
      : graph_(graph), options_(options), uses_(graph.nodes.size()) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
      const NodeSnapshot& node = graph.nodes[n];
      if (node.leaf < 0) ++operation_count_;
      for (int e = 0; e < node.edge_count; ++e) {
        const int to = graph.edge(node, e).to;
        if (to >= 0) ++uses_[at(to)];
      }
    }
    for (const RootSnapshot& root : graph.roots) {
      if (root.node >= 0) ++uses_[at(root.node)];
    }
  }

  std::vector<Fold> find() {
    find_groups();
    find_chains();
    give_leaves();
    for (Fold& fold : folds_) complete(fold);
    return std::move(folds_);
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }

  void find_groups() {
    std::vector<Fold> groups(graph_.groups.size());
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (graph_.nodes[n].group >= 0) groups[at(graph_.nodes[n].group)].operations.push_back(static_cast<int>(n));
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (groups[g].operations.size() < 2) continue;
      groups[g].key = "group:" + std::to_string(g);
      groups[g].title = graph_.groups[g];
      folds_.push_back(std::move(groups[g]));
    }
  }

  bool is_leaf(int node) const { return graph_.node(node).leaf >= 0; }

  /// A person gave its result a name: worth a box.
  bool is_named(int number) const {
    const NodeSnapshot& node = graph_.node(number);
    for (int i = 0; i < node.output_count; ++i) {
      if (!graph_.output(node, i).name.empty()) return true;
    }
    return false;
  }

  /// The one operation that `number` computes with, if there is exactly one; -1 otherwise. Leaves do not count.
  int operand_of(int number) const {
    const NodeSnapshot& node = graph_.node(number);
    int found = -1;
    for (int e = 0; e < node.edge_count; ++e) {
      const int to = graph_.edge(node, e).to;
      if (to < 0 || is_leaf(to)) continue;
      if (found >= 0) return -1;
      found = to;
    }
    return found;
  }

  bool can_chain(int node) const { return graph_.node(node).group < 0 && !is_leaf(node) && !is_named(node); }

  void find_chains() {
    std::vector<bool> taken(graph_.nodes.size());
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (taken[n] || !can_chain(static_cast<int>(n))) continue;
      Fold chain;
      for (int node = static_cast<int>(n); node >= 0 && can_chain(node) && !taken[at(node)]; node = operand_of(node)) {
        if (!chain.operations.empty() && uses_[at(node)] != 1) break;
        taken[at(node)] = true;
        chain.operations.push_back(node);
      }
      if (chain.operations.size() < kShortestChain) continue;
      chain.key = "chain:" + std::to_string(n);
      chain.title = chain_title(chain.operations);
      folds_.push_back(std::move(chain));
    }
  }

  /// "24 x (Mul, Add)" for a chain that repeats itself.
  std::string chain_title(const std::vector<int>& operations) const {
    const std::size_t count = operations.size();
    const auto name = [&](std::size_t i) { return graph_.node(operations[count - 1 - i]).name; };  // as computed
    for (std::size_t period = 1; period <= 6 && 3 * period <= count; ++period) {
      std::size_t same = period;
      while (same < count && name(same) == name(same - period)) ++same;
      if (same != count) continue;
      std::string names;
      for (std::size_t i = 0; i < period; ++i) names += (i > 0 ? ", " : "") + short_name(name(i));
      return std::to_string(count / period) + " \u00d7 " + (period > 1 ? "(" + names + ")" : names) +
             (count % period != 0 ? " \u2026" : "");
    }
    return short_name(name(0)) + " \u2026 " + short_name(name(count - 1));
  }

  /// A leaf that only one fold uses goes with it.
  void give_leaves() {
    constexpr int kNobody = -1, kOthers = -2;
    std::vector<int> fold_of(graph_.nodes.size(), kOthers), user(graph_.nodes.size(), kNobody);
    for (std::size_t f = 0; f < folds_.size(); ++f) {
      for (const int node : folds_[f].operations) fold_of[at(node)] = static_cast<int>(f);
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      const NodeSnapshot& node = graph_.nodes[n];
      for (int e = 0; e < node.edge_count; ++e) {
        const int to = graph_.edge(node, e).to;
        if (to < 0 || !is_leaf(to)) continue;
        user[at(to)] = user[at(to)] == kNobody || user[at(to)] == fold_of[n] ? fold_of[n] : kOthers;
      }
    }
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (user[n] >= 0) folds_[at(user[n])].leaves.push_back(static_cast<int>(n));
    }
  }

  void complete(Fold& fold) const {
    fold.subtitle = counted(fold.operations.size(), "operation", "operations");
    if (!fold.leaves.empty()) fold.subtitle += ", " + counted(fold.leaves.size(), "parameter", "parameters");
    const auto decided = options_.folded.find(fold.key);
    fold.is_folded = decided != options_.folded.end() ? decided->second : operation_count_ > kManyOperations;
  }

  const GraphSnapshot& graph_;
  const DrawingOptions& options_;
  std::vector<int> uses_;
  int operation_count_ = 0;
  std::vector<Fold> folds_;
};

}  // namespace

std::vector<Fold> find_folds(const GraphSnapshot& graph, const DrawingOptions& options) {
  return Folder(graph, options).find();
}

}  // namespace gradbox::inspect
