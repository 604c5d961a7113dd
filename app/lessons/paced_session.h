#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "lessons/action.h"
#include "lessons/runner.h"
#include "lessons/session.h"

namespace gradbox::lessons {

/// A session that runs at a wanted number of steps a second, or as fast as it can. Both runners drive one.
class PacedSession {
 public:
  PacedSession(const std::string& lesson_id, Clock clock);

  /// Takes the steps that are due, but stops after `budget_ms`. Returns how many were taken.
  int64_t pump(double budget_ms);

  /// Throws: Error that says what is possible
  void dispatch(const Action& action);

  void read(const StageRequest& request, Snapshot& snapshot);

  const Session& session() const { return *session_; }
  bool busy() const { return session_->wants_to_run(); }
  double speed() const { return speed_; }

  /// Differs when anything that `read` gives differs.
  uint64_t revision() const { return extra_revision_ + session_->revision(); }

 private:
  void select(const std::string& lesson_id);
  void open(const RunState& run);
  void set_speed(double steps_per_second);
  bool is_due(double now_ms);
  void restart_pace();
  void measure(double now_ms, int64_t steps);

  Clock clock_;
  std::unique_ptr<Session> session_;
  uint64_t extra_revision_ = 0;
  double speed_ = 0;
  bool pacing_ = false;  // whether the two below belong to the present stretch of playing
  double pace_start_ms_ = 0;
  double pace_steps_ = 0;
  double window_start_ms_ = 0;
  int64_t window_steps_ = 0;
  double measured_speed_ = 0;
};

/// Milliseconds of the platform's steady clock.
Clock steady_clock();

}  // namespace gradbox::lessons
