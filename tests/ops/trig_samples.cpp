#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"sin", of_one<sin>},
    {"cos", of_one<cos>},
    {"tan", of_one<tan>},
    {"asin", of_one<asin>},
    {"acos", of_one<acos>},
    {"atan", of_one<atan>},
    {"sinh", of_one<sinh>},
    {"cosh", of_one<cosh>},
    {"tanh", of_one<tanh>},
    {"asinh", of_one<asinh>},
    {"acosh", of_one<acosh>, nullptr,
     [] {
       return drawn({{2, 3}}, 1.2, 3.0);
     }},
    {"atanh", of_one<atanh>},
    {"sinc", of_one<sinc>},
    {"atan2", of_two<atan2>},
    {"hypot", of_two<hypot>, nullptr,
     [] {
       return drawn({{2, 3}, {3}});
     }},
};

}  // namespace

Samples trig_samples() { return kSamples; }

TEST_CASE("operators: trig") { run_family(trig_samples(), trig_operators()); }

}  // namespace gradbox::testing
