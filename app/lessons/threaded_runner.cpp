#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "lessons/paced_session.h"
#include "lessons/registry.h"
#include "lessons/runner.h"

namespace gradbox::lessons {

namespace {

constexpr double kSliceMs = 4;  // how long an action waits at most, unless a single step takes longer

/// Note [Threaded runner]
/// The worker thread alone makes, runs and destroys the session, so no tensor ever changes threads. The front end
/// leaves an action and waits until it is done; snapshots it takes without waiting. Of the three snapshots the worker
/// fills `draft_` unlocked, `ready_` is swapped under the lock, and the front end reads `shown_`.
class ThreadedRunner final : public TrainingRunner {
 public:
  explicit ThreadedRunner(const std::string& lesson_id) : info_(&find_lesson(lesson_id)) {
    worker_ = std::thread([this] { work(); });
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return has_ready_; });
  }

  ~ThreadedRunner() override {
    {
      std::lock_guard lock(mutex_);
      quit_ = true;
    }
    wake_.notify_all();
    worker_.join();
  }

  void pump(double) override {}

  void dispatch(const Action& action) override {
    std::unique_lock lock(mutex_);
    action_ = action;
    failure_ = nullptr;
    wake_.notify_all();
    done_.wait(lock, [this] { return !action_; });
    if (failure_) std::rethrow_exception(failure_);
    if (action.type == ActionType::Select) info_ = &find_lesson(action.name);
    if (action.type == ActionType::Open) info_ = &find_lesson(action.run->lesson);
  }

  void request(const StageRequest& request) override {
    std::lock_guard lock(mutex_);
    request_ = request;
    request_changed_ = true;
    wake_.notify_all();
  }

  const Snapshot& snapshot() override {
    std::lock_guard lock(mutex_);
    if (has_ready_) {
      std::swap(ready_, shown_);
      has_ready_ = false;
      wake_.notify_all();
    }
    return shown_;
  }

  const LessonInfo& info() const override { return *info_; }

  bool busy() const override {
    std::lock_guard lock(mutex_);
    return training_ || has_ready_ || unpublished_;
  }

 private:
  void work() {
    PacedSession paced(info_->id, steady_clock());
    std::unique_lock lock(mutex_);
    publish(paced, lock);
    done_.notify_all();
    while (!quit_) {
      if (action_) {
        act(paced, lock);
      } else if (!has_ready_ && (unpublished_ || request_changed_)) {
        publish(paced, lock);
      } else if (paced.busy()) {
        train(paced, lock);
      } else {
        wake_.wait(lock);
      }
    }
  }

  void act(PacedSession& paced, std::unique_lock<std::mutex>& lock) {
    const Action action = *action_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      paced.dispatch(action);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    publish(paced, lock);
    failure_ = failure;
    action_.reset();
    done_.notify_all();
  }

  void train(PacedSession& paced, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    const int64_t taken = paced.pump(kSliceMs);
    lock.lock();
    training_ = paced.busy();
    unpublished_ = paced.revision() != published_revision_;
    if (taken > 0 || quit_ || action_ || !training_) return;
    const double period_ms = 1000 / paced.speed();
    wake_.wait_for(lock, std::chrono::duration<double, std::milli>(std::min(period_ms, kSliceMs)));
  }

  void publish(PacedSession& paced, std::unique_lock<std::mutex>& lock) {
    const StageRequest request = request_;
    request_changed_ = false;
    lock.unlock();
    paced.read(request, draft_);
    lock.lock();
    std::swap(draft_, ready_);
    published_revision_ = ready_.revision;
    has_ready_ = true;
    unpublished_ = false;
    training_ = paced.busy();
  }

  mutable std::mutex mutex_;
  std::condition_variable wake_;  // the worker waits for something to do
  std::condition_variable done_;  // the front end waits for its action
  std::optional<Action> action_;
  std::exception_ptr failure_;
  StageRequest request_;
  bool request_changed_ = false;
  bool quit_ = false;
  bool training_ = false;
  bool unpublished_ = false;
  bool has_ready_ = false;
  uint64_t published_revision_ = 0;
  Snapshot draft_, ready_, shown_;
  const LessonInfo* info_;
  std::thread worker_;
};

}  // namespace

std::unique_ptr<TrainingRunner> make_threaded_runner(const std::string& lesson_id) {
  return std::make_unique<ThreadedRunner>(lesson_id);
}

}  // namespace gradbox::lessons
