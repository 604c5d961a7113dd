#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"floor", of_one<floor>},
    {"ceil", of_one<ceil>},
    {"trunc", of_one<trunc>},
    {"round",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "decimals") ? in[0].round(args.at("decimals").as_int()) : in[0].round()};
     }},
    {"frac", of_one<frac>},
    {"nan_to_num",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto number = [&](const char* key) {
         return has(args, key) ? std::optional<double>(args.at(key).as_double()) : std::nullopt;
       };
       return {in[0].nan_to_num(number("nan"), number("posinf"), number("neginf"))};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
};

}  // namespace

Samples rounding_samples() { return kSamples; }

TEST_CASE("operators: rounding") { run_family(rounding_samples(), rounding_operators()); }

}  // namespace gradbox::testing
