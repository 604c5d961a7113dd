#include "gradbox/inspect/drawing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/svg.h"

namespace gradbox::inspect {
namespace {

GraphSnapshot graph_of(const Tensor& root, const std::vector<NamedTensor>& named = {}) {
  GraphSource source;
  source.roots = {{"root", root}};
  source.named = named;
  return snapshot_graph(source);
}

/// Operations on randomly chosen earlier results, all of them used in the end.
Tensor random_program(uint64_t seed, int operations) {
  const Generator generator(seed);
  const auto random = [&](int64_t below) { return randint(0, below, {1}, generator).item<int64_t>(); };
  std::vector<Tensor> made;
  for (int i = 0; i < 4; ++i) made.push_back(ones({2, 2}, requires_grad()));
  Tensor sum;
  for (int i = 0; i < operations; ++i) {
    const auto pick = [&] {
      const auto count = static_cast<int64_t>(made.size());
      const int64_t recent = std::min<int64_t>(count, 6);
      return made[static_cast<std::size_t>(random(4) == 0 ? random(count) : count - 1 - random(recent))];
    };
    const int64_t kind = random(4);
    made.push_back(kind == 0   ? pick() * pick()
                   : kind == 1 ? pick() + pick()
                   : kind == 2 ? pick().tanh()
                               : pick().mm(pick()));
    sum = sum.defined() ? sum + made.back() : made.back();
  }
  return sum;
}

int overlaps(const GraphDrawing& drawing) {
  int count = 0;
  for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
    for (std::size_t k = i + 1; k < drawing.boxes.size(); ++k) {
      const DrawnBox &a = drawing.boxes[i], &b = drawing.boxes[k];
      const bool apart = a.right() < b.left() || b.right() < a.left() || a.bottom() < b.top() || b.bottom() < a.top();
      count += apart ? 0 : 1;
    }
  }
  return count;
}

/// Boxes that a line runs through on its straight stretches.
int pierced(const GraphDrawing& drawing) {
  int count = 0;
  for (const DrawnLine& line : drawing.lines) {
    for (std::size_t i = 1; i + 1 < line.route.size(); i += 2) {
      for (const DrawnBox& box : drawing.boxes) {
        const bool beside = line.route[i].x < box.left() || line.route[i].x > box.right();
        const bool outside = box.bottom() < line.route[i].y || box.top() > line.route[i + 1].y;
        count += beside || outside ? 0 : 1;
      }
    }
  }
  return count;
}

void check_sound(const GraphDrawing& drawing) {
  CHECK(overlaps(drawing) == 0);
  CHECK(pierced(drawing) == 0);
  bool finite = std::isfinite(drawing.width) && std::isfinite(drawing.height) && drawing.width > 0;
  for (const DrawnBox& box : drawing.boxes) {
    finite = finite && box.width > 0 && box.height > 0 && box.left() >= 0 && box.top() >= 0 &&
             box.right() <= drawing.width && box.bottom() <= drawing.height;
  }
  CHECK(finite);
  for (const DrawnLine& line : drawing.lines) {
    const DrawnBox& from = drawing.boxes[static_cast<std::size_t>(line.from)];
    const DrawnBox& to = drawing.boxes[static_cast<std::size_t>(line.to)];
    REQUIRE(line.route.size() % 2 == 0);
    CHECK(from.bottom() < to.top());  // always downwards
    CHECK(line.route.front().y == from.bottom());
    CHECK(line.route.back().y == to.top());
  }
}

TEST_CASE("drawings of random graphs have no overlaps, and lines run beside boxes") {
  for (uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    const GraphSnapshot graph = graph_of(random_program(seed, 2 + static_cast<int>(seed) * 3));
    for (const bool saved : {false, true}) {
      DrawingOptions options;
      options.show_saved = saved;
      check_sound(draw_graph(graph, options));
    }
  }
}

TEST_CASE("a drawing stays where it is while values change") {
  const auto draw = [](double value) {
    const Tensor w = full({3, 4}, value).requires_grad_(), b = full({4}, value).requires_grad_();
    return draw_graph(graph_of((ones({5, 3}).mm(w) + b).tanh().mean(), {{"w", w}, {"b", b}}));
  };
  const GraphDrawing one = draw(0.1), other = draw(1e30);
  REQUIRE(one.boxes.size() == other.boxes.size());
  for (std::size_t i = 0; i < one.boxes.size(); ++i) {
    CHECK(one.boxes[i].x == other.boxes[i].x);
    CHECK(one.boxes[i].y == other.boxes[i].y);
    CHECK(one.boxes[i].title == other.boxes[i].title);
  }
}

TEST_CASE("leaves lie above, operands in order from left to right, the root below") {
  const Tensor b = ones({1}, requires_grad()), w = ones({1}, requires_grad());
  const GraphDrawing drawing = draw_graph(graph_of(b + w * ones({80, 1}), {{"b", b}, {"w", w}}));
  REQUIRE(drawing.boxes.size() == 5);
  const auto box = [&](const std::string& title) {
    return *std::find_if(drawing.boxes.begin(), drawing.boxes.end(),
                         [&](const DrawnBox& one) { return one.title == title; });
  };
  CHECK(box("w").y < box("MulBackward0").y);
  CHECK(box("MulBackward0").y < box("AddBackward0").y);
  CHECK(box("AddBackward0").y < box("root").y);
  CHECK(box("b").x < box("MulBackward0").x);
  CHECK(box("b").y == box("MulBackward0").y);
  CHECK(box("root").kind == BoxKind::Root);
  CHECK(box("AddBackward0").subtitle == "(80, 1)");
}

TEST_CASE("long chains and repeated blocks fold, and unfold when asked") {
  Tensor y = ones({2, 2}, requires_grad());
  std::vector<Tensor> weights;
  for (int i = 0; i < 100; ++i) {
    weights.push_back(ones({2, 2}, requires_grad()));
    y = (y.mm(weights.back()) + 1).tanh();
  }
  const GraphSnapshot graph = graph_of(y.sum());
  const GraphDrawing folded = draw_graph(graph);
  CHECK(folded.boxes.size() < 10);
  const auto fold = std::find_if(folded.boxes.begin(), folded.boxes.end(),
                                 [](const DrawnBox& box) { return box.kind == BoxKind::Fold; });
  REQUIRE(fold != folded.boxes.end());
  CHECK(fold->subtitle.find("parameters") != std::string::npos);
  check_sound(folded);
  DrawingOptions options;
  options.folded[fold->fold] = false;
  const GraphDrawing open = draw_graph(graph, options);
  CHECK(open.boxes.size() > 400);
  check_sound(open);
}

TEST_CASE("weights used again and again do not break a chain") {
  const Tensor w = ones({2, 2}, requires_grad());
  Tensor y = ones({2, 2}, requires_grad());
  for (int i = 0; i < 40; ++i) y = y.mm(w).tanh() + w;
  const GraphDrawing drawing = draw_graph(graph_of(y.sum()));
  CHECK(drawing.boxes.size() < 6);
  CHECK(std::any_of(drawing.boxes.begin(), drawing.boxes.end(),
                    [](const DrawnBox& box) { return box.title.find("40 \u00d7 (Mm, Tanh, Add)") == 0; }));
}

TEST_CASE("a chain that repeats itself says so") {
  Tensor y = ones({2}, requires_grad());
  for (int i = 0; i < 40; ++i) y = (y * 2).exp();
  const GraphDrawing drawing = draw_graph(graph_of(y));
  const auto fold = std::find_if(drawing.boxes.begin(), drawing.boxes.end(),
                                 [](const DrawnBox& box) { return box.kind == BoxKind::Fold; });
  REQUIRE(fold != drawing.boxes.end());
  CHECK(fold->title.find("(Mul, Exp)") != std::string::npos);
}

TEST_CASE("groups are framed when open and one box when folded") {
  const Tensor w = ones({2, 2}, requires_grad());
  NodeGroup group{"layer 1", autograd::Node::peek_sequence_nr(), 0};
  const Tensor h = ones({3, 2}).mm(w).tanh();
  group.end_sequence_nr = autograd::Node::peek_sequence_nr();
  GraphSource source;
  source.roots = {{"loss", h.sum()}};
  source.named = {{"w", w}};
  source.groups = {group};
  const GraphSnapshot graph = snapshot_graph(source);
  const GraphDrawing open = draw_graph(graph);
  REQUIRE(open.frames.size() == 1);
  CHECK(open.frames[0].title == "layer 1");
  DrawingOptions options;
  options.folded["group:0"] = true;
  const GraphDrawing folded = draw_graph(graph, options);
  CHECK(folded.frames.empty());
  CHECK(folded.boxes.size() == 3);  // the layer with its weight, sum, loss
  CHECK(folded.boxes[0].subtitle == "2 operations, 1 parameter");
}

TEST_CASE("a failed operation is drawn below its operands") {
  const Tensor h = ones({1, 512}, requires_grad()) * 2, w = ones({256, 5}, requires_grad());
  GraphSource source;
  source.roots = {{"h", h}, {"w", w}};
  source.culprit = "matmul";
  source.error = "mat1 and mat2 shapes cannot be multiplied (1x512 and 256x5)";
  const GraphDrawing drawing = draw_graph(snapshot_graph(source));
  const auto culprit = std::find_if(drawing.boxes.begin(), drawing.boxes.end(),
                                    [](const DrawnBox& box) { return box.kind == BoxKind::Culprit; });
  REQUIRE(culprit != drawing.boxes.end());
  CHECK(culprit->title == "matmul");
  CHECK(std::count_if(drawing.lines.begin(), drawing.lines.end(), [&](const DrawnLine& line) {
          return line.to == static_cast<int>(culprit - drawing.boxes.begin());
        }) == 2);
}

TEST_CASE("an SVG holds every box and line, and escapes names") {
  const Tensor w = ones({2}, requires_grad());
  const GraphDrawing drawing = draw_graph(graph_of((w * 2).sum(), {{"a<b>&c", w}}));
  const std::string svg = svg_text(drawing);
  CHECK(svg.find("<svg xmlns=") == 0);
  CHECK(svg.find("a&lt;b&gt;&amp;c") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  std::size_t paths = 0;
  for (std::size_t i = svg.find("<path"); i != std::string::npos; i = svg.find("<path", i + 1)) ++paths;
  CHECK(paths == 2 * drawing.lines.size());
  CHECK(svg_text(drawing, SvgTheme::Dark) != svg);
}

}  // namespace
}  // namespace gradbox::inspect
