#include "lessons/tape.h"

#include <doctest/doctest.h>

#include "gradbox/base/warning.h"
#include "lessons/registry.h"
#include "lessons/session.h"

namespace gradbox::lessons {
namespace {

double loss_of_first_step(Lesson& lesson) {
  std::vector<double> values(lesson.info().series.size());
  lesson.step(values);
  return values[0];
}

TEST_CASE("a lesson's tape computes the loss of the next step and leaves the run alone") {
  for (const char* id : {"sine-cubic", "linear-regression", "two-moons"}) {
    CAPTURE(id);
    const std::unique_ptr<Lesson> lesson = make_lesson(id);
    const std::unique_ptr<Lesson> other = make_lesson(id);
    for (Lesson* each : {lesson.get(), other.get()}) each->reset(each->info().settings, 42);
    const Tape tape = lesson->tape();
    REQUIRE(tape.root.tensor.defined());
    tape.root.tensor.backward();
    std::vector<ParameterSnapshot> parameters;
    lesson->read_parameters(parameters);
    REQUIRE(tape.leaves.size() == parameters.size());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      CHECK(tape.leaves[i].name == parameters[i].tensor.name);
      CHECK(tape.leaves[i].tensor.grad().defined());
      CHECK_FALSE(parameters[i].tensor.has_grad);
    }
    CHECK(tape.root.tensor.item<double>() == loss_of_first_step(*lesson));
    CHECK(loss_of_first_step(*lesson) == (loss_of_first_step(*other), loss_of_first_step(*other)));
  }
}

TEST_CASE("a tape's program is its root as a function of its leaves") {
  for (const char* id : {"sine-cubic", "linear-regression", "two-moons"}) {
    CAPTURE(id);
    const std::unique_ptr<Lesson> lesson = make_lesson(id);
    lesson->reset(lesson->info().settings, 42);
    const Tape tape = lesson->tape();
    REQUIRE(tape.program);
    std::vector<Tensor> leaves;
    for (const inspect::NamedTensor& leaf : tape.leaves) leaves.push_back(leaf.tensor.detach().to(kFloat64));
    CHECK(tape.program(leaves).item<double>() == doctest::Approx(tape.root.tensor.item<double>()).epsilon(1e-6));
  }
}

TEST_CASE("a snapshot holds graph, recording and check only when they are asked for") {
  Session session("linear-regression");
  Snapshot snapshot;
  session.read({}, snapshot);
  CHECK_FALSE(snapshot.tape.present);
  StageRequest request;
  request.graph = true;
  session.read(request, snapshot);
  CHECK(snapshot.tape.present);
  CHECK(snapshot.tape.graph.leaves.size() == 2);
  CHECK(snapshot.tape.can_check);
  CHECK_FALSE(snapshot.tape.has_recording);
  CHECK_FALSE(snapshot.tape.has_check);
  request.backward = request.gradient_check = true;
  session.read(request, snapshot);
  REQUIRE(snapshot.tape.has_recording);
  REQUIRE(snapshot.tape.has_check);
  const inspect::LeafLedger& b = snapshot.tape.recording.ledger.at(0);
  CHECK(snapshot.tape.recording.value(b.total)->values.at(0) == doctest::Approx(-3.1124959));
  REQUIRE(snapshot.tape.check.checks.size() == 2);
  CHECK(snapshot.tape.check.checks[0].passed());
  CHECK(snapshot.tape.check.checks[0].numerical.at(0) == doctest::Approx(-3.1124959).epsilon(1e-5));
}

TEST_CASE("every lesson's gradients pass the check, before and after some steps") {
  StageRequest request;
  request.gradient_check = true;
  for (const char* id : {"sine-cubic", "linear-regression", "two-moons"}) {
    CAPTURE(id);
    Session session(id);
    session.step(3);
    Snapshot snapshot;
    session.read(request, snapshot);
    CHECK(snapshot.tape.check.error == "");
    CHECK_FALSE(snapshot.tape.check.checks.empty());
    for (const inspect::GradientCheck& check : snapshot.tape.check.checks) {
      CAPTURE(check.name);
      CHECK(check.passed());
    }
  }
}

TEST_CASE("lessons that train numbers note each call of backward") {
  for (const char* const lesson : {"sine-cubic", "legendre", "linear-regression"}) {
    CAPTURE(lesson);
    Session session(lesson);
    session.step(2);
    std::vector<ParameterSnapshot> parameters;
    session.read_parameters(parameters);
    REQUIRE(parameters[0].history.count == 1);  // cleared in every step
    CHECK(parameters[0].history.last_calls.at(0).call == 1);
  }
}

TEST_CASE("a parameter's gradient is told as the sum of what each backward added") {
  Session session("linear-regression");
  session.step(3);
  std::vector<ParameterSnapshot> parameters;
  session.read_parameters(parameters);
  CHECK(parameters[0].history.count == 1);  // cleared in every step
  CHECK(parameters[0].history.last_calls.at(0).call == 2);
  session.set("forget-zero", 1.0);
  session.reset();
  session.step(12);
  session.read_parameters(parameters);
  const GradientHistory& history = parameters[0].history;
  CHECK(history.count == 12);
  REQUIRE(history.last_calls.size() == 8);
  REQUIRE(history.earlier.size() == 1);
  double sum = history.earlier[0];
  for (const GradientContribution& one : history.last_calls) sum += one.values.at(0);
  CHECK(sum == doctest::Approx(parameters[0].tensor.gradient.at(0)).epsilon(1e-5));
  CHECK(history.last_calls.back().call == 11);
}

}  // namespace
}  // namespace gradbox::lessons

TEST_CASE("linear-regression: who requires a gradient, and a second backward without clearing") {
  const auto lesson = gradbox::lessons::make_lesson("linear-regression");
  lesson->reset(lesson->info().settings, 42);
  const gradbox::lessons::Tape tape = lesson->tape();
  for (const auto& named : tape.intermediates) {
    CAPTURE(named.name);
    CHECK(named.tensor.requires_grad() == (named.name != "x" && named.name != "y"));
    if (named.name != "yhat") continue;
    const gradbox::CaptureWarnings warnings;
    gradbox::set_warn_always(true);
    CHECK_FALSE(named.tensor.grad().defined());
    gradbox::set_warn_always(false);
    REQUIRE(warnings.texts().size() == 1);
    CHECK(warnings.texts()[0].find("not a leaf Tensor") != std::string::npos);
  }
  tape.root.tensor.backward({}, true);
  tape.root.tensor.backward();
  CHECK(tape.leaves.at(0).tensor.grad().item<double>() == doctest::Approx(-6.2250).epsilon(1e-5));
  CHECK(tape.leaves.at(1).tensor.grad().item<double>() == doctest::Approx(-3.6313).epsilon(1e-5));
}
