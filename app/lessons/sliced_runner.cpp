#include <utility>

#include "lessons/paced_session.h"
#include "lessons/runner.h"

namespace gradbox::lessons {

namespace {

class SlicedRunner final : public TrainingRunner {
 public:
  SlicedRunner(const std::string& lesson_id, Clock clock) : paced_(lesson_id, std::move(clock)) {}

  void pump(double budget_ms) override { paced_.pump(budget_ms); }
  void dispatch(const Action& action) override { paced_.dispatch(action); }
  const LessonInfo& info() const override { return paced_.session().info(); }
  bool busy() const override { return paced_.busy(); }

  void request(const StageRequest& request) override {
    request_ = request;
    stale_ = true;
  }

  const Snapshot& snapshot() override {
    if (stale_ || snapshot_.revision != paced_.revision()) paced_.read(request_, snapshot_);
    stale_ = false;
    return snapshot_;
  }

 private:
  PacedSession paced_;
  StageRequest request_;
  Snapshot snapshot_;
  bool stale_ = true;
};

}  // namespace

std::unique_ptr<TrainingRunner> make_sliced_runner(const std::string& lesson_id, Clock clock) {
  return std::make_unique<SlicedRunner>(lesson_id, std::move(clock));
}

}  // namespace gradbox::lessons
