#include "lessons/link.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lessons/lesson.h"
#include "lessons/registry.h"
#include "lessons/session.h"

using namespace gradbox::lessons;

namespace {

/// Runs on until what was asked for is reached.
void finish(Session& session) {
  while (session.wants_to_run()) session.run_one();
}

void expect_same(const Session& a, const Session& b) {
  CHECK(a.step_count() == b.step_count());
  CHECK(a.seed() == b.seed());
  REQUIRE(a.settings().size() == b.settings().size());
  for (std::size_t i = 0; i < a.settings().size(); ++i) CHECK(a.settings()[i].value == b.settings()[i].value);
  std::vector<ParameterSnapshot> of_a, of_b;
  a.read_parameters(of_a);
  b.read_parameters(of_b);
  REQUIRE(of_a.size() == of_b.size());
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    CHECK(of_a[i].tensor.values == of_b[i].tensor.values);
    CHECK(of_a[i].tensor.gradient == of_b[i].tensor.gradient);
  }
  for (std::size_t i = 0; i < a.series().size(); ++i) CHECK(a.series()[i].values == b.series()[i].values);
}

/// A second session, made from the link of the first.
void expect_reproduced(const Session& first) {
  Snapshot snapshot;
  first.read(StageRequest(), snapshot);
  Link link;
  link.run = run_of(snapshot);
  const Link read = parse_link("http://127.0.0.1:8000/" + link_text(link));
  CHECK(read.ignored.empty());
  Session second(read.run.lesson);
  second.restore(read.run);
  finish(second);
  expect_same(first, second);
  CHECK(second.error() == first.error());
  CHECK(second.diagnosis().quantity == first.diagnosis().quantity);
}

}  // namespace

TEST_CASE("link: what has its usual value is left out") {
  Link link;
  link.run.lesson = "sine-cubic";
  link.run.seed = 42;
  CHECK(link_text(link) == "#sine-cubic");
  link.run.seed = 7;
  link.run.settings = {{0, "lr", 2e-6}};
  link.run.changes = {{120, "lr", 1e-6}};
  link.run.step = 300;
  link.speed = 10;
  link.view = {{"stage", "surface"}, {"loss", "linear"}};
  CHECK(link_text(link) ==
        "#sine-cubic?lr=2e-06&seed=7&lr@120=1e-06&step=300&speed=10&stage=surface&loss=linear");
}

TEST_CASE("link: what was written is read") {
  const Link link = parse_link(
      "https://example.org/play/#two-moons?lr=0.05&optimizer=sgd&seed=7&lr@3=0.5&step=9&speed=0&stage=code");
  CHECK(link.run.lesson == "two-moons");
  CHECK(link.run.seed == 7);
  REQUIRE(link.run.settings.size() == 2);
  CHECK(link.run.settings[0].value == 0.05);
  CHECK(link.run.settings[1].value == 1);
  REQUIRE(link.run.changes.size() == 1);
  CHECK(link.run.changes[0].step == 3);
  CHECK(link.has_step);
  CHECK(link.run.step == 9);
  CHECK(link.speed == 0);
  CHECK(link.view == std::vector<std::pair<std::string, std::string>>{{"stage", "code"}});
  CHECK(link.ignored.empty());
  CHECK(parse_link("sine-cubic").run.lesson == "sine-cubic");
  CHECK(parse_link("#sine%2Dcubic?lr=1e%2D6").run.settings[0].value == 1e-6);
  CHECK(parse_link("").empty());
  CHECK(parse_link("http://127.0.0.1:8000/").empty());
  CHECK(parse_link("#").empty());
}

TEST_CASE("link: a bad one gives what it can and says what was ignored") {
  const Link link = parse_link(
      "#two-moons?lr=fast&rate=3&hidden=4&seed=-1&step=1e3&speed=no&noise@2=0.3&lr@50=0.1&&=&%zz=1&step");
  CHECK(link.run.lesson == "two-moons");
  REQUIRE(link.run.settings.size() == 1);
  CHECK(link.run.settings[0].name == "hidden");
  CHECK(link.run.changes.empty());
  CHECK(link.run.seed == find_lesson("two-moons").default_seed);
  CHECK(!link.has_step);
  const auto told = [&](const char* part) {
    return std::any_of(link.ignored.begin(), link.ignored.end(),
                       [&](const std::string& one) { return one.find(part) != std::string::npos; });
  };
  for (const char* part : {"'fast'", "'rate'", "seed cannot be '-1'", "step cannot be '1e3'", "speed cannot be 'no'",
                           "'noise' cannot change under way", "lr@50 lies behind", "'%zz'"}) {
    CAPTURE(part);
    CHECK(told(part));
  }
  const Link stranger = parse_link("#moon-walk?lr=1&stage=fit");
  CHECK(stranger.run.lesson.empty());
  CHECK(stranger.view.size() == 1);
  REQUIRE(stranger.ignored.size() == 2);
  CHECK(stranger.ignored[0].find("sine-cubic") != std::string::npos);
}

TEST_CASE("link: no lesson calls a setting like a word of the links") {
  for (const LessonInfo& info : all_lessons()) {
    for (const Setting& setting : info.settings) {
      CAPTURE(info.id);
      CAPTURE(setting.name);
      CHECK(std::find(kLinkViewKeys.begin(), kLinkViewKeys.end(), setting.name) == kLinkViewKeys.end());
      for (const char* word : {"seed", "step", "speed"}) CHECK(setting.name != word);
      CHECK(setting.name.find('@') == std::string::npos);
    }
  }
}

TEST_CASE("link: every lesson comes back as it was") {
  for (const LessonInfo& info : all_lessons()) {
    CAPTURE(info.id);
    Session session(info.id);
    session.set_seed(info.default_seed + 1);
    session.step(3);
    expect_reproduced(session);
  }
}

TEST_CASE("link: settings changed under way are replayed") {
  Session session("sine-cubic");
  session.set("lr", 2e-6);
  session.step(10);
  session.set("lr", 3e-6);
  session.step(10);
  session.set("lr", 1e-6);
  expect_reproduced(session);  // changed after the last step: the next one is the first to use it
  session.step(5);
  expect_reproduced(session);
  session.request_steps(-5);
  finish(session);
  CHECK(session.settings()[0].value == 1e-6);
  expect_reproduced(session);
}

TEST_CASE("link: runs that stopped stop again") {
  Session diverging("sine-cubic");
  diverging.set("lr", 1e-5);
  diverging.step(100);
  REQUIRE(diverging.diagnosis().present);
  expect_reproduced(diverging);
  Session failing("linear-regression");
  const auto& settings = failing.settings();
  const auto trap = std::find_if(settings.begin(), settings.end(), [](const Setting& one) {
    return one.name == "forget-no-grad";
  });
  REQUIRE(trap != settings.end());
  failing.set(trap->name, 1);
  failing.step(2);
  REQUIRE(!failing.error().empty());
  expect_reproduced(failing);
}

TEST_CASE("link: a state that does not fit is refused") {
  Session session("sine-cubic");
  RunState run;
  run.lesson = "sine-cubic";
  run.settings = {{0, "rate", 1}};
  CHECK_THROWS(session.restore(run));
  run.settings = {{0, "lr", -1}};
  CHECK_THROWS(session.restore(run));
  run.settings.clear();
  run.lesson = "two-moons";
  CHECK_THROWS(session.restore(run));
}
