#include "lessons/post_mortem.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "gradbox/inspect/forward_recorder.h"
#include "gradbox/inspect/gradient_birth.h"
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

/// "w" of "w.grad"; empty if it is no gradient.
std::string leaf_of(const std::string& quantity) {
  const std::size_t dot = quantity.rfind(".grad");
  return dot == std::string::npos ? std::string() : quantity.substr(0, dot);
}

/// Forward is finite: the gradients are walked back.
inspect::Birth birth_in_backward(const Tape& tape, const std::vector<inspect::NamedTensor>& named,
                                 const std::string& quantity) {
  inspect::GraphSource source;
  source.roots = {tape.root};
  source.named = named;
  const inspect::GraphSnapshot graph = inspect::snapshot_graph(source);
  const inspect::BackwardRecording recording = inspect::record_backward(graph, tape.root.tensor, tape.calls);
  return inspect::find_gradient_birth(graph, recording, leaf_of(quantity));
}

/// Whether numbers were so large that smaller steps would have helped.
bool was_large(const inspect::Birth& birth) {
  constexpr double kLarge = 1e9;
  for (const inspect::NamedValue& one : birth.operands) {
    if (std::max(std::fabs(one.value.least), std::fabs(one.value.most)) > kLarge) return true;
  }
  return false;
}

/// What the lesson says of a run that went too fast is not the reason where a derivative has a pole.
void explain_pole(Diagnosis& diagnosis) {
  if (diagnosis.setting != "lr") return;
  diagnosis.explanation = "The loss is finite, its derivative is not: the backward of " + diagnosis.born_in +
                          " was given finite numbers, and what it sent on is not finite.";
  diagnosis.setting.clear();
  diagnosis.advice.clear();
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
  auto forward = std::make_unique<inspect::ForwardRecorder>();
  const Tape tape = lesson->tape();
  if (!tape.root.tensor.defined() || !tape.failure.error.empty()) return;
  std::vector<inspect::NamedTensor> named = tape.leaves;
  named.insert(named.end(), tape.intermediates.begin(), tape.intermediates.end());
  named.push_back(tape.root);
  inspect::Birth birth = inspect::find_birth(*forward, tape.root.tensor, named);
  forward.reset();  // while it lives, a nan in backward is an error
  if (birth.walk.empty()) birth = birth_in_backward(tape, named, diagnosis.quantity);
  birth.is_searched = true;
  const bool found = !birth.walk.empty() && birth.leaf.empty();
  if (found && (diagnosis.born_in.empty() || birth.in_backward)) diagnosis.born_in = birth.walk.back().node;
  diagnosis.birth = std::move(birth);
  if (found && diagnosis.birth.in_backward && !was_large(diagnosis.birth)) explain_pole(diagnosis);
}

std::string birth_text(const Diagnosis& diagnosis) {
  const inspect::Birth& birth = diagnosis.birth;
  std::string out;
  for (const inspect::WalkedOperator& one : birth.walk) {
    const char* start = birth.in_backward ? "Back from the gradient: " : "Back from the result: ";
    out += (out.empty() ? start : " <- ") + one.node + " (" + range_text(one.result.value) + ")";
  }
  if (out.empty()) return out;
  const char* what = birth.in_backward ? "\nIts backward computes " : "\nIt computes ";
  if (!birth.rule.empty()) out += what + birth.rule + " of finite numbers:";
  if (!birth.numbers.empty()) out += "\n  " + (birth.element.empty() ? "" : birth.element + ": ") + birth.numbers;
  for (const inspect::NamedValue& one : birth.operands) {
    out += "\n  " + (one.name.empty() ? std::string("operand") : one.name) + ": " + range_text(one.value);
  }
  return out;
}

}  // namespace gradbox::lessons
