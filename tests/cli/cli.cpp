#include "cli/cli.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cli/json_text.h"
#include "cli/run_cli.h"
#include "lessons/registry.h"

using gradbox::test::contains;
using gradbox::test::run;
using nlohmann::json;
using Run = gradbox::test::CliRun;

namespace {

std::vector<json> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<json> out;
  for (std::string line; std::getline(stream, line);) out.push_back(json::parse(line));
  return out;
}

}  // namespace

TEST_CASE("cli: list and help") {
  const Run list = run("list");
  CHECK(list.code == 0);
  for (const auto& info : gradbox::lessons::all_lessons()) CHECK(contains(list.out, info.id));
  CHECK(contains(run("").out, "gradbox-cli run LESSON"));
  CHECK(contains(run("help").out, "--set NAME=VALUE"));
  CHECK(contains(run("run --help").out, "--set NAME=VALUE"));
  CHECK(contains(run("help two-moons").out, "optimizer=adam"));
}

TEST_CASE("cli: a run as text") {
  const Run result = run("run sine-cubic --set lr=1e-6 --steps 1500 --seed 42");
  CHECK(result.code == 0);
  CHECK(result.err.empty());
  CHECK(contains(result.out, "step 99  loss 383.97"));
  CHECK(contains(result.out, "step 1499  loss 12.10"));
  CHECK(contains(result.out, "Result: b = 0.0411"));
  CHECK_FALSE(contains(result.out, "step 0 "));
  const Run quiet = run("run sine-cubic --quiet");
  CHECK(quiet.out.rfind("Result: b = 0.0411", 0) == 0);
}

TEST_CASE("cli: a run as JSON lines") {
  const Run result = run("run sine-cubic --json");
  CHECK(result.code == 0);
  const std::vector<json> all = lines(result.out);
  REQUIRE(all.size() == 1501);
  CHECK(all[0]["step"] == 0);
  CHECK(all[0]["loss"].get<double>() == doctest::Approx(13046.208));
  CHECK(all[99]["loss"].get<double>() == doctest::Approx(383.97427).epsilon(1e-3));
  CHECK(all[0].size() == 3);
  CHECK(all[0]["params"].size() == 4);
  // The parameters after the update: the second step's loss follows from them.
  CHECK(all[0]["params"]["m"].get<double>() == doctest::Approx(0.33669037 - 1e-6 * 3327.2095).epsilon(1e-6));
  const json& last = all.back()["result"];
  CHECK(last["params"]["n"].get<double>() == doctest::Approx(0.7826232).epsilon(1e-3));
  CHECK(last["steps"] == 1500);
  CHECK(last["seed"] == 42);
  CHECK_FALSE(last.contains("diverged"));
}

TEST_CASE("cli: nested arrays for tensors, numbers for single elements") {
  const json first = lines(run("run two-moons --json --steps 1").out)[0]["params"];
  CHECK(first["W1"].size() == 2);
  CHECK(first["W1"][0].size() == 16);
  CHECK(first["W2"].size() == 16);
  CHECK(first["W3"].size() == 16);
  CHECK(first["W3"][0].size() == 1);
  CHECK(first["b1"].size() == 16);
  CHECK(first["b3"].is_number());
  CHECK(lines(run("run linear-regression --json --steps 1").out)[0]["params"]["b"].is_number());
}

