// The short programs: what they print, statement by statement. Figures recorded from PyTorch 1.13.1.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "gradbox/base/error.h"
#include "lessons/session_support.h"

using namespace gradbox::lessons;
using gradbox::test::Run;
using Values = std::vector<double>;

TEST_CASE("two-tensors: a vector-Jacobian product, accumulated by the second backward") {
  Run run("two-tensors");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.printed(1, "W") == Values{-22, 15});
  CHECK(run.text(1, "W") == "tensor([-22.,  15.], grad_fn=<SubBackward0>)");
  CHECK(run.printed(2, "x.grad") == Values{9, 36});
  CHECK(run.printed(2, "y.grad") == Values{-10, -6});
  CHECK(run.text(3, "x.grad is 9x^2") == "True");
  CHECK(run.printed(4, "x.grad") == Values{18, 72});
  CHECK(run.printed(4, "y.grad") == Values{-20, -12});
  CHECK(run.session.step_count() == 5);
  CHECK(run.session.step(1) == 0);
}

TEST_CASE("two-tensors: the weights are dragged, the program follows at once") {
  Run run("two-tensors");
  run.session.step(4);
  run.session.set("v1", 2);
  run.session.set("v2", 2);
  CHECK(run.session.step_count() == 4);
  CHECK(run.printed(2, "x.grad") == Values{18, 72});
  CHECK(run.printed(2, "y.grad") == Values{-20, -12});
  CHECK(run.text(3, "x.grad is 9x^2") == "False");
  CHECK(run.text(3, "y.grad is -2y") == "False");
  run.session.set("v2", 0);
  CHECK(run.printed(2, "x.grad") == Values{18, 0});
}

TEST_CASE("two-tensors: traps") {
  Run run("two-tensors");
  SUBCASE("no external gradient") {
    run.session.set("no-gradient", "true");
    run.to_end();
    CHECK(run.session.step_count() == 2);
    CHECK(run.error() == "grad can be implicitly created only for scalar outputs");
  }
  SUBCASE("a wrong shape is told with both shapes") {
    run.session.set("wrong-shape", "true");
    run.to_end();
    CHECK(run.error() ==
          "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of "
          "torch.Size([2]).");
  }
  SUBCASE("a second backward through a freed graph, and its repair") {
    run.session.set("no-retain", "true");
    run.to_end();
    CHECK(run.session.step_count() == 4);
    CHECK(run.error().find("Trying to backward through the graph a second time") == 0);
    run.session.set("no-retain", "false");
    CHECK(run.error().empty());
    CHECK(run.printed(4, "x.grad") == Values{18, 72});
  }
  CHECK_FALSE(run.session.wants_to_run());
}

namespace {

/// A matrix with `on` on its diagonal and `off` beside it, row-major.
Values diagonal(int rows, int columns, double on, double off) {
  Values out;
  for (int i = 0; i < rows; ++i) {
    for (int k = 0; k < columns; ++k) out.push_back(i == k ? on : off);
  }
  return out;
}

bool near(const Values& found, const Values& wanted, double tolerance = 5e-5) {
  if (found.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!(std::fabs(found[i] - wanted[i]) <= tolerance)) return false;
  }
  return true;
}

Values rows(int count, const Values& row) {
  Values out;
  for (int i = 0; i < count; ++i) out.insert(out.end(), row.begin(), row.end());
  return out;
}

constexpr const char* kSecondBackward = "Trying to backward through the graph a second time";

}  // namespace

