#pragma once

#include <string>
#include <vector>

#include "gradbox/inspect/drawing.h"
#include "gradbox/inspect/graph_snapshot.h"

namespace gradbox::inspect {

/// Operations that may be shown as one box.
struct Fold {
  std::string key;  // "group:2", "chain:17"
  std::string title, subtitle;
  std::vector<int> operations;  // nodes
  std::vector<int> leaves;      // nodes of leaves that nobody else uses
  bool is_folded = false;
};

/// The groups of the graph, and long chains of operations outside them.
std::vector<Fold> find_folds(const GraphSnapshot& graph, const DrawingOptions& options);

}  // namespace gradbox::inspect
