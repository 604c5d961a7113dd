#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "lessons/run_state.h"

namespace gradbox::lessons {

enum class ActionType { Select, Open, Set, Seed, Play, Pause, Step, Seek, Reset, Defaults, Speed };

/// Something a person, the page's API or a text's button asks for.
struct Action {
  ActionType type = ActionType::Pause;
  std::string name;  // Select: the lesson's id; Set: the setting's name
  std::string text;  // Set: the value as text, when it was given as text
  bool value_is_text = false;
  double value = 0;   // Set: the value; Speed: steps a second, 0 for as fast as possible
  int64_t count = 0;  // Step: how many (negative goes back); Seek: to which step count; Seed: the seed
  std::shared_ptr<const RunState> run;  // Open: the run to take up, paused where it was

  static Action select(std::string lesson_id);
  static Action open(RunState run);
  static Action set(std::string name, double value);
  static Action set(std::string name, std::string text);
  static Action seed(int64_t seed);
  static Action play();
  static Action pause();
  static Action step(int64_t count);
  static Action seek(int64_t step);
  static Action reset();
  static Action defaults();  // every setting and the seed as the lesson has them at first
  static Action speed(double steps_per_second);
};

}  // namespace gradbox::lessons
