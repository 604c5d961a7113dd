#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lessons/setting.h"
#include "lessons/snapshot.h"
#include "lessons/stage.h"
#include "lessons/text.h"
#include "lessons/trap.h"

namespace gradbox::lessons {

struct Tape;
struct Snapshot;

/// A lesson's program in one language, with marks: see Note [Program marks] in program_text.h.
struct ProgramSource {
  std::string language;  // "C++" or "Python"
  std::string text;
};

/// What a program's $[name] stands for, beside settings, seed and steps.
using ProgramValues = std::map<std::string, std::string>;

/// What is known of a lesson before it runs.
struct LessonInfo {
  std::string id;       // "sine-cubic"
  std::string title;    // "A cubic fitted to a sine"
  std::string summary;  // one line
  int64_t default_seed = 42;
  int64_t default_steps = 1000;
  double default_speed = 0;  // steps a second when it is played at first, 0 for as fast as possible
  std::vector<Setting> settings;
  std::vector<Trap> traps;          // those that are no setting of their own; traps_of() has all
  std::vector<std::string> series;  // names; the loss first
  std::vector<View> views;          // the first is shown first
  std::vector<TextStep> text;
  std::vector<ProgramSource> programs;
  void (*program_values)(const Snapshot& run, const std::string& language, ProgramValues& values) = nullptr;
  /// The listings of the programs with the default settings; Snapshot::code has those of the run.
  std::vector<CodeListing> code;
  /// A program lesson runs a short program from top to bottom, one statement or one stage a step, and prints
  /// (View::Transcript). It has no loss, and ends: default_steps is the number of its statements.
  bool is_program = false;
};

/// A small program, mostly one that trains, that can be taken step by step. Holds its whole state: two objects never
/// disturb each other. A Session drives it; nobody else calls it.
class Lesson {
 public:
  virtual ~Lesson() = default;

  virtual const LessonInfo& info() const = 0;

  /// Makes data and parameters afresh. Called before anything below.
  virtual void reset(const std::vector<Setting>& settings, int64_t seed) = 0;

  /// Takes over changed Live settings.
  virtual void change(const std::vector<Setting>& settings) = 0;

  /// One training step. Writes one value for each of info().series, computed in this step.
  /// Throws: Error as the engine does, e.g. when a trap is switched on
  virtual void step(std::vector<double>& series_values) = 0;

  /// What parameters and loss are computed in: "float32" or "float64".
  virtual std::string dtype() const { return "float32"; }

  /// Looks for infinities and NaN in gradients and parameters, in the order in which they arise.
  /// Returns whether there is one, and then its name and value.
  virtual bool find_non_finite(std::string& quantity, double& value) const = 0;

  /// Explains a value that is not finite. Step, quantity and value are filled in already.
  virtual void diagnose(Diagnosis& diagnosis) const = 0;

  virtual void read_parameters(std::vector<ParameterSnapshot>& parameters) const = 0;
  virtual void read_stage(const StageRequest& request, Stage& stage) const = 0;
  virtual void read_figures(std::vector<Figure>& figures) const = 0;

  /// The tensor that the lesson looks at, computed afresh. Changes nothing of the run; works before the first step,
  /// too. An error of building it is caught and told in `failure`. By default there is nothing to look at.
  virtual Tape tape() const;

  /// How many steps there are at most; a program lesson has as many as statements.
  virtual int64_t step_limit() const { return std::numeric_limits<int64_t>::max(); }

  /// What a program lesson printed so far.
  virtual void read_transcript(std::vector<TranscriptLine>& transcript) const { transcript.clear(); }

  /// The outcome in one line.
  virtual std::string result() const = 0;
};

}  // namespace gradbox::lessons
