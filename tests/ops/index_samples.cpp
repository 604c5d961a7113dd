#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"index_put", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].index_put({in[1]}, in[2], args.at("accumulate").as_bool())}; }},
    {"nonzero", [](const Value&, const Tensors& in) -> Tensors { return {in[0].nonzero()}; }},
    {"one_hot", [](const Value& args, const Tensors& in) -> Tensors { return {one_hot(in[0], args.int_or("num_classes", -1))}; }},
    {"embedding", [](const Value& args, const Tensors& in) -> Tensors { return {embedding(in[0], in[1], args.int_or("padding_idx", -1))}; }},
};

}  // namespace

Samples index_samples() { return kSamples; }

TEST_CASE("operators: index") { run_family(index_samples(), index_operators()); }

}  // namespace gradbox::testing
