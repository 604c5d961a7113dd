#include <algorithm>
#include <cmath>

#include "gradbox/inspect/dot.h"
#include "gradbox/inspect/svg.h"
#include "ui/graph/camera.h"
#include "ui/graph/canvas.h"
#include "ui/graph/cards.h"
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
constexpr float kCardShare = 0.46f;   // of the height, on narrow screens
constexpr double kRunSeconds = 0.15;  // a gradient's way along its edges

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
    const PassState pass = follow_pass(context);
    if (!context.view.graph.stepper) bytes_note(context, area);
    draw_scene(scene_, camera_, tape, pass, marks(context));
    overlays(context, area, pass);
  }

 private:
  void start_afresh(const std::string& lesson) {
    lesson_ = lesson;
    selected_ = hovered_ = -1;
    moved_ = false;
    wants_fit_ = true;
    scene_.forget_folds();
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
    if (fit.clicked) fit_again();
    if (!narrow) zoom_buttons(place, height);
    const char* backward = view.stepper ? "Leave backward" : narrow ? "Backward" : "Step through backward";
    place(button_width(backward) + 8);
    const Hit step = button("graph:backward", backward, view.stepper ? ButtonKind::Plain : ButtonKind::Primary);
    explain(step, "Walk through backward one node at a time.");
    if (step.clicked) toggle_stepper(view);
    place(button_width("Saved") + 8);
    const Hit saved = button("graph:saved", "Saved", view.show_saved ? ButtonKind::Plain : ButtonKind::Quiet);
    explain(saved, view.show_saved ? "Hide the tensors that are kept for backward."
                                   : "Show the tensors that are kept for backward.");
    if (saved.clicked) {
      view.show_saved = !view.show_saved;
      wants_fit_ = !moved_;
      want_frame();
    }
    search(context, at, x - at.x - 8, height);
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy(ImVec2(width, height));
  }

  template <class Place>
  void zoom_buttons(const Place& place, float height) {
    place(height);
    if (icon_button("graph:zoom-in", Icon::Plus).clicked) zoom(1.4);
    place(height);
    if (icon_button("graph:zoom-out", Icon::Minus).clicked) zoom(1 / 1.4);
  }

  void zoom(double factor) {
    camera_.zoom_by(factor, camera_.screen().centre());
    moved_ = true;
    want_frame();
  }

  void toggle_stepper(GraphView& view) {
    view.stepper = !view.stepper;
    view.step = 0;
    selected_ = -1;
    wants_fit_ = !moved_;
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
    for (const inspect::DrawnBox& box : scene_.drawing().boxes) {
      if (!box_matches(box, searched_)) continue;
      camera_.reveal(box, 0);
      want_frame();
      return;
    }
  }

  // --- the picture

  void prepare(PanelContext& context, const Box& area) {
    camera_.set_screen(area);
    const bool other = scene_.update(context.snapshot.tape.graph, context.view.graph.show_saved);
    const bool resized = std::fabs(area.width() - width_) > 1 || std::fabs(area.height() - height_) > 1;
    if (other) {
      selected_ = hovered_ = -1;
      if (folding_) camera_.centre_on(fold_place());
      wants_fit_ = wants_fit_ || (!moved_ && !folding_);
      folding_ = false;
    }
    width_ = area.width();
    height_ = area.height();
    if (!wants_fit_ && !(resized && !moved_)) return;
    wants_fit_ = false;
    const bool stepper = context.view.graph.stepper;
    camera_.fit(scene_.drawing().width, scene_.drawing().height, stepper && !metrics().narrow ? kCardWidth : 0,
                stepper ? stepper_height() + 8 : 0);
  }

  inspect::Point fold_place() const {
    for (const inspect::DrawnBox& box : scene_.drawing().boxes) {
      if (box.fold == fold_key_) return {box.x, box.y};
    }
    return {scene_.drawing().width / 2, scene_.drawing().height / 2};
  }

  void fit_again() {
    moved_ = false;
    wants_fit_ = true;
    want_frame();
  }

  void react(PanelContext& context, const Box& area) {
    ImGui::SetNextItemAllowOverlap();
    const Hit canvas = hit_at("graph:canvas", area);
    const ImGuiIO& io = ImGui::GetIO();
    hovered_ = canvas.hovered || canvas.held ? scene_.box_at(camera_.to_drawing(io.MousePos)) : -1;
    if (canvas.hovered && hovered_ < 0) ImGui::SetMouseCursor(ImGuiMouseCursor_Arrow);
    if (canvas.hovered && io.MouseWheel != 0) {
      camera_.zoom_by(std::exp2(static_cast<double>(io.MouseWheel) / 3), io.MousePos);
      moved_ = true;
    }
    if (canvas.held && ImGui::IsMouseDragging(0, 4)) {
      camera_.pan(io.MouseDelta);
      moved_ = dragged_ = true;
      ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
    }
    if (canvas.double_clicked && hovered_ < 0) fit_again();
    if (canvas.clicked && !dragged_) click(context);
    if (!io.MouseDown[0]) dragged_ = false;
    tip(canvas);
    step_by_keys(context);
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

  void tip(const Hit& canvas) const {
    if (hovered_ < 0 || hovered_ == selected_ || camera_.zoom() > 0.55) return;
    const inspect::DrawnBox& box = scene_.drawing().boxes[static_cast<std::size_t>(hovered_)];
    explain(canvas, "`" + box.title + "` " + box.subtitle);
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

  PassState follow_pass(PanelContext& context) {
    GraphView& view = context.view.graph;
    const lessons::TapeSnapshot& tape = context.snapshot.tape;
    if (!view.stepper || !tape.has_recording) {
      shown_step_ = -1;
      return {};
    }
    view.step = std::min(view.step, step_count(context));
    PassState pass = pass_state(tape.graph, tape.recording, view.step);
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
    if (!view.stepper) failure_note(context, area);
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
      scene_.set_folded(wish.fold, wish.folded);
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
    draw_text(ImGui::GetWindowDrawList(), Type::Label, ImVec2(area.min.x + 12, area.max.y - 26), palette().quiet, text);
  }

  static void failure_note(const PanelContext& context, const Box& area) {
    const inspect::GraphSnapshot& graph = context.snapshot.tape.graph;
    const inspect::CulpritSnapshot& culprit = graph.culprit;
    if (culprit.operation.empty() && graph.nodes.empty()) {
      ImGui::SetCursorScreenPos(ImVec2(area.min.x + 12, area.min.y + 10));
      paragraph(Type::Label, palette().quiet,
                "No gradients, no graph: nothing that this was computed from requires a gradient, or it was computed "
                "under no_grad.");
      return;
    }
    if (culprit.operation.empty()) return;
    const ImVec2 at(area.min.x + 12, area.min.y + 10);
    draw_icon(ImGui::GetWindowDrawList(), Icon::Warning, ImVec2(at.x + 8, at.y + 8), 15, palette().wrong);
    draw_line(ImGui::GetWindowDrawList(), Type::Label, ImVec2(at.x + 22, at.y), at.y + 18, area.width() - 48,
              palette().text, culprit.error);
  }

  Scene scene_;
  Camera camera_;
  std::string lesson_, searched_, fold_key_;
  int selected_ = -1, hovered_ = -1;
  bool moved_ = false;    // by a person
  bool dragged_ = false;  // the press that is going on
  bool wants_fit_ = true, folding_ = false;
  float width_ = 0, height_ = 0;
  float card_height_ = 200, step_height_ = 200;  // as the last frame found them
  int shown_step_ = -1;
  double run_from_ = -1;
};

}  // namespace

std::unique_ptr<Panel> make_stage_graph() { return std::make_unique<StageGraph>(); }

}  // namespace gradbox::ui
