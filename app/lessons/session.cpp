#include "lessons/session.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include "gradbox/base/error.h"
#include "lessons/costs.h"
#include "lessons/number_text.h"
#include "lessons/post_mortem.h"
#include "lessons/program_text.h"
#include "lessons/registry.h"

namespace gradbox::lessons {

namespace {
constexpr int64_t kMostSteps = 1'000'000'000'000;
}

Session::Session(const std::string& lesson_id, uint64_t first_generation)
    : lesson_(make_lesson(lesson_id)),
      settings_(lesson_->info().settings),
      seed_(lesson_->info().default_seed),
      generation_(first_generation) {
  begin_run();
}

void Session::set(const std::string& name, double value) {
  Setting& setting = find_setting(settings_, name);
  assign(setting, checked_value(setting, value));
}

void Session::set(const std::string& name, const std::string& text) {
  Setting& setting = find_setting(settings_, name);
  assign(setting, parse_value(setting, text));
}

void Session::assign(Setting& setting, double value) {
  if (setting.value == value) return;
  setting.value = value;
  ++revision_;
  if (setting.effect == SettingEffect::Replay) {
    replay_run();
    return;
  }
  if (setting.effect == SettingEffect::Restart || stopped()) {
    const PlayState state = stopped() ? PlayState::Paused : play_state_;
    begin_run();
    play_state_ = state == PlayState::Playing ? state : PlayState::Paused;
    return;
  }
  record_change(setting);
  lesson_->change(settings_);
}

void Session::replay_run() {
  const int64_t reached = step_ + (error_.empty() ? 0 : 1);  // a statement that failed is tried again
  const PlayState state = play_state_;
  const int64_t target = target_step_, planned = planned_steps_;
  begin_run();
  while (step_ < reached && take_step()) continue;
  planned_steps_ = planned;
  target_step_ = target;
  if (!stopped()) play_state_ = state;
}

void Session::record_change(const Setting& setting) {
  if (step_ == 0) {
    initial_settings_ = settings_;
    return;
  }
  for (SettingChange& change : changes_) {
    if (change.step == step_ && change.name == setting.name) {
      change.value = setting.value;
      return;
    }
  }
  changes_.push_back({step_, setting.name, setting.value});
}

void Session::set_seed(int64_t seed) {
  GRADBOX_CHECK(seed >= 0, "the seed cannot be ", seed, ": it takes a whole number from 0 on");
  if (seed == seed_) return;
  const bool playing = play_state_ == PlayState::Playing;
  seed_ = seed;
  begin_run();
  if (playing) play_state_ = PlayState::Playing;
}

void Session::set_defaults() {
  settings_ = lesson_->info().settings;
  seed_ = lesson_->info().default_seed;
  begin_run();
}

void Session::play() {
  refuse_if_stopped();
  if (step_ >= lesson_->step_limit()) begin_run();
  if (step_ >= planned_steps_) planned_steps_ = step_ + info().default_steps;
  play_state_ = PlayState::Playing;
  ++revision_;
}

void Session::pause() {
  play_state_ = PlayState::Paused;
  ++revision_;
}

void Session::reset() { begin_run(); }

void Session::restore(const RunState& run) {
  GRADBOX_CHECK(run.lesson == info().id, "this is a run of '", run.lesson, "', not of '", info().id, "'");
  GRADBOX_CHECK(run.seed >= 0 && run.step >= 0, "seed and step are whole numbers from 0 on");
  std::vector<Setting> settings = info().settings;
  for (const SettingChange& one : run.settings) {
    Setting& setting = find_setting(settings, one.name);
    setting.value = checked_value(setting, one.value);
  }
  for (const SettingChange& one : run.changes) {
    const Setting& setting = find_setting(settings, one.name);
    checked_value(setting, one.value);
    GRADBOX_CHECK(setting.effect == SettingEffect::Live, "setting '", one.name, "' cannot change under way");
  }
  settings_ = std::move(settings);
  seed_ = run.seed;
  begin_run();
  changes_ = run.changes;
  request_step(run.step);
}

void Session::begin_run() {
  initial_settings_ = settings_;
  changes_.clear();
  ++generation_;
  go_back_to_start();
  planned_steps_ = std::min(info().default_steps, lesson_->step_limit());
}

void Session::go_back_to_start() {
  play_state_ = PlayState::Paused;
  diagnosis_ = Diagnosis();
  error_.clear();
  step_ = 0;
  settings_ = initial_settings_;
  ++revision_;
  lesson_->reset(settings_, seed_);
  series_.assign(info().series.size(), Series());
  for (std::size_t i = 0; i < series_.size(); ++i) {
    series_[i].name = info().series[i];
    series_[i].dtype = lesson_->dtype();
  }
}

void Session::request_steps(int64_t count) {
  GRADBOX_CHECK(count >= -kMostSteps && count <= kMostSteps, "cannot take ", count, " steps at once: at most ",
                kMostSteps);
  request_step(count < 0 ? std::max<int64_t>(0, step_ + count) : step_ + count);
}

void Session::request_step(int64_t target) {
  GRADBOX_CHECK(target >= 0 && target <= kMostSteps * 2, "there is no step ", target, ": steps are counted from 0");
  if (target > step_) refuse_if_stopped();
  if (target < step_) {
    const auto later = [target](const SettingChange& change) { return change.step > target; };
    changes_.erase(std::remove_if(changes_.begin(), changes_.end(), later), changes_.end());
    go_back_to_start();
  }
  target = std::min(target, lesson_->step_limit());
  target_step_ = target;
  planned_steps_ = std::max(planned_steps_, target);
  play_state_ = target > step_ ? PlayState::Stepping : PlayState::Paused;
  ++revision_;
}

void Session::run_one() {
  if (play_state_ == PlayState::Paused || !take_step()) return;
  const int64_t end = play_state_ == PlayState::Stepping ? target_step_ : planned_steps_;
  if (step_ >= end) play_state_ = PlayState::Paused;
}

int64_t Session::step(int64_t count) {
  refuse_if_stopped();
  play_state_ = PlayState::Paused;
  int64_t taken = 0;
  while (taken < count && !stopped() && take_step()) ++taken;
  planned_steps_ = std::max(planned_steps_, step_);
  return taken;
}

void Session::replay_changes() {
  bool changed = false;
  for (const SettingChange& change : changes_) {
    if (change.step != step_) continue;
    find_setting(settings_, change.name).value = change.value;
    changed = true;
  }
  if (changed) lesson_->change(settings_);
}

bool Session::take_step() {
  if (step_ >= lesson_->step_limit()) {
    play_state_ = PlayState::Paused;
    return false;
  }
  ++revision_;
  step_values_.assign(series_.size(), std::nan(""));
  try {
    lesson_->step(step_values_);
  } catch (const std::exception& error) {
    stop(error.what());
    return false;
  }
  for (std::size_t i = 0; i < series_.size(); ++i) series_[i].append(step_values_[i]);
  ++step_;
  check_finite();
  replay_changes();
  return true;
}

RunState Session::whole_run() const {
  RunState run;
  run.lesson = info().id;
  run.seed = seed_;
  for (const Setting& setting : initial_settings_) run.settings.push_back({0, setting.name, setting.value});
  run.changes = changes_;
  run.step = step_;
  return run;
}

void Session::check_finite() {
  std::string quantity;
  double value = 0;
  for (std::size_t i = 0; i < step_values_.size() && quantity.empty(); ++i) {
    if (std::isfinite(step_values_[i])) continue;
    quantity = series_[i].name;
    value = step_values_[i];
  }
  if (quantity.empty() && !lesson_->find_non_finite(quantity, value)) return;
  diagnosis_.present = true;
  diagnosis_.step = step_ - 1;
  diagnosis_.quantity = quantity;
  diagnosis_.value = value;
  lesson_->diagnose(diagnosis_);
  find_birthplace(whole_run(), diagnosis_);
  play_state_ = PlayState::Paused;
}

void Session::stop(const std::string& error) {
  error_ = error;
  play_state_ = PlayState::Paused;
}

void Session::refuse_if_stopped() const {
  GRADBOX_CHECK(!diagnosis_.present, "training stopped in step ", diagnosis_.step, " because ", diagnosis_.quantity,
                " is ", rounded(diagnosis_.value, 6), "; possible now: reset, going back, or another setting");
  GRADBOX_CHECK(error_.empty(), "training stopped at an error; possible now: reset, going back, or another setting\n",
                error_);
}

std::string Session::result() const { return lesson_->result(); }

void Session::measure_costs(const StageRequest& request, Snapshot& snapshot) const {
  // While training runs there is no quiet moment to measure in.
  const bool resting = play_state_ == PlayState::Paused;
  if (request.costs && resting && costs_revision_ != revision_) {
    costs_ = lessons::costs_of(*lesson_);
    costs_revision_ = revision_;
  }
  snapshot.costs = request.costs ? costs_ : std::vector<Cost>();
}

void Session::read(const StageRequest& request, Snapshot& snapshot) const {
  snapshot.revision = revision_;
  snapshot.generation = generation_;
  snapshot.lesson = info().id;
  snapshot.title = info().title;
  snapshot.play_state = play_state_;
  snapshot.seed = seed_;
  snapshot.step = step_;
  snapshot.planned_steps = planned_steps_;
  snapshot.target_step = target_step_;
  snapshot.has_loss = !series_.empty() && !series_[0].tail.empty();
  snapshot.loss = snapshot.has_loss ? series_[0].tail.back() : 0;
  snapshot.settings = settings_;
  measure_costs(request, snapshot);
  snapshot.initial_values.clear();
  for (const Setting& setting : initial_settings_) snapshot.initial_values.push_back(setting.value);
  snapshot.changes = changes_;
  snapshot.series = series_;
  lesson_->read_parameters(snapshot.parameters);
  lesson_->read_stage(request, snapshot.stage);
  read_tape(*lesson_, request, play_state_ == PlayState::Paused, snapshot.tape);
  lesson_->read_figures(snapshot.figures);
  snapshot.result = step_ > 0 ? lesson_->result() : std::string();
  snapshot.diagnosis = diagnosis_;
  snapshot.error = error_;
  snapshot.before_loop = step_ == 0;
  lesson_->read_transcript(snapshot.transcript);
  const bool failed = !error_.empty();
  snapshot.program_step = info().is_program ? static_cast<int>(step_ - (failed ? 0 : 1)) : -1;
  snapshot.code = info().programs.empty() ? info().code : program_listings(info(), snapshot);
}

}  // namespace gradbox::lessons
