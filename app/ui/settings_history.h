#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lessons/action.h"
#include "lessons/snapshot.h"

namespace gradbox::ui {

/// Settings and seed as they were, to go back to and forth again. Belongs to one lesson at a time.
class SettingsHistory {
 public:
  struct State {
    std::string lesson;
    int64_t seed = 0;
    std::vector<lessons::SettingChange> values;
    bool operator==(const State& other) const;
  };
  static State state_of(const lessons::Snapshot& snapshot);

  /// A person changed something. Changes of one drag, which share `what`, are undone together.
  void note(const State& before, const State& after, const std::string& what, bool dragging);

  bool can_undo(const std::string& lesson) const { return lesson == lesson_ && !past_.empty(); }
  bool can_redo(const std::string& lesson) const { return lesson == lesson_ && !future_.empty(); }

  /// What leads from `now` to where it was; nothing if there is no way back (or forth).
  std::vector<lessons::Action> undo(const State& now) { return step(now, past_, future_); }
  std::vector<lessons::Action> redo(const State& now) { return step(now, future_, past_); }

 private:
  std::vector<lessons::Action> step(const State& now, std::vector<State>& from, std::vector<State>& to);

  std::string lesson_;
  std::vector<State> past_, future_;
  std::string dragged_;  // what the last note was about, while it is dragged
};

}  // namespace gradbox::ui
