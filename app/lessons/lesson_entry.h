#pragma once

#include <memory>
#include <utility>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// What a lesson's file offers: a function of this type, named in the list of registry.cpp.
struct LessonEntry {
  LessonInfo info;
  /// `info` is the one above, and outlives the lesson.
  std::unique_ptr<Lesson> (*make)(const LessonInfo& info);
};

/// The entry of the lesson whose class is L.
template <class L>
LessonEntry entry_of(LessonInfo info) {
  return {std::move(info),
          [](const LessonInfo& known) -> std::unique_ptr<Lesson> { return std::make_unique<L>(known); }};
}

}  // namespace gradbox::lessons
