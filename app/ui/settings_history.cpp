#include "ui/settings_history.h"

namespace gradbox::ui {

namespace {
constexpr std::size_t kMostKept = 200;
}

bool SettingsHistory::State::operator==(const State& other) const {
  if (lesson != other.lesson || seed != other.seed || values.size() != other.values.size()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].value != other.values[i].value) return false;
  }
  return true;
}

SettingsHistory::State SettingsHistory::state_of(const lessons::Snapshot& snapshot) {
  State state;
  state.lesson = snapshot.lesson;
  state.seed = snapshot.seed;
  for (const lessons::Setting& one : snapshot.settings) state.values.push_back({0, one.name, one.value});
  return state;
}

void SettingsHistory::note(const State& before, const State& after, const std::string& what, bool dragging) {
  if (before == after) return;
  if (before.lesson != lesson_) past_.clear();
  lesson_ = after.lesson;
  future_.clear();
  const bool continued = dragging && dragged_ == what && !past_.empty();
  dragged_ = dragging ? what : std::string();
  if (continued) return;
  if (past_.size() == kMostKept) past_.erase(past_.begin());
  past_.push_back(before);
}

std::vector<lessons::Action> SettingsHistory::step(const State& now, std::vector<State>& from, std::vector<State>& to) {
  std::vector<lessons::Action> actions;
  dragged_.clear();
  if (now.lesson != lesson_ || from.empty()) return actions;
  const State wanted = from.back();
  from.pop_back();
  to.push_back(now);
  for (std::size_t i = 0; i < wanted.values.size() && i < now.values.size(); ++i) {
    if (wanted.values[i].value == now.values[i].value) continue;
    actions.push_back(lessons::Action::set(wanted.values[i].name, wanted.values[i].value));
  }
  if (wanted.seed != now.seed) actions.push_back(lessons::Action::seed(wanted.seed));
  return actions;
}

}  // namespace gradbox::ui
