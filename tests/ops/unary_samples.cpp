#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"neg", of_one<neg>},     {"positive", of_one<positive>}, {"abs", of_one<abs>},
    {"sign", of_one<sign>},   {"sgn", of_one<sgn>},           {"reciprocal", of_one<reciprocal>},
    {"exp", of_one<exp>},     {"exp2", of_one<exp2>},         {"expm1", of_one<expm1>},
    {"log", of_one<log>},     {"log1p", of_one<log1p>},       {"log2", of_one<log2>},
    {"log10", of_one<log10>}, {"deg2rad", of_one<deg2rad>},   {"rad2deg", of_one<rad2deg>},
};

}  // namespace

Samples unary_samples() { return kSamples; }

TEST_CASE("operators: unary") { run_family(unary_samples(), unary_operators()); }

}  // namespace gradbox::testing
