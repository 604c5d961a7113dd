#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"pow", of_two<pow>, nullptr,
     [] {
       return drawn({{2, 3}, {3}}, 0.5, 2.0);
     }},
    {"pow_scalar",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].pow(scalar(args, "exponent"))}; }, "pow",
     nullptr},
    {"scalar_pow", [](const Value& args, const Tensors& in) -> Tensors { return {pow(scalar(args, "base"), in[0])}; },
     "pow"},
    {"float_pow_int_neg",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].pow(scalar(args, "exponent"))}; }, "pow",
     nullptr, Differences::Never},
    {"float_power", of_two<float_power>, nullptr,
     [] {
       return drawn({{2, 3}, {3}}, 0.5, 2.0);
     }},
    {"square", of_one<square>},
    {"sqrt", of_one<sqrt>},
    {"rsqrt", of_one<rsqrt>},
};

}  // namespace

Samples power_samples() { return kSamples; }

TEST_CASE("operators: power") { run_family(power_samples(), power_operators()); }

}  // namespace gradbox::testing
