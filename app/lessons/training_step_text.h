#pragma once

#include <vector>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// What training_step.cpp shows: the text beside it, and its program. One step of the one is one statement of the
/// other.
std::vector<TextStep> training_step_text();
std::vector<ProgramSource> training_step_programs();

}  // namespace gradbox::lessons
