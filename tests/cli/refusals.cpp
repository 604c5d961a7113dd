// What the command line makes of requests that cannot be: code 2, nothing on standard output, and what is possible.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/run_cli.h"
#include "lessons/registry.h"

using gradbox::test::CliRun;
using gradbox::test::contains;
using gradbox::test::run;

namespace {

void expect_refused(const CliRun& result, const std::string& help) {
  CHECK(result.code == 2);
  CHECK(result.out.empty());
  CHECK(result.err.rfind("gradbox-cli: ", 0) == 0);
  CHECK_MESSAGE(contains(result.err, help), result.err);
}

void refused(const std::string& words, const std::string& help) {
  CAPTURE(words);
  expect_refused(run(words), help);
}

constexpr const char* kLessons = "there are: two-tensors, requires-grad, sine-cubic, legendre";

}  // namespace

TEST_CASE("cli refuses: commands") {
  refused("dance", "there is no command 'dance'; there are: list, run, help");
  refused("list all", "list takes no arguments, but there is 'all'");
  refused("help nothing", kLessons);
  refused("help sine-cubic two-moons", "help takes one lesson");
}

TEST_CASE("cli refuses: lessons") {
  refused("run", kLessons);
  refused("run --quiet", kLessons);
  refused("run moons", "there is no lesson 'moons'; there are: two-tensors");
  refused("run Sine-Cubic", kLessons);
  refused("run sine-cubic two-moons", "run takes one lesson, but there are 'sine-cubic' and 'two-moons'");
  expect_refused(run(std::vector<std::string>{"run", ""}), kLessons);
}

TEST_CASE("cli refuses: options") {
  refused("run sine-cubic --verbose", "run has no option --verbose; there are: --set NAME=VALUE, --trap NAME");
  refused("run sine-cubic -q", "run has no option -q");
  refused("run sine-cubic --json=yes", "--json takes no value");
  refused("run sine-cubic --quiet=1", "--quiet takes no value");
  for (const char* option : {"--set", "--trap", "--steps", "--seed", "--url", "--program"}) {
    refused(std::string("run sine-cubic ") + option, std::string(option) + " needs a value, e.g. " + option);
  }
  refused("run sine-cubic --program fortran", "--program cannot be 'fortran': it takes c++ or python");
  refused("run sine-cubic --program python --json", "--json and --quiet do not go with it");
  refused("run sine-cubic --quiet --program c++", "--json and --quiet do not go with it");
  refused("run sine-cubic --text --json", "--program, --json and --quiet do not go with it");
  refused("run sine-cubic --text --program c++", "--program, --json and --quiet do not go with it");
  refused("run sine-cubic --answers", "run LESSON --text --answers");
}

TEST_CASE("cli refuses: settings and their values") {
  refused("run sine-cubic --set rate=1", "there is no setting 'rate'; there are: lr");
  refused("run sine-cubic --set lr", "--set needs NAME=VALUE, e.g. --set lr=0.01, not 'lr'");
  refused("run sine-cubic --set =1", "--set needs NAME=VALUE");
  for (const char* value : {"", "fast", "nan", "inf", "-1", "0", "1e400", "1e-6=2", "1,5"}) {
    refused(std::string("run sine-cubic --set lr=") + value, "it takes a number from 1e-09 to 0.01");
  }
  for (const char* value : {"1.5", "-1", "4", "two"}) {
    refused(std::string("run two-moons --set layers=") + value, "it takes a whole number from 0 to 3");
  }
  refused("run linear-regression --set dtype=int8", "it takes one of float32, float64");
  refused("run linear-regression --set rebind=maybe", "it takes true or false");
}

TEST_CASE("cli refuses: steps and seeds") {
  for (const char* value : {"-1", "99999999999999999999", "10.5", "1e3", "many", "1000000001"}) {
    refused(std::string("run sine-cubic --steps ") + value, "it takes a whole number from 0 to 1000000000");
  }
  refused("run sine-cubic --steps=", "--steps cannot be ''");
  for (const char* value : {"-3", "x", "9223372036854775808"}) {
    refused(std::string("run sine-cubic --seed ") + value, "it takes a whole number from 0 to 9223372036854775807");
  }
}

TEST_CASE("cli refuses: traps") {
  refused("run two-tensors --trap forget-zero", "there are: no-gradient, wrong-shape, no-retain");
  refused("run two-moons --trap anything", "lesson 'two-moons' has no trap 'anything'; there are: root-penalty");
  for (const auto& info : gradbox::lessons::all_lessons()) refused("run " + info.id + " --trap ?", "has no trap '?'");
}

TEST_CASE("cli refuses: links that name no lesson, or another one") {
  refused("run --url http://127.0.0.1:8000/", kLessons);
  refused("run --url http://127.0.0.1:8000/#", kLessons);
  refused("run --url nonsense", kLessons);
  refused("run --url #?lr=1", kLessons);
  refused("run two-moons --url #sine-cubic", "the link shows 'sine-cubic', not 'two-moons'");
  const CliRun stranger = run("run --url #moon-walk?lr=1");
  expect_refused(stranger, "ignored in the link: there is no lesson 'moon-walk'; there are: two-tensors");
  CHECK(contains(stranger.err, "the link names no lesson that there is"));
}
