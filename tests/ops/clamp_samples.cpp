#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"clamp",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto bound = [&](const char* key) {
         return has(args, key) ? std::optional<Scalar>(scalar(args, key)) : std::nullopt;
       };
       return {in[0].clamp(bound("min"), bound("max"))};
     }},
    {"clamp_tensor", [](const Value&, const Tensors& in) -> Tensors { return {clamp(in[0], in[1], in[2])}; }, "clamp"},
    {"clamp_min", [](const Value&, const Tensors& in) -> Tensors { return {clamp_min(in[0], 0.2)}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"clamp_max", [](const Value&, const Tensors& in) -> Tensors { return {clamp_max(in[0], 0.2)}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"maximum", of_two<maximum>},
    {"minimum", of_two<minimum>},
    {"fmax", of_two<fmax>},
    {"fmin", of_two<fmin>},
};

}  // namespace

Samples clamp_samples() { return kSamples; }

TEST_CASE("operators: clamp") { run_family(clamp_samples(), clamp_operators()); }

}  // namespace gradbox::testing
