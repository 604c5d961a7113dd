#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lessons/action.h"
#include "lessons/lesson.h"
#include "lessons/snapshot.h"

namespace gradbox::lessons {

/// Runs one session for a front end, which calls everything here from one thread, `pump` once a frame.
class TrainingRunner {
 public:
  virtual ~TrainingRunner() = default;

  /// Lets training go on. In slices: for about `budget_ms`, in this call, at least one step when one is due.
  /// With a thread: returns at once.
  virtual void pump(double budget_ms) = 0;

  /// Does what was asked. A few steps are taken before it returns, many go on in `pump`.
  /// Throws: Error that says what is possible
  virtual void dispatch(const Action& action) = 0;

  /// Which costly parts the next snapshots shall hold.
  virtual void request(const StageRequest& request) = 0;

  /// The latest state. Stays valid and unchanged until the next call of pump, dispatch or snapshot.
  /// After dispatch it shows what the action did.
  virtual const Snapshot& snapshot() = 0;

  /// The lesson that runs: title, texts, code.
  virtual const LessonInfo& info() const = 0;

  /// Whether something is going on, so that frames have to be drawn.
  virtual bool busy() const = 0;
};

/// Milliseconds from some fixed point on.
using Clock = std::function<double()>;

/// Trains inside `pump`: the way of the web page. Tests bring their own clock.
std::unique_ptr<TrainingRunner> make_sliced_runner(const std::string& lesson_id, Clock clock = {});

/// Trains on a thread of its own, which alone touches the engine: the way of native programs. Where threads do not
/// exist (a page without shared memory) making one throws std::system_error.
std::unique_ptr<TrainingRunner> make_threaded_runner(const std::string& lesson_id);

}  // namespace gradbox::lessons
