#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"var",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {gradbox::var(in[0], dims(args, "dim"), args.bool_or("unbiased", true), args.bool_or("keepdim", false))};
     }},
    {"std",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {gradbox::std(in[0], dims(args, "dim"), args.bool_or("unbiased", true), args.bool_or("keepdim", false))};
     }},
    {"var_mean",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [variance, mean] =
           var_mean(in[0], dims(args, "dim"), args.bool_or("unbiased", true), args.bool_or("keepdim", false));
       return {variance, mean};
     }},
    {"std_mean",
     [](const Value&, const Tensors& in) -> Tensors {
       const auto [root, mean] = std_mean(in[0], IntArrayRef({1}));
       return {root, mean};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
};

}  // namespace

Samples statistics_samples() { return kSamples; }

TEST_CASE("operators: statistics") { run_family(statistics_samples(), statistics_operators()); }

}  // namespace gradbox::testing
