#include "lessons/tape_snapshot.h"

#include <exception>

#include "lessons/lesson.h"
#include "lessons/stage.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

inspect::GraphSource source_of(const Tape& tape) {
  inspect::GraphSource source;
  const bool failed = !tape.failure.error.empty();
  if (failed) {
    source.roots = tape.failure.operands;
    source.culprit = tape.failure.operation.empty() ? "operation" : tape.failure.operation;
    source.error = tape.failure.error;
  } else {
    source.roots = {tape.root};
  }
  source.named = tape.leaves;
  source.named.insert(source.named.end(), tape.intermediates.begin(), tape.intermediates.end());
  source.groups = tape.groups;
  return source;
}

void fill(const Tape& tape, const StageRequest& request, bool may_check, TapeSnapshot& out) {
  const bool failed = !tape.failure.error.empty();
  out.present = tape.root.tensor.defined() || failed;
  if (!out.present) return;
  out.graph = inspect::snapshot_graph(source_of(tape));
  out.can_check = tape.program && !failed;
  if (request.backward && !failed) {
    out.recording = inspect::record_backward(out.graph, tape.root.tensor, tape.calls);
    out.has_recording = true;
  }
  if (!request.gradient_check || !may_check || !out.can_check) return;
  const Tensor gradient = tape.calls.empty() ? Tensor() : tape.calls.front().gradient;
  out.check = inspect::check_gradients(tape.program, tape.leaves, gradient);
  out.has_check = true;
}

}  // namespace

void read_tape(const Lesson& lesson, const StageRequest& request, bool may_check, TapeSnapshot& out) {
  out = TapeSnapshot();
  if (!request.graph && !request.backward && !request.gradient_check) return;
  try {
    fill(lesson.tape(), request, may_check, out);
  } catch (const std::exception& error) {
    out.error = error.what();
  }
}

}  // namespace gradbox::lessons
