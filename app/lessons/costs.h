#pragma once

#include <vector>

#include "lessons/snapshot.h"

namespace gradbox::lessons {

class Lesson;

/// What recording costs: the tensor that the lesson looks at, computed with tracking, with all but the last leaf
/// frozen, cut off by detach, and without tracking. Takes some ten milliseconds. Empty if the lesson looks at nothing.
std::vector<Cost> costs_of(const Lesson& lesson);

}  // namespace gradbox::lessons
