#include "lessons/post_mortem.h"

#include <chrono>
#include <cmath>
#include <memory>

#include "gradbox/inspect/forward_recorder.h"
#include "lessons/lesson.h"
#include "lessons/number_text.h"
#include "lessons/registry.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

constexpr double kMostMs = 400;

class Stopwatch {
 public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The lesson as it was before step `steps`; nothing if that takes too long or cannot be.
std::unique_ptr<Lesson> replayed(const RunState& run, int64_t steps) {
  const Stopwatch watch;
  std::unique_ptr<Lesson> lesson = make_lesson(run.lesson);
  std::vector<Setting> settings = lesson->info().settings;
  for (const SettingChange& one : run.settings) find_setting(settings, one.name).value = one.value;
  lesson->reset(settings, run.seed);
  std::vector<double> values(lesson->info().series.size());
  for (int64_t step = 0; step < steps; ++step) {
    if (watch.ms() > kMostMs) return nullptr;
    bool changed = false;
    for (const SettingChange& one : run.changes) {
      if (one.step != step) continue;
      find_setting(settings, one.name).value = one.value;
      changed = true;
    }
    if (changed) lesson->change(settings);
    lesson->step(values);
  }
  return lesson;
}

std::string range_text(const inspect::ValueSnapshot& value) {
  if (value.count == 1 && !value.values.empty()) return rounded(value.values[0], 6);
  const std::string bad = std::to_string(value.not_finite) + " of " + std::to_string(value.count) + " not finite";
  if (value.not_finite == value.count) return bad;
  const std::string range = rounded(value.least, 4) + " to " + rounded(value.most, 4);
  return value.not_finite == 0 ? range : range + ", " + bad;
}

}  // namespace

void find_birthplace(const RunState& run, Diagnosis& diagnosis) {
  const std::unique_ptr<Lesson> lesson = replayed(run, diagnosis.step);
  if (!lesson) return;
  inspect::ForwardRecorder forward;
  const Tape tape = lesson->tape();
  if (!tape.root.tensor.defined() || !tape.failure.error.empty()) return;
  std::vector<inspect::NamedTensor> named = tape.leaves;
  named.insert(named.end(), tape.intermediates.begin(), tape.intermediates.end());
  named.push_back(tape.root);
  diagnosis.birth = inspect::find_birth(forward, tape.root.tensor, named);
  if (diagnosis.born_in.empty() && !diagnosis.birth.walk.empty() && diagnosis.birth.leaf.empty()) {
    diagnosis.born_in = diagnosis.birth.walk.back().node;
  }
}

std::string birth_text(const Diagnosis& diagnosis) {
  std::string out;
  for (const inspect::WalkedOperator& one : diagnosis.birth.walk) {
    out += (out.empty() ? "Back from the result: " : " <- ") + one.node + " (" + range_text(one.result.value) + ")";
  }
  if (out.empty()) return out;
  if (!diagnosis.birth.rule.empty()) out += "\nIt computes " + diagnosis.birth.rule + " of finite numbers:";
  for (const inspect::NamedValue& one : diagnosis.birth.operands) {
    out += "\n  " + (one.name.empty() ? std::string("operand") : one.name) + ": " + range_text(one.value);
  }
  return out;
}

}  // namespace gradbox::lessons
