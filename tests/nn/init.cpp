// Initial values of parameters against PyTorch's.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"
#include "gradbox/nn/init.h"
#include "support/golden_tensor.h"

using namespace gradbox;
using gradbox::testing::difference;
using gradbox::testing::golden_tensor;
using gradbox::testing::GoldenTensor;
using gradbox::testing::load_json;
using gradbox::testing::Value;
namespace init = gradbox::nn::init;

namespace {

struct Recipe {
  std::function<void(const Tensor&)> run;
  bool exact = true;
};

const std::map<std::string, Recipe>& recipes() {
  using init::FanMode;
  using init::Nonlinearity;
  static const std::map<std::string, Recipe> all = {
      {"kaiming_uniform_", {[](const Tensor& t) { init::kaiming_uniform_(t); }}},
      {"kaiming_uniform_(a=sqrt(5))", {[](const Tensor& t) { init::kaiming_uniform_(t, std::sqrt(5.0)); }}},
      {"kaiming_normal_", {[](const Tensor& t) { init::kaiming_normal_(t); }}},
      {"kaiming_normal_(mode=fan_out,nonlinearity=relu)",
       {[](const Tensor& t) { init::kaiming_normal_(t, 0, FanMode::Out, Nonlinearity::ReLU); }}},
      {"xavier_uniform_", {[](const Tensor& t) { init::xavier_uniform_(t); }}},
      {"xavier_normal_", {[](const Tensor& t) { init::xavier_normal_(t); }}},
      {"normal_(0,0.01)", {[](const Tensor& t) { init::normal_(t, 0, 0.01); }}},
      {"uniform_(-0.1,0.1)", {[](const Tensor& t) { init::uniform_(t, -0.1, 0.1); }}},
      {"trunc_normal_(std=0.02)", {[](const Tensor& t) { init::trunc_normal_(t, 0, 0.02); }, false}},
      {"orthogonal_", {[](const Tensor& t) { init::orthogonal_(t); }, false}},
  };
  return all;
}

/// The parameters of a module that starts from affine_, a normal weight, or uniforms in +-1/sqrt(inputs).
void initialise(const std::string& module, const Tensor& weight, const Tensor& bias) {
  if (module.rfind("Embedding", 0) == 0) {
    init::normal_(weight);
  } else if (module.rfind("Bilinear", 0) == 0) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(weight.size(1)));
    init::uniform_(weight, -bound, bound);
    init::uniform_(bias, -bound, bound);
  } else {
    init::affine_(weight, bias);
  }
}

void check_module(const Value& recorded) {
  const Value& params = recorded.at("params");
  const GoldenTensor weight = golden_tensor(params.at("weight"));
  const Tensor w = zeros(weight.shape);
  Tensor b;
  if (params.has("bias")) b = zeros(golden_tensor(params.at("bias")).shape);
  initialise(recorded.at("module").as_text(), w, b);
  CHECK(difference(w, weight, 0.0) == "");
  if (b.defined()) CHECK(difference(b, golden_tensor(params.at("bias")), 0.0) == "");
}

}  // namespace

TEST_CASE("init: every recorded function and module") {
  const Value file = load_json("golden_rng.json");
  int functions = 0;
  int modules = 0;
  for (const Value& recorded : file.at("init").items()) {
    manual_seed(static_cast<std::uint64_t>(recorded.at("seed").as_int()));
    if (recorded.has("module")) {
      INFO(recorded.at("module").as_text());
      check_module(recorded);
      ++modules;
      continue;
    }
    const GoldenTensor expected = golden_tensor(recorded);
    const Recipe& recipe = recipes().at(recorded.at("init").as_text());
    INFO(recorded.at("init").as_text(), " ", expected.dtype);
    const Tensor drawn = zeros(expected.shape, testing::dtype_of(expected.dtype));
    recipe.run(drawn);
    const bool single = expected.dtype == "float32";
    CHECK(difference(drawn, expected, recipe.exact ? (single ? 0.0 : 1e-15) : (single ? 2e-6 : 1e-11)) == "");
    ++functions;
  }
  CHECK(functions == 120);
  CHECK(modules == 14);
}

TEST_CASE("init: writes parameters without recording") {
  const Tensor w = zeros({3, 2}, requires_grad());
  CHECK(init::xavier_uniform_(w).is_same(w));
  CHECK(w.is_leaf());
  CHECK(w.grad_fn() == nullptr);
  CHECK(difference(init::ones_(w).detach(), ones({3, 2})) == "");
}

TEST_CASE("init: identities") {
  CHECK(difference(init::eye_(zeros({2, 3})), eye(2, 3)) == "");
  const Tensor kernels = init::dirac_(zeros({4, 2, 3}), 2);
  const std::vector<double> expected = {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0};
  CHECK(testing::values_of(kernels) == expected);
}

TEST_CASE("init: sparse_ clears the same rows as PyTorch") {
  manual_seed(0);
  const std::vector<double> values = testing::values_of(init::sparse_(zeros({4, 3}), 0.5));
  const bool cleared[] = {true, true, true, false, true, true, false, false, false, true, false, false};
  for (std::size_t i = 0; i < values.size(); ++i) CHECK((values[i] == 0.0) == cleared[i]);
}

TEST_CASE("init: orthogonal_ gives right angles for tall and wide matrices") {
  for (const Tensor& m : {init::orthogonal_(zeros({5, 3}, kFloat64)).t(), init::orthogonal_(zeros({3, 5}, kFloat64))}) {
    CHECK(difference(m.mm(m.t()), eye(3, kFloat64)) == "");
  }
}

TEST_CASE("init: gains and refusals") {
  CHECK(init::calculate_gain(init::Nonlinearity::Tanh) == 5.0 / 3.0);
  CHECK(init::calculate_gain(init::Nonlinearity::LeakyReLU, 0.2) == std::sqrt(2.0 / 1.04));
  CHECK(init::calculate_gain(init::Nonlinearity::Sigmoid) == 1.0);
  CHECK_THROWS_WITH_AS(init::xavier_normal_(zeros({3})),
                       "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions", ValueError);
  CHECK_THROWS_AS(init::eye_(zeros({3})), ValueError);
  CHECK_THROWS_AS(init::dirac_(zeros({3, 3})), ValueError);
  CHECK_THROWS_AS(init::orthogonal_(zeros({3})), ValueError);
}
