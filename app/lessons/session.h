#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lessons/lesson.h"
#include "lessons/run_state.h"
#include "lessons/snapshot.h"

namespace gradbox::lessons {

/// A running lesson: its settings, seed, steps, curves, and what went wrong. Not thread-safe; see TrainingRunner.
/// Going back is done by starting again and replaying, settings changed on the way included.
class Session {
 public:
  /// Runs of one front end are told apart by their generations: each session starts above the one before.
  /// Throws: Error that lists the lessons there are
  explicit Session(const std::string& lesson_id, uint64_t first_generation = 0);

  const LessonInfo& info() const { return lesson_->info(); }
  const std::vector<Setting>& settings() const { return settings_; }
  int64_t seed() const { return seed_; }
  int64_t step_count() const { return step_; }
  int64_t planned_steps() const { return planned_steps_; }
  PlayState play_state() const { return play_state_; }
  const std::vector<Series>& series() const { return series_; }
  const Diagnosis& diagnosis() const { return diagnosis_; }
  const std::string& error() const { return error_; }
  uint64_t revision() const { return revision_; }
  uint64_t generation() const { return generation_; }

  /// Changes a setting; one that is not Live starts the run afresh (playing goes on playing).
  /// Throws: Error that says which settings there are, or what is allowed
  void set(const std::string& name, double value);
  void set(const std::string& name, const std::string& text);
  void set_seed(int64_t seed);
  void set_defaults();

  void play();
  void pause();
  void reset();

  /// Starts `run` and asks for its steps; `run_one` takes them.
  /// Throws: Error if the run is one of another lesson, or holds a setting that cannot be
  void restore(const RunState& run);

  /// Asks for `count` steps more, or back if negative. `run_one` takes them.
  void request_steps(int64_t count);
  void request_step(int64_t target);

  /// Whether `run_one` would do something.
  bool wants_to_run() const { return play_state_ != PlayState::Paused; }

  /// One step towards what play or request_steps asked for. Pauses at the end, and at the first non-finite value.
  void run_one();

  /// Takes `count` steps now. Ends early if one is not finite or throws; returns how many were taken.
  int64_t step(int64_t count = 1);

  /// Fills in all but speed, which the runner knows.
  void read(const StageRequest& request, Snapshot& snapshot) const;
  void read_parameters(std::vector<ParameterSnapshot>& parameters) const { lesson_->read_parameters(parameters); }
  void read_transcript(std::vector<TranscriptLine>& transcript) const { lesson_->read_transcript(transcript); }
  void read_figures(std::vector<Figure>& figures) const { lesson_->read_figures(figures); }
  std::string result() const;

 private:
  void assign(Setting& setting, double value);
  void begin_run();
  void replay_run();
  void go_back_to_start();
  void replay_changes();
  void record_change(const Setting& setting);
  bool take_step();
  void check_finite();
  RunState whole_run() const;
  void measure_costs(const StageRequest& request, Snapshot& snapshot) const;
  void stop(const std::string& error);
  bool stopped() const { return diagnosis_.present || !error_.empty(); }
  void refuse_if_stopped() const;

  std::unique_ptr<Lesson> lesson_;
  std::vector<Setting> settings_;
  std::vector<Setting> initial_settings_;  // as they were at step 0 of this run
  std::vector<SettingChange> changes_;     // replayed when going back
  int64_t seed_ = 0;
  int64_t step_ = 0;
  int64_t planned_steps_ = 0;
  int64_t target_step_ = 0;
  PlayState play_state_ = PlayState::Paused;
  std::vector<Series> series_;
  std::vector<double> step_values_;
  Diagnosis diagnosis_;
  mutable std::vector<Cost> costs_;  // measured at costs_revision_
  mutable uint64_t costs_revision_ = ~uint64_t{0};
  std::string error_;
  uint64_t generation_ = 0;
  uint64_t revision_ = 0;
};

}  // namespace gradbox::lessons
