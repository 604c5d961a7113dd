#include "lessons/program_text.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "gradbox/base/error.h"
#include "lessons/session_support.h"

using namespace gradbox::lessons;
using gradbox::test::Run;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("programs: every lesson has both, with every mark read") {
  for (const LessonInfo& info : all_lessons()) {
    CAPTURE(info.id);
    REQUIRE(info.programs.size() == 2);
    Run run(info.id);
    run.session.step(3);
    const Snapshot snapshot = run.snapshot();
    REQUIRE(snapshot.code.size() == 2);
    CHECK(snapshot.code[0].language == "C++");
    CHECK(snapshot.code[1].language == "Python");
    for (const CodeListing& listing : snapshot.code) {
      CHECK_FALSE(contains(listing.text, "expect("));
      if (!info.is_program) CHECK(listing.loop_first_line > 0);
      if (!info.is_program) CHECK(listing.loop_last_line >= listing.loop_first_line);
      const std::string program = complete_program(snapshot, listing.language);
      for (const std::string& text : {listing.text, program}) {
        CHECK_FALSE(contains(text, "$["));
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
          const std::size_t start = line.find_first_not_of(' ');
          CHECK((start == std::string::npos || line[start] != '%'));
        }
      }
      CHECK(contains(program, "expect("));
    }
    CHECK_THROWS_AS(complete_program(snapshot, "Fortran"), gradbox::Error);
  }
}

TEST_CASE("programs: a rate that was changed under way is changed there, too") {
  Run run("sine-cubic");
  run.session.step(20);
  run.session.set("lr", 3e-6);
  run.session.step(10);
  const Snapshot snapshot = run.snapshot();
  CHECK(contains(snapshot.code[0].text, "double lr = 3e-06;"));
  const std::string cpp = complete_program(snapshot, "C++");
  CHECK(contains(cpp, "double lr = 1e-06;"));
  CHECK(contains(cpp, "step < 30;"));
  CHECK(contains(cpp, "    if (step == 20) lr = 3e-06;\n"));
  CHECK(contains(complete_program(snapshot, "Python"), "    if step == 20: lr = 3e-06\n"));
}

TEST_CASE("programs: the numbers of the run are in it, and only of what has run") {
  Run run("two-tensors");
  run.session.set("v1", 2);
  run.session.step(3);
  const std::string cpp = complete_program(run.snapshot(), "C++");
  CHECK(contains(cpp, "auto v = torch::tensor({2.0, 1.0});"));
  CHECK(contains(cpp, "expect(W, {-22, 15});"));
  CHECK(contains(cpp, "expect(x.grad(), {18, 36});"));
  CHECK_FALSE(contains(cpp, "expect(torch::equal"));
  run.to_end();
  CHECK(contains(complete_program(run.snapshot(), "C++"),
                 "expect(torch::equal(x.grad(), 9 * x.detach().pow(2)), false);"));
  CHECK(contains(complete_program(run.snapshot(), "Python"), "expect(x.grad, [36, 72])"));
}

TEST_CASE("programs: a trap's error is expected, by its text") {
  Run run("two-tensors");
  run.session.set("no-gradient", "true");
  run.to_end();
  const std::string python = complete_program(run.snapshot(), "Python");
  CHECK(contains(python, "try:\n    W.backward()\nexcept RuntimeError as error:\n"));
  CHECK(contains(python, "grad can be implicitly created only for scalar outputs"));
  CHECK_FALSE(contains(run.snapshot().code[1].text, "try:"));
}

TEST_CASE("programs: a gradient that is not there is asserted as well") {
  Run run("training-step");
  run.session.step(4);
  CHECK(contains(complete_program(run.snapshot(), "C++"), "expect(yhat.grad().defined(), false);"));
  CHECK(contains(complete_program(run.snapshot(), "Python"), "expect(yhat.grad is None, True)"));
  Run sums("requires-grad");
  sums.session.step(2);
  CHECK(contains(complete_program(sums.snapshot(), "C++"), "expect(grad_fn(first), \"None\");"));
}

TEST_CASE("programs: numbers that are not finite") {
  Run run("sine-cubic");
  run.session.set("lr", 1e-5);
  run.session.step(100);
  CHECK(contains(complete_program(run.snapshot(), "C++"), "expect(loss, {INFINITY});"));
  CHECK(contains(complete_program(run.snapshot(), "Python"), "expect(loss, [float(\"inf\")])"));
}
