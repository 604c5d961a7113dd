#pragma once

#include <iosfwd>
#include <string>

#include "lessons/lesson.h"

namespace gradbox::cli {

/// The lesson's text for a terminal: what to do as commands, what to predict, and the sentence to take home.
void print_story(const lessons::LessonInfo& info, bool with_answers, std::ostream& out);

/// What a trap is, and what to take home from it.
void print_trap(const lessons::LessonInfo& info, const std::string& name, std::ostream& out);
void print_trap_end(const lessons::LessonInfo& info, const std::string& name, std::ostream& out);

}  // namespace gradbox::cli
