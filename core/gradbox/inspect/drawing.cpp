#include "gradbox/inspect/drawing.h"

#include <algorithm>

#include "gradbox/inspect/folding.h"
#include "gradbox/inspect/layers.h"

namespace gradbox::inspect {
namespace {

constexpr double kBoxHeight = 36, kRowGap = 24, kBoxGap = 20, kInside = 12, kMargin = 16;
constexpr double kPortGap = 16;  // between lines that enter one box
constexpr double kFrameSpace = 12;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Letters, not bytes.
double letters(const std::string& text) {
  return static_cast<double>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string with_shape(const std::string& name, const std::vector<int64_t>& shape) {
  return (name.empty() ? "" : name + " ") + shape_text(shape);
}

/// Boxes and lines without places.
class Sketch {
 public:
  Sketch(const GraphSnapshot& graph, const DrawingOptions& options, const std::vector<Fold>& folds)
      : graph_(graph), options_(options), folds_(folds), fold_of_(graph.nodes.size(), -1) {
    for (std::size_t f = 0; f < folds_.size(); ++f) {
      for (const int node : folds_[f].operations) fold_of_[at(node)] = static_cast<int>(f);
    }
    out_.box_of_node.assign(graph.nodes.size(), -1);
  }

  GraphDrawing draw() {
    add_boxes_of_folds();
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (out_.box_of_node[n] < 0) add_node(static_cast<int>(n));
    }
    add_roots();
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) add_lines(static_cast<int>(n));
    if (options_.show_saved) add_saved();
    for (DrawnBox& box : out_.boxes) measure(box);
    return std::move(out_);
  }

 private:
  int add(DrawnBox box) {
    out_.boxes.push_back(std::move(box));
    return static_cast<int>(out_.boxes.size()) - 1;
  }

  void measure(DrawnBox& box) const {
    const double title = letters(box.title) * options_.title_px;
    const double subtitle = letters(box.subtitle) * options_.subtitle_px;
    box.width = std::max({title, subtitle, 28.0}) + 2 * kInside;
    box.height = kBoxHeight;
  }

  void add_boxes_of_folds() {
    for (const Fold& fold : folds_) {
      if (!fold.is_folded) continue;
      DrawnBox box;
      box.kind = BoxKind::Fold;
      box.title = fold.title;
      box.subtitle = fold.subtitle;
      box.members = fold.operations;
      box.fold = fold.key;
      const int number = add(box);
      for (const int node : fold.operations) out_.box_of_node[at(node)] = number;
      for (const int node : fold.leaves) out_.box_of_node[at(node)] = number;
    }
  }

  void add_node(int number) {
    const NodeSnapshot& node = graph_.node(number);
    DrawnBox box;
    box.node = number;
    if (node.leaf >= 0) {
      const LeafSnapshot& leaf = graph_.leaves[at(node.leaf)];
      box.kind = BoxKind::Leaf;
      box.leaf = node.leaf;
      box.title = leaf.name.empty() ? "leaf" : leaf.name;
      box.subtitle = shape_text(leaf.shape);
    } else {
      box.title = node.name;
      if (node.output_count > 0) box.subtitle = subtitle_of(number, graph_.output(node, 0));
      if (node.output_count > 1) box.subtitle += " \u2026";
      if (fold_of_[at(number)] >= 0) box.fold = folds_[at(fold_of_[at(number)])].key;
    }
    out_.box_of_node[at(number)] = add(box);
  }

  /// The result's name and shape; a root's name stands in its own box.
  std::string subtitle_of(int number, const OutputSnapshot& output) const {
    const bool is_root = std::any_of(graph_.roots.begin(), graph_.roots.end(),
                                     [number](const RootSnapshot& root) { return root.node == number; });
    return with_shape(is_root && graph_.culprit.operation.empty() ? "" : output.name, output.shape);
  }

