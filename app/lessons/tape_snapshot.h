#pragma once

#include <string>
#include <vector>

#include "gradbox/inspect/gradient_check.h"
#include "gradbox/inspect/graph_snapshot.h"
#include "gradbox/inspect/recording.h"

namespace gradbox::lessons {

class Lesson;
struct StageRequest;

/// The tensor that a lesson looks at as plain data: see Note [Tape].
struct TapeSnapshot {
  bool present = false;  // it was asked for, and the lesson has something to look at
  inspect::GraphSnapshot graph;
  bool has_recording = false;
  inspect::BackwardRecording recording;
  bool can_check = false;  // gradients can be checked by finite differences
  bool has_check = false;
  inspect::GradientCheckReport check;
  std::string error;  // what building or recording threw
};

/// Fills in what `request` asks for. The check of gradients is made only where `may_check`: it takes its time.
void read_tape(const Lesson& lesson, const StageRequest& request, bool may_check, TapeSnapshot& out);

}  // namespace gradbox::lessons
