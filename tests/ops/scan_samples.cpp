#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"cumsum",
     [](const Value& args, const Tensors& in) -> Tensors { return {cumsum(in[0], args.at("dim").as_int())}; }},
    {"cumprod",
     [](const Value& args, const Tensors& in) -> Tensors { return {cumprod(in[0], args.at("dim").as_int())}; }},
    {"logcumsumexp",
     [](const Value& args, const Tensors& in) -> Tensors { return {logcumsumexp(in[0], args.at("dim").as_int())}; }},
    {"cummax",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = cummax(in[0], args.at("dim").as_int());
       return {values, indices};
     }},
    {"cummin",
     [](const Value&, const Tensors& in) -> Tensors {
       const auto [values, indices] = cummin(in[0], 1);
       return {values, indices};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"diff",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {diff(in[0], args.int_or("n", 1), args.int_or("dim", -1))};
     }},
};

}  // namespace

Samples scan_samples() { return kSamples; }

TEST_CASE("operators: scan") { run_family(scan_samples(), scan_operators()); }

}  // namespace gradbox::testing