  void connect(int from, int to, bool is_saved, int edge) {
    if (from == to) return;
    const auto is_fold = [&](int box) { return out_.boxes[at(box)].kind == BoxKind::Fold; };
    auto number = static_cast<int>(out_.lines.size());
    // Several edges of what is folded become one line; elsewhere each keeps its own.
    if (is_fold(from) || is_fold(to)) number = folded_lines_.try_emplace({from, to}, number).first->second;
    if (at(number) == out_.lines.size()) {
      DrawnLine line;
      line.from = from;
      line.to = to;
      line.is_saved = is_saved;
      out_.lines.push_back(std::move(line));
    }
    if (edge >= 0) out_.lines[at(number)].edges.push_back(edge);
  }

  void add_lines(int number) {
    const NodeSnapshot& node = graph_.node(number);
    for (int e = 0; e < node.edge_count; ++e) {
      const int to = graph_.edge(node, e).to;
      if (to >= 0) connect(out_.box_of_node[at(to)], out_.box_of_node[at(number)], false, node.first_edge + e);
    }
  }

  void add_roots() {
    const bool failed = !graph_.culprit.operation.empty();
    int culprit = -1;
    if (failed) {
      DrawnBox box;
      box.kind = BoxKind::Culprit;
      box.title = graph_.culprit.operation;
      box.subtitle = "failed";
      culprit = add(box);
    }
    for (std::size_t r = 0; r < graph_.roots.size(); ++r) {
      const RootSnapshot& root = graph_.roots[r];
      int from = root.node < 0 ? -1 : out_.box_of_node[at(root.node)];
      if (!failed || from < 0) {
        DrawnBox box;
        box.kind = failed ? BoxKind::Data : BoxKind::Root;
        box.title = root.name.empty() ? (failed ? "data" : "result") : root.name;
        box.subtitle = shape_text(root.shape);
        box.root = static_cast<int>(r);
        box.is_frozen = !root.requires_grad;
        box.node = root.node;
        const int own = add(box);
        if (from >= 0) connect(from, own, false, -1);
        from = own;
      }
      if (failed) connect(from, culprit, false, -1);
    }
  }

  void add_saved() {
    std::map<int, int> boxes;  // by identity
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      const NodeSnapshot& node = graph_.nodes[n];
      const int user = out_.box_of_node[n];
      if (out_.boxes[at(user)].kind == BoxKind::Fold) continue;
      for (int s = 0; s < node.saved_count; ++s) {
        const SavedSnapshot& saved = graph_.saved_of(node, s);
        if (!saved.is_tensor || saved.leaf >= 0) continue;
        const auto [entry, fresh] = boxes.try_emplace(saved.identity, -1);
        if (fresh) {
          DrawnBox box;
          box.kind = BoxKind::Saved;
          box.title = saved.tensor_name.empty() ? saved.name : saved.tensor_name;
          box.subtitle = shape_text(saved.shape);
          box.saved = node.first_saved + s;
          box.is_frozen = !saved.requires_grad;
          entry->second = add(box);
        }
        connect(entry->second, user, true, -1);
      }
    }
  }

  const GraphSnapshot& graph_;
  const DrawingOptions& options_;
  const std::vector<Fold>& folds_;
  std::vector<int> fold_of_;
  std::map<std::pair<int, int>, int> folded_lines_;
  GraphDrawing out_;
};

/// Where the k-th of the lines into a box enters it.
double port_x(const DrawnBox& box, std::size_t k, std::size_t count) {
  const double spread = std::min(kPortGap * static_cast<double>(count - 1), box.width - 2 * kInside);
  return count < 2 ? box.x : box.x - spread / 2 + spread * static_cast<double>(k) / static_cast<double>(count - 1);
}

