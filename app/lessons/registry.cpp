#include "lessons/registry.h"

#include "gradbox/base/error.h"
#include "lessons/lesson_entry.h"
#include "lessons/program_text.h"
#include "lessons/snapshot.h"

// The one list of lessons, in the order in which they are shown. Each name is a function that the lesson's file
// defines.
#define GRADBOX_LESSONS(X) \
  X(two_tensors)           \
  X(requires_grad_lesson)  \
  X(sine_cubic)            \
  X(legendre)              \
  X(training_step)         \
  X(linear_regression)     \
  X(dynamic_graph)         \
  X(one_layer)             \
  X(no_grad)               \
  X(jacobian)              \
  X(two_moons)

namespace gradbox::lessons {

#define GRADBOX_DECLARE(name) LessonEntry name();
GRADBOX_LESSONS(GRADBOX_DECLARE)
#undef GRADBOX_DECLARE

namespace {

struct Entries {
  std::vector<LessonInfo> infos;
  std::vector<decltype(LessonEntry::make)> makers;
};

/// As a run begins, for the listings that are known without one.
Snapshot first_snapshot(const LessonInfo& info) {
  Snapshot run;
  run.settings = info.settings;
  run.seed = info.default_seed;
  run.planned_steps = info.default_steps;
  return run;
}

Entries collect() {
  Entries entries;
  const auto add = [&entries](LessonEntry entry) {
    if (!entry.info.programs.empty()) entry.info.code = program_listings(entry.info, first_snapshot(entry.info));
    entries.infos.push_back(std::move(entry.info));
    entries.makers.push_back(entry.make);
  };
#define GRADBOX_ADD(name) add(name());
  GRADBOX_LESSONS(GRADBOX_ADD)
#undef GRADBOX_ADD
  return entries;
}

const Entries& entries() {
  static const Entries all = collect();
  return all;
}

std::size_t index_of(const std::string& id) {
  std::string ids;
  for (std::size_t i = 0; i < entries().infos.size(); ++i) {
    const std::string& known = entries().infos[i].id;
    if (known == id) return i;
    ids += (ids.empty() ? "" : ", ") + known;
  }
  fail("there is no lesson '", id, "'; there are: ", ids);
}

}  // namespace

const std::vector<LessonInfo>& all_lessons() { return entries().infos; }

const LessonInfo& find_lesson(const std::string& id) { return entries().infos[index_of(id)]; }

std::string complete_program(const Snapshot& run, const std::string& language) {
  return complete_program(find_lesson(run.lesson), run, language);
}

std::unique_ptr<Lesson> make_lesson(const std::string& id) {
  const std::size_t index = index_of(id);
  return entries().makers[index](entries().infos[index]);
}

}  // namespace gradbox::lessons
