#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"fmod",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "scalar") ? fmod(in[0], scalar(args, "scalar")) : fmod(in[0], in[1])};
     }},
    {"remainder",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "scalar") ? remainder(in[0], scalar(args, "scalar")) : remainder(in[0], in[1])};
     }},
    {"floor_divide", of_two<floor_divide>},
    {"copysign", of_two<copysign>},
    {"nextafter", of_two<nextafter>, nullptr,
     [] {
       return drawn({{2}, {2}});
     },
     Differences::Never},
};

}  // namespace

Samples divide_samples() { return kSamples; }

TEST_CASE("operators: divide") { run_family(divide_samples(), divide_operators()); }

}  // namespace gradbox::testing
