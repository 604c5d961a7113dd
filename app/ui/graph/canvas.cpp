#include "ui/graph/canvas.h"

#include <algorithm>
#include <cmath>

#include "ui/widgets/hatch.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using inspect::BoxKind;
using inspect::DrawnBox;
using inspect::DrawnLine;

constexpr float kReadablePx = 7.5f;  // text smaller than this is left out
constexpr double kTitlePx = 16.5, kSubtitlePx = 14.5;
constexpr std::size_t kMostPlaces = 150;  // boxes that scripts can find

ImU32 colour_of(BoxKind kind) {
  const Palette& p = palette();
  switch (kind) {
    case BoxKind::Leaf:
      return p.leaf;
    case BoxKind::Root:
      return p.root;
    case BoxKind::Saved:
      return p.saved;
    case BoxKind::Culprit:
      return p.wrong;
    default:
      return p.operation;
  }
}

class Painter {
 public:
  Painter(const Scene& scene, const Camera& camera, const lessons::TapeSnapshot& tape, const PassState& pass,
          const CanvasMarks& marks)
      : scene_(scene), camera_(camera), tape_(tape), pass_(pass), marks_(marks), list_(ImGui::GetWindowDrawList()) {}

  void draw() {
    for (const inspect::DrawnFrame& frame : scene_.drawing().frames) draw_frame(frame);
    const std::vector<DrawnLine>& lines = scene_.drawing().lines;
    for (const DrawnLine& line : lines) {
      if (is_in_view(line)) draw_line_of(line);
    }
    if (pass_.shown) draw_gradients();
    const std::vector<DrawnBox>& boxes = scene_.drawing().boxes;
    std::size_t places = 0;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      if (!is_in_view(boxes[i])) continue;
      draw_box(boxes[i], static_cast<int>(i));
      if (places++ < kMostPlaces) note_place("graph:box:" + boxes[i].title, screen_box(boxes[i]));
    }
    if (pass_.shown) draw_chips();
  }

 private:
  Box screen_box(const DrawnBox& box) const {
    return {camera_.to_screen({box.left(), box.top()}), camera_.to_screen({box.right(), box.bottom()})};
  }

  static Box grown(const Box& box, float by) {
    return {ImVec2(box.min.x - by, box.min.y - by), ImVec2(box.max.x + by, box.max.y + by)};
  }

  bool is_in_view(const DrawnBox& box) const {
    const Box at = screen_box(box);
    const Box& screen = camera_.screen();
    return at.max.x > screen.min.x && at.min.x < screen.max.x && at.max.y > screen.min.y && at.min.y < screen.max.y;
  }

  bool is_in_view(const DrawnLine& line) const {
    double left = 1e30, right = -1e30;
    for (const inspect::Point& p : line.route) {
      left = std::min(left, p.x);
      right = std::max(right, p.x);
    }
    const ImVec2 min = camera_.to_screen({left, line.route.front().y});
    const ImVec2 max = camera_.to_screen({right, line.route.back().y});
    const Box& screen = camera_.screen();
    return max.x > screen.min.x && min.x < screen.max.x && max.y > screen.min.y && min.y < screen.max.y;
  }

  float line_width() const { return std::clamp(camera_.px(1.5), 0.6f, 2.5f); }

  /// Lines from afar are straight; near by they bend.
  void trace(const DrawnLine& line) const {
    const std::vector<inspect::Point>& p = line.route;
    list_->PathLineTo(camera_.to_screen(p[0]));
    for (std::size_t i = 1; i < p.size(); ++i) {
      const ImVec2 to = camera_.to_screen(p[i]);
      if (i % 2 == 0 || camera_.zoom() < 0.25) {
        list_->PathLineTo(to);
        continue;
      }
      const ImVec2 from = camera_.to_screen(p[i - 1]);
      const float middle = (from.y + to.y) / 2;
      list_->PathBezierCubicCurveTo(ImVec2(from.x, middle), ImVec2(to.x, middle), to,
                                    std::fabs(to.x - from.x) < 2 ? 1 : 14);
    }
  }

  bool touches(const DrawnLine& line, int box) const { return box >= 0 && (line.from == box || line.to == box); }

  void draw_line_of(const DrawnLine& line) {
    const Palette& p = palette();
    const bool marked = touches(line, marks_.hovered) || touches(line, marks_.selected);
    ImU32 colour = line.is_saved ? p.saved : mix(p.panel, p.quiet, 0.75f);
    if (!marks_.search.empty()) colour = with_alpha(colour, 0.35f);
    if (marked) colour = line.is_saved ? p.saved : p.text;
    const float width = line_width() * (marked ? 1.4f : 1.0f);
    if (line.is_saved) {
      draw_dashed(line, colour, width);
      return;
    }
    trace(line);
    list_->PathStroke(colour, ImDrawFlags_None, width);
    draw_tip(line.route.back(), colour);
  }

  void draw_dashed(const DrawnLine& line, ImU32 colour, float width) {
    trace(line);
    std::vector<ImVec2>& points = points_;
    points.assign(list_->_Path.begin(), list_->_Path.end());
    list_->PathClear();
    bool on = true;
    float left = 6;
    for (std::size_t i = 1; i < points.size(); ++i) {
      ImVec2 from = points[i - 1];
      const ImVec2 to = points[i];
      float length = std::hypot(to.x - from.x, to.y - from.y);
      while (length > 0.01f) {
        const float part = std::min(left, length);
        const ImVec2 next(from.x + (to.x - from.x) * part / length, from.y + (to.y - from.y) * part / length);
        if (on) list_->AddLine(from, next, colour, width);
        from = next;
        length -= part;
        left -= part;
        if (left > 0.01f) continue;
        on = !on;
        left = on ? 6.0f : 4.0f;
      }
    }
  }

  void draw_tip(inspect::Point at, ImU32 colour) {
    if (camera_.zoom() < 0.3) return;
    const ImVec2 tip = camera_.to_screen(at);
    const float w = camera_.px(4), h = camera_.px(7);
    list_->AddTriangleFilled(ImVec2(tip.x - w, tip.y - h), ImVec2(tip.x + w, tip.y - h), tip, colour);
  }

  /// Gradients that have run, against the direction of the lines.
  void draw_gradients() {
    const Palette& p = palette();
    for (std::size_t edge = 0; edge < pass_.edge_done.size(); ++edge) {
      const int number = pass_.edge_done[edge] ? scene_.line_of_edge(static_cast<int>(edge)) : -1;
      if (number < 0) continue;
      const DrawnLine& line = scene_.drawing().lines[static_cast<std::size_t>(number)];
      if (!is_in_view(line)) continue;
      const bool fresh = std::find(pass_.fresh_edges.begin(), pass_.fresh_edges.end(), static_cast<int>(edge)) !=
                         pass_.fresh_edges.end();
      draw_gradient(line, fresh ? pass_.travelled : 1.0f, fresh ? p.gradient : with_alpha(p.gradient, 0.6f), fresh);
    }
  }

  void draw_gradient(const DrawnLine& line, float share, ImU32 colour, bool fresh) {
    trace(line);
    std::vector<ImVec2>& points = points_;
    points.assign(list_->_Path.begin(), list_->_Path.end());
    list_->PathClear();
    std::reverse(points.begin(), points.end());
    float length = 0;
    for (std::size_t i = 1; i < points.size(); ++i)
      length += std::hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    float left = length * share;
    ImVec2 end = points[0];
    list_->PathLineTo(end);
    for (std::size_t i = 1; i < points.size() && left > 0; ++i) {
      const float dx = points[i].x - points[i - 1].x, dy = points[i].y - points[i - 1].y;
      const float part = std::hypot(dx, dy);
      const float k = part > 0 ? std::min(1.0f, left / part) : 1.0f;
      end = ImVec2(points[i - 1].x + dx * k, points[i - 1].y + dy * k);
      list_->PathLineTo(end);
      left -= part;
    }
    list_->PathStroke(colour, ImDrawFlags_None, line_width() * (fresh ? 2.0f : 1.4f));
    if (fresh) list_->AddCircleFilled(end, std::max(camera_.px(5), 3.0f), colour);
  }

  void draw_frame(const inspect::DrawnFrame& frame) {
    const Palette& p = palette();
    const ImVec2 min = camera_.to_screen({frame.left, frame.top}), max = camera_.to_screen({frame.right, frame.bottom});
    list_->AddRectFilled(min, max, with_alpha(p.quiet, 0.05f), camera_.px(10));
    list_->AddRect(min, max, with_alpha(p.quiet, 0.3f), camera_.px(10));
    text_at(ImVec2(min.x + camera_.px(8), min.y - camera_.px(15)), 13, p.quiet, frame.title, 1e6f, false);
  }

  /// Text in the drawing's size: as large as the zoom makes it, in whole pixels, so that letters are drawn afresh.
  void text_at(ImVec2 at, double size, ImU32 colour, const std::string& text, float width, bool centred) {
    const float px = std::round(camera_.px(size));
    if (px < kReadablePx || text.empty()) return;
    ImFont* face = font(Type::Mono);
    const ImVec2 extent = face->CalcTextSizeA(px, 1e6f, 0, text.c_str());
    const float fitting = extent.x > width ? std::max(px - 1, kReadablePx) : px;
    const float x = centred ? at.x - extent.x * fitting / px / 2 : at.x;
    list_->AddText(face, fitting, ImVec2(std::round(x), std::round(at.y)), colour, text.c_str());
  }

  void draw_box(const DrawnBox& box, int number) {
    const Palette& p = palette();
    const Box at = screen_box(box);
    const ImU32 colour = colour_of(box.kind);
    const float corner = camera_.px(kCorner);
    const bool found = !marks_.search.empty() && scene_.matches(number, marks_.search);
    const bool dimmed = !marks_.search.empty() && !found;
    const float alpha = dimmed ? 0.3f : 1.0f;
    if (box.kind == BoxKind::Fold) draw_stack(at, colour, alpha);
    list_->AddRectFilled(at.min, at.max, p.panel, corner);
    const bool strong = box.kind != BoxKind::Operation && box.kind != BoxKind::Fold && box.kind != BoxKind::Data;
    list_->AddRectFilled(at.min, at.max, with_alpha(colour, alpha * (strong ? 0.2f : 0.1f)), corner);
    if (pass_.shown) draw_progress(box, at, corner);
    list_->AddRect(at.min, at.max, with_alpha(colour, alpha * (strong ? 0.95f : 0.6f)), corner, 0,
                   strong ? 1.5f : 1.0f);
    if (box.is_frozen)
      draw_hatch(list_, grown(at, -1.5f), with_alpha(p.quiet, alpha * 0.28f), std::max(camera_.px(8), 4.0f));
    draw_outline(box, at, number, corner);
    if (found) list_->AddRect(grown(at, 1.5f).min, grown(at, 1.5f).max, p.accent, corner + 1.5f, 0, 1.5f);
    const float width = at.width() - 6;
    const ImU32 ink = with_alpha(p.text, alpha), quiet = with_alpha(p.quiet, alpha);
    const ImVec2 c = at.centre();
    text_at(ImVec2(c.x, c.y - camera_.px(17)), kTitlePx, box.kind == BoxKind::Culprit ? p.wrong : ink, box.title, width,
            true);
    text_at(ImVec2(c.x, c.y - camera_.px(0.5)), kSubtitlePx, quiet, box.subtitle, width, true);
    if (box.kind == BoxKind::Culprit) {
      draw_icon(list_, Icon::Warning, ImVec2(at.min.x, at.min.y), std::max(camera_.px(20), 10.0f), p.wrong);
    }
  }

  void draw_stack(const Box& at, ImU32 colour, float alpha) {
    for (const double shift : {6.0, 3.0}) {
      const float by = camera_.px(shift);
      const ImVec2 min(at.min.x + by, at.min.y + by), max(at.max.x + by, at.max.y + by);
      list_->AddRectFilled(min, max, palette().panel, camera_.px(kCorner));
      list_->AddRect(min, max, with_alpha(colour, 0.5f * alpha), camera_.px(kCorner));
    }
  }

  /// A leaf fills up with gradient; what has run is tinted.
  void draw_progress(const DrawnBox& box, const Box& at, float corner) {
    const ImU32 gradient = palette().gradient;
    if (box.kind == BoxKind::Leaf && box.leaf >= 0) {
      const float share = pass_.leaf_share[static_cast<std::size_t>(box.leaf)];
      if (share <= 0) return;
      list_->PushClipRect(ImVec2(at.min.x, at.max.y - at.height() * share), at.max, true);
      list_->AddRectFilled(at.min, at.max, with_alpha(gradient, 0.42f), corner);
      list_->PopClipRect();
    } else if (box.node >= 0 && box.kind == BoxKind::Operation && pass_.node_done[static_cast<std::size_t>(box.node)]) {
      list_->AddRectFilled(at.min, at.max, with_alpha(gradient, 0.14f), corner);
    }
  }

  void draw_outline(const DrawnBox& box, const Box& at, int number, float corner) {
    const Palette& p = palette();
    const auto outline = [&](ImU32 colour, float width, float away) {
      list_->AddRect(ImVec2(at.min.x - away, at.min.y - away), ImVec2(at.max.x + away, at.max.y + away), colour,
                     corner + away, 0, width);
    };
    const bool current = pass_.shown && number == scene_.box_of_node(pass_.current_node) && box.kind != BoxKind::Root;
    if (current) {
      outline(with_alpha(p.gradient, 0.35f), 5, 3);
      outline(p.gradient, 2, 1);
    }
    if (number == marks_.selected && !current) outline(p.accent, 2, 2);
    if (number == marks_.hovered && number != marks_.selected) outline(with_alpha(p.text, 0.5f), 1, 0.5f);
  }

  /// What runs along the edges of the node at work.
  void draw_chips() {
    if (pass_.travelled < 1 || camera_.zoom() < 0.45) return;
    const inspect::BackwardRecording& recording = tape_.recording;
    if (pass_.current_step < 0) return;
    const inspect::BackwardStep& step = recording.steps[static_cast<std::size_t>(pass_.current_step)];
    const inspect::NodeSnapshot& node = tape_.graph.node(step.node);
    for (const int edge : pass_.fresh_edges) {
      const int number = scene_.line_of_edge(edge);
      if (number < 0) continue;
      const inspect::OutgoingGradient& out = step.outgoing[static_cast<std::size_t>(edge - node.first_edge)];
      draw_chip(scene_.drawing().lines[static_cast<std::size_t>(number)], out);
    }
  }

  void draw_chip(const DrawnLine& line, const inspect::OutgoingGradient& out) {
    const inspect::ValueSnapshot* value = tape_.recording.value(out.sent);
    if (!value) return;
    const std::string text = value->count == 1 && !value->values.empty() ? short_number(value->values[0], 4)
                                                                         : inspect::shape_text(value->shape);
    const std::vector<inspect::Point>& p = line.route;
    const ImVec2 from = camera_.to_screen(p[0]), to = camera_.to_screen(p[1]);
    const ImVec2 middle((from.x + to.x) / 2, (from.y + to.y) / 2);
    const ImVec2 size = text_size(Type::MonoSmall, text);
    const ImVec2 min(middle.x - size.x / 2 - 5, middle.y - size.y / 2 - 1),
        max(middle.x + size.x / 2 + 5, middle.y + size.y / 2 + 1);
    list_->AddRectFilled(min, max, palette().panel, 5);
    list_->AddRectFilled(min, max, with_alpha(palette().gradient, 0.25f), 5);
    draw_text(list_, Type::MonoSmall, ImVec2(min.x + 5, min.y + 1), palette().text, text);
  }

  const Scene& scene_;
  const Camera& camera_;
  const lessons::TapeSnapshot& tape_;
  const PassState& pass_;
  const CanvasMarks& marks_;
  ImDrawList* list_;
  std::vector<ImVec2> points_;  // of the line at hand
};

}  // namespace

void draw_scene(const Scene& scene, const Camera& camera, const lessons::TapeSnapshot& tape, const PassState& pass,
                const CanvasMarks& marks) {
  const Box& screen = camera.screen();
  ImGui::GetWindowDrawList()->PushClipRect(screen.min, screen.max, true);
  Painter(scene, camera, tape, pass, marks).draw();
  ImGui::GetWindowDrawList()->PopClipRect();
}

}  // namespace gradbox::ui
