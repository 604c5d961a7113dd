// What the gradient is where there is none: at kinks, ties and poles. Values recorded from PyTorch 1.13.

#include <limits>

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

struct Convention {
  const char* name;
  Tensor (*function)(const Tensor&);
  std::vector<double> at;
  std::vector<double> gradient;
};

void check(const std::vector<Convention>& conventions) {
  for (const Convention& row : conventions) {
    const Tensor x = tensor(row.at, kDouble).requires_grad_();
    row.function(x).sum().backward();
    INFO(std::string(row.name));
    CHECK(holds(x.grad(), row.gradient));
  }
}

}  // namespace

TEST_CASE("conventions: kinks") {
  check({
      {"abs", [](const Tensor& x) { return x.abs(); }, {-1, 0, 2}, {-1, 0, 1}},
      {"relu", [](const Tensor& x) { return x.relu(); }, {-1, 0, 2}, {0, 0, 1}},
      {"clamp", [](const Tensor& x) { return x.clamp(0, 1); }, {-.5, 0, .5, 1, 2}, {0, 1, 1, 1, 0}},
      {"relu6", [](const Tensor& x) { return relu6(x); }, {0, 6, 3}, {0, 0, 1}},
      {"hardtanh", [](const Tensor& x) { return hardtanh(x); }, {-1, 1, 0}, {0, 0, 1}},
      {"leaky_relu", [](const Tensor& x) { return leaky_relu(x, .1); }, {0, -1}, {.1, .1}},
      {"elu", [](const Tensor& x) { return elu(x); }, {0, -1}, {1, 0.36787944117144233}},
      {"hardshrink", [](const Tensor& x) { return hardshrink(x); }, {.5, -.5, .6}, {0, 0, 1}},
      {"threshold", [](const Tensor& x) { return threshold(x, 1., 0.); }, {1, 1.1}, {0, 1}},
      {"sign", [](const Tensor& x) { return x.sign(); }, {0, 2}, {0, 0}},
      {"smooth_l1",
       [](const Tensor& x) { return smooth_l1_loss(x, zeros_like(x), Reduction::Sum); },
       {1, -1, 0},
       {1, -1, 0}},
      {"l1", [](const Tensor& x) { return l1_loss(x, zeros_like(x), Reduction::Sum); }, {0, 1}, {0, 1}},
      {"norm", [](const Tensor& x) { return x.norm(); }, {0, 0}, {0, 0}},
      {"norm 1", [](const Tensor& x) { return x.norm(1); }, {0, -2}, {0, -1}},
      {"norm inf", [](const Tensor& x) { return x.norm(kInf); }, {2, -2, 1}, {.5, -.5, 0}},
      {"dist",
       [](const Tensor& x) {
         return dist(x, tensor({1., 2.}, kDouble));
       },
       {1, 2},
       {0, 0}},
  });
}

TEST_CASE("conventions: ties") {
  check({
      {"amax", [](const Tensor& x) { return x.amax(); }, {1, 0, 1}, {.5, 0, .5}},
      {"amin of a dim", [](const Tensor& x) { return x.amin(0); }, {1, 0, 0}, {0, .5, .5}},
      {"max of a dim", [](const Tensor& x) { return std::get<0>(x.max(0)); }, {2, 2}, {1, 0}},
      {"median of a dim", [](const Tensor& x) { return std::get<0>(x.median(0)); }, {1, 2, 2}, {0, 1, 0}},
      {"minimum", [](const Tensor& x) { return minimum(x, scalar_tensor(1., kDouble)); }, {1, 2}, {.5, 0}},
      {"fmax", [](const Tensor& x) { return fmax(x, scalar_tensor(1., kDouble)); }, {1, 2}, {1, 1}},
      {"cummax", [](const Tensor& x) { return std::get<0>(cummax(x, 0)); }, {1, 1, 0}, {1, 2, 0}},
      {"max_pool",
       [](const Tensor& x) {
         return max_pool1d(x.view({1, 1, -1}), 2);
       },
       {1, 1, 0, 2},
       {1, 0, 0, 1}},
      {"sort",
       [](const Tensor& x) {
         return std::get<0>(x.sort()) * tensor({1., 10., 100.}, kDouble);
       },
       {3, 1, 2},
       {100, 1, 10}},
      {"topk",
       [](const Tensor& x) {
         return std::get<0>(topk(x, 2)) * tensor({1., 10.}, kDouble);
       },
       {3, 1, 2},
       {1, 0, 10}},
  });
}

TEST_CASE("conventions: poles, zeros and nan") {
  check({
      {"sqrt", [](const Tensor& x) { return x.sqrt(); }, {0}, {kInf}},
      {"pow 0.5", [](const Tensor& x) { return x.pow(.5); }, {0}, {kInf}},
      {"pow 0", [](const Tensor& x) { return x.pow(0.); }, {0}, {0}},
      {"log", [](const Tensor& x) { return x.log(); }, {0}, {kInf}},
      {"log1p", [](const Tensor& x) { return x.log1p(); }, {-1}, {kInf}},
      {"rsqrt", [](const Tensor& x) { return x.rsqrt(); }, {0}, {-kInf}},
      {"acos", [](const Tensor& x) { return x.acos(); }, {1}, {-kInf}},
      {"std of a constant", [](const Tensor& x) { return x.std(); }, {2, 2, 2}, {0, 0, 0}},
      {"var of a constant", [](const Tensor& x) { return x.var(); }, {2, 2, 2}, {0, 0, 0}},
      {"prod with a zero", [](const Tensor& x) { return x.prod(); }, {0, 3, 2}, {6, 0, 0}},
      {"prod with two zeros", [](const Tensor& x) { return x.prod(); }, {0, 3, 0}, {0, 0, 0}},
      {"cumprod with a zero", [](const Tensor& x) { return x.cumprod(0); }, {2, 0, 3}, {1, 8, 0}},
      {"where beside a pole", [](const Tensor& x) { return where(x > 0, x.log(), zeros_like(x)); }, {0, 1}, {kNan, 1}},
      {"logsumexp of nothing", [](const Tensor& x) { return x.logsumexp(0); }, {-kInf, -kInf}, {kNan, kNan}},
  });
  const Tensor scores = leaf({{1., 1.}, {1., 1.}});
  CHECK(std::isnan(values(cross_entropy_loss(scores, tensor({-100, -100})))[0]));
}

TEST_CASE("conventions: checks pass where central differences see the same") {
  const auto magnitude = [](const variable_list& in) { return in[0].abs(); };
  CHECK(autograd::gradcheck(magnitude, {leaf({0., 1.})}));
  const auto linear = [](const variable_list& in) { return (in[0] * 2).sum(); };
  CHECK(holds(autograd::functional::hessian(linear, {constant({1., 2.})})[0][0], {0, 0, 0, 0}));
}
