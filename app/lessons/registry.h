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

/// The complete program of the run that `run` shows, in "C++" or "Python": what is copied. It prints the run's numbers
/// and stops where its own differ.
/// Throws: Error that lists the languages there are
std::string complete_program(const Snapshot& run, const std::string& language);

/// Throws: Error that lists the lessons there are
const LessonInfo& find_lesson(const std::string& id);

}  // namespace gradbox::lessons
