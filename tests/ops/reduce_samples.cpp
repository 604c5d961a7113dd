#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"sum",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? sum(in[0], dims(args, "dim"), args.bool_or("keepdim", false)) : sum(in[0])};
     }},
    {"mean",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? mean(in[0], dims(args, "dim"), args.bool_or("keepdim", false)) : mean(in[0])};
     }},
    {"nansum", [](const Value&, const Tensors& in) -> Tensors { return {nansum(in[0], {0})}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"prod",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? prod(in[0], args.at("dim").as_int(), args.bool_or("keepdim", false)) : prod(in[0])};
     }},
    {"logsumexp",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {logsumexp(in[0], dims(args, "dim"), args.bool_or("keepdim", false))};
     }},
};

}  // namespace

Samples reduce_samples() { return kSamples; }

TEST_CASE("operators: reduce") { run_family(reduce_samples(), reduce_operators()); }

}  // namespace gradbox::testing