TEST_CASE("one-layer: scores, loss, gradients") {
  Run run("one-layer");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.text(1, "z") == "tensor([ 5.1108, -1.4648,  1.1474], grad_fn=<AddBackward0>)");
  CHECK(run.text(2, "loss") == "tensor(2.2493, grad_fn=<BinaryCrossEntropyWithLogitsBackward0>)");
  const Values row = {0.3313, 0.0626, 0.2530};
  CHECK(near(run.printed(3, "w.grad"), rows(5, row)));
  CHECK(near(run.printed(3, "b.grad"), row));
  CHECK(near(run.printed(4, "z.grad"), row));
  CHECK(near(run.printed(5, "w.grad"), rows(5, {0.6627, 0.1252, 0.5060})));
  CHECK(run.texts(TranscriptKind::Warning).empty());
  run.session.set("target", 1);
  CHECK(run.printed(3, "b.grad")[0] < 0);
}

TEST_CASE("one-layer: traps") {
  Run run("one-layer");
  SUBCASE("the gradient of z is not kept, with PyTorch's warning, in every run") {
    run.session.set("non-leaf-grad", "true");
    for (int i = 0; i < 2; ++i) {
      run.session.reset();
      run.to_end();
      CHECK(run.error().empty());
      CHECK(run.text(4, "z.grad") == "None");
      const std::vector<std::string> warnings = run.texts(TranscriptKind::Warning);
      REQUIRE(warnings.size() == 1);
      CHECK(warnings[0].rfind("The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
                              "attribute won't be populated during autograd.backward(). If you indeed want the .grad "
                              "field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor.",
                              0) == 0);
    }
  }
  SUBCASE("a second backward") {
    run.session.set("second-backward", "true");
    run.to_end();
    CHECK(run.session.step_count() == 5);
    CHECK(run.error().rfind(kSecondBackward, 0) == 0);
  }
  SUBCASE("shapes that do not fit") {
    run.session.set("wrong-shape", "true");
    run.to_end();
    CHECK(run.session.step_count() == 1);
    CHECK(run.error() == "mat1 and mat2 shapes cannot be multiplied (1x5 and 4x3)");
  }
}

TEST_CASE("jacobian: three backward calls") {
  Run run("jacobian");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.printed(2, "inp.grad") == diagonal(5, 5, 4, 2));
  CHECK(run.printed(3, "inp.grad") == diagonal(5, 5, 8, 4));
  CHECK(run.printed(4, "inp.grad") == diagonal(5, 5, 4, 2));
  const Matrix j = run.matrix("J");
  CHECK(j.rows == 25);
  CHECK(j.columns == 25);
  CHECK(j.values[0] == 4);
  CHECK(j.values[26] == 2);
  CHECK(run.figures()["elements of J"] == 625);
  CHECK(run.figures()["zeros in J"] == 600);
  run.session.set("v2", 0);
  CHECK(run.session.step_count() == 5);
  CHECK(run.printed(2, "inp.grad")[5] == 0);
  CHECK(run.printed(2, "inp.grad")[0] == 4);
}

TEST_CASE("jacobian: turned round") {
  Run run("jacobian");
  run.session.set("form", "transposed");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.printed(2, "inp.grad") == diagonal(4, 5, 4, 2));
  CHECK(run.matrix("v").rows == 5);
  CHECK(run.matrix("v").columns == 4);
  CHECK(run.matrix("J").rows == 20);
}

TEST_CASE("jacobian: traps") {
  Run run("jacobian");
  SUBCASE("forgetting to zero") {
    run.session.set("forget-zero", "true");
    run.to_end();
    CHECK(run.printed(4, "inp.grad") == diagonal(5, 5, 12, 6));
  }
  SUBCASE("v in the shape of inp") {
    run.session.set("wrong-shape", "true");
    run.to_end();
    CHECK(run.error() ==
          "Mismatch in shape: grad_output[0] has a shape of torch.Size([4, 5]) and output[0] has a shape of "
          "torch.Size([5, 4]).");
  }
  SUBCASE("a freed graph") {
    run.session.set("no-retain", "true");
    run.to_end();
    CHECK(run.session.step_count() == 3);
    CHECK(run.error().rfind(kSecondBackward, 0) == 0);
  }
}

