#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"triu", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].triu(args.int_or("diagonal", 0))}; }},
    {"tril", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].tril(args.int_or("diagonal", 0))}; }},
    {"diag", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].diag(args.int_or("diagonal", 0))}; }},
    {"diag_embed", [](const Value&, const Tensors& in) -> Tensors { return {in[0].diag_embed(1, 0, 2)}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"trace", [](const Value&, const Tensors& in) -> Tensors { return {in[0].trace()}; }},
};

}  // namespace

Samples triangular_samples() { return kSamples; }

TEST_CASE("operators: triangular") { run_family(triangular_samples(), triangular_operators()); }

}  // namespace gradbox::testing
