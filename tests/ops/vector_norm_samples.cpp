#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"norm",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {norm(in[0], scalar(args, "p"), dims(args, "dim"), args.bool_or("keepdim", false))};
     }},
    {"linalg_vector_norm",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {linalg_vector_norm(in[0], scalar(args, "p"), dims(args, "dim"))};
     }},
    {"dist", [](const Value& args, const Tensors& in) -> Tensors { return {dist(in[0], in[1], scalar(args, "p"))}; }},
};

}  // namespace

Samples vector_norm_samples() { return kSamples; }

TEST_CASE("operators: vector_norm") { run_family(vector_norm_samples(), vector_norm_operators()); }

}  // namespace gradbox::testing