TEST_CASE("cli: divergence is told, in both forms, and ends the run with code 1") {
  const Run text = run("run sine-cubic --set lr=1e-5");
  CHECK(text.code == 1);
  CHECK(contains(text.out, "Diverged in step 34: loss is inf"));
  // How it came there, and what is known of the lesson all the same.
  CHECK(contains(text.out, "\nstep 0  loss 13046.2"));
  CHECK(contains(text.out, "\nstep 4  loss 1158663"));
  CHECK(contains(text.out, "\nstep 8  loss 13393"));
  CHECK(contains(text.out, "\nstep 34  loss inf\n"));
  CHECK(contains(text.out, "\nlargest stable lr: 4.74e-06\n"));
  CHECK(contains(text.out, "--set lr=2e-06"));
  const Run as_json = run("run sine-cubic --set lr=1e-5 --json");
  CHECK(as_json.code == 1);
  CHECK(contains(as_json.err, "Diverged in step 34: loss is inf"));
  const std::vector<json> all = lines(as_json.out);
  REQUIRE(all.size() == 36);
  CHECK(all[34]["loss"] == "inf");
  CHECK(all[34]["params"]["m"].is_number());
  CHECK(all[35]["result"]["diverged"]["step"] == 34);
  CHECK(all[35]["result"]["diverged"]["quantity"] == "loss");
}

TEST_CASE("cli: a trap's error ends the run with code 1") {
  const Run result = run("run linear-regression --set forget-no-grad=true --json");
  CHECK(result.code == 1);
  CHECK(contains(result.err, "a leaf Variable that requires grad is being used in an in-place operation."));
  CHECK(contains(lines(result.out).back()["result"]["error"], "a leaf Variable"));
}

TEST_CASE("cli: no steps, one step") {
  const Run none = run("run linear-regression --steps 0 --json");
  CHECK(none.code == 0);
  REQUIRE(lines(none.out).size() == 1);
  CHECK(lines(none.out)[0]["result"]["params"]["b"].get<float>() == 0.33669036626815796f);
  CHECK(lines(run("run linear-regression --steps=1 --json --quiet").out).size() == 1);
}

TEST_CASE("cli: a reader that went away") {
  std::ostringstream out, err;
  out.setstate(std::ios::badbit);
  CHECK(gradbox::cli::run_program({"run", "sine-cubic", "--json"}, out, err) == 1);
  CHECK(contains(err.str(), "could not be written"));
}

TEST_CASE("cli: numbers read back exactly") {
  using gradbox::cli::json_number;
  for (float value : {0.1f, 1.0f / 3, 13046.208f, 1e-45f, 3.4028235e38f, -0.0070962859f, 0.0f, 16777216.0f}) {
    CHECK(std::strtof(json_number(static_cast<double>(value), true).c_str(), nullptr) == value);
    CHECK(json::parse(json_number(static_cast<double>(value), true)).is_number());
  }
  for (double value : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789.125}) {
    CHECK(std::strtod(json_number(value, false).c_str(), nullptr) == value);
  }
  CHECK(json_number(INFINITY, true) == "\"inf\"");
  CHECK(json_number(-INFINITY, false) == "\"-inf\"");
  CHECK(json_number(std::nan(""), true) == "\"nan\"");
  CHECK(json_number(0.1f, true) == "0.1");
}

TEST_CASE("cli: shapes as nested arrays, text as strings") {
  gradbox::inspect::TensorSnapshot tensor;
  tensor.dtype = "float64";
  tensor.shape = {2, 1, 3};
  tensor.values = {1, 2, 3, 4, 5, 6};
  CHECK(gradbox::cli::json_values(tensor) == "[[[1,2,3]],[[4,5,6]]]");
  tensor.shape = {1, 1};
  tensor.values = {0.5};
  CHECK(gradbox::cli::json_values(tensor) == "0.5");
  tensor.shape = {0};
  tensor.values.clear();
  CHECK(gradbox::cli::json_values(tensor) == "[]");
  CHECK(gradbox::cli::json_string("a \"b\"\\\n\t") == "\"a \\\"b\\\"\\\\\\n\\u0009\"");
}

