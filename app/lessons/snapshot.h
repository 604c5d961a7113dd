#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gradbox/inspect/birth.h"
#include "gradbox/inspect/tensor_snapshot.h"
#include "lessons/run_state.h"
#include "lessons/series.h"
#include "lessons/setting.h"
#include "lessons/stage.h"
#include "lessons/tape_snapshot.h"
#include "lessons/text.h"

namespace gradbox::lessons {

/// Playing runs on until the planned steps are done; Stepping until an asked-for step is reached.
enum class PlayState { Paused, Playing, Stepping };

/// What one call of backward added to a `.grad`.
struct GradientContribution {
  int64_t call = 0;  // counted from 0 since the run began
  std::vector<double> values;
};

/// The `.grad` of a parameter as a sum: everything since it was cleared last.
struct GradientHistory {
  int64_t count = 0;                             // calls; 0: not recorded
  std::vector<double> earlier;                   // the sum of those not in the list; empty if there are none
  std::vector<GradientContribution> last_calls;  // oldest first
};

/// A named parameter: value and gradient as the last step left them, and what that step added to it.
struct ParameterSnapshot {
  inspect::TensorSnapshot tensor;
  std::vector<double> update;  // as many as values; empty before the first step
  GradientHistory history = {};
};

enum class TranscriptKind : uint8_t { Output, Warning, Error };

/// What a program lesson printed, was warned of, or stopped at, as a terminal would show it.
struct TranscriptLine {
  int64_t step = 0;  // which step of the run wrote it, counted from 0: its code is CodeListing::steps[step]
  TranscriptKind kind = TranscriptKind::Output;
  std::string text;            // PyTorch's text; may have several lines
  std::string name;            // of an Output: what was printed, "x.grad"
  std::vector<double> values;  // of an Output: its numbers (a bool is 0 or 1); empty if it has none
};

/// A number worth showing beside the plots.
struct Figure {
  std::string label;
  std::string text;  // as a person reads it
  std::string help;
  double value = 0;
};

/// Why training stopped at a value that is not finite.
struct Diagnosis {
  bool present = false;
  int64_t step = 0;                           // in which step, counted from 0
  std::string quantity;                       // "loss", "n", "n.grad"
  double value = 0;                           // inf, -inf or nan
  std::string born_in;                        // the operation that made it; empty if not known
  std::string explanation;                    // one or two sentences
  std::string setting;                        // a setting to change; empty if there is none to suggest
  double suggestion = 0;                      // and the value to give it
  std::string advice;                         // the same as a button's label: "restart with lr = 4e-06"
  bool has_limit = false;                     // of plain gradient descent on a bowl: 2 / curvature
  double curvature = 0, limit = 0, rate = 0;  // largest eigenvalue of the Hessian; largest stable rate; the one in use
  inspect::Birth birth;  // found by running the failed step's forward once more; empty where that was not possible
};

/// What one way of computing the lesson's tensor takes.
struct Cost {
  std::string label;  // "recorded", "cut off by detach"
  std::string help;
  int64_t nodes = 0;
  int64_t saved_bytes = 0;  // kept for backward, leaves not counted
  double forward_us = 0;
  double backward_us = 0;  // 0 where there is none
};

/// Everything about a running lesson that a front end shows, as plain data.
struct Snapshot {
  uint64_t revision = 0;    // differs when anything differs
  uint64_t generation = 0;  // differs after each select and reset: plots start afresh
  std::string lesson;
  std::string title;
  PlayState play_state = PlayState::Paused;
  int64_t seed = 0;
  int64_t step = 0;           // steps taken; the last one had number step - 1
  int64_t planned_steps = 0;  // where Playing pauses; playing on after that plans as many again
  int64_t target_step = 0;    // where Stepping ends
  double speed = 0;           // wanted steps a second, 0 for as fast as possible
  double measured_speed = 0;  // steps a second over the last second or so
  bool has_loss = false;
  double loss = 0;  // of the last step taken
  std::vector<Setting> settings;
  std::vector<double> initial_values;         // of each setting at step 0
  std::vector<SettingChange> changes;         // since then, in order
  std::vector<ParameterSnapshot> parameters;  // of a program lesson: every tensor with a name so far
  std::vector<Series> series;                 // the loss first
  Stage stage;
  TapeSnapshot tape;   // what StageRequest asked for of the tensor that the lesson looks at
  std::string result;  // one line, e.g. "Result: b = ..."; empty before the first step
  std::vector<Figure> figures;
  std::vector<Cost> costs;  // if StageRequest asks for them, as they were when training last rested
  Diagnosis diagnosis;
  std::string error;        // text of what a step threw (training is paused then); empty if all is well
  bool before_loop = true;  // code: no step taken yet
  /// The program as these settings make it, one entry a language. complete_program() makes it runnable.
  std::vector<CodeListing> code;
  /// Of a program lesson: the entry of CodeListing::steps that ran last, or threw. -1: none yet, or a training loop.
  int program_step = -1;
  std::vector<TranscriptLine> transcript;  // of a program lesson, from the first step on
};

}  // namespace gradbox::lessons
