#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"erf", of_one<erf>},
    {"erfc", of_one<erfc>},
    {"erfinv", of_one<erfinv>},
    {"lgamma", of_one<lgamma>},
    {"digamma", of_one<digamma>},
    {"polygamma", [](const Value&, const Tensors& in) -> Tensors { return {in[0].polygamma(2)}; }, nullptr,
     [] {
       return drawn({{2, 3}}, 0.5, 4.0);
     }},
    {"logit",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].logit(args.double_or("eps", -1.0))}; }},
    {"xlogy", of_two<xlogy>},
    {"xlog1py", of_two<xlog1py>, nullptr,
     [] {
       return drawn({{2, 3}, {3}}, 0.1, 2.0);
     }},
    {"logaddexp", of_two<logaddexp>, nullptr,
     [] {
       return drawn({{2, 3}, {3}});
     }},
    {"logaddexp2", of_two<logaddexp2>},
};

}  // namespace

Samples special_samples() { return kSamples; }

TEST_CASE("operators: special") { run_family(special_samples(), special_operators()); }

}  // namespace gradbox::testing
