#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"where",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "other") ? where(in[0], in[1], scalar(args, "other")) : where(in[0], in[1], in[2])};
     }},
};

}  // namespace

Samples where_samples() { return kSamples; }

TEST_CASE("operators: where") { run_family(where_samples(), where_operators()); }

}  // namespace gradbox::testing
