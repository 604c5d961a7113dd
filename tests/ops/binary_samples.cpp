#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"add", [](const Value&, const Tensors& in) -> Tensors { return {in[0] + in[1]}; }},
    {"inplace_result_type",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].add_(scalar(args, "scalar"))}; }, "add",
     nullptr, Differences::Never},
    {"sub", [](const Value&, const Tensors& in) -> Tensors { return {in[0] - in[1]}; }},
    {"sub_scalar", [](const Value& args, const Tensors& in) -> Tensors { return {in[0] - scalar(args, "scalar")}; },
     "sub"},
    {"bool_sub", [](const Value&, const Tensors& in) -> Tensors { return {in[0] - in[1]}; }, "sub", nullptr,
     Differences::Never},
    {"rsub",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "scalar") ? rsub(in[0], scalar(args, "scalar")) : rsub(in[0], in[1], scalar(args, "alpha"))};
     }},
    {"mul", [](const Value&, const Tensors& in) -> Tensors { return {in[0] * in[1]}; }},
    {"div", [](const Value&, const Tensors& in) -> Tensors { return {in[0] / in[1]}; }},
    {"div_scalar", [](const Value& args, const Tensors& in) -> Tensors { return {in[0] / scalar(args, "scalar")}; },
     "div"},
    {"rdiv_scalar", [](const Value& args, const Tensors& in) -> Tensors { return {scalar(args, "scalar") / in[0]}; },
     "div"},
};

}  // namespace

Samples binary_samples() { return kSamples; }

TEST_CASE("operators: binary") { run_family(binary_samples(), binary_operators()); }

}  // namespace gradbox::testing
