#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/runner.h"
#include "ui/panels/panel.h"
#include "ui/settings_history.h"
#include "ui/view_link.h"
#include "ui/view_state.h"
#include "ui/widgets/hit.h"

namespace gradbox::ui {

/// What the machine around the playground is like; the shells keep it up to date.
struct Surroundings {
  bool prefers_dark = true;
  bool reduced_motion = false;
  bool hidden = false;  // nobody can see it: training rests
  bool finger = false;  // the main pointer is a finger
};

/// Note [App and shells]
/// The playground, without a window. A shell (web/, native/desktop/) owns the window, feeds Dear ImGui with input, and
/// calls `frame` between its NewFrame and Render. It asks `next_frame_in` when to call again, and sleeps until then or
/// until input arrives: nothing is drawn while nothing changes. Scripts get in by `dispatch`, `snapshot` and
/// `find_place`; everything they do is what a click would do.
class App {
 public:
  explicit App(std::unique_ptr<lessons::TrainingRunner> runner);

  /// Lets training go on for its share of the frame and draws everything.
  void frame();

  /// Seconds until another frame is wanted: 0 for now, infinity for not before something happens.
  double next_frame_in() const { return next_frame_in_; }

  /// Something happened: a few frames are drawn, since widgets need one to see it and one to settle.
  void wake();

  void set_surroundings(const Surroundings& surroundings);

  /// Throws: Error that says what is possible
  void dispatch(const lessons::Action& action);

  /// Takes up what a link shows (see Note [Links]). What it asks for in vain is told in a notice.
  void open_link(std::string_view text);

  /// What is seen now, as a link from its '#' on.
  std::string link();

  /// Whether somebody has acted, so that the first state is left.
  bool touched() { return !view_.welcome || !view_words(runner_->info(), view_, metrics().narrow).empty(); }

  /// The address in front of the '#', for links that are copied. The page's own; elsewhere empty.
  void set_address(std::string address) { address_ = std::move(address); }

  void undo();
  void redo();

  const lessons::Snapshot& snapshot() { return runner_->snapshot(); }
  const lessons::LessonInfo& info() const { return runner_->info(); }
  ViewState& view() { return view_; }
  uint64_t frames() const { return frames_; }
  double frames_per_second() const { return frames_per_second_; }

  /// What a screen reader is told: lesson, step, loss.
  std::string spoken();

 private:
  void choose_theme();
  void handle_keys();
  void train();
  void follow_path();
  void draw();
  void perform(std::deque<ActionQueue::Entry> actions);
  void perform_requests();
  void handle_commands();
  void restore_settings(const std::vector<lessons::Action>& actions, const char* what);
  void pose();
  void photograph();
  void ask(const char* origin, lessons::Action action) { actions_.ask(origin, std::move(action)); }
  void measure();

  std::unique_ptr<lessons::TrainingRunner> runner_;
  std::vector<std::unique_ptr<Panel>> panels_;
  ViewState view_;
  ActionQueue actions_;
  SettingsHistory history_;
  std::string address_;
  PictureWish posed_;  // of the frame that is being made
  Box posed_box_;
  Surroundings surroundings_;
  std::string requested_stage_, requested_lesson_;
  lessons::StageRequest request_;
  lessons::Extent first_extent_;  // of the surface, as the lesson chose it
  uint64_t surface_generation_ = ~uint64_t{0};
  double next_frame_in_ = 0;
  int frames_to_settle_ = 3;
  uint64_t frames_ = 0;
  double frames_per_second_ = 0;
};

}  // namespace gradbox::ui
