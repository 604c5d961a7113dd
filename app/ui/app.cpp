#include "ui/app.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gradbox/base/error.h"
#include "lessons/link.h"
#include "ui/download.h"
#include "ui/layout.h"
#include "ui/render/camera.h"
#include "ui/surface_extent.h"
#include "ui/theme/theme.h"
#include "ui/view_link.h"
#include "ui/widgets/hit.h"
#include "ui/widgets/number.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/toast.h"

namespace gradbox::ui {
namespace {

using lessons::Action;
using lessons::PlayState;

/// Training's share of a frame: enough to be fast, little enough to stay at the display's rate.
constexpr double kTrainingMs = 7;

lessons::StageRequest request_for(const std::string& stage_panel) {
  lessons::StageRequest request;
  request.field = stage_panel == "field";
  request.surface = stage_panel == "surface";
  return request;
}

/// Takes over what of the tape is looked at. Returns whether that differs from before.
bool request_tape(const std::string& stage_panel, const ViewState& view, const lessons::Snapshot& snapshot,
                  lessons::StageRequest& request) {
  const lessons::StageRequest before = request;
  const GraphView& graph = view.graph;
  request.graph = stage_panel == "graph";
  request.backward = (request.graph && (graph.stepper || graph.card)) || graph.ledger;
  request.gradient_check =
      graph.check && graph.checked_step == snapshot.step && graph.checked_generation == snapshot.generation;
  return before.graph != request.graph || before.backward != request.backward ||
         before.gradient_check != request.gradient_check;
}

}  // namespace

App::App(std::unique_ptr<lessons::TrainingRunner> runner) : runner_(std::move(runner)) {
  for (const PanelEntry& entry : all_panels()) panels_.push_back(entry.make());
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigInputTextCursorBlink = false;  // a blinking cursor would keep the machine awake
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.MouseDoubleClickTime = 0.5f;  // as systems have it; frames may be slow
  load_fonts();
  choose_theme();
}

void App::set_surroundings(const Surroundings& surroundings) {
  const bool hiding = surroundings.hidden && !surroundings_.hidden;
  surroundings_ = surroundings;
  view_.reduced_motion = surroundings.reduced_motion;
  if (hiding && runner_->snapshot().play_state == PlayState::Playing) {
    runner_->dispatch(Action::pause());
    view_.paused_while_hidden = true;
  }
  wake();
}

void App::wake() {
  frames_to_settle_ = 3;
  next_frame_in_ = 0;
}

void App::choose_theme() {
  const bool dark = view_.theme == ThemeChoice::System ? surroundings_.prefers_dark : view_.theme == ThemeChoice::Dark;
  apply_theme(dark);
}

void App::dispatch(const Action& action) {
  using lessons::ActionType;
  const bool sets =
      action.type == ActionType::Set || action.type == ActionType::Seed || action.type == ActionType::Defaults;
  SettingsHistory::State before;
  if (sets) before = SettingsHistory::state_of(runner_->snapshot());
  runner_->dispatch(action);
  view_.notice = {};
  view_.link_ignored.clear();
  view_.paused_while_hidden = false;
  view_.walk_open = view_.walk_open && runner_->snapshot().diagnosis.present;
  if (sets) {
    // Each press of the pointer is a drag of its own.
    const ImGuiIO& io = ImGui::GetIO();
    const std::string what = action.name + "@" + std::to_string(io.MouseClickedTime[0]);
    history_.note(before, SettingsHistory::state_of(runner_->snapshot()), what, io.MouseDown[0]);
  }
  if (action.type == ActionType::Select || action.type == ActionType::Open) {
    view_.stage_tab.clear();
    view_.code_language.clear();
    view_.graph.step = 0;
    view_.graph.moved = view_.graph.card = false;
    view_.graph.folded.clear();
    forget_zooms();
  }
  wake();
}

void App::open_link(std::string_view text) {
  const lessons::Link link = lessons::parse_link(text);
  std::vector<std::string> ignored = link.ignored;
  if (!link.run.lesson.empty()) {
    try {
      dispatch(Action::open(link.run));
      if (link.speed >= 0) dispatch(Action::speed(link.speed));
    } catch (const Error& error) {
      ignored.push_back(error.what());
    }
  }
  if (!link.run.lesson.empty()) {
    view_.graph = GraphView();  // the link says all there is to say
    view_.costs_open = view_.walk_open = false;
  }
  for (std::string& one : apply_view_words(link.view, runner_->info(), view_)) ignored.push_back(std::move(one));
  view_.welcome = view_.welcome && link.empty();
  view_.link_ignored = std::move(ignored);
  wake();
}

std::string App::link() {
  const lessons::Snapshot& s = runner_->snapshot();
  lessons::Link link;
  link.run = lessons::run_of(s);
  link.speed = s.speed;
  link.view = view_words(runner_->info(), view_, metrics().narrow);
  return lessons::link_text(link);
}

void App::undo() { restore_settings(history_.undo(SettingsHistory::state_of(runner_->snapshot())), "Undone"); }

void App::redo() { restore_settings(history_.redo(SettingsHistory::state_of(runner_->snapshot())), "Done again"); }

void App::restore_settings(const std::vector<Action>& actions, const char* what) {
  std::string changed;
  for (const Action& action : actions) {
    runner_->dispatch(action);
    changed += changed.empty() ? ": " : ", ";
    if (action.type == lessons::ActionType::Seed) {
      changed += "seed " + std::to_string(action.count);
    } else {
      const lessons::Setting& setting = lessons::find_setting(runner_->snapshot().settings, action.name);
      changed += setting.label + " " + lessons::value_text(setting, setting.value);
    }
  }
  if (!actions.empty()) say(what + changed);
  view_.notice = {};
  wake();
}

void App::perform_requests() {
  if (view_.wants_link) copy_text(address_ + link(), "the link to this state");
  if (view_.wants_undo) undo();
  if (view_.wants_redo) redo();
  view_.wants_link = view_.wants_undo = view_.wants_redo = false;
}

/// Note [Pictures]
/// A picture shows what is seen, but not what hangs on the pointer: it is taken of a frame of its own, made as if the
/// pointer were elsewhere.
void App::pose() {
  posed_ = std::exchange(view_.picture, PictureWish());
  view_.posing = !posed_.file.empty();
  if (!view_.posing) return;
  Place place;
  posed_box_ = {ImVec2(0, 0), ImGui::GetIO().DisplaySize};
  if (!posed_.place.empty() && find_place(posed_.place, place)) posed_box_ = place.box;
  ImGui::GetIO().MousePos = ImVec2(-FLT_MAX, -FLT_MAX);
}

void App::photograph() {
  if (!view_.posing) return;
  view_.posing = false;
  const std::string file = posed_.file;
  take_picture(posed_box_, [this, file](const std::string& png) {
    try {
      say(offer_file(file, "image/png", png));
    } catch (const std::exception& error) {
      view_.notice = {"save", error.what()};
    }
    wake();
  });
}

void App::perform(std::deque<ActionQueue::Entry> actions) {
  for (ActionQueue::Entry& entry : actions) {
    view_.welcome = false;
    try {
      dispatch(entry.action);
    } catch (const std::exception& error) {
      view_.notice = {entry.origin, error.what()};
      wake();
      return;
    }
  }
}

/// Keys with Ctrl (Cmd on macOS, which Dear ImGui calls Ctrl too).
void App::handle_commands() {
  const ImGuiIO& io = ImGui::GetIO();
  if (!io.KeyCtrl || io.KeyAlt) return;
  if (ImGui::IsKeyPressed(ImGuiKey_Z)) (io.KeyShift ? view_.wants_redo : view_.wants_undo) = true;
  if (ImGui::IsKeyPressed(ImGuiKey_Y)) view_.wants_redo = true;
}

void App::handle_keys() {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput || value_is_edited()) return;
  handle_commands();
  if (io.KeyCtrl || io.KeySuper || io.KeyAlt) return;
  const bool playing = runner_->snapshot().play_state == PlayState::Playing;
  const auto pressed = [](ImGuiKey key, bool repeat = false) { return ImGui::IsKeyPressed(key, repeat); };
  if (pressed(ImGuiKey_Escape)) {
    view_.shortcuts_open = false;
    view_.walk_open = false;
    view_.tour_step = -1;
  }
  if (pressed(ImGuiKey_Slash) && io.KeyShift) view_.shortcuts_open = !view_.shortcuts_open;
  if (view_.shortcuts_open) return;
  if (pressed(ImGuiKey_Slash) && !io.KeyShift) {
    view_.focus_search = true;
    view_.place = metrics().narrow ? "text" : view_.place;
  }
  if (pressed(ImGuiKey_Space)) ask("play", playing ? Action::pause() : Action::play());
  if (pressed(ImGuiKey_RightArrow, true)) ask("step", Action::step(1));
  if (pressed(ImGuiKey_LeftArrow, true) && runner_->snapshot().step > 0) ask("back", Action::step(-1));
  if (pressed(ImGuiKey_R)) ask("reset", Action::reset());
  if (pressed(ImGuiKey_L)) view_.log_loss = !view_.log_loss;
  if (pressed(ImGuiKey_G)) {
    view_.stage_tab = "graph";
    view_.place = metrics().narrow ? "stage" : view_.place;
  }
  const std::vector<const PanelEntry*> stages = stage_entries(runner_->info());
  for (std::size_t i = 0; i < stages.size() && i < 9; ++i) {
    if (pressed(static_cast<ImGuiKey>(ImGuiKey_1 + static_cast<int>(i)))) view_.stage_tab = stages[i]->id;
  }
}