TEST_CASE("requires-grad: who asks, who inherits, who comes too late") {
  Run run("requires-grad");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.text(1, "first.requires_grad") == "False");
  CHECK(run.text(1, "first.grad_fn") == "None");
  CHECK(run.text(2, "second.requires_grad") == "True");
  CHECK(run.text(2, "second.grad_fn") == "AddBackward0");
  CHECK(run.text(3, "third.requires_grad") == "True");
  CHECK(run.text(3, "first.requires_grad") == "False");
  CHECK(run.text(4, "a.grad") == "None");
  CHECK(run.printed(4, "c.grad") == Values(9, 1.0));
  const Snapshot snapshot = run.snapshot();
  CHECK(snapshot.parameters.at(0).tensor.values.at(0) == doctest::Approx(0.8823).epsilon(1e-4));
  CHECK(snapshot.parameters.at(2).tensor.values.at(8) == doctest::Approx(0.3588).epsilon(1e-4));
  CHECK(snapshot.parameters.at(4).tensor.grad_fn == "AddBackward0");
  CHECK_FALSE(snapshot.parameters.at(4).tensor.is_leaf);
}

TEST_CASE("requires-grad: every combination of the three switches") {
  for (int bits = 0; bits < 8; ++bits) {
    Run run("requires-grad");
    const bool a = (bits & 1) != 0, b = (bits & 2) != 0, c = (bits & 4) != 0;
    run.session.set("a-grad", a);
    run.session.set("b-grad", b);
    run.session.set("c-grad", c);
    run.to_end();
    CHECK(run.text(1, "first.requires_grad") == (a || b ? "True" : "False"));
    CHECK(run.text(2, "second.requires_grad") == (a || c ? "True" : "False"));
    CHECK(run.error().empty() == (a || c));
  }
}

TEST_CASE("requires-grad: traps") {
  Run run("requires-grad");
  SUBCASE("integers") {
    run.session.set("integers", "true");
    run.to_end();
    CHECK(run.error() == "only Tensors of floating point dtype can require gradients");
  }
  SUBCASE("backward without a history") {
    run.session.set("backward-untracked", "true");
    run.to_end();
    CHECK(run.error() == "element 0 of tensors does not require grad and does not have a grad_fn");
  }
}

TEST_CASE("dynamic-graph: what is recorded, and the branch that comes and goes") {
  Run run("dynamic-graph");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.text(1, "graph of yhat") == "AddBackward0\n  AccumulateGrad\n  MulBackward0\n    AccumulateGrad");
  CHECK(run.printed(2, "loss").at(0) == doctest::Approx(2.7474866).epsilon(1e-6));
  CHECK(run.text(3, "graph of loss") ==
        "AddBackward0\n  MeanBackward0\n    PowBackward0\n      SubBackward0\n        AddBackward0\n"
        "          AccumulateGrad\n          MulBackward0\n            AccumulateGrad\n"
        "  MeanBackward0\n    SubBackward0\n      MulBackward0\n        AccumulateGrad");
  CHECK(run.figures()["nodes"] == 11);
  CHECK(near(run.printed(4, "b.grad"), {-3.1125}));
  CHECK(near(run.printed(4, "w.grad"), {-2.2881}));
  run.session.set("threshold", 3);
  CHECK(run.figures()["nodes"] == 7);
  CHECK(run.text(3, "graph of loss").rfind("MeanBackward0\n  PowBackward0\n    SubBackward0", 0) == 0);
  CHECK(near(run.printed(4, "b.grad"), {-3.1125}));
  CHECK(near(run.printed(4, "w.grad"), {-1.8156}));
}

TEST_CASE("dynamic-graph: a loop adds two nodes a round, and its text ends before it gets too deep") {
  Run run("dynamic-graph");
  run.session.set("loops", 500);
  run.session.step(2);
  CHECK(run.figures()["nodes"] == 1004);
  const std::string text = run.text(1, "graph of yhat");
  CHECK(std::count(text.begin(), text.end(), '\n') == 16);
  run.to_end();
  CHECK(run.error().empty());
}

