// The reader of recorded values and its comparison: a comparison that never fails would prove nothing.
#include <doctest/doctest.h>

#include <limits>
#include <set>
#include <stdexcept>
#include <string>

#include "gradbox/gradbox.h"
#include "support/golden_tensor.h"

using namespace gradbox;
using namespace gradbox::testing;

TEST_CASE("golden: all cases are read") {
  int gradients = 0;
  int errors = 0;
  int twice = 0;
  int forward = 0;
  std::set<std::string> names;
  for (const GoldenCase& c : golden_cases()) {
    CHECK_MESSAGE(names.insert(c.id).second, c.id, " stands there twice");
    gradients += c.kind == "grad";
    errors += c.error.has_value();
    twice += c.dbl.has_value();
    forward += c.jvp.has_value();
    if (c.kind == "grad") CHECK(c.grads.size() == c.inputs.size());
    if (c.kind != "error") CHECK_FALSE(c.outputs.empty());
  }
  CHECK(golden_cases().size() == 1342);
  CHECK(gradients == 1189);
  CHECK(errors == 120);
  CHECK(twice == 226);
  CHECK(forward == 283);
}

TEST_CASE("golden: a case in detail") {
  const GoldenCase& c = golden_cases().front();
  CHECK(c.id == "neg/0/f64");
  CHECK(c.args.is_map());
  CHECK(c.inputs[0].requires_grad);
  CHECK(c.grad_fn[0] == "NegBackward0");
  CHECK(c.dbl->grads.size() == 1);
  CHECK_FALSE(c.dbl->grads[0].has_value());
  const Tensor input = to_tensor(c.inputs[0]);
  CHECK(input.requires_grad());
  CHECK(difference(input.neg(), c.outputs[0]) == "");
  CHECK(difference(input, c.outputs[0]) != "");
}

TEST_CASE("golden: values") {
  const Value file = load_json("golden_rng.json");
  CHECK(file.at("torch").as_text() == "1.13.0a0");
  CHECK(file.int_or("nothing", 7) == 7);
  CHECK_THROWS_AS(file.at("nothing"), std::runtime_error);
  CHECK_THROWS_AS(file.at("torch").as_int(), std::runtime_error);
  CHECK_THROWS_AS(load_json("nothing.json"), std::runtime_error);
}

TEST_CASE("golden: differences are seen and told") {
  const double infinity = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Tensor ones32 = ones({2, 2});
  GoldenTensor expected{{2, 2}, "float32", {1, 1, 1, 1}};
  CHECK(difference(ones32, expected) == "");
  expected.data[3] = 1.001;
  CHECK(difference(ones32, expected)
            .rfind("1 of 4 values differ by more than 2e-06; most at [1, 1]: 1.0 instead of", 0) == 0);
  CHECK(difference(ones32, expected, 0.01) == "");
  expected.data[3] = nan;
  CHECK(difference(ones32, expected) ==
        "1 of 4 values differ by more than 2e-06; most at [1, 1]: 1.0 instead of nan (by inf)");
  expected.data[3] = infinity;
  CHECK(difference(ones32, expected) != "");
  CHECK(difference(full({1}, nan), GoldenTensor{{1}, "float32", {nan}}) == "");
  CHECK(difference(full({1}, infinity), GoldenTensor{{1}, "float32", {-infinity}}) != "");
  CHECK(difference(full({1}, -0.0), GoldenTensor{{1}, "float32", {0.0}}) == "");
  CHECK(difference(ones({4}), GoldenTensor{{2, 2}, "float32", {1, 1, 1, 1}}) == "shape [4] instead of [2, 2]");
  CHECK(difference(ones({1}, kFloat64), GoldenTensor{{1}, "float32", {1}}) ==
        "dtype torch.float64 instead of torch.float32");
  CHECK(difference(Tensor(), GoldenTensor{{1}, "float32", {1}}) == "undefined instead of a tensor of shape [1]");
}

TEST_CASE("golden: nothing, and zeros that may stand for it") {
  const std::optional<GoldenTensor> nothing;
  const std::optional<GoldenTensor> zero = GoldenTensor{{1}, "float32", {0}};
  CHECK(difference(Tensor(), nothing) == "");
  CHECK(difference(zeros({1}), nothing) == "a tensor of shape [1] instead of none");
  CHECK(difference(zeros({1}), nothing, {}, true) == "");
  CHECK(difference(ones({1}), nothing, {}, true) != "");
  CHECK(difference(Tensor(), zero) != "");
  CHECK(difference(Tensor(), zero, {}, true) == "");
  CHECK(difference(ones({1}), ones({1})) == "");
  CHECK(difference(ones({1}), zeros({1})) != "");
}

TEST_CASE("golden: strides are followed") {
  CHECK(values_of(arange(6).view({2, 3}).t()) == std::vector<double>{0, 3, 1, 4, 2, 5});
}
