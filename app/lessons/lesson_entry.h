#pragma once

#include <memory>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// What a lesson's file offers: a function of this type, named in the list of registry.cpp.
struct LessonEntry {
  LessonInfo info;
  /// `info` is the one above, and outlives the lesson.
  std::unique_ptr<Lesson> (*make)(const LessonInfo& info);
};

}  // namespace gradbox::lessons
