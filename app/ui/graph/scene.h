#pragma once

#include <string>
#include <vector>

#include "gradbox/inspect/drawing.h"
#include "lessons/tape_snapshot.h"

namespace gradbox::ui {

/// The drawing of a graph, made anew only when the graph has another form or something is folded.
class Scene {
 public:
  /// Returns whether the drawing is another one than before.
  bool update(const inspect::GraphSnapshot& graph, bool show_saved);

  /// Folds or unfolds.
  void set_folded(const std::string& key, bool folded);
  void forget_folds() { options_.folded.clear(); }

  const inspect::GraphDrawing& drawing() const { return drawing_; }
  const inspect::DrawingOptions& options() const { return options_; }
  int box_of_node(int node) const;
  /// The line that stands for one edge of the graph; -1 if it lies within a fold.
  int line_of_edge(int edge) const;
  int box_at(inspect::Point point) const;

 private:
  inspect::DrawingOptions options_;
  inspect::GraphDrawing drawing_;
  std::vector<int> line_of_edge_;
  uint64_t form_ = 0;
  bool stale_ = true;
};

}  // namespace gradbox::ui
