#pragma once

#include <string>
#include <vector>

#include "gradbox/inspect/drawing.h"
#include "lessons/tape_snapshot.h"

namespace gradbox::ui {

/// The drawing of a graph, made anew only when the graph has another form or something is folded.
class Scene {
 public:
  /// `version` differs whenever `graph` does. Returns whether the drawing is another one than before.
  bool update(const inspect::GraphSnapshot& graph, uint64_t version, const inspect::DrawingOptions& options);

  const inspect::GraphDrawing& drawing() const { return drawing_; }
  int box_of_node(int node) const;
  /// The line that stands for one edge of the graph; -1 if it lies within a fold.
  int line_of_edge(int edge) const;
  int box_at(inspect::Point point) const;
  /// Whether a box's title or subtitle holds `search`, whatever the case.
  bool matches(int box, const std::string& search) const;

 private:
  inspect::DrawingOptions options_;
  inspect::GraphDrawing drawing_;
  std::vector<int> line_of_edge_;
  std::vector<std::string> words_;  // of each box, for the search
  uint64_t form_ = 0, version_ = 0;
  bool empty_ = true;
};

}  // namespace gradbox::ui
