#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"flip", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].flip(args.at("dims").as_ints())}; }},
    {"roll",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].roll({1, -1}, {0, 1}), in[0].roll({2})};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"rot90",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].rot90(args.at("k").as_int(), args.at("dims").as_ints())};
     }},
    {"repeat",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].repeat(args.at("repeats").as_ints())}; }},
    {"tile", [](const Value&, const Tensors& in) -> Tensors { return {in[0].tile({2})}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"repeat_interleave",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].repeat_interleave(2, 0), in[0].repeat_interleave(3)};
     },
     nullptr,
     [] {
       return drawn({{2, 2}});
     }},
};

}  // namespace

Samples rearrange_samples() { return kSamples; }

TEST_CASE("operators: rearrange") { run_family(rearrange_samples(), rearrange_operators()); }

}  // namespace gradbox::testing
