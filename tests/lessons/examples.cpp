// What the texts of the lessons say beside their main figures, and the graphs that they draw. Recorded from PyTorch
// 1.13.1 and torchviz.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/dot.h"
#include "lessons/data/line_points.h"
#include "lessons/registry.h"
#include "lessons/session_support.h"
#include "lessons/tape.h"
#include "support/golden.h"

using namespace gradbox::lessons;
using gradbox::test::Run;

namespace {

doctest::Approx near(double value, double relative) { return doctest::Approx(value).epsilon(relative).scale(0); }

double last_loss(const Run& run) { return run.session.series().at(0).tail.back(); }

/// The loss of step `step`, with one setting changed.
double loss_with(const std::string& lesson, const std::string& setting, double value, int64_t step) {
  Run run(lesson);
  run.session.set(setting, value);
  run.session.step(step + 1);
  return last_loss(run);
}

/// The lesson's graph after `steps` steps, as torchviz writes it.
std::string dot_of(const std::string& lesson, int64_t steps, const std::vector<std::pair<std::string, double>>& changes,
                   bool named, bool classic) {
  const auto one = make_lesson(lesson);
  std::vector<Setting> settings = one->info().settings;
  for (const auto& [name, value] : changes) find_setting(settings, name).value = value;
  one->reset(settings, 42);
  std::vector<double> none;
  for (int64_t i = 0; i < steps; ++i) one->step(none);
  const Tape tape = one->tape();
  gradbox::inspect::GraphSource source;
  source.roots = {{"", tape.root.tensor}};
  if (named) source.named = tape.leaves;
  gradbox::inspect::DotOptions options;
  if (classic) options.convention = gradbox::inspect::DotConvention::Classic;
  return gradbox::inspect::dot_text(gradbox::inspect::snapshot_graph(source), options);
}

}  // namespace

TEST_CASE("sine-cubic: what comes after the first infinity, were training not stopped") {
  const auto lesson = make_lesson("sine-cubic");
  std::vector<Setting> settings = lesson->info().settings;
  find_setting(settings, "lr").value = 1e-5;
  lesson->reset(settings, 42);
  std::vector<double> loss(1);
  int64_t first_nan = -1;
  for (int64_t step = 0; step < 80 && first_nan < 0; ++step) {
    lesson->step(loss);
    if (step == 33) CHECK(loss[0] == near(3.31264e37, 1e-4));
    if (step == 34 || step == 36) CHECK(loss[0] == INFINITY);
    if (std::isnan(loss[0])) first_nan = step;
  }
  CHECK(first_nan == 69);
}

TEST_CASE("sine-cubic: what its text says") {
  Run run("sine-cubic");
  run.session.step(1);
  CHECK(run.snapshot().parameters.at(3).tensor.gradient.at(0) == near(91230.328, 1e-5));
  run.session.step(1);
  CHECK(last_loss(run) == near(6076.5117, 1e-4));
  CHECK(loss_with("sine-cubic", "lr", 4e-6, 99) == near(159.14148, 1e-3));
  CHECK(loss_with("sine-cubic", "lr", 4.7e-6, 99) == near(497.03629, 1e-3));
  CHECK(run.session.result().rfind("Result: b = ", 0) == 0);
  for (const char* part : {" + ", " a + ", " a^2 + ", " a^3"}) {
    CHECK(run.session.result().find(part) != std::string::npos);
  }
}

