#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"masked_fill",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].masked_fill(in[1], args.double_or("value", 0.0))};
     }},
    {"masked_select", [](const Value&, const Tensors& in) -> Tensors { return {in[0].masked_select(in[1])}; }},
    {"masked_scatter", [](const Value&, const Tensors& in) -> Tensors { return {in[0].masked_scatter(in[1], in[2])}; }},
};

}  // namespace

Samples masked_samples() { return kSamples; }

TEST_CASE("operators: masked") { run_family(masked_samples(), masked_operators()); }

}  // namespace gradbox::testing
