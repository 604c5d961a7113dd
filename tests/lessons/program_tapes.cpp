// What the short programs give to be looked at.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"
#include "lessons/registry.h"
#include "lessons/session.h"
#include "lessons/tape.h"
#include "lessons/trap.h"

using namespace gradbox::lessons;

namespace {

struct Begun {
  explicit Begun(const std::string& id) : lesson(make_lesson(id)), settings(lesson->info().settings) {}
  std::unique_ptr<Lesson> lesson;
  std::vector<Setting> settings;

  void run(int64_t steps) {
    lesson->reset(settings, 42);
    std::vector<double> none;
    for (int64_t i = 0; i < steps; ++i) lesson->step(none);
  }
};

}  // namespace

TEST_CASE("tapes: every program can be looked at before, within and after each statement") {
  for (const LessonInfo& info : all_lessons()) {
    if (!info.is_program) continue;
    CAPTURE(info.id);
    Begun begun(info.id);
    for (int64_t steps = 0; steps <= info.default_steps; ++steps) {
      CAPTURE(steps);
      begun.run(steps);
      const Tape tape = begun.lesson->tape();
      REQUIRE(tape.root.tensor.defined());
      CHECK(tape.failure.error.empty());
      if (tape.program) {
        std::vector<gradbox::Tensor> leaves;
        for (const auto& leaf : tape.leaves) leaves.push_back(leaf.tensor.detach());
        CHECK(gradbox::allclose(tape.program(leaves), tape.root.tensor.detach()));
      }
      if (!tape.root.tensor.requires_grad()) continue;
      tape.root.tensor.backward(tape.calls.empty() ? gradbox::Tensor() : tape.calls[0].gradient);
      int reached = 0;  // of the third sum in requires-grad, c is no part
      for (const auto& leaf : tape.leaves) reached += leaf.tensor.grad().defined() ? 1 : 0;
      CHECK(reached > 0);
    }
  }
}

TEST_CASE("tapes: what a program looks at changes with where it is and how it is set") {
  Begun off("no-grad");
  off.run(2);
  CHECK(off.lesson->tape().root.tensor.requires_grad());
  off.run(3);
  CHECK(off.lesson->tape().root.name == "quiet");
  CHECK_FALSE(off.lesson->tape().root.tensor.requires_grad());
  off.run(4);
  CHECK(off.lesson->tape().root.name == "detached");
  Begun graph("dynamic-graph");
  graph.run(2);
  CHECK(graph.lesson->tape().root.name == "yhat");
  graph.run(4);
  CHECK(graph.lesson->tape().root.tensor.grad_fn()->name() == "AddBackward0");
  find_setting(graph.settings, "threshold").value = 3;
  graph.run(4);
  CHECK(graph.lesson->tape().root.tensor.grad_fn()->name() == "MeanBackward0");
}

TEST_CASE("tapes: shapes that do not fit are told with the operation and its operands") {
  Begun layer("one-layer");
  find_setting(layer.settings, "wrong-shape").value = 1;
  layer.run(1);
  const Tape tape = layer.lesson->tape();
  CHECK_FALSE(tape.root.tensor.defined());
  CHECK(tape.failure.operation == "matmul");
  CHECK(tape.failure.error == "mat1 and mat2 shapes cannot be multiplied (1x5 and 4x3)");
  REQUIRE(tape.failure.operands.size() == 2);
  CHECK(tape.failure.operands[1].name == "w");
}

TEST_CASE("tapes: an error on the way leaves the part that was built, with what refused and on what") {
  Session session("dynamic-graph");
  session.set("wrong-points", "true");
  StageRequest request;
  request.graph = true;
  Snapshot snapshot;
  session.step(2);
  session.read(request, snapshot);
  CHECK(snapshot.tape.graph.culprit.operation.empty());
  CHECK(session.step(1) == 0);
  session.read(request, snapshot);
  const gradbox::inspect::GraphSnapshot& graph = snapshot.tape.graph;
  CHECK(graph.culprit.operation == "sub");
  CHECK(graph.culprit.error == session.error());
  CHECK(session.error() ==
        "The size of tensor a (20) must match the size of tensor b (80) at non-singleton dimension 0");
  REQUIRE(graph.roots.size() == 2);
  CHECK(graph.roots[0].name == "y");
  CHECK(graph.roots[0].shape == std::vector<int64_t>{20, 1});
  CHECK(graph.roots[1].name == "yhat");
  std::vector<std::string> built;
  for (const auto& node : graph.nodes) built.push_back(node.name);
  CHECK(built == std::vector<std::string>{"AddBackward0", "AccumulateGrad", "MulBackward0", "AccumulateGrad"});
}

TEST_CASE("tapes: graph, recording and check of every lesson, whatever is switched on") {
  StageRequest request;
  request.graph = request.backward = request.gradient_check = true;
  for (const LessonInfo& info : all_lessons()) {
    CAPTURE(info.id);
    std::vector<Trap> traps = traps_of(info);
    traps.push_back({});  // none
    for (const Trap& trap : traps) {
      CAPTURE(trap.name);
      Session session(info.id);
      if (!trap.name.empty()) set_trap(session, trap.name);
      for (int step = 0; step < 6; ++step) {
        CAPTURE(step);
        Snapshot snapshot;
        CHECK_NOTHROW(session.read(request, snapshot));
        const bool failed = !snapshot.tape.graph.culprit.operation.empty();
        CHECK((snapshot.tape.error.empty() || failed));
        CHECK(snapshot.tape.present);
        if (!session.error().empty()) break;
        if (!session.diagnosis().present) session.step();
      }
    }
  }
}
