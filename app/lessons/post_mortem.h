#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lessons/run_state.h"
#include "lessons/snapshot.h"

namespace gradbox::lessons {

/// Takes the run up to the step that failed once more, in a lesson of its own, and walks that step's tape back to the
/// operator where the first inf or nan was born (see Note [Where a nan is born]). Gives up, and leaves the diagnosis as
/// it is, when that takes too long.
void find_birthplace(const RunState& run, Diagnosis& diagnosis);

/// The diagnosis as a terminal tells it: the walk, the operands. Empty if there was no walk.
std::string birth_text(const Diagnosis& diagnosis);

}  // namespace gradbox::lessons
