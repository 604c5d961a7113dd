#include <algorithm>
#include <cmath>

#include "gradbox/inspect/dot.h"
#include "gradbox/inspect/svg.h"
#include "ui/graph/box_tip.h"
#include "ui/graph/camera.h"
#include "ui/graph/canvas.h"
#include "ui/graph/cards.h"
#include "ui/graph/failure_note.h"
#include "ui/graph/floating.h"
#include "ui/graph/stepper_bar.h"
#include "ui/graph/value_view.h"
#include "ui/panels/panel.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

constexpr float kCardWidth = 300;
constexpr float kCardShare = 0.46f;      // of the height, on narrow screens
constexpr float kNoteHeight = 22;        // the line below the picture
constexpr double kPinchPerDoubling = 7;  // of the wheel, as two fingers turn it
constexpr double kRunSeconds = 0.15;     // a gradient's way along its edges

/// The graph of the tensor that the lesson looks at, and backward through it node by node.
class StageGraph final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const lessons::TapeSnapshot& tape = context.snapshot.tape;
    if (lesson_ != context.snapshot.lesson) start_afresh(context.snapshot.lesson);
    toolbar(context);
    gap(kSpace);
    const ImVec2 at = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
    const Box area{at, ImVec2(at.x + size.x, at.y + std::max(size.y, 40.0f))};
    if (!tape.present) {
      nothing_to_show(context, area);
      return;
    }
    ImGui::GetWindowDrawList()->AddRectFilled(area.min, area.max, with_alpha(palette().ground, 0.5f), kCorner);
    prepare(context, area);
    react(context, area);
    context.view.graph.card = selected_ >= 0;
    const PassState& pass = follow_pass(context);
    draw_scene(scene_, camera_, tape, pass, marks(context));
    if (!context.view.graph.stepper) bytes_note(context, area);
    overlays(context, area, pass);
    remember_camera(context.view.graph);
  }

 private:
  void start_afresh(const std::string& lesson) {
    lesson_ = lesson;
    selected_ = hovered_ = -1;
    wants_fit_ = true;
  }

  void remember_camera(GraphView& view) const {
    view.x = camera_.centre().x;
    view.y = camera_.centre().y;
    view.zoom = camera_.zoom();
  }

  static void nothing_to_show(const PanelContext& context, const Box& area) {
    const std::string& error = context.snapshot.tape.error;
    empty_plot(area, error.empty() ? "Recording what the lesson computes…" : error);
    if (error.empty()) want_frame(0.05f);
  }

  // --- above the picture

  void toolbar(PanelContext& context) {
    GraphView& view = context.view.graph;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = metrics().control_px;
    const bool narrow = width < 560;
    float x = at.x + width;
    const auto place = [&](float needed) {
      x -= needed;
      ImGui::SetCursorScreenPos(ImVec2(x, at.y));
    };
    place(height);
    const Hit fit = icon_button("graph:fit", Icon::Fit);
    explain(fit, "Show all of it. A double click does the same.");
    if (fit.clicked) fit_again(view);
    if (!narrow) zoom_buttons(view, place, height);
    const char* backward = view.stepper ? "Leave backward" : narrow ? "Backward" : "Step through backward";
    place(button_width(backward) + 8);
    const Hit step = button("graph:backward", backward, view.stepper ? ButtonKind::Plain : ButtonKind::Primary);
    explain(step, "Walk through backward one node at a time.");
    if (step.clicked) toggle_stepper(view);
    kept_button(view, place, narrow);
    search(context, at, x - at.x - 8, height);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(width, height));
  }

  template <class Place>
  void kept_button(GraphView& view, const Place& place, bool narrow) {
    const char* label = narrow ? "Kept" : view.show_saved ? "Hide what is kept" : "Show what is kept";
    place(button_width(label) + 8);
    const Hit kept = button("graph:saved", label, view.show_saved ? ButtonKind::Plain : ButtonKind::Quiet);
    explain(
        kept,
        "Backward needs numbers of forward again: a product needs both its factors. Each operation keeps them until "
        "then, and this is the memory that training takes. They are drawn in orange.");
    if (!kept.clicked) return;
    view.show_saved = !view.show_saved;
    wants_fit_ = !view.moved;
    want_frame();
  }

  template <class Place>
  void zoom_buttons(GraphView& view, const Place& place, float height) {
    place(height);
    const Hit in = icon_button("graph:zoom-in", Icon::Plus);
    explain(in, "Nearer. The wheel does the same.");
    if (in.clicked) zoom(view, 1.4);
    place(height);
    const Hit out = icon_button("graph:zoom-out", Icon::Minus);
    explain(out, "Farther. The wheel does the same.");
    if (out.clicked) zoom(view, 1 / 1.4);
  }

  void zoom(GraphView& view, double factor) {
    camera_.zoom_by(factor, camera_.screen().centre());
    view.moved = true;
    want_frame();
  }

  void toggle_stepper(GraphView& view) {
    view.stepper = !view.stepper;
    view.step = 0;
    selected_ = -1;
    wants_fit_ = !view.moved;
    want_frame();
  }

  void search(PanelContext& context, ImVec2 at, float width, float) {
    GraphView& view = context.view.graph;
    if (width < 60) return;
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID("graph-search");
    ImGui::BeginChild("field", ImVec2(std::min(width, 220.0f), metrics().control_px), ImGuiChildFlags_None,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    search_field("graph:search", width < 150 ? "Find" : "Find a node", "", view.search, view.focus_search);
    ImGui::EndChild();
    ImGui::PopID();
    if (view.search == searched_) return;
    searched_ = view.search;
    go_to_match();
  }

  void go_to_match() {
    if (searched_.empty()) return;
    for (std::size_t i = 0; i < scene_.drawing().boxes.size(); ++i) {
      if (!scene_.matches(static_cast<int>(i), searched_)) continue;
      camera_.reveal(scene_.drawing().boxes[i], 0);
      want_frame();
      return;
    }
  }

  // --- the picture

  void prepare(PanelContext& context, const Box& area) {
    GraphView& view = context.view.graph;
    const lessons::Snapshot& s = context.snapshot;
    camera_.set_screen(area);
    inspect::DrawingOptions options;
    options.show_saved = view.show_saved;
    options.folded = view.folded;
    const bool other = scene_.update(s.tape.graph, s.revision * 1000003 + s.generation, options);
    const bool resized = std::fabs(area.width() - width_) > 1 || std::fabs(area.height() - height_) > 1;
    if (view.moved) camera_.place({view.x, view.y}, view.zoom);
    if (other) {
      selected_ = hovered_ = -1;
      if (folding_) camera_.centre_on(fold_place());
      wants_fit_ = wants_fit_ || (!view.moved && !folding_);
      folding_ = false;
    }
    width_ = area.width();
    height_ = area.height();
    if (view.moved || !(wants_fit_ || resized)) return;
    wants_fit_ = false;
    const bool stepper = view.stepper;
    camera_.fit(scene_.drawing().width, scene_.drawing().height, stepper && !metrics().narrow ? kCardWidth : 0,
                stepper ? stepper_height() + 8 : kNoteHeight, failure_height_);
  }

  inspect::Point fold_place() const {
    for (const inspect::DrawnBox& box : scene_.drawing().boxes) {
      if (box.fold == fold_key_) return {box.x, box.y};
    }
    return {scene_.drawing().width / 2, scene_.drawing().height / 2};
  }

  void fit_again(GraphView& view) {
    view.moved = false;
    wants_fit_ = true;
    want_frame();
  }

  void react(PanelContext& context, const Box& area) {
    ImGui::SetNextItemAllowOverlap();
    const Hit canvas = hit_at("graph:canvas", area);
    GraphView& view = context.view.graph;
    const ImGuiIO& io = ImGui::GetIO();
    hovered_ = canvas.hovered || canvas.held ? scene_.box_at(camera_.to_drawing(io.MousePos)) : -1;
    if (canvas.hovered && hovered_ < 0) ImGui::SetMouseCursor(ImGuiMouseCursor_Arrow);
    if (canvas.hovered && io.MouseWheel != 0) {
      const double per_doubling = io.MouseSource == ImGuiMouseSource_TouchScreen ? kPinchPerDoubling : 3;
      camera_.zoom_by(std::exp2(static_cast<double>(io.MouseWheel) / per_doubling), io.MousePos);
      view.moved = true;
    }
    pan_by_two_fingers(view, canvas);
    if (canvas.held && ImGui::IsMouseDragging(0, 4)) {
      camera_.pan(io.MouseDelta);
      view.moved = dragged_ = true;
      ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
    }
    if (canvas.double_clicked && hovered_ < 0) fit_again(view);
    if (canvas.clicked && !dragged_) click(context);
    if (!io.MouseDown[0]) dragged_ = false;
    tip(context, canvas);
    step_by_keys(context);
  }

  /// While two fingers are down the pointer is their middle, and nothing is pressed.
  void pan_by_two_fingers(GraphView& view, const Hit& canvas) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool down = io.MouseSource == ImGuiMouseSource_TouchScreen && !io.MouseDown[0] && canvas.hovered;
    finger_frames_ = down ? finger_frames_ + 1 : 0;
    constexpr int kSettled = 3;  // the pointer jumps from the first finger to the middle
    if (finger_frames_ <= kSettled || (io.MouseDelta.x == 0 && io.MouseDelta.y == 0)) return;
    camera_.pan(io.MouseDelta);
    view.moved = true;
  }

  void click(PanelContext& context) {
    selected_ = selected_ == hovered_ ? -1 : hovered_;
    if (selected_ < 0) return;
    const inspect::DrawnBox& box = scene_.drawing().boxes[static_cast<std::size_t>(selected_)];
    if (context.view.graph.stepper) {
      jump_to(context, box);
      selected_ = -1;
      return;
    }
    if (!metrics().narrow) camera_.reveal(box, kCardWidth + 16);
  }

  /// In backward a click on a node goes to where it runs.
  static void jump_to(PanelContext& context, const inspect::DrawnBox& box) {
    const std::vector<inspect::BackwardStep>& steps = context.snapshot.tape.recording.steps;
    for (std::size_t s = 0; s < steps.size(); ++s) {
      if (steps[s].node == box.node && box.node >= 0) context.view.graph.step = static_cast<int>(s) + 1;
    }
    want_frame();
  }

  void tip(const PanelContext& context, const Hit& canvas) const {
    const bool beside_card = selected_ >= 0 && hovered_ == selected_;
    if (hovered_ < 0 || beside_card || dragged_ || context.view.posing) return;
    const inspect::DrawnBox& box = scene_.drawing().boxes[static_cast<std::size_t>(hovered_)];
    explain(canvas, box_tip(context.snapshot.tape, box));
  }

  CanvasMarks marks(const PanelContext& context) const {
    return {hovered_, context.view.graph.stepper ? -1 : selected_, context.view.graph.search};
  }

  // --- backward

  int step_count(const PanelContext& context) const {
    return static_cast<int>(context.snapshot.tape.recording.steps.size());
  }

  void step_by_keys(PanelContext& context) {
    if (!context.view.graph.stepper || ImGui::GetIO().WantTextInput) return;
    if (ImGui::IsKeyPressed(ImGuiKey_UpArrow, true)) step_by(context, 1);
    if (ImGui::IsKeyPressed(ImGuiKey_DownArrow, true)) step_by(context, -1);
  }

  void step_by(PanelContext& context, int count) { step_to(context, context.view.graph.step + count); }

  void step_to(PanelContext& context, int step) {
    const int wanted = std::clamp(step, 0, step_count(context));
    if (wanted != context.view.graph.step) want_frame();
    context.view.graph.step = wanted;
  }

  const PassState& follow_pass(PanelContext& context) {
    GraphView& view = context.view.graph;
    const lessons::TapeSnapshot& tape = context.snapshot.tape;
    if (!view.stepper || !tape.has_recording) {
      shown_step_ = -1;
      pass_ = {};
      return pass_;
    }
    view.step = std::min(view.step, step_count(context));
    if (!pass_.shown || view.step != shown_step_ || context.snapshot.revision != pass_revision_) {
      pass_ = pass_state(tape.graph, tape.recording, view.step);
      pass_revision_ = context.snapshot.revision;
    }
    PassState& pass = pass_;
    if (shown_step_ != view.step) {
      run_from_ = view.step == shown_step_ + 1 && !metrics().still ? ImGui::GetTime() : -1;
      shown_step_ = view.step;
      const int box = scene_.box_of_node(pass.current_node);
      if (box >= 0) {
        const float covered =
            metrics().narrow ? stepper_height() + 16 + camera_.screen().height() * kCardShare : stepper_height() + 8;
        camera_.reveal(scene_.drawing().boxes[static_cast<std::size_t>(box)], metrics().narrow ? 0 : kCardWidth + 16,
                       covered);
      }
    }
    if (run_from_ >= 0) {
      pass.travelled = static_cast<float>(std::min(1.0, (ImGui::GetTime() - run_from_) / kRunSeconds));
      if (pass.travelled < 1) want_frame();
    }
    return pass;
  }

  // --- over the picture

  void overlays(PanelContext& context, const Box& area, const PassState& pass) {
    const GraphView& view = context.view.graph;
    if (view.stepper) {
      step_to(context, stepper_bar(context, area));
      if (pass.current_step >= 0) step_card(context, area, pass.current_step);
    } else if (selected_ >= 0) {
      box_card(context, area);
    }
    failure_note(context, area);
  }

  Box card_box(const Box& area, bool above_stepper) const {
    const float below = above_stepper ? stepper_height() + 16 : 8;
    if (metrics().narrow) {
      const float top = area.max.y - below - std::round(area.height() * kCardShare);
      return {ImVec2(area.min.x + 6, top), ImVec2(area.max.x - 6, area.max.y - below)};
    }
    return {ImVec2(area.max.x - kCardWidth - 8, area.min.y + 8), ImVec2(area.max.x - 8, area.max.y - below)};
  }

  void box_card(PanelContext& context, const Box& area) {
    floating("graph:card", card_box(area, false), card_height_, [&] {
      const CardWish wish = draw_box_card(context, scene_, selected_);
      if (wish.close) selected_ = -1;
      if (wish.fold.empty()) return;
      context.view.graph.folded[wish.fold] = wish.folded;
      fold_key_ = wish.fold;
      folding_ = true;
      selected_ = -1;
      want_frame();
    });
  }

  void step_card(PanelContext& context, const Box& area, int step) {
    const inspect::BackwardStep& now = context.snapshot.tape.recording.steps[static_cast<std::size_t>(step)];
    floating("graph:step-card", card_box(area, true), step_height_, [&] { draw_step_card(context, now); });
  }

  void bytes_note(const PanelContext& context, const Box& area) const {
    const inspect::GraphSnapshot& graph = context.snapshot.tape.graph;
    const std::string text = std::to_string(graph.nodes.size()) + (graph.nodes.size() == 1 ? " node, " : " nodes, ") +
                             bytes_text(graph.saved_bytes) + " kept for backward";
    const ImVec2 at(area.min.x + 12, area.max.y - 26), size = text_size(Type::Label, text);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(ImVec2(at.x - 6, at.y - 3), ImVec2(at.x + size.x + 6, at.y + size.y + 3),
                        with_alpha(palette().ground, 0.85f), kCorner);
    draw_text(list, Type::Label, at, palette().quiet, text);
  }

  void failure_note(PanelContext& context, const Box& area) {
    const float height = draw_failure_note(context.snapshot.tape.graph, area, context.snapshot.error);
    if (std::fabs(height - failure_height_) < 1) return;
    failure_height_ = height;
    wants_fit_ = !context.view.graph.moved;
    want_frame();
  }

  Scene scene_;
  Camera camera_;
  std::string lesson_, searched_, fold_key_;
  int selected_ = -1, hovered_ = -1;
  int finger_frames_ = 0;
  bool dragged_ = false;  // the press that is going on
  bool wants_fit_ = true, folding_ = false;
  float width_ = 0, height_ = 0;
  float card_height_ = 200, step_height_ = 200, failure_height_ = 0;  // as the last frame found them
  PassState pass_;
  uint64_t pass_revision_ = 0;
  int shown_step_ = -1;
  double run_from_ = -1;
};

}  // namespace

std::unique_ptr<Panel> make_stage_graph() { return std::make_unique<StageGraph>(); }

}  // namespace gradbox::ui
