#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"eq", of_two<eq>, nullptr,
     [] {
       return drawn({{2, 3}, {3}});
     },
     Differences::Never},
    {"ne", of_two<ne>},
    {"lt", of_two<lt>},
    {"le", of_two<le>},
    {"gt", of_two<gt>},
    {"ge", of_two<ge>},
    {"logical_and", of_two<logical_and>},
    {"logical_or", of_two<logical_or>},
    {"logical_xor", of_two<logical_xor>},
    {"bitwise_and", of_two<bitwise_and>},
    {"bitwise_or", [](const Value&, const Tensors& in) -> Tensors { return {bitwise_or(in[0].gt(0), in[1].gt(0))}; },
     nullptr,
     [] {
       return drawn({{2, 3}, {3}});
     },
     Differences::Never},
    {"bitwise_xor", [](const Value&, const Tensors& in) -> Tensors { return {bitwise_xor(in[0].gt(0), in[1].gt(0))}; },
     nullptr,
     [] {
       return drawn({{2, 3}, {3}});
     },
     Differences::Never},
    {"logical_not", of_one<logical_not>},
    {"bitwise_not", [](const Value&, const Tensors& in) -> Tensors { return {bitwise_not(in[0].gt(0))}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     },
     Differences::Never},
    {"isnan", of_one<isnan>},
    {"isinf", of_one<isinf>, nullptr,
     [] {
       return drawn({{2, 3}});
     },
     Differences::Never},
    {"isposinf", of_one<isposinf>, nullptr,
     [] {
       return drawn({{2, 3}});
     },
     Differences::Never},
    {"isneginf", of_one<isneginf>, nullptr,
     [] {
       return drawn({{2, 3}});
     },
     Differences::Never},
    {"isfinite", of_one<isfinite>},
    {"signbit", of_one<signbit>},
    {"isclose",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {isclose(in[0], in[1], args.at("rtol").as_double(), args.at("atol").as_double(),
                       args.at("equal_nan").as_bool())};
     }},
};

}  // namespace

Samples compare_samples() { return kSamples; }

TEST_CASE("operators: compare") { run_family(compare_samples(), compare_operators()); }

}  // namespace gradbox::testing
