// Random tensors: numbers, gradients and refusals against what PyTorch gave.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"
#include "gradbox/tensor/make.h"
#include "support/golden_tensor.h"

using namespace gradbox;
using gradbox::testing::difference;
using gradbox::testing::golden_tensor;
using gradbox::testing::load_json;
using gradbox::testing::Value;

namespace {

using Call = std::function<Tensor()>;
using Calls = std::map<std::string, Call>;

Tensor counted(DType dtype, std::int64_t from, std::int64_t to) { return arange(from, to, TensorOptions(dtype)); }

Calls fills_in_place(DType dtype) {
  const auto five = [dtype] { return zeros({5}, dtype); };
  return {
      {"cauchy", [=] { return five().cauchy_(1, 2); }},
      {"log_normal", [=] { return five().log_normal_(.5, .25); }},
      {"geometric", [=] { return five().geometric_(.3); }},
      {"random", [=] { return five().random_(); }},
      {"random_to", [=] { return five().random_(7); }},
      {"random_from_to", [=] { return five().random_(-3, 4); }},
      {"uniform_transposed",
       [=] {
         return zeros({3, 2}, dtype).t().uniform_();
       }},
      {"normal_transposed",
       [=] {
         return zeros({4, 10}, dtype).t().normal_(1, 2);
       }},
      {"uniform_sliced",
       [=] {
         return make_alias(zeros({3, 4}, dtype), {3, 2}, {4, 2}).uniform_();
       }},
      {"uniform_sliced_transposed",
       [=] {
         return make_alias(zeros({4, 3}, dtype), {3, 2}, {1, 6}).uniform_();
       }},
      {"bernoulli_t",
       [=] {
         return zeros({3, 2}).t().bernoulli_(linspace(.1, .9, 3, dtype));
       }},
  };
}

Calls functions(DType dtype) {
  const Tensor steps = counted(dtype, 0, 4);
  return {
      {"rand_like_transposed",
       [=] {
         return rand_like(zeros({3, 2}, dtype).t());
       }},
      {"bernoulli", [=] { return bernoulli(linspace(0, 1, 6, dtype)); }},
      {"bernoulli_p", [=] { return bernoulli(zeros({6}, dtype), .5); }},
      {"normal_mean", [=] { return normal(steps, 0.5); }},
      {"normal_std", [=] { return normal(1., steps); }},
      {"normal_both", [=] { return normal(steps, steps); }},
  };
}

Calls dropouts(DType dtype) {
  const Tensor x = counted(dtype, 1, 9).view({2, 2, 2});
  return {
      {"dropout", [=] { return dropout(x, .3, true); }},
      {"feature_dropout", [=] { return feature_dropout(x, .3, true); }},
      {"alpha_dropout", [=] { return alpha_dropout(x, .3, true); }},
      {"feature_alpha_dropout", [=] { return feature_alpha_dropout(x, .3, true); }},
  };
}

Calls draws_by_weight(DType dtype) {
  double values[] = {.1, .2, .7, 1, 1, 1};
  double line_values[] = {.1, .2, .7, 1, 2};
  const Tensor table = from_blob(values, {2, 3}, kFloat64).to(dtype).clone();
  const Tensor line = from_blob(line_values, {5}, kFloat64).to(dtype).clone();
  return {
      {"multinomial_rows", [=] { return multinomial(table, 2); }},
      {"multinomial_one", [=] { return multinomial(table, 1); }},
      {"multinomial_replaced", [=] { return multinomial(table, 6, true); }},
      {"multinomial_distinct", [=] { return multinomial(line, 5); }},
  };
}

Calls other_dtypes() {
  const std::optional<std::int64_t> open_end;
  const std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  return {
      {"normal_many", [] { return zeros({1003}).normal_(.7, .3); }},
      {"normal_float", [] { return normal(2., 3., {5}); }},
      {"randbool", [] { return zeros({8}, kBool).random_(); }},
      {"bernoulli_bool", [] { return zeros({8}, kBool).bernoulli_(.5); }},
      {"bernoulli_int", [] { return zeros({8}, kInt64).bernoulli_(.5); }},
      {"randint", [] { return randint(-5, 5, {6}); }},
      {"randint_float", [] { return randint(3, {6}, kFloat32); }},
      {"randint_like", [] { return randint_like(zeros({4}), 2, 9); }},
      {"randperm", [] { return randperm(7); }},
      {"randperm_float", [] { return randperm(5, kFloat32); }},
      {"random_int_from", [=] { return zeros({3}, kInt64).random_(lowest, open_end); }},
      {"random_int_from10", [=] { return zeros({3}, kInt64).random_(10, open_end); }},
      {"geometric_int", [] { return zeros({5}, kInt64).geometric_(.2); }},
  };
}

/// How many of the recorded tensors were compared.
int check_calls(const Value& recorded, const Calls& calls, const std::string& suffix) {
  for (const auto& entry : calls) {
    const std::string name = entry.first;
    INFO(name, suffix);
    manual_seed(42);
    CHECK(difference(entry.second(), golden_tensor(recorded.at(name + suffix)), 1e-15) == "");
  }
  return static_cast<int>(calls.size());
}

/// The text of the Error that `call` throws; empty if it throws none.
template <class F>
std::string refusal(F&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string name_of(const Tensor& tensor) { return tensor.grad_fn() == nullptr ? "" : tensor.grad_fn()->name(); }

}  // namespace

TEST_CASE("random tensors: recorded numbers") {
  const Value file = load_json("random_tensors.json");
  const Value& recorded = file.at("tensors");
  int compared = check_calls(recorded, other_dtypes(), "");
  for (const DType dtype : {kFloat32, kFloat64}) {
    const std::string suffix = dtype == kFloat32 ? "32" : "64";
    for (const Calls& calls : {fills_in_place(dtype), functions(dtype), dropouts(dtype), draws_by_weight(dtype)}) {
      compared += check_calls(recorded, calls, suffix);
    }
  }
  CHECK(compared == static_cast<int>(recorded.size()));
}

TEST_CASE("random tensors: the recorded streams through rand, randn, randint and randperm") {
  const Value file = load_json("golden_rng.json");
  int compared = 0;
  for (const Value& stream : file.at("streams").items()) {
    const std::string& call = stream.at("call").as_text();
    const std::int64_t n = stream.at("n").as_int();
    const DType dtype = testing::dtype_of(stream.at("dtype").as_text());
    const Value& args = stream.at("args");
    manual_seed(static_cast<std::uint64_t>(stream.at("seed").as_int()));
    Tensor drawn;
    if (call == "rand") drawn = rand({n}, dtype);
    if (call == "randn") drawn = randn({n}, dtype);
    if (call == "randint") drawn = randint(args.at("low").as_int(), args.at("high").as_int(), {n});
    if (call == "randperm") drawn = randperm(n);
    if (call == "dropout") drawn = dropout(ones({n}, dtype), args.at("p").as_double(), true);
    if (!drawn.defined()) continue;
    testing::GoldenTensor expected{{n}, stream.at("dtype").as_text(), stream.at("data").as_doubles()};
    INFO(call, " ", n, " ", expected.dtype);
    CHECK(difference(drawn, expected, dtype == kFloat64 ? 1e-15 : 0.0) == "");
    ++compared;
  }
  CHECK(compared == 168);
}

TEST_CASE("random tensors: four normals after manual_seed(42)") {
  manual_seed(42);
  CHECK(randn({}).item<double>() == 0.33669036626815796);
  CHECK(randn({}).item<double>() == 0.12880940735340118);
  CHECK(randn({}).item<double>() == 0.23446236550807953);
  CHECK(randn({}).item<double>() == 0.23033303022384644);
}

TEST_CASE("random tensors: a generator of one's own leaves the default one alone") {
  manual_seed(1);
  const Tensor expected = rand({3});
  manual_seed(1);
  Generator own(1);
  CHECK(difference(rand({3}, own), expected) == "");
  CHECK(difference(zeros({3}).uniform_(0, 1, Generator(1)), expected) == "");
  CHECK(difference(rand({3}), expected) == "");
}

TEST_CASE("random tensors: options") {
  CHECK(rand({2}, requires_grad()).requires_grad());
  CHECK(randn_like(zeros({2}, kFloat64)).dtype() == kFloat64);
  CHECK(randn_like(zeros({2}, kFloat64), kFloat32).dtype() == kFloat32);
  CHECK(randint(3, {2}).dtype() == kInt64);
  CHECK(rand({0, 3}).sizes() == IntArrayRef({0, 3}));
}

TEST_CASE("random tensors: node names, and zeros as gradient of what was there before") {
  const Tensor a = ones({4}, requires_grad());
  CHECK(name_of(a.mul(1).uniform_()) == "UniformBackward0");
  CHECK(name_of(a.mul(1).normal_()) == "NormalBackward0");
  CHECK(name_of(a.mul(1).log_normal_()) == "LogNormalBackward0");
  CHECK(name_of(a.mul(1).exponential_()) == "ExponentialBackward0");
  CHECK(name_of(a.mul(1).cauchy_()) == "CauchyBackward0");
  CHECK(name_of(a.mul(1).geometric_(.5)) == "GeometricBackward0");
  CHECK(name_of(a.mul(1).bernoulli_(a.detach())) == "BernoulliBackward1");
  CHECK(name_of(a.mul(1).bernoulli_(.5)) == "BernoulliBackward2");
  CHECK(name_of(a.mul(1).random_(2, 5)) == "RandomBackward0");
  CHECK(name_of(a.mul(1).random_(5)) == "RandomBackward1");
  CHECK(name_of(a.mul(1).random_()) == "RandomBackward2");
  CHECK(name_of(bernoulli(a)) == "BernoulliBackward0");
  CHECK(name_of(bernoulli(a, .5)) == "");
  CHECK(name_of(normal(a, 1.)) == "NormalBackward1");
  CHECK(name_of(normal(0., a)) == "NormalBackward2");
  CHECK(name_of(normal(a, a)) == "NormalBackward3");
  a.mul(1).uniform_().sum().backward();
  CHECK(difference(a.grad(), zeros({4})) == "");
  CHECK(refusal([&] { a.uniform_(); }) == "a leaf Variable that requires grad is being used in an in-place operation.");
}

TEST_CASE("random tensors: refusals") {
  const Tensor x = zeros({3});
  CHECK(refusal([&] { x.uniform_(2, 1); }) == "uniform_ expects to return a [from, to) range, but found from=2 > to=1");
  CHECK(refusal([&] { x.normal_(0, -1); }) == "normal expects std >= 0.0, but found std -1");
  CHECK(refusal([&] { normal(zeros({2}), ones({2}).mul(-1)); }) == "normal expects all elements of std >= 0.0");
  CHECK(refusal([&] { x.bernoulli_(1.5); }) == "bernoulli_ expects p to be in [0, 1], but got p=1.5");
  CHECK(refusal([&] { bernoulli(x.add(2)); }).rfind("Expected p_in >= 0 && p_in <= 1 to be true", 0) == 0);
  CHECK(refusal([&] { x.bernoulli_(zeros({3}, kInt64)); }) == "\"bernoulli_tensor_cpu_p_\" not implemented for 'Long'");
  CHECK(refusal([&] { x.exponential_(-1); }) == "exponential_ expects lambda >= 0.0, but found lambda=-1");
  CHECK(refusal([&] { x.geometric_(0); }) == "geometric_ expects p to be in (0, 1), but got p=0");
  CHECK(refusal([&] { x.log_normal_(0, -1); }) == "log_normal_ expects std > 0.0, but found std=-1");
  CHECK(refusal([&] { x.random_(5, 3); }) == "random_ expects 'from' to be less than 'to', but got from=5 >= to=3");
  CHECK(refusal([&] { randint(0, {2}); }) == "random_ expects 'from' to be less than 'to', but got from=0 >= to=0");
  CHECK(refusal([&] { rand({2}, kInt64); }) == "\"check_uniform_bounds\" not implemented for 'Long'");
  CHECK(refusal([&] { randn({2}, kInt64); }) == "\"normal_kernel_cpu\" not implemented for 'Long'");
  CHECK(refusal([&] { randperm(-1); }) == "Trying to create tensor with negative dimension -1: [-1]");
  CHECK(refusal([&] { multinomial(ones({2}), 3); }) ==
        "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  CHECK(refusal([&] { multinomial(zeros({2}), 1); }) == "invalid multinomial distribution (sum of probabilities <= 0)");
  CHECK(refusal([&] { multinomial(ones({2}).mul(-1), 1); }) ==
        "probability tensor contains either `inf`, `nan` or element < 0");
}

TEST_CASE("dropout: passes, drops and differentiates") {
  const Tensor x = ones({1000}, requires_grad());
  CHECK(dropout(x, 0.5, false).is_same(x));
  CHECK(dropout(x, 0.0, true).is_same(x));
  const Tensor none = dropout(x, 1.0, true);
  CHECK(name_of(none) == "MulBackward0");
  CHECK(difference(none, zeros({1000})) == "");
  manual_seed(3);
  const Tensor y = dropout(x, 0.25, true);
  CHECK(name_of(y) == "MulBackward0");
  y.sum().backward();
  CHECK(difference(x.grad(), y.detach()) == "");  // of ones, so values and factors agree
  const double kept = y.sum().item<double>() * 0.75 / 1000;
  CHECK(kept > 0.7);
  CHECK(kept < 0.8);
  Tensor z = ones({4});
  CHECK(dropout_(z, 1.0, true).is_same(z));
  CHECK(difference(z, zeros({4})) == "");
  CHECK(name_of(alpha_dropout(x, 0.5, true)) == "AddBackward0");
  CHECK(refusal([&] { dropout(x, 1.5, true); }) == "dropout probability has to be between 0 and 1, but got 1.5");
  CHECK(refusal([&] { feature_dropout(x, 0.5, true); }) ==
        "Feature dropout requires at least 2 dimensions in the input");
}
