#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"einsum",
     [](const Value& args, const Tensors& in) -> Tensors { return {einsum(args.at("equation").as_text(), in)}; }},
    {"tensordot",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {tensordot(in[0], in[1], args.at("dims")[0].as_ints(), args.at("dims")[1].as_ints())};
     }},
    {"kron", [](const Value&, const Tensors& in) -> Tensors { return {kron(in[0], in[1])}; }},
};

}  // namespace

Samples einsum_samples() { return kSamples; }

TEST_CASE("operators: einsum") { run_family(einsum_samples(), einsum_operators()); }

}  // namespace gradbox::testing
