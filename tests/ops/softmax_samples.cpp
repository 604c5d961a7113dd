#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"softmax",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].softmax(args.at("dim").as_int())}; }},
    {"log_softmax",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].log_softmax(args.at("dim").as_int())}; }},
    {"softmin", [](const Value&, const Tensors& in) -> Tensors { return {softmin(in[0], 0)}; }, nullptr,
     [] {
       return drawn({{3, 2}});
     }},
};

}  // namespace

Samples softmax_samples() { return kSamples; }

TEST_CASE("operators: softmax") { run_family(softmax_samples(), softmax_operators()); }

}  // namespace gradbox::testing
