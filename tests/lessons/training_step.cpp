// One training step, statement by statement. Figures recorded from PyTorch 1.13.1.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lessons/session_support.h"

using namespace gradbox::lessons;
using gradbox::test::Run;

namespace {

doctest::Approx near(double value, double relative = 1e-6) { return doctest::Approx(value).epsilon(relative).scale(0); }

void expect(const Run& run, int64_t step, const std::string& name, double value, int occurrence = 0) {
  CAPTURE(step);
  CAPTURE(name);
  const std::vector<double> printed = run.printed(step, name, occurrence);
  REQUIRE(printed.size() == 1);
  CHECK(printed[0] == near(value));
}

constexpr const char* kNotALeaf = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed.";

}  // namespace

TEST_CASE("training-step: from requires_grad to the gradients") {
  Run run("training-step");
  run.session.step(4);
  expect(run, 0, "b", 0.33669036626815796);
  expect(run, 0, "w", 0.12880940735340118);
  CHECK(run.text(0, "b.grad") == "None");
  expect(run, 1, "loss", 2.7474866);
  CHECK(run.text(1, "loss") == "tensor(2.7475, grad_fn=<MeanBackward0>)");
  for (const char* name : {"x", "y"}) CHECK(run.text(1, std::string(name) + ".requires_grad") == "False");
  for (const char* name : {"yhat", "error", "loss"}) {
    CHECK(run.text(1, std::string(name) + ".requires_grad") == "True");
  }
  CHECK(run.text(2, "b.grad is there") == "True");
  expect(run, 3, "b.grad", -3.1124959);
  expect(run, 3, "w.grad", -1.8156431);
  CHECK(run.text(3, "yhat.grad") == "None");
  const std::vector<std::string> warnings = run.texts(TranscriptKind::Warning);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].rfind(kNotALeaf, 0) == 0);
  CHECK(run.figures()["first loss"] == near(2.7474866));
  CHECK(run.figures()["first b.grad"] == near(-3.1124959));
  CHECK(run.figures()["first w.grad"] == near(-1.8156431));
}

TEST_CASE("training-step: accumulation, zeroing, the refused update and the one that works") {
  Run run("training-step");
  run.session.step(8);
  expect(run, 4, "b.grad", -6.2249918);
  expect(run, 4, "w.grad", -3.6312861);
  CHECK(run.printed(5, "b.grad") == std::vector<double>{0});
  expect(run, 5, "b.grad", -3.1124959, 1);
  CHECK(run.text(6, "error").rfind("a leaf Variable that requires grad is being used in an in-place operation.", 0) ==
        0);
  CHECK(run.text(6, "was_refused") == "True");
  expect(run, 7, "b", 0.33669036626815796 + 0.31124959);
  CHECK(run.text(7, "b.is_leaf") == "True");
  expect(run, 7, "next_loss", 1.6097925);
  CHECK(run.error().empty());
}

TEST_CASE("training-step: the loop") {
  Run run("training-step");
  run.to_end();
  CHECK(run.session.step_count() == 9);
  CHECK(std::stod(run.text(8, "epoch 99")) == near(0.01456491, 1e-5));
  CHECK(std::stod(run.text(8, "epoch 199")) == near(0.008355164, 1e-5));
  expect(run, 8, "b", 1.0522773);
  expect(run, 8, "w", 1.9127355);
  CHECK(run.session.result().rfind("Result: y = 1.05227", 0) == 0);
  run.session.set("epochs", 1000);
  CHECK(run.session.step_count() == 9);
  CHECK(run.printed(8, "b")[0] == near(1.0235431, 1e-5));
  CHECK(run.printed(8, "w")[0] == near(1.9689600, 1e-5));
}

TEST_CASE("training-step: each statement is run alone by its text's button") {
  const LessonInfo& info = find_lesson("training-step");
  REQUIRE(static_cast<int64_t>(info.text.size()) == info.default_steps);
  for (std::size_t i = 0; i < info.text.size(); ++i) {
    CAPTURE(info.text[i].title);
    const std::vector<Action>& actions = info.text[i].buttons.at(0).actions;
    CHECK(actions.front().type == ActionType::Defaults);
    CHECK(actions.back().type == ActionType::Seek);
    CHECK(actions.back().count == static_cast<int64_t>(i) + 1);
  }
}

TEST_CASE("training-step: traps") {
  Run run("training-step");
  SUBCASE("a freed graph") {
    run.session.set("no-retain", "true");
    run.to_end();
    CHECK(run.session.step_count() == 4);
    CHECK(run.error().rfind("Trying to backward through the graph a second time", 0) == 0);
  }
  SUBCASE("without zeroing the third gradient is three times the first") {
    run.session.set("forget-zero", "true");
    run.to_end();
    expect(run, 5, "b.grad", -9.3374877, 1);
    expect(run, 7, "b", 0.33669036626815796 + 0.93374877);
  }
  SUBCASE("a new name for a new tensor: right numbers, no leaf, no gradient") {
    run.session.set("rebind", "true");
    run.to_end();
    expect(run, 7, "b", 0.33669036626815796 + 0.31124959);
    CHECK(run.text(7, "b.is_leaf") == "False");
    CHECK(run.text(7, "b.grad") == "None");
    CHECK(run.texts(TranscriptKind::Warning).size() == 2);
    CHECK(run.session.step_count() == 9);
  }
}
