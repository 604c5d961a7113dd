#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"pad",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {pad(in[0], has(args, "pad") ? args.at("pad").as_ints() : std::vector<std::int64_t>{2, 1},
                   args.text_or("mode", "replicate"))};
     },
     nullptr,
     [] {
       return drawn({{1, 2, 3}});
     }},
    {"pad by reflection",
     [](const Value&, const Tensors& in) -> Tensors {
       return {pad(in[0], {2, 1, 0, 1}, "reflect")};
     },
     "pad",
     [] {
       return drawn({{1, 2, 3}});
     }},
    {"pad in a circle",
     [](const Value&, const Tensors& in) -> Tensors {
       return {pad(in[0], {2, 1}, "circular")};
     },
     "pad",
     [] {
       return drawn({{1, 2, 3}});
     }},
    {"constant_pad_nd",
     [](const Value&, const Tensors& in) -> Tensors {
       return {constant_pad_nd(in[0], {1, -1, 0, 2}, 3)};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
};

}  // namespace

Samples pad_samples() { return kSamples; }

TEST_CASE("operators: pad") { run_family(pad_samples(), pad_operators()); }

}  // namespace gradbox::testing
