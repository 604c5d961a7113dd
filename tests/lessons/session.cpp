#include "lessons/session.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "gradbox/base/error.h"
#include "lessons/number_text.h"
#include "lessons/registry.h"

using namespace gradbox::lessons;

namespace {

template <class Body>
std::string error_of(Body&& body) {
  try {
    body();
  } catch (const gradbox::Error& error) {
    return error.what();
  }
  return "no error";
}

std::vector<double> losses(const Session& session) { return session.series()[0].values; }

}  // namespace

TEST_CASE("settings: what is not possible is refused with what is") {
  Session session("two-moons");
  CHECK(error_of([] {
          Session("three-moons");
        }).rfind("there is no lesson 'three-moons'; there are: two-tensors, requires-grad, sine-cubic, legendre", 0) ==
        0);
  CHECK(error_of([&] { session.set("rate", 1); }) ==
        "there is no setting 'rate'; there are: lr, optimizer, layers, hidden, points, noise, root-penalty");
  CHECK(error_of([&] { session.set("optimizer", "rmsprop"); }) ==
        "setting 'optimizer' cannot be 'rmsprop': it takes one of adam, sgd");
  CHECK(error_of([&] { session.set("layers", 1.5); }) ==
        "setting 'layers' cannot be 1.5: it takes a whole number from 0 to 3");
  for (const char* text : {"", " 1", "1 ", "1e400", "nan", "inf", "-inf", "one", "11", "0", "-1"}) {
    CAPTURE(text);
    CHECK(error_of([&] { session.set("lr", text); }).find("it takes a number from 1e-05 to 10") != std::string::npos);
  }
  CHECK(session.settings()[0].value == 0.02);
}

TEST_CASE("settings: text and numbers") {
  Session session("two-moons");
  session.set("lr", "5e-2");
  session.set("optimizer", "SGD");
  CHECK(session.settings()[0].value == 0.05);
  CHECK(value_text(session.settings()[0], 0.05) == "0.05");
  CHECK(value_text(session.settings()[1], session.settings()[1].value) == "sgd");
  CHECK(value_text(session.settings()[2], 2) == "2");
}

TEST_CASE("session: same seed, same run; another seed, another run") {
  Session first("two-moons"), second("two-moons"), third("two-moons");
  third.set_seed(7);
  // Taken in turns, so state shared between sessions would show.
  for (int i = 0; i < 10; ++i) {
    first.step();
    third.step();
    second.step();
  }
  CHECK(losses(first) == losses(second));
  CHECK(losses(first) != losses(third));
  CHECK_THROWS_AS(first.set_seed(-1), gradbox::Error);
}

TEST_CASE("session: play ends at the planned steps and may go on") {
  Session session("linear-regression");
  session.play();
  int runs = 0;
  for (; session.wants_to_run(); ++runs) session.run_one();
  CHECK(runs == 200);
  CHECK(session.step_count() == 200);
  session.play();
  CHECK(session.planned_steps() == 400);
  session.run_one();
  session.pause();
  session.run_one();
  CHECK(session.step_count() == 201);
}

TEST_CASE("session: going back replays, live changes included") {
  Session session("sine-cubic");
  session.step(20);
  session.set("lr", 3e-6);
  session.step(20);
  session.set("lr", 5e-7);
  session.step(10);
  const std::vector<double> all = losses(session);
  session.request_steps(-15);
  while (session.wants_to_run()) session.run_one();
  CHECK(session.step_count() == 35);
  CHECK(session.settings()[0].value == 3e-6);
  CHECK(losses(session) == std::vector<double>(all.begin(), all.begin() + 35));
  session.request_step(0);
  CHECK(session.step_count() == 0);
  CHECK(session.settings()[0].value == 1e-6);
}

TEST_CASE("session: a changed setting starts afresh unless it is live") {
  Session session("two-moons");
  session.play();
  for (int i = 0; i < 5; ++i) session.run_one();
  session.set("lr", 0.01);
  CHECK(session.step_count() == 5);
  const uint64_t generation = session.generation();
  session.set("hidden", 4);
  CHECK(session.step_count() == 0);
  CHECK(session.play_state() == PlayState::Playing);
  CHECK(session.generation() > generation);
  session.set_defaults();
  CHECK(session.settings()[3].value == 16);
  CHECK(session.play_state() == PlayState::Paused);
}

TEST_CASE("session: step counts that make no sense") {
  Session session("linear-regression");
  CHECK_THROWS_AS(session.request_steps(INT64_MAX), gradbox::Error);
  CHECK_THROWS_AS(session.request_steps(INT64_MIN), gradbox::Error);
  CHECK_THROWS_AS(session.request_step(-1), gradbox::Error);
  session.request_steps(-5);
  CHECK(session.step_count() == 0);
  CHECK(session.step(0) == 0);
  CHECK(session.step(-3) == 0);
}

TEST_CASE("session: snapshot before and after a step") {
  Session session("sine-cubic");
  Snapshot snapshot;
  session.read(StageRequest(), snapshot);
  CHECK_FALSE(snapshot.has_loss);
  CHECK(snapshot.result.empty());
  CHECK(snapshot.before_loop);
  REQUIRE(snapshot.parameters.size() == 4);
  CHECK_FALSE(snapshot.parameters[0].tensor.has_grad);
  CHECK(snapshot.parameters[0].tensor.shape.empty());
  CHECK(snapshot.parameters[0].update.empty());
  const uint64_t revision = snapshot.revision;
  session.step();
  session.read(StageRequest(), snapshot);
  CHECK(snapshot.revision != revision);
  CHECK(snapshot.has_loss);
  CHECK(snapshot.parameters[0].tensor.has_grad);
  CHECK(snapshot.parameters[0].tensor.dtype == "float32");
  CHECK(snapshot.parameters[0].update.size() == 1);
  CHECK(snapshot.stage.points.x.size() == 1500);
  CHECK(snapshot.stage.points.prediction.size() == 1500);
  CHECK(snapshot.stage.surface.loss.columns == 0);
}

TEST_CASE("series: memory is bounded, the tail is exact") {
  Series series;
  const int64_t count = 200'000;
  for (int64_t i = 0; i < count; ++i) series.append(static_cast<double>(i));
  CHECK(series.count == count);
  CHECK(series.values.size() <= Series::kMaxValues);
  CHECK(series.values.size() > Series::kMaxValues / 4);
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    REQUIRE(series.values[i] == static_cast<double>(static_cast<int64_t>(i) * series.stride));
  }
  CHECK(series.tail.size() >= Series::kTail);
  CHECK(series.tail.back() == static_cast<double>(count - 1));
  CHECK(series.tail[series.tail.size() - 5] == static_cast<double>(count - 5));
}

TEST_CASE("numbers: as short as they can be") {
  CHECK(shortest(0.1f, true) == "0.1");
  CHECK(shortest(0.1, false) == "0.1");
  CHECK(shortest(1e-6, false) == "1e-06");
  CHECK(shortest(3, false) == "3");
  CHECK(shortest(0.33669036626815796, true) == "0.33669037");
  CHECK(rounded(4.7392e-6, 3) == "4.74e-06");
  CHECK(round_down_1_2_5(2.37e-6) == 2e-6);
  CHECK(round_down_1_2_5(0.5) == 0.5);
  CHECK(round_down_1_2_5(0.99) == 0.5);
  CHECK(round_down_1_2_5(1) == 1);
}
