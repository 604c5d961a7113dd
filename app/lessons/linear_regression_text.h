#pragma once

#include <vector>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// What linear_regression.cpp shows: the text beside it, and its program.
std::vector<TextStep> linear_regression_text();
std::vector<ProgramSource> linear_regression_programs();

}  // namespace gradbox::lessons
