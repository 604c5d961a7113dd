#pragma once

#include <string>
#include <vector>

#include "lessons/action.h"

namespace gradbox::lessons {

/// A button of the text that does what it says.
struct TextButton {
  std::string label;
  std::vector<Action> actions;  // in this order
};

/// A question to think about before the answer is revealed.
struct Prediction {
  std::string question;
  std::string answer;
};

/// One short step of a lesson. Texts are plain, `back quotes` mark code, an empty line parts paragraphs.
struct TextStep {
  std::string title;
  std::string body;
  std::vector<TextButton> buttons;
  std::vector<Prediction> predictions;
  std::string take_home;  // one sentence, may be empty
};

/// Lines of a listing, counted from 1, both inclusive; 0 and 0 for none.
struct LineRange {
  int first = 0, last = 0;
};

/// The program that a lesson runs, in one language.
struct CodeListing {
  std::string language;     // "C++" or "Python"
  std::string text;         // lines parted by '\n'
  int loop_first_line = 0;  // the lines that one training step runs; 0 in a program lesson
  int loop_last_line = 0;
  int result_line = 0;  // the line that runs when training is over; 0 in a program lesson
  /// Of a program lesson: step i of the run runs the lines steps[i]. Empty in a training loop.
  std::vector<LineRange> steps;
};

}  // namespace gradbox::lessons
