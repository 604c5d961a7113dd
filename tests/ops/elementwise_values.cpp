// What the golden file does not have: values that PyTorch gives, mostly at odd places and for integers.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "gradbox/gradbox.h"
#include "support/golden_tensor.h"

namespace gradbox::testing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Tensor made(DType dtype, const std::vector<double>& values) {
  GoldenTensor recorded;
  recorded.shape = {static_cast<std::int64_t>(values.size())};
  recorded.dtype = std::string(dtype_name(dtype).substr(6));
  recorded.data = values;
  return to_tensor(recorded);
}
Tensor f64(const std::vector<double>& values) { return made(kFloat64, values); }
Tensor f32(const std::vector<double>& values) { return made(kFloat32, values); }
Tensor i64(const std::vector<double>& values) { return made(kInt64, values); }
Tensor b8(const std::vector<double>& values) { return made(kBool, values); }

void expect(const Tensor& actual, const Tensor& expected) { CHECK(difference(actual.reshape({-1}), expected) == ""); }

}  // namespace

TEST_CASE("operators: values of activations and special functions") {
  const Tensor a = f64({-2.5, -0.5, 0, 1.5, 3});
  expect(mish(a), f64({-0.19681620390653337, -0.22074377465173, 0, 1.4033782663958028, 2.9865350049679575}));
  expect(celu(a, 0.7), f64({-0.6803190381757196, -0.35732083831013284, 0, 1.5, 3}));
  expect(f64({1, 1.5, 3}).acosh(), f64({0, 0.9624236501192069, 1.762747174039086}));
  expect(hypot(f64({3, 5}), f64({4, 12})), f64({5, 13}));
  expect(f64({0.5, 3, -1.5}).polygamma(2), f64({-16.828796644234316, -0.15411380631918856, -0.23620405164172825}));
  expect(f64({0.5, 3, -1.5, 10}).polygamma(1),
         f64({4.934802202073678, 0.39493406693194577, 9.37924664484954, 0.10516633568216657}));
  expect(f64({0.5, -1.5, 10, 25}).digamma(),
         f64({-1.9635100260214229, 0.7031566406452433, 2.251752589066721, 3.198742512851974}));
  expect(f64({0.1, -0.9, 0.999999, 1e-10}).erfinv(),
         f64({0.08885599049425769, -1.1630871536766743, 3.458910737283175, 8.862269254527581e-11}));
  expect(xlog1py(f64({0, 2}), f64({-1, 1})), f64({0, 1.3862943611198906}));
  expect(logaddexp(f64({1, -kInf}), f64({2, -kInf})), f64({2.313261687518223, -kInf}));
  expect(logit(f64({0, .5, 1}), 1e-3), f64({-6.906754778648554, 0, 6.906754778648553}));
}

TEST_CASE("operators: values of powers, rounding and remainders") {
  expect(float_power(i64({2, 3}), f32({0.5, 2})), f64({1.4142135623730951, 9}));
  expect(pow(f32({-8}), 1.0 / 3), f32({kNan}));
  expect(pow(i64({2, -1, 1}), i64({-1, -3, -5})), i64({0, -1, 1}));
  expect(pow(i64({4, 9}), 0.5), f32({2, 3}));
  expect(pow(2, i64({1, 2})), i64({2, 4}));
  expect(i64({4, 9}).sqrt(), f32({2, 3}));
  expect(f32({15, 25, -14.9}).round(-1), f32({20, 20, -10}));
  expect(f32({-2, kNan, 0, 3}).sign(), f32({-1, 0, 0, 1}));
  expect(remainder(i64({-7, 7, -7}), i64({3, -3, -3})), i64({2, -2, -1}));
  expect(fmod(i64({-7, 7, -7}), i64({3, -3, -3})), i64({-1, 1, -1}));
  expect(floor_divide(i64({-7, 7, -7}), i64({3, -3, -3})), i64({-3, -3, 2}));
  expect(remainder(f32({-7.5, 7.5}), f32({2, -2})), f32({0.5, -0.5}));
  expect(floor_divide(f32({-7.5, 7.5, 1}), f32({2, -2, 0})), f32({-4, -4, kInf}));
  expect(i64({-7, 7}).div(2, "trunc"), i64({-3, 3}));
  expect(f32({-7, 7}).div(2, "floor"), f32({-4, 3}));
  expect(addcmul(i64({1, 2}), i64({3, 4}), i64({5, 6}), 2), i64({31, 50}));
  expect(f32({kNan, kInf, -kInf}).nan_to_num(), f32({0, 3.4028234663852886e38, -3.4028234663852886e38}));
  CHECK_THROWS_WITH_AS(remainder(i64({1}), i64({0})), "ZeroDivisionError", Error);
  CHECK_THROWS_WITH_AS(floor_divide(i64({1}), 0), "ZeroDivisionError", Error);
}

