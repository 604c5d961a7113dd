// The lessons' texts in a terminal.
#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "cli/run_cli.h"
#include "lessons/registry.h"

using gradbox::test::CliRun;
using gradbox::test::contains;
using gradbox::test::run;

namespace {

std::vector<std::string> commands_of(const std::string& story) {
  std::vector<std::string> out;
  std::istringstream stream(story);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t start = line.find_first_not_of(' ');
    if (start == 14 && line.compare(start, 4, "run ") == 0) out.push_back(line.substr(start));
  }
  return out;
}

}  // namespace

TEST_CASE("cli: every lesson's text is told, answers only when asked for") {
  for (const auto& info : gradbox::lessons::all_lessons()) {
    CAPTURE(info.id);
    const CliRun shy = run("run " + info.id + " --text"), open = run("run " + info.id + " --text --answers");
    CHECK(shy.code == 0);
    CHECK(open.code == 0);
    for (const auto& step : info.text) CHECK(contains(shy.out, ". " + step.title + "\n"));
    CHECK(contains(shy.out, "   Predict: "));
    CHECK(contains(shy.out, "   Take home: "));
    CHECK_FALSE(contains(shy.out, "   Answer:  "));
    CHECK(contains(open.out, "   Answer:  "));
    CHECK(commands_of(shy.out).size() >= info.text.size());
  }
}

TEST_CASE("cli: what the texts say to do can be run as it stands") {
  for (const auto& info : gradbox::lessons::all_lessons()) {
    for (const std::string& command : commands_of(run("run " + info.id + " --text").out)) {
      CAPTURE(command);
      // Long runs are cut short: here only the command counts.
      const bool has_steps = command.find("--steps") != std::string::npos;
      CHECK(run(command + " --quiet" + (has_steps || info.is_program ? "" : " --steps 2")).code != 2);
    }
  }
}

TEST_CASE("cli: buttons as commands") {
  const std::string line = run("run linear-regression --text").out;
  CHECK(contains(line, "Do:      Break it: rebind\n              run linear-regression --trap rebind --steps 2\n"));
  CHECK(contains(line, "Do:      lr = 0.8\n              run linear-regression --set lr=0.8\n"));
  CHECK(contains(line, "              run training-step\n"));
  CHECK_FALSE(contains(line, "Start again"));
  CHECK(contains(run("run two-tensors --text").out, "run two-tensors --set v2=0 --steps 3\n"));
}

TEST_CASE("cli: a trap is told before it is walked into, and what to take home after") {
  const CliRun told = run("run two-tensors --trap no-retain");
  CHECK(contains(told.out, "\nTrap: forget retain_graph. The first backward then frees what the second one needs.\n"));
  CHECK(contains(told.out, "\nTake home: `backward` adds to `.grad`, and frees the graph unless told to retain it.\n"));
  CHECK_FALSE(contains(run("run two-tensors --trap no-retain --quiet").out, "Take home"));
  for (const auto& info : gradbox::lessons::all_lessons()) {
    for (const auto& trap : gradbox::lessons::traps_of(info)) {
      CAPTURE(info.id);
      CAPTURE(trap.name);
      const CliRun result = run("run " + info.id + " --trap " + trap.name);
      CHECK(contains(result.out, "\nTrap: " + trap.label + ". " + trap.help + "\n"));
      CHECK(contains(result.out, "\nTake home: "));
    }
  }
}