void place_boxes(const Layers& layers, GraphDrawing& drawing) {
  double least = 0, most = 0;
  for (const Slot& slot : layers.slots) {
    least = std::min(least, slot.x - slot.width / 2);
    most = std::max(most, slot.x + slot.width / 2);
  }
  const auto row_count = static_cast<double>(layers.rows.size());
  const double step = kBoxHeight + kRowGap;
  drawing.width = most - least + 2 * kMargin;
  drawing.height = row_count * step - kRowGap + 2 * kMargin;
  for (std::size_t b = 0; b < drawing.boxes.size(); ++b) {
    const Slot& slot = layers.slots[b];
    drawing.boxes[b].x = slot.x - least + kMargin;
    drawing.boxes[b].y = kMargin + kBoxHeight / 2 + (row_count - 1 - slot.row) * step;
  }
  for (std::size_t i = 0; i < drawing.lines.size(); ++i) {
    std::vector<Point>& route = drawing.lines[i].route;
    const std::vector<int>& path = layers.paths[i];
    for (std::size_t k = 1; k + 1 < path.size(); ++k) {
      const Slot& slot = layers.slots[at(path[k])];
      const double x = slot.x - least + kMargin;
      const double y = kMargin + kBoxHeight / 2 + (row_count - 1 - slot.row) * step;
      route.push_back({x, y - kBoxHeight / 2});
      route.push_back({x, y + kBoxHeight / 2});
    }
  }
}

/// Ends of the lines: they enter a box in the order in which they come, so that they do not cross on the last stretch.
void attach_lines(GraphDrawing& drawing) {
  std::vector<std::vector<int>> entering(drawing.boxes.size());
  for (std::size_t i = 0; i < drawing.lines.size(); ++i)
    entering[at(drawing.lines[i].to)].push_back(static_cast<int>(i));
  const auto comes_from = [&](int number) {
    const DrawnLine& line = drawing.lines[at(number)];
    return line.route.empty() ? drawing.boxes[at(line.from)].x : line.route.back().x;
  };
  for (std::size_t b = 0; b < drawing.boxes.size(); ++b) {
    std::vector<int>& lines = entering[b];
    std::stable_sort(lines.begin(), lines.end(), [&](int i, int k) { return comes_from(i) < comes_from(k); });
    for (std::size_t k = 0; k < lines.size(); ++k) {
      DrawnLine& line = drawing.lines[at(lines[k])];
      const DrawnBox& from = drawing.boxes[at(line.from)];
      line.route.insert(line.route.begin(), {from.x, from.bottom()});
      line.route.push_back({port_x(drawing.boxes[b], k, lines.size()), drawing.boxes[b].top()});
    }
  }
}

/// A frame around each open group, unless something foreign lies within.
void add_frames(const std::vector<Fold>& folds, GraphDrawing& drawing) {
  for (const Fold& fold : folds) {
    if (fold.is_folded || fold.key.rfind("group:", 0) != 0) continue;
    DrawnFrame frame{fold.title, fold.key, drawing.width, drawing.height, 0, 0};
    std::vector<bool> inside(drawing.boxes.size());
    const auto cover = [&](int node) {
      const int number = drawing.box_of_node[at(node)];
      const DrawnBox& box = drawing.boxes[at(number)];
      inside[at(number)] = true;
      frame.left = std::min(frame.left, box.left() - kFrameSpace);
      frame.right = std::max(frame.right, box.right() + kFrameSpace);
      frame.top = std::min(frame.top, box.top() - kFrameSpace);
      frame.bottom = std::max(frame.bottom, box.bottom() + kFrameSpace);
    };
    for (const int node : fold.operations) cover(node);
    for (const int node : fold.leaves) cover(node);
    bool clear = true;
    for (std::size_t b = 0; b < drawing.boxes.size() && clear; ++b) {
      const DrawnBox& box = drawing.boxes[b];
      clear = inside[b] || box.right() < frame.left || box.left() > frame.right || box.bottom() < frame.top ||
              box.top() > frame.bottom;
    }
    if (clear) drawing.frames.push_back(frame);
  }
}

}  // namespace

GraphDrawing draw_graph(const GraphSnapshot& graph, const DrawingOptions& options) {
  const std::vector<Fold> folds = find_folds(graph, options);
  GraphDrawing drawing = Sketch(graph, options, folds).draw();
  Layers layers = make_layers(drawing);
  order_rows(layers);
  place_slots(layers, kBoxGap);
  place_boxes(layers, drawing);
  attach_lines(drawing);
  add_frames(folds, drawing);
  return drawing;
}

}  // namespace gradbox::inspect