TEST_CASE("operators: comparisons and choices between dtypes") {
  expect(i64({1, 2}) == f32({1, 2.5}), b8({1, 0}));
  expect(~i64({0, 5}), i64({-1, -6}));
  expect(i64({1, 2}) | i64({4, 2}), i64({5, 2}));
  expect(b8({1, 0}) ^ b8({1, 1}), b8({0, 1}));
  expect(logical_xor(f32({0, 2}), i64({1, 3})), b8({1, 0}));
  expect(isclose(f32({1, kInf, kNan, kInf}), f32({1.000001, kInf, kNan, 1}), 1e-5, 1e-8, true), b8({1, 1, 1, 0}));
  expect(f32({-0.0, 0, -1}).signbit(), b8({1, 0, 1}));
  expect(isinf(f32({kInf, -kInf, kNan, 1})), b8({1, 1, 0, 0}));
  expect(isposinf(f32({kInf, -kInf, kNan, 1})), b8({1, 0, 0, 0}));
  expect(isneginf(f32({kInf, -kInf, kNan, 1})), b8({0, 1, 0, 0}));
  expect(where(b8({1, 0}), i64({1, 2}), f32({.5, .25})), f32({1, .25}));
  expect(i64({1, 2, 3}).clamp(1.5), f32({1.5, 2, 3}));
  expect(i64({1, 2, 3}).clamp_min(2), i64({2, 2, 3}));
  CHECK(equal(f32({1, 2}), f32({1, 2})));
  CHECK(!equal(f32({1, 2}), f32({1, 3})));
  CHECK(!equal(f32({1, 2}), f32({1})));
  CHECK(allclose(f32({1, 2}), f32({1, 2.00001})));
  CHECK(!allclose(f32({1, 2}), f32({1, 2.1})));
}

TEST_CASE("operators: values of reductions and orders") {
  expect(f32({1, kNan, 2}).nansum(), f32({3}));
  expect(b8({1, 0}).prod(), i64({0}));
  expect(b8({1, 1}).cumsum(0), i64({1, 2}));
  expect(i64({1, 2}).mean(kFloat32), f32({1.5}));
  expect(std::get<0>(std_mean(f64({1, 2, 4}))), f64({1.5275252316519465}));
  expect(amin(f32({1, kNan, 2, 0}).reshape({2, 2}), 1), f32({kNan, 0}));
  const Tensor place = argmax(i64({1, 5, 7, 2}).reshape({2, 2}), std::nullopt, true);
  CHECK(place.sizes() == IntArrayRef({1, 1}));
  expect(place, i64({2}));
  expect(i64({3, 1}).min(), i64({1}));
  expect(f32({4, 1, 3, 2}).median(), f32({2}));
  expect(f32({}).any(), b8({0}));
  expect(f32({}).all(), b8({1}));
  expect(logsumexp(f32({-kInf, -kInf}), 0), f32({-kInf}));
  expect(count_nonzero(i64({0, 1, 2, 3}).reshape({2, 2}), 0), i64({1, 2}));
  const auto [lowest, places] = cummin(f32({3, 1, 2, 1}), 0);
  expect(lowest, f32({3, 1, 1, 1}));
  expect(places, i64({0, 1, 1, 3}));
  const auto [distinct, inverse, counts] = unique(i64({3, 1, 3, 2}), true, true);
  expect(distinct, i64({1, 2, 3}));
  expect(inverse, i64({2, 0, 2, 1}));
  expect(counts, i64({1, 1, 2}));
  const auto [runs, run_of, lengths] = unique_consecutive(i64({1, 1, 2, 1}), true, true);
  expect(runs, i64({1, 2, 1}));
  expect(run_of, i64({0, 0, 1, 2}));
  expect(lengths, i64({2, 1, 1}));
  expect(bucketize(f32({1, 2.5}), f32({1, 2, 3})), i64({0, 2}));
  expect(bucketize(f32({1, 2.5}), f32({1, 2, 3}), true), i64({1, 2}));
  expect(bincount(i64({0, 2, 2}), f64({.5, 1, 2}), 5), f64({.5, 0, 3, 0, 0}));
  const auto [second, at] = kthvalue(f32({3, 1, 2}), 2);
  expect(second, f32({2}));
  expect(at, i64({2}));
}

TEST_CASE("operators: written in place") {
  const Tensor leaf = f64({-1, 0.5, 2}).requires_grad_();
  Tensor x = leaf * 2;
  x.sigmoid_();
  CHECK(x.grad_fn()->name() == "SigmoidBackward0");
  x.backward(ones_like(x));
  expect(leaf.grad(), f64({2, 2, 2}) * (1 - x.detach()) * x.detach());
  CHECK(x._version() == 1);
  Tensor whole = i64({1, 2});
  CHECK_THROWS_WITH_AS(whole.sqrt_(), "result type Float can't be cast to the desired output type Long", Error);
  CHECK_THROWS_WITH_AS(leaf.exp_(), "a leaf Variable that requires grad is being used in an in-place operation.",
                       Error);
  Tensor y = f32({-1, 3});
  y.clamp_(0.0, 2.0);
  expect(y, f32({0, 2}));
  y.lerp_(f32({2, 4}), 0.5);
  expect(y, f32({1, 3}));
  y.pow_(2);
  expect(y, f32({1, 9}));
}

TEST_CASE("operators: derivatives that do not exist say so when they are needed") {
  const Tensor x = f32({1, 2}).requires_grad_();
  CHECK_THROWS_WITH_AS(nextafter(x, f32({2, 3})).sum().backward(), "the derivative for 'nextafter' is not implemented.",
                       NotImplementedError);
  CHECK_THROWS_WITH_AS(floor_divide(x, 2).sum().backward(), "the derivative for 'floor_divide' is not implemented.",
                       NotImplementedError);
}

}  // namespace gradbox::testing
