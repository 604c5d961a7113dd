#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"interpolate",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto size =
           has(args, "size") ? std::optional<std::vector<std::int64_t>>(args.at("size").as_ints()) : std::nullopt;
       const auto factor = has(args, "scale_factor")
                               ? std::optional(std::vector<double>{args.at("scale_factor").as_double()})
                               : std::nullopt;
       return {interpolate(in[0], size, factor, args.text_or("mode", "nearest"), args.bool_or("align_corners", false))};
     }},
    {"interpolate by cubics",
     [](const Value&, const Tensors& in) -> Tensors {
       return {interpolate(in[0], std::nullopt, std::vector<double>{1.5}, "bicubic")};
     },
     "interpolate",
     [] {
       return drawn({{1, 1, 3, 4}});
     }},
    {"pixel_shuffle",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {pixel_shuffle(in[0], args.at("upscale_factor").as_int())};
     }},
    {"pixel_unshuffle", [](const Value&, const Tensors& in) -> Tensors { return {pixel_unshuffle(in[0], 2)}; }, nullptr,
     [] {
       return drawn({{1, 1, 2, 4}});
     }},
};

}  // namespace

Samples vision_samples() { return kSamples; }

TEST_CASE("operators: vision") { run_family(vision_samples(), vision_operators()); }

}  // namespace gradbox::testing