void App::train() {
  const lessons::Snapshot& before = runner_->snapshot();
  const std::vector<const PanelEntry*> stages = stage_entries(runner_->info());
  const std::string stage = stages.empty() ? "" : stages[open_stage(runner_->info(), view_)]->id;
  if (stage != requested_stage_ || before.lesson != requested_lesson_ || request_.costs != view_.costs_open) {
    requested_stage_ = stage;
    requested_lesson_ = before.lesson;
    request_ = request_for(stage);
    request_.costs = view_.costs_open;
    surface_generation_ = ~uint64_t{0};
    runner_->request(request_);
  }
  if (request_tape(stage, view_, before, request_)) {
    runner_->request(request_);
    wake();
  }
  if (!surroundings_.hidden) runner_->pump(kTrainingMs);
  follow_path();
}

void App::follow_path() {
  const lessons::Snapshot& s = runner_->snapshot();
  const lessons::Surface& surface = s.stage.surface;
  if (!request_.surface || surface.loss.columns < 2) return;
  if (surface_generation_ != s.generation) {
    if (request_.has_surface_extent) {
      request_.has_surface_extent = false;
      runner_->request(request_);
      wake();
      return;
    }
    surface_generation_ = s.generation;
    first_extent_ = request_.surface_extent = surface.loss.extent;
  }
  if (!widen_to_path(surface, first_extent_, request_.surface_extent)) return;
  request_.has_surface_extent = true;
  runner_->request(request_);
  wake();
}