TEST_CASE("dynamic-graph: no gradients, no graph") {
  Run run("dynamic-graph");
  run.session.set("b-grad", "false");
  run.session.step(2);
  CHECK(run.text(1, "graph of yhat") == "AddBackward0\n  MulBackward0\n    AccumulateGrad");
  run.session.set("w-grad", "false");
  CHECK(run.text(1, "graph of yhat") == "no gradients, no graph");
  run.session.set("b-grad", "true");
  CHECK(run.text(1, "graph of yhat") == "AddBackward0\n  AccumulateGrad");
  run.session.set("no-leaf", "true");
  run.to_end();
  CHECK(run.session.step_count() == 4);
  CHECK(run.error() == "element 0 of tensors does not require grad and does not have a grad_fn");
}

TEST_CASE("no-grad: the same numbers, nothing recorded") {
  Run run("no-grad");
  run.to_end();
  CHECK(run.error().empty());
  CHECK(run.text(1, "z.requires_grad") == "True");
  CHECK(run.text(1, "z.grad_fn") == "AddBackward0");
  CHECK(run.text(2, "quiet.requires_grad") == "False");
  CHECK(run.text(2, "quiet is z") == "True");
  CHECK(run.text(3, "detached.requires_grad") == "False");
  CHECK(run.text(3, "shares memory") == "True");
  CHECK(run.printed(4, "b.grad") == Values{1, 1, 1});
  CHECK(run.figures()["nodes behind z"] > 2);
  CHECK(run.figures()["nodes behind quiet"] == 0);
  CHECK(run.figures()["saved for backward"] == 20);
  CHECK(run.figures()["a forward pass"] > 0);
  run.session.set("inputs", 1000);
  CHECK(run.figures()["saved for backward"] == 4000);
  run.session.set("backward-untracked", "true");
  CHECK(run.error() == "element 0 of tensors does not require grad and does not have a grad_fn");
}

TEST_CASE("program lessons: as many steps in the listing as in the run, whatever is switched on") {
  for (const LessonInfo& info : all_lessons()) {
    if (!info.is_program) continue;
    CAPTURE(info.id);
    for (std::size_t on = 0; on <= info.settings.size(); ++on) {
      Run run(info.id);
      if (on < info.settings.size()) {
        const Setting& setting = info.settings[on];
        CHECK(setting.effect == SettingEffect::Replay);
        run.session.set(setting.name, setting.value == setting.max ? setting.min : setting.max);
      }
      run.to_end();
      const Snapshot snapshot = run.snapshot();
      CHECK(info.default_steps == static_cast<int64_t>(snapshot.code.at(0).steps.size()));
      CHECK(info.default_steps == static_cast<int64_t>(snapshot.code.at(1).steps.size()));
      CHECK(run.session.step_count() == (run.error().empty() ? info.default_steps : snapshot.program_step));
      for (const LineRange& lines : snapshot.code.at(0).steps) CHECK(lines.first > 0);
    }
  }
}

TEST_CASE("program lessons: play runs to the end, and again from the start; nothing lies behind the end") {
  Run run("one-layer");
  for (int round = 0; round < 2; ++round) {
    run.session.play();
    while (run.session.wants_to_run()) run.session.run_one();
    CHECK(run.session.step_count() == 6);
    CHECK(near(run.printed(5, "b.grad"), {0.6627, 0.1252, 0.5060}));
  }
  run.session.request_step(100);
  CHECK(run.session.step_count() == 6);
  CHECK_FALSE(run.session.wants_to_run());
  run.session.request_steps(-2);
  while (run.session.wants_to_run()) run.session.run_one();
  CHECK(run.session.step_count() == 4);
  CHECK(run.snapshot().program_step == 3);
  CHECK(near(run.printed(3, "b.grad"), {0.3313, 0.0626, 0.2530}));
}