TEST_CASE("legendre: its functions and their derivatives at 1 and 2") {
  Run run("legendre");
  const auto jacobian = [&run](const char* name) {
    const std::vector<double> values = run.matrix(name).values;
    return std::vector<double>{values.at(0), values.at(3)};
  };
  CHECK(run.figures()["P(1)"] == near(1, 1e-12));
  CHECK(run.figures()["P(2)"] == near(17, 1e-12));
  CHECK(jacobian("analytical") == std::vector<double>{6, 28.5});
  run.session.set("function", "variant");
  CHECK(run.figures()["P(1)"] == near(2.8, 1e-12));
  CHECK(run.figures()["P(2)"] == near(35, 1e-12));
  CHECK(jacobian("analytical").at(0) == near(12.6, 1e-12));
  CHECK(jacobian("analytical").at(1) == near(56.7, 1e-12));
  run.session.set("wrong-derivative", "true");
  CHECK(run.figures()["P(1)"] == near(2.8, 1e-12));
  CHECK(run.figures()["P(2)"] == near(35, 1e-12));
  CHECK(jacobian("numerical").at(0) == near(12.6, 1e-6));
  CHECK(jacobian("analytical").at(0) == near(10.2, 1e-12));
  CHECK(jacobian("analytical").at(1) == near(93.5, 1e-12));
}

TEST_CASE("the points of the line are the published ones, digit by digit") {
  const gradbox::testing::Value file = gradbox::testing::load_json("linreg.json");
  const auto expect = [&file](const char* name, const auto& numbers) {
    CAPTURE(name);
    const auto& items = file.at(name).items();
    REQUIRE(items.size() == numbers.size());
    for (std::size_t i = 0; i < items.size(); ++i) CHECK(items[i].as_double() == numbers[i]);
  };
  expect("x_train", data::kLineTrainX);
  expect("y_train", data::kLineTrainY);
  expect("x_val", data::kLineValidationX);
  expect("y_val", data::kLineValidationY);
}

TEST_CASE("linear-regression: what its text says") {
  Run run("linear-regression");
  run.session.step(2);
  CHECK(last_loss(run) == near(1.6097925, 1e-5));
  CHECK(run.figures()["largest stable lr"] == near(0.8055, 1e-4));
  CHECK(run.figures()["best b"] == near(1.0235, 1e-4));
  CHECK(run.figures()["best w"] == near(1.9690, 1e-4));
}

TEST_CASE("two-moons: what its text says") {
  Run run("two-moons");
  CHECK(run.figures()["accuracy"] == 0.655);
  run.session.step(200);
  const double adam = last_loss(run);
  run.session.set("optimizer", "sgd");
  run.session.set("lr", 0.5);
  run.session.step(200);
  CHECK(last_loss(run) / adam == near(6, 0.1));
  run.session.set_defaults();
  run.session.set("layers", 0);
  run.session.step(2000);
  CHECK(run.figures()["accuracy"] == 0.885);
  run.session.set_defaults();
  run.session.set_seed(7);
  CHECK(run.figures()["accuracy"] == 0.21);
}

TEST_CASE("dynamic-graph and one-layer draw the pictures of torchviz") {
  const gradbox::testing::Value file = gradbox::testing::load_json("golden_dot.json");
  int compared = 0;
  const auto expect = [&](const std::string& name, const std::string& lesson, int64_t steps,
                          const std::vector<std::pair<std::string, double>>& changes, bool named) {
    CAPTURE(name);
    for (const gradbox::testing::Value& one : file.at("cases").items()) {
      if (one.at("name").as_text() != name) continue;
      CHECK(dot_of(lesson, steps, changes, named, false) == one.at("new").as_text());
      CHECK(dot_of(lesson, steps, changes, named, true) == one.at("old").as_text());
      ++compared;
    }
  };
  expect("article1_yhat", "dynamic-graph", 2, {}, false);
  expect("article1_yhat_named", "dynamic-graph", 2, {}, true);
  expect("article1_b_nograd", "dynamic-graph", 2, {{"b-grad", 0}}, false);
  expect("article1_control_flow", "dynamic-graph", 4, {}, true);
  expect("article2_bce", "one-layer", 3, {}, true);
  CHECK(compared == 5);
  CHECK(dot_of("dynamic-graph", 4, {{"threshold", 3}}, true, false) != dot_of("dynamic-graph", 4, {}, true, false));
}
