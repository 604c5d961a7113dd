#include "lessons/runner.h"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include "gradbox/base/error.h"

using namespace gradbox::lessons;

namespace {

/// A clock that advances by `tick_ms` each time it is asked: as if every training step took that long.
struct FakeClock {
  std::shared_ptr<double> now_ms = std::make_shared<double>(0);
  double tick_ms = 1;

  Clock clock() const {
    return [now = now_ms, tick = tick_ms] { return *now += tick; };
  }
};

}  // namespace

TEST_CASE("runner: a slice ends with its budget, and takes one step at least") {
  FakeClock time;
  const auto runner = make_sliced_runner("two-moons", time.clock());
  runner->dispatch(Action::speed(0));
  runner->pump(8);
  CHECK(runner->snapshot().step == 0);
  CHECK_FALSE(runner->busy());
  runner->dispatch(Action::play());
  CHECK(runner->busy());
  runner->pump(8);
  CHECK(runner->snapshot().step == 8);
  runner->pump(0);
  CHECK(runner->snapshot().step == 9);
  for (int i = 0; i < 200; ++i) runner->pump(8);
  CHECK(runner->snapshot().step == 500);
  CHECK(runner->snapshot().play_state == PlayState::Paused);
  CHECK_FALSE(runner->busy());
}

TEST_CASE("runner: a wanted speed is kept, without bursts after a pause") {
  FakeClock time;
  time.tick_ms = 0;
  const auto runner = make_sliced_runner("linear-regression", time.clock());
  runner->dispatch(Action::speed(50));
  runner->dispatch(Action::play());
  for (int frame = 0; frame <= 62; ++frame) {
    runner->pump(1e9);
    *time.now_ms += 16;
  }
  CHECK(runner->snapshot().step == 50);
  CHECK(runner->snapshot().measured_speed == doctest::Approx(50).epsilon(0.1));
  *time.now_ms += 60'000;
  runner->pump(1e9);
  CHECK(runner->snapshot().step == 51);
}

TEST_CASE("runner: actions") {
  FakeClock time;
  const auto runner = make_sliced_runner("sine-cubic", time.clock());
  runner->dispatch(Action::step(3));
  CHECK(runner->snapshot().step == 3);
  runner->dispatch(Action::step(-1));
  CHECK(runner->snapshot().step == 2);
  runner->dispatch(Action::step(1000));
  CHECK(runner->snapshot().play_state == PlayState::Stepping);
  CHECK(runner->snapshot().step < 1000);
  while (runner->busy()) runner->pump(8);
  CHECK(runner->snapshot().step == 1002);
  runner->dispatch(Action::set("lr", "2e-6"));
  CHECK(runner->snapshot().settings[0].value == 2e-6);
  const uint64_t generation = runner->snapshot().generation;
  const uint64_t revision = runner->snapshot().revision;
  runner->dispatch(Action::select("two-moons"));
  CHECK(runner->snapshot().lesson == "two-moons");
  CHECK(runner->info().id == "two-moons");
  CHECK(runner->snapshot().step == 0);
  CHECK(runner->snapshot().generation > generation);
  CHECK(runner->snapshot().revision > revision);
  CHECK_THROWS_AS(runner->dispatch(Action::select("nothing")), gradbox::Error);
  CHECK_THROWS_AS(runner->dispatch(Action::speed(-1)), gradbox::Error);
  CHECK(runner->snapshot().lesson == "two-moons");
}

TEST_CASE("runner: a diverged run stops, says why, and starts again") {
  const auto runner = make_sliced_runner("sine-cubic", FakeClock().clock());
  runner->dispatch(Action::set("lr", 1e-5));
  runner->dispatch(Action::seek(200));
  CHECK(runner->snapshot().step == 35);
  CHECK(runner->snapshot().diagnosis.present);
  CHECK_FALSE(runner->busy());
  CHECK_THROWS_AS(runner->dispatch(Action::play()), gradbox::Error);
  runner->dispatch(Action::seek(30));
  CHECK(runner->snapshot().step == 30);
  CHECK_FALSE(runner->snapshot().diagnosis.present);
  runner->dispatch(Action::reset());
  CHECK(runner->snapshot().step == 0);
}

TEST_CASE("runner: snapshots differ in revision only when something happened") {
  const auto runner = make_sliced_runner("linear-regression", FakeClock().clock());
  const uint64_t before = runner->snapshot().revision;
  CHECK(runner->snapshot().revision == before);
  StageRequest request;
  request.surface = true;
  runner->request(request);
  CHECK(runner->snapshot().stage.surface.loss.columns == request.surface_size);
  runner->dispatch(Action::step(1));
  CHECK(runner->snapshot().revision != before);
}

TEST_CASE("runner: on a thread, the same run") {
  std::unique_ptr<TrainingRunner> threaded;
  try {
    threaded = make_threaded_runner("two-moons");
  } catch (const std::system_error&) {
    MESSAGE("no threads here");
    return;
  }
  const auto sliced = make_sliced_runner("two-moons");
  CHECK(threaded->snapshot().lesson == "two-moons");
  threaded->dispatch(Action::step(5));
  sliced->dispatch(Action::step(5));
  while (threaded->busy() && threaded->snapshot().step < 5) std::this_thread::yield();
  while (sliced->busy()) sliced->pump(8);
  CHECK(threaded->snapshot().step == 5);
  CHECK(threaded->snapshot().loss == sliced->snapshot().loss);
  CHECK_THROWS_AS(threaded->dispatch(Action::set("hidden", 1000)), gradbox::Error);
  threaded->dispatch(Action::speed(0));
  threaded->dispatch(Action::play());
  while (threaded->busy()) {
    threaded->pump(8);
    threaded->snapshot();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK(threaded->snapshot().step == 500);
  threaded->dispatch(Action::select("linear-regression"));
  CHECK(threaded->info().id == "linear-regression");
  CHECK(threaded->snapshot().lesson == "linear-regression");
  threaded->dispatch(Action::play());
}
