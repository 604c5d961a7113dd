// The short programs: what they print, statement by statement. Figures recorded from PyTorch 1.13.1.
#include <doctest/doctest.h>

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
