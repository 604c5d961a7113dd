#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lessons/run_state.h"
#include "lessons/snapshot.h"

namespace gradbox::lessons {

/// Note [Links]
/// A link names a run and what is seen of it, so that somebody else sees the same:
///
///     #sine-cubic?lr=1e-06&seed=7&lr@120=2e-06&step=300&stage=surface&loss=linear
///
/// After the lesson come its settings by name, changes under way as name@step, the seed, the step to stop at, the
/// speed, and words for the front end (kLinkViewKeys). What has its usual value is left out. The link stands after
/// the '#' of the page's address; a whole address is understood, too.
struct Link {
  RunState run;  // without a lesson if the link names none
  bool has_step = false;
  double speed = -1;                                        // steps a second; negative if not given
  std::vector<std::pair<std::string, std::string>> view;    // in the order of the link
  std::vector<std::string> ignored;                         // what could not be used and why, a sentence each

  bool empty() const { return run.lesson.empty() && view.empty() && ignored.empty(); }
};

/// Words that a link may hold for the front end. No setting may be called like them, or seed, step, speed.
extern const std::vector<std::string> kLinkViewKeys;

/// How many steps a link may ask for.
constexpr int64_t kMostLinkSteps = 10'000'000;

/// Never throws: what makes no sense goes to `ignored`.
Link parse_link(std::string_view text);

/// The run that a snapshot shows.
RunState run_of(const Snapshot& snapshot);

/// From the '#' on.
std::string link_text(const Link& link);

}  // namespace gradbox::lessons
