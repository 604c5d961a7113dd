#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gradbox::lessons {

/// A setting's value; `step` is the number of steps taken when it was given.
struct SettingChange {
  int64_t step = 0;
  std::string name;
  double value = 0;
};

/// All that a run depends on: taking its steps again leads to the same numbers, bit by bit.
struct RunState {
  std::string lesson;
  int64_t seed = 0;
  std::vector<SettingChange> settings;  // at step 0, where they differ from the lesson's own
  std::vector<SettingChange> changes;   // Live settings changed on the way, in order
  int64_t step = 0;                     // steps taken; a step that threw counts
};

}  // namespace gradbox::lessons
