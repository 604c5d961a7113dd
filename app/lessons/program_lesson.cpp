#include "lessons/program_lesson.h"

#include <algorithm>
#include <exception>

#include "gradbox/inspect/tensor_snapshot.h"

namespace gradbox::lessons {

namespace {

/// While it lives, also a warning that was given once is given again: each run of a program shows its own.
struct EveryWarning {
  EveryWarning() { set_warn_always(true); }
  ~EveryWarning() { set_warn_always(false); }
  EveryWarning(const EveryWarning&) = delete;
  EveryWarning& operator=(const EveryWarning&) = delete;
};

}  // namespace

void ProgramLesson::reset(const std::vector<Setting>& settings, int64_t seed) {
  statements_.clear();
  tensors_.clear();
  transcript_.clear();
  position_ = 0;
  build(settings, seed);
}

void ProgramLesson::step(std::vector<double>&) {
  const CaptureWarnings warnings;
  const EveryWarning every;
  // Warnings stand before what was printed, as they do where the statement itself warns and then prints.
  const std::size_t first = transcript_.size();
  const auto insert_warnings = [&] {
    std::size_t at = first;
    for (const std::string& text : warnings.texts()) {
      transcript_.insert(transcript_.begin() + static_cast<std::ptrdiff_t>(at++),
                         {position_, TranscriptKind::Warning, text, {}, {}});
    }
  };
  try {
    statements_.at(static_cast<std::size_t>(position_))();
  } catch (const std::exception& error) {
    insert_warnings();
    add_line(TranscriptKind::Error, error.what());
    throw;
  }
  insert_warnings();
  ++position_;
}

void ProgramLesson::read_parameters(std::vector<ParameterSnapshot>& parameters) const {
  parameters.clear();
  for (const auto& [name, tensor] : tensors_) parameters.push_back({inspect::snapshot(tensor, name), {}});
}

void ProgramLesson::read_stage(const StageRequest&, Stage& stage) const { stage = Stage(); }

std::string ProgramLesson::result() const {
  for (std::size_t i = transcript_.size(); i-- > 0;) {
    const TranscriptLine& line = transcript_[i];
    if (line.kind != TranscriptKind::Output) continue;
    std::string text = line.text;  // a matrix in one line
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) {
      text.replace(at, text.find_first_not_of(" \n", at) - at, " ");
    }
    return "Result: " + line.name + " = " + text;
  }
  return "Result: nothing was printed";
}

void ProgramLesson::keep(const std::string& name, const Tensor& tensor) {
  for (auto& entry : tensors_) {
    if (entry.first != name) continue;
    entry.second = tensor;
    return;
  }
  tensors_.emplace_back(name, tensor);
}

Tensor ProgramLesson::kept(const std::string& name) const {
  for (const auto& entry : tensors_) {
    if (entry.first == name) return entry.second;
  }
  return {};
}

void ProgramLesson::print(const std::string& name, const Tensor& tensor) {
  std::vector<double> values;
  if (tensor.defined()) values = inspect::values_of(tensor);
  add_line(TranscriptKind::Output, to_string(tensor), name, std::move(values));
}

void ProgramLesson::print(const std::string& name, bool value) {
  add_line(TranscriptKind::Output, value ? "True" : "False", name, {value ? 1.0 : 0.0});
}

void ProgramLesson::print(const std::string& name, const std::string& text) {
  add_line(TranscriptKind::Output, text, name);
}

void ProgramLesson::add_line(TranscriptKind kind, std::string text, std::string name, std::vector<double> values) {
  transcript_.push_back({position_, kind, std::move(text), std::move(name), std::move(values)});
}

std::vector<Action> from_start(int64_t steps, std::vector<Action> changes) {
  changes.insert(changes.begin(), Action::defaults());
  changes.push_back(Action::seek(steps));
  return changes;
}

std::string grad_fn_name(const Tensor& tensor) {
  const NodePtr node = tensor.grad_fn();
  return node != nullptr ? node->name() : "None";
}

Matrix matrix_of(const std::string& name, const std::string& help, const Tensor& tensor) {
  Matrix matrix;
  matrix.name = name;
  matrix.help = help;
  if (!tensor.defined()) return matrix;
  const bool is_matrix = tensor.dim() == 2;
  matrix.columns = static_cast<int>(is_matrix ? tensor.size(1) : tensor.numel());
  matrix.rows = is_matrix ? static_cast<int>(tensor.size(0)) : 1;
  matrix.values = inspect::values_of(tensor);
  return matrix;
}

}  // namespace gradbox::lessons
