#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"view", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].view(args.at("size").as_ints())}; }},
    {"reshape",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].reshape(args.at("size").as_ints())}; }},
    {"as_strided",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].as_strided({2, 2}, {1, 2}, 1)};
     },
     nullptr,
     [] {
       return drawn({{3, 3}});
     }},
    {"expand",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].expand(args.at("size").as_ints())}; }},
    {"broadcast_to",
     [](const Value& args, const Tensors& in) -> Tensors { return {broadcast_to(in[0], args.at("size").as_ints())}; }},
    {"permute",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].permute(args.at("dims").as_ints())}; }},
    {"transpose",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].transpose(args.at("dim0").as_int(), args.at("dim1").as_int())};
     }},
    {"t", [](const Value&, const Tensors& in) -> Tensors { return {in[0].t()}; }},
    {"movedim",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].movedim(args.at("source").as_int(), args.at("destination").as_int())};
     }},
    {"squeeze",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? in[0].squeeze(args.at("dim").as_int()) : in[0].squeeze()};
     }},
    {"unsqueeze",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].unsqueeze(args.at("dim").as_int())}; }},
    {"flatten",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].flatten(args.at("start_dim").as_int(), args.at("end_dim").as_int())};
     }},
    {"unflatten",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].unflatten(args.at("dim").as_int(), args.at("sizes").as_ints())};
     }},
    {"ravel", [](const Value&, const Tensors& in) -> Tensors { return {ravel(in[0])}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"clone", [](const Value&, const Tensors& in) -> Tensors { return {in[0].clone()}; }},
    {"contiguous", [](const Value&, const Tensors& in) -> Tensors { return {in[0].contiguous()}; }},
    {"to_dtype",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].to(in[0].dtype() == kFloat64 ? kFloat32 : kFloat64)};
     },
     nullptr, nullptr, Differences::Never},
};

}  // namespace

Samples shape_samples() { return kSamples; }

TEST_CASE("operators: shape") { run_family(shape_samples(), shape_operators()); }

}  // namespace gradbox::testing
