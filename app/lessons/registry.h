#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// All lessons, in the order in which they are shown. The list itself is in registry.cpp.
const std::vector<LessonInfo>& all_lessons();

/// A lesson ready for reset().
/// Throws: Error that lists the lessons there are
std::unique_ptr<Lesson> make_lesson(const std::string& id);

/// Throws: Error that lists the lessons there are
const LessonInfo& find_lesson(const std::string& id);

}  // namespace gradbox::lessons
