// Short programs of several operators.
#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

Tensor layer(const Tensor& x, const Tensor& weight, const Tensor& bias) { return addmm(bias, x, weight.t()); }

Tensors diamond(const Value&, const Tensors& in) {
  const Tensor y = in[0] * 2;
  return {y.sin() * y.cos() + y.exp()};
}

Tensors network(const Value&, const Tensors& in) { return {layer(layer(in[0], in[1], in[2]).tanh(), in[3], in[4])}; }

Tensors rosenbrock(const Value&, const Tensors& in) {
  const Tensor left = in[0].slice(0, 0, -1);
  const Tensor right = in[0].slice(0, 1);
  return {((1 - left).pow(2) + 100 * (right - left.pow(2)).pow(2)).sum()};
}

Tensors in_place(const Value&, const Tensors& in) {
  Tensor y = in[0] * 2;
  y.mul_(y + 1);
  y.select(0, 0).copy_(y.select(0, 1) * 3);
  return {y.exp()};
}

Tensors in_place_through_views(const Value&, const Tensors& in) {
  const Tensor y = in[0].clone();
  const Tensor v = y.view({-1}).slice(0, 1, 4);
  v.mul_(v.sum().detach());
  y.t().add_(1);
  return {(y * y).sum(0)};
}

Tensors recurrence(const Value&, const Tensors& in) {
  Tensor h = in[2];
  for (std::int64_t t = 0; t < in[0].size(0); ++t) h = (in[0].select(0, t) + h.matmul(in[1])).tanh();
  return {h};
}

const Sample kSamples[] = {
    {"prog_diamond", diamond},
    {"prog_mlp", network},
    {"prog_rosenbrock", rosenbrock},
    {"prog_inplace", in_place},
    {"prog_inplace_view", in_place_through_views, nullptr, nullptr, Differences::Never},  // a detached factor
    {"prog_rnn", recurrence},
};

}  // namespace

Samples program_samples() { return kSamples; }

TEST_CASE("operators: programs") { run_family(program_samples(), {}); }

}  // namespace gradbox::testing
