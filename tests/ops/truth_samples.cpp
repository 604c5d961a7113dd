#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"all",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? all(in[0], args.at("dim").as_int()) : all(in[0])};
     }},
    {"any",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? any(in[0], args.at("dim").as_int()) : any(in[0])};
     }},
    {"count_nonzero", [](const Value&, const Tensors& in) -> Tensors { return {count_nonzero(in[0])}; }},
};

}  // namespace

Samples truth_samples() { return kSamples; }

TEST_CASE("operators: truth") { run_family(truth_samples(), truth_operators()); }

}  // namespace gradbox::testing
