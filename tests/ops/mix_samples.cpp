#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"lerp",
     [](const Value& args, const Tensors& in) -> Tensors { return {lerp(in[0], in[1], scalar(args, "weight"))}; }},
    {"lerp_tensor", [](const Value&, const Tensors& in) -> Tensors { return {lerp(in[0], in[1], in[2])}; }, "lerp",
     [] {
       return drawn({{2, 3}, {2, 3}, {3}});
     }},
    {"addcmul", [](const Value&, const Tensors& in) -> Tensors { return {addcmul(in[0], in[1], in[2], 0.5)}; }, nullptr,
     [] {
       return drawn({{2, 3}, {2, 3}, {3}});
     }},
    {"addcdiv",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {addcdiv(in[0], in[1], in[2], scalar(args, "value"))};
     }},
};

}  // namespace

Samples mix_samples() { return kSamples; }

TEST_CASE("operators: mix") { run_family(mix_samples(), mix_operators()); }

}  // namespace gradbox::testing
