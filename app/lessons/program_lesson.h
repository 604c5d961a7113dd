#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "gradbox/gradbox.h"
#include "lessons/lesson.h"

namespace gradbox::lessons {

/// A lesson that runs a short program, one statement or one stage a step, and shows what it prints: see
/// LessonInfo::is_program. The lesson's listing has one %step for each statement (Note [Program marks]).
class ProgramLesson : public Lesson {
 public:
  explicit ProgramLesson(const LessonInfo& info) : info_(info) {}

  const LessonInfo& info() const final { return info_; }
  void reset(const std::vector<Setting>& settings, int64_t seed) final;
  void change(const std::vector<Setting>&) override {}
  void step(std::vector<double>& series_values) final;
  int64_t step_limit() const final { return static_cast<int64_t>(statements_.size()); }
  bool find_non_finite(std::string&, double&) const override { return false; }
  void diagnose(Diagnosis&) const override {}
  void read_parameters(std::vector<ParameterSnapshot>& parameters) const override;
  void read_stage(const StageRequest& request, Stage& stage) const override;
  void read_figures(std::vector<Figure>& figures) const override { figures.clear(); }
  void read_transcript(std::vector<TranscriptLine>& transcript) const final { transcript = transcript_; }
  /// What was printed last.
  std::string result() const override;

 protected:
  /// Adds all statements; the first of them makes the first tensors.
  virtual void build(const std::vector<Setting>& settings, int64_t seed) = 0;

  void statement(std::function<void()> run) { statements_.push_back(std::move(run)); }

  // What a statement may do.
  void keep(const std::string& name, const Tensor& tensor);  // in the table of tensors from now on
  void print(const std::string& name, const Tensor& tensor);
  void print(const std::string& name, bool value);
  void print(const std::string& name, const char* text) { print(name, std::string(text)); }
  void print(const std::string& name, const std::string& text);

  int64_t position() const { return position_; }
  /// The tensor kept under this name, undefined if there is none yet.
  Tensor kept(const std::string& name) const;

 private:
  void add_line(TranscriptKind kind, std::string text, std::string name = {}, std::vector<double> values = {});

  const LessonInfo& info_;
  std::vector<std::function<void()>> statements_;
  int64_t position_ = 0;  // of the next statement
  std::vector<std::pair<std::string, Tensor>> tensors_;
  std::vector<TranscriptLine> transcript_;
};

/// For a text's button: the lesson's own settings but for `changes`, and the program run up to step `steps`.
std::vector<Action> from_start(int64_t steps, std::vector<Action> changes = {});

/// The name of the node behind a tensor, "None" for a leaf.
std::string grad_fn_name(const Tensor& tensor);

/// Numbers of a tensor of at most two dims as a heat map.
Matrix matrix_of(const std::string& name, const std::string& help, const Tensor& tensor);

}  // namespace gradbox::lessons
