#include "lessons/paced_session.h"

#include <chrono>
#include <cmath>
#include <utility>

#include "gradbox/base/error.h"
#include "lessons/number_text.h"

namespace gradbox::lessons {

namespace {
constexpr double kDispatchBudgetMs = 50;  // how long an asked-for step may hold up the caller
constexpr double kMostBehindMs = 250;     // a page that was hidden does not catch up in one burst
constexpr double kSpeedWindowMs = 500;
}  // namespace

Clock steady_clock() {
  return [] {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(since).count();
  };
}

PacedSession::PacedSession(const std::string& lesson_id, Clock clock)
    : clock_(clock ? std::move(clock) : steady_clock()), session_(std::make_unique<Session>(lesson_id)) {
  speed_ = session_->info().default_speed;
}

void PacedSession::select(const std::string& lesson_id) {
  auto next = std::make_unique<Session>(lesson_id, session_->generation());
  extra_revision_ = revision() + 1;
  session_ = std::move(next);
  speed_ = session_->info().default_speed;
}

void PacedSession::open(const RunState& run) {
  auto next = std::make_unique<Session>(run.lesson, session_->generation());
  next->restore(run);
  if (run.lesson != session_->info().id) speed_ = next->info().default_speed;
  extra_revision_ = revision() + 1;
  session_ = std::move(next);
}

void PacedSession::set_speed(double steps_per_second) {
  GRADBOX_CHECK(std::isfinite(steps_per_second) && steps_per_second >= 0, "the speed cannot be ",
                rounded(steps_per_second, 6), ": it takes steps a second, or 0 for as fast as possible");
  speed_ = steps_per_second;
  ++extra_revision_;
  restart_pace();
}

void PacedSession::dispatch(const Action& action) {
  Session& session = *session_;
  switch (action.type) {
    case ActionType::Select:
      select(action.name);
      break;
    case ActionType::Open:
      open(*action.run);
      break;
    case ActionType::Set:
      action.value_is_text ? session.set(action.name, action.text) : session.set(action.name, action.value);
      break;
    case ActionType::Seed:
      session.set_seed(action.count);
      break;
    case ActionType::Play:
      session.play();
      break;
    case ActionType::Pause:
      session.pause();
      break;
    case ActionType::Step:
      session.request_steps(action.count);
      break;
    case ActionType::Seek:
      session.request_step(action.count);
      break;
    case ActionType::Reset:
      session.reset();
      break;
    case ActionType::Defaults:
      session.set_defaults();
      break;
    case ActionType::Speed:
      set_speed(action.value);
      break;
  }
  if (session_->play_state() != PlayState::Playing) restart_pace();
  if (session_->play_state() == PlayState::Stepping) pump(kDispatchBudgetMs);
}

void PacedSession::restart_pace() { pacing_ = false; }

bool PacedSession::is_due(double now_ms) {
  if (speed_ == 0 || session_->play_state() != PlayState::Playing) return true;
  const double steps_due = (now_ms - pace_start_ms_) * speed_ / 1000;
  if (!pacing_ || (steps_due - pace_steps_) * 1000 > kMostBehindMs * speed_ + 1000) {
    pacing_ = true;
    pace_start_ms_ = now_ms;
    pace_steps_ = 0;
    return true;
  }
  return pace_steps_ <= steps_due;
}

int64_t PacedSession::pump(double budget_ms) {
  const double start_ms = clock_();
  double now_ms = start_ms;
  int64_t taken = 0;
  while (session_->wants_to_run() && is_due(now_ms)) {
    session_->run_one();
    ++pace_steps_;
    ++taken;
    now_ms = clock_();
    if (now_ms - start_ms >= budget_ms) break;
  }
  if (!session_->wants_to_run()) restart_pace();
  measure(now_ms, taken);
  return taken;
}

void PacedSession::measure(double now_ms, int64_t steps) {
  window_steps_ += steps;
  const double elapsed_ms = now_ms - window_start_ms_;
  if (elapsed_ms < kSpeedWindowMs) return;
  if (elapsed_ms > 4 * kSpeedWindowMs) {  // nobody pumped for a while: begin a window
    window_start_ms_ = now_ms;
    window_steps_ = 0;
    return;
  }
  const double before = measured_speed_;
  measured_speed_ = static_cast<double>(window_steps_) * 1000 / elapsed_ms;
  if (measured_speed_ != before) ++extra_revision_;
  window_start_ms_ = now_ms;
  window_steps_ = 0;
}

void PacedSession::read(const StageRequest& request, Snapshot& snapshot) {
  session_->read(request, snapshot);
  snapshot.revision = revision();
  snapshot.speed = speed_;
  snapshot.measured_speed = measured_speed_;
}

}  // namespace gradbox::lessons
