#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gradbox/inspect/graph_snapshot.h"

namespace gradbox::inspect {

struct Point {
  double x = 0, y = 0;
};

/// What a box of the picture stands for.
enum class BoxKind { Operation, Leaf, Root, Saved, Fold, Data, Culprit };

/// A box; (x, y) is its centre, y grows downwards.
struct DrawnBox {
  BoxKind kind = BoxKind::Operation;
  std::string title, subtitle;
  double x = 0, y = 0, width = 0, height = 0;
  int node = -1;             // of an Operation, a Leaf, a Root: the node
  int leaf = -1;             // of a Leaf
  int root = -1;             // of a Root or Data: index into GraphSnapshot::roots
  int saved = -1;            // of a Saved: the first place where it is saved, index into GraphSnapshot::saved
  bool is_frozen = false;    // a tensor that requires no gradient: none goes there
  std::vector<int> members;  // of a Fold: its operations
  std::string fold;          // of a Fold, or of an operation in one that is open: its key

  double left() const { return x - width / 2; }
  double right() const { return x + width / 2; }
  double top() const { return y - height / 2; }
  double bottom() const { return y + height / 2; }
};

/// A line from what is used to what uses it: straight down within a row of boxes, bent between rows.
struct DrawnLine {
  int from = 0, to = 0;      // boxes
  bool is_saved = false;     // leads to a saved tensor
  std::vector<Point> route;  // pairs: from each odd point a curve with upright ends to the next
  std::vector<int> edges;    // the graph's edges it stands for: indices into GraphSnapshot::edges
};

/// Around the operations of a group that is not folded.
struct DrawnFrame {
  std::string title, fold;
  double left = 0, top = 0, right = 0, bottom = 0;
};

struct GraphDrawing {
  std::vector<DrawnBox> boxes;
  std::vector<DrawnLine> lines;
  std::vector<DrawnFrame> frames;
  std::vector<int> box_of_node;  // -1: not in the picture
  double width = 0, height = 0;  // everything lies within [0, width] x [0, height]
};

struct DrawingOptions {
  bool show_saved = false;
  std::map<std::string, bool> folded;  // by key, where a person has decided; otherwise large graphs are folded
  double title_px = 7.5;               // width of a letter of a title
  double subtitle_px = 6.6;            // and of a subtitle
};

/// Note [Drawing of a graph]
/// Leaves above, the root below, operations between them in rows: each stands one row above the highest of those that
/// use it. Within a row, boxes are ordered so that few lines cross, and placed near what they are connected with; lines
/// that pass rows get a place of their own in each. The picture depends on the program and on what is folded, never on
/// a value, so that boxes stay where they are while numbers change.
GraphDrawing draw_graph(const GraphSnapshot& graph, const DrawingOptions& options = {});

}  // namespace gradbox::inspect
