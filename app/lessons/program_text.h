#pragma once

#include <string>
#include <vector>

#include "lessons/lesson.h"

namespace gradbox::lessons {

/// Note [Program marks]
/// A lesson's program is written once a language and read twice: as the listing that is shown, and as a complete
/// program of one run, which prints the run's numbers and stops where its own differ. Lines that begin with a % mark
/// the difference; $[name] stands for a setting's value, `seed`, `steps`, or what the lesson's program_values add.
///
///     %if NAME, %if !NAME, %if NAME=TEXT, %else, %endif   by a setting or another $[name]; may be nested
///     %step            the next step of a program lesson begins here; it ends at the next one or at %done
///     %loop, %endloop  around the lines of one training step
///     %result          before the line that runs when training is over
///     %print EXPR = KEY       a line that prints EXPR; when complete, also %check
///     %check EXPR = KEY       complete: EXPR must be what the run had. KEY: what this step printed under this name, or
///                             `loss`, a parameter's name, NAME.grad. ` ~ 0.01` behind it: a wider tolerance
///     %throws TEXT, %endthrows  complete: the lines between throw, if they did in this run; TEXT is in the message
///     %change SETTING = LINE    complete: LINE for each change of a Live setting; $[step], $[value]: when and what
///     %only LINE       complete: this line
///     %helpers         complete: the functions that the checks call

/// The listings of a run, one a language.
std::vector<CodeListing> program_listings(const LessonInfo& info, const Snapshot& run);

/// The complete program of a run, in "C++" (libtorch's words, which Gradbox shares) or "Python" (PyTorch).
/// Throws: Error that lists the languages there are
std::string complete_program(const LessonInfo& info, const Snapshot& run, const std::string& language);

}  // namespace gradbox::lessons
