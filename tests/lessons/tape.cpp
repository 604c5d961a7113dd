#include "lessons/tape.h"

#include <doctest/doctest.h>

#include "gradbox/base/warning.h"
#include "lessons/registry.h"

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
