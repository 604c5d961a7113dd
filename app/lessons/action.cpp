#include "lessons/action.h"

#include <utility>

namespace gradbox::lessons {

namespace {

Action of_type(ActionType type) {
  Action action;
  action.type = type;
  return action;
}

Action counted(ActionType type, int64_t count) {
  Action action = of_type(type);
  action.count = count;
  return action;
}

}  // namespace

Action Action::select(std::string lesson_id) {
  Action action = of_type(ActionType::Select);
  action.name = std::move(lesson_id);
  return action;
}

Action Action::open(RunState run) {
  Action action = of_type(ActionType::Open);
  action.run = std::make_shared<const RunState>(std::move(run));
  return action;
}

Action Action::set(std::string name, double value) {
  Action action = of_type(ActionType::Set);
  action.name = std::move(name);
  action.value = value;
  return action;
}

Action Action::set(std::string name, std::string text) {
  Action action = of_type(ActionType::Set);
  action.name = std::move(name);
  action.text = std::move(text);
  action.value_is_text = true;
  return action;
}

Action Action::seed(int64_t seed) { return counted(ActionType::Seed, seed); }
Action Action::play() { return of_type(ActionType::Play); }
Action Action::pause() { return of_type(ActionType::Pause); }
Action Action::step(int64_t count) { return counted(ActionType::Step, count); }
Action Action::seek(int64_t step) { return counted(ActionType::Seek, step); }
Action Action::reset() { return of_type(ActionType::Reset); }
Action Action::defaults() { return of_type(ActionType::Defaults); }

Action Action::speed(double steps_per_second) {
  Action action = of_type(ActionType::Speed);
  action.value = steps_per_second;
  return action;
}

}  // namespace gradbox::lessons
