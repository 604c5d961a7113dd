#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"mm", [](const Value&, const Tensors& in) -> Tensors { return {in[0].mm(in[1])}; }},
    {"bmm", [](const Value&, const Tensors& in) -> Tensors { return {in[0].bmm(in[1])}; }},
    {"mv", [](const Value&, const Tensors& in) -> Tensors { return {in[0].mv(in[1])}; }},
    {"dot", [](const Value&, const Tensors& in) -> Tensors { return {in[0].dot(in[1])}; }},
    {"outer", [](const Value&, const Tensors& in) -> Tensors { return {in[0].outer(in[1])}; }},
    {"matmul", [](const Value&, const Tensors& in) -> Tensors { return {in[0].matmul(in[1])}; }},
    {"addmm",
     [](const Value& args, const Tensors& in) -> Tensors {
       if (!has(args, "beta")) return {in[0].addmm(in[1], in[2])};
       return {in[0].addmm(in[1], in[2], scalar(args, "beta"), scalar(args, "alpha"))};
     }},
    {"addmv",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].addmv(in[1], in[2], scalar(args, "beta"), scalar(args, "alpha"))};
     }},
    {"baddbmm", [](const Value&, const Tensors& in) -> Tensors { return {in[0].baddbmm(in[1], in[2], 0.5, 2)}; },
     nullptr,
     [] {
       return drawn({{2, 4}, {3, 2, 2}, {3, 2, 4}});
     }},
    {"linear",
     [](const Value&, const Tensors& in) -> Tensors {
       return {linear(in[0], in[1], in.size() > 2 ? in[2] : Tensor())};
     }},
};

}  // namespace

Samples matmul_samples() { return kSamples; }

TEST_CASE("operators: matmul") { run_family(matmul_samples(), matmul_operators()); }

}  // namespace gradbox::testing
