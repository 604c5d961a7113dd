#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"cat", [](const Value& args, const Tensors& in) -> Tensors { return {cat(in, args.int_or("dim", 0))}; }},
    {"stack", [](const Value& args, const Tensors& in) -> Tensors { return {stack(in, args.int_or("dim", 0))}; }},
    {"hstack", [](const Value&, const Tensors& in) -> Tensors { return {hstack(in)}; }},
    {"vstack", [](const Value&, const Tensors& in) -> Tensors { return {vstack(in)}; }},
    {"meshgrid",
     [](const Value& args, const Tensors& in) -> Tensors { return meshgrid(in, args.text_or("indexing", "ij")); }},
};

}  // namespace

Samples join_samples() { return kSamples; }

TEST_CASE("operators: join") { run_family(join_samples(), join_operators()); }

}  // namespace gradbox::testing