void App::draw() {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  Metrics now;
  now.narrow = size.x < kWidePx;
  if (now.narrow || surroundings_.finger) now.control_px = now.row_px = 44;
  now.still = view_.reduced_motion;
  set_metrics(now);
  begin_places();
  const std::string& lesson = runner_->info().id;
  view_.can_undo = history_.can_undo(lesson);
  view_.can_redo = history_.can_redo(lesson);
  PanelContext context{runner_->info(), runner_->snapshot(), view_, actions_};
  draw_layout(context, panels_);
  if (!view_.posing) draw_toast();
}

void App::measure() {
  const float dt = ImGui::GetIO().DeltaTime;
  if (dt > 0 && dt < 0.5f) {
    const double rate = 1.0 / static_cast<double>(dt);
    frames_per_second_ = frames_per_second_ == 0 ? rate : 0.9 * frames_per_second_ + 0.1 * rate;
  }
  ++frames_;
}

void App::frame() {
  measure();
  choose_theme();
  handle_keys();
  perform(actions_.take());
  perform_requests();
  train();
  pose();
  draw();
  photograph();
  perform(actions_.take());
  // Dear ImGui takes fast input over several frames: none may wait in its queue while the playground sleeps.
  if (!ImGui::GetCurrentContext()->InputEventsQueue.empty()) frames_to_settle_ = 4;
  const double asked = static_cast<double>(take_wanted_frame());
  const bool busy = runner_->busy() && !surroundings_.hidden;
  if (frames_to_settle_ > 0) --frames_to_settle_;
  next_frame_in_ = busy || frames_to_settle_ > 0 ? 0 : asked;
}

std::string App::spoken() {
  const lessons::Snapshot& s = runner_->snapshot();
  std::string text = s.title + ". Step " + grouped(s.step) + " of " + grouped(s.planned_steps);
  if (s.has_loss) text += ", loss " + short_number(s.loss);
  text += s.play_state == PlayState::Playing ? ", training." : ", paused.";
  if (!s.error.empty()) text += " " + s.error;
  if (s.diagnosis.present) text += " " + s.diagnosis.quantity + " is not finite.";
  return text;
}

}  // namespace gradbox::ui
