#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"normalize",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {normalize(in[0], args.double_or("p", 2.0), args.int_or("dim", 1), args.double_or("eps", 1e-12))};
     }},
    {"cosine_similarity",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {cosine_similarity(in[0], in[1], args.int_or("dim", 1), args.double_or("eps", 1e-8))};
     }},
    {"pairwise_distance",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {pairwise_distance(in[0], in[1], args.double_or("p", 2.0), args.double_or("eps", 1e-6))};
     }},
    {"cdist",
     [](const Value& args, const Tensors& in) -> Tensors { return {cdist(in[0], in[1], args.double_or("p", 2.0))}; }},
    {"cdist with p = 3", [](const Value&, const Tensors& in) -> Tensors { return {cdist(in[0], in[1], 3.0)}; }, "cdist",
     [] {
       return drawn({{2, 3}, {4, 3}});
     }},
};

}  // namespace

Samples distance_samples() { return kSamples; }

TEST_CASE("operators: distance") { run_family(distance_samples(), distance_operators()); }

}  // namespace gradbox::testing