TEST_CASE("cli: a short program is told statement by statement") {
  const Run result = run("run two-tensors");
  CHECK(result.code == 0);
  CHECK(contains(result.out, "> auto W = 3 * x.pow(3) - y.pow(2);\nW: tensor([-22.,  15.], grad_fn=<SubBackward0>)\n"));
  CHECK(contains(result.out, "Result: x.grad = tensor([18., 72.]), y.grad = tensor([-20., -12.])"));
  const std::vector<json> all = lines(run("run two-tensors --json").out);
  REQUIRE(all.size() == 6);
  CHECK_FALSE(all[0].contains("loss"));
  CHECK(all[1]["params"]["W"] == json({-22, 15}));
  CHECK(all[2]["printed"][0]["x.grad"] == "tensor([ 9., 36.])");
}

TEST_CASE("cli: traps") {
  CHECK(contains(run("list").out, "traps: no-gradient, wrong-shape, no-retain\n"));
  const Run missing = run("run two-tensors --trap no-gradient");
  CHECK(missing.code == 1);
  CHECK(contains(missing.out, "> W.backward();\n"));
  CHECK(contains(missing.out, "grad can be implicitly created only for scalar outputs"));
  const Run as_json = run("run two-tensors --trap no-retain --json");
  CHECK(as_json.code == 1);
  CHECK(contains(lines(as_json.out).back()["result"]["error"], "Trying to backward through the graph a second time"));
  const Run fast = run("run sine-cubic --trap too-fast --quiet");
  CHECK(fast.code == 1);
  CHECK(contains(fast.out, "Diverged in step 34"));
}

TEST_CASE("cli: every trap of every lesson can be walked into") {
  for (const auto& info : gradbox::lessons::all_lessons()) {
    for (const auto& trap : gradbox::lessons::traps_of(info)) {
      CAPTURE(info.id);
      CAPTURE(trap.name);
      const Run result = run("run " + info.id + " --trap " + trap.name + " --json --quiet");
      const json outcome = lines(result.out).back()["result"];
      const bool stopped = outcome.contains("error") || outcome.contains("diverged");
      CHECK(result.code == (stopped ? 1 : 0));
      CHECK(result.err.empty() != stopped);
      // These go wrong without an error.
      const bool is_quiet = trap.name == "forget-zero" || trap.name == "non-leaf-grad" ||
                            (trap.name == "rebind" && info.id == "training-step");
      CHECK(stopped != is_quiet);
    }
  }
}

TEST_CASE("cli: a run as a program") {
  const Run cpp = run("run two-tensors --set v1=2 --program c++");
  CHECK(cpp.code == 0);
  CHECK(cpp.out.rfind("#include <torch/torch.h>\n", 0) == 0);
  CHECK(contains(cpp.out, "expect(W, {-22, 15});"));
  CHECK(contains(run("run sine-cubic --steps 3 --program python").out, "for step in range(3):\n"));
}

TEST_CASE("cli: a link is run") {
  const Run plain = run("run sine-cubic --set lr=2e-6 --seed 7 --steps 30 --json");
  const Run linked = run("run --url http://127.0.0.1:8000/#sine-cubic?lr=2e-06&seed=7&step=30&stage=surface --json");
  CHECK(linked.code == 0);
  CHECK(linked.err.empty());
  CHECK(linked.out == plain.out);
  const Run changed = run("run --url #sine-cubic?lr=2e-06&seed=7&lr@10=1e-06&step=30 --json");
  const std::vector<json> expected = lines(plain.out), found = lines(changed.out);
  REQUIRE(found.size() == expected.size());
  CHECK(found[9] == expected[9]);
  CHECK(found[10]["loss"] == expected[10]["loss"]);
  CHECK(found[10]["params"] != expected[10]["params"]);  // the update of this step is the first with the new rate
}

TEST_CASE("cli: a bad link is run as far as it goes") {
  const Run result = run("run --url #two-moons?lr=fast&step=2 --quiet");
  CHECK(result.code == 0);
  CHECK(contains(result.err, "ignored in the link"));
  CHECK(contains(result.err, "'fast'"));
  CHECK(run("run sine-cubic --url #sine-cubic?step=3 --steps 2 --seed 9 --set lr=1e-7 --quiet").code == 0);
}
