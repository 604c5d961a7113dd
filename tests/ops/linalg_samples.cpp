#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// Drawn matrices, far from singular.
Tensors matrices(const std::vector<std::int64_t>& shape) {
  Tensors out = drawn({shape});
  NoGradGuard unrecorded;
  out[0].add_(eye(shape.back(), kFloat64), 2);
  return out;
}

const Sample kSamples[] = {
    {"det", [](const Value&, const Tensors& in) -> Tensors { return {in[0].det()}; }},
    {"slogdet", [](const Value&, const Tensors& in) -> Tensors { return {std::get<1>(slogdet(in[0]))}; }, nullptr,
     [] {
       return matrices({2, 3, 3});
     }},
    {"logdet", [](const Value&, const Tensors& in) -> Tensors { return {in[0].logdet()}; }},
    {"inverse", [](const Value&, const Tensors& in) -> Tensors { return {in[0].inverse()}; }},
    {"linalg_solve", [](const Value&, const Tensors& in) -> Tensors { return {linalg_solve(in[0], in[1])}; }},
    {"cholesky", [](const Value&, const Tensors& in) -> Tensors { return {in[0].cholesky()}; }, nullptr, nullptr,
     Differences::Never},
    {"cholesky of a product",
     [](const Value&, const Tensors& in) -> Tensors { return {in[0].mT().matmul(in[0]).cholesky()}; }, "cholesky",
     [] {
       return matrices({2, 3, 3});
     }},
    {"matrix_power",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].matrix_power(args.at("n").as_int())}; }},
    {"matrix_power of the inverse", [](const Value&, const Tensors& in) -> Tensors { return {in[0].matrix_power(-5)}; },
     "matrix_power",
     [] {
       return matrices({2, 2});
     }},
};

}  // namespace

Samples linalg_samples() { return kSamples; }

TEST_CASE("operators: linalg") { run_family(linalg_samples(), linalg_operators()); }

}  // namespace gradbox::testing
