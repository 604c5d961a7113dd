#pragma once

#include <vector>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// What two_moons.cpp shows: the text beside it, and its program.
std::vector<TextStep> two_moons_text();
std::vector<ProgramSource> two_moons_programs();

}  // namespace gradbox::lessons
