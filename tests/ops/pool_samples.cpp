#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// A setting that may be one number or one for each dim.
std::vector<std::int64_t> setting(const Value& args, std::string_view key, std::int64_t otherwise) {
  return has(args, key) ? dims(args, key) : std::vector<std::int64_t>{otherwise};
}

const Sample kSamples[] = {
    {"max_pool1d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {max_pool1d(in[0], setting(args, "kernel_size", 1), dims(args, "stride"), setting(args, "padding", 0))};
     }},
    {"max_pool2d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {max_pool2d(in[0], setting(args, "kernel_size", 1), dims(args, "stride"), setting(args, "padding", 0),
                          setting(args, "dilation", 1), args.bool_or("ceil_mode", false))};
     }},
    {"max_pool2d_with_indices",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = max_pool2d_with_indices(
           in[0], setting(args, "kernel_size", 1), dims(args, "stride"), setting(args, "padding", 0),
           setting(args, "dilation", 1), args.bool_or("ceil_mode", false));
       return {values, indices};
     }},
    {"avg_pool1d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {avg_pool1d(in[0], setting(args, "kernel_size", 1), dims(args, "stride"), setting(args, "padding", 0))};
     }},
    {"avg_pool2d",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto divisor = has(args, "divisor_override")
                                ? std::optional<std::int64_t>(args.at("divisor_override").as_int())
                                : std::nullopt;
       return {avg_pool2d(in[0], setting(args, "kernel_size", 2), dims(args, "stride"), 1, true, false, divisor)};
     },
     nullptr,
     [] {
       return drawn({{1, 2, 4, 3}});
     }},
    {"adaptive_avg_pool1d", [](const Value&, const Tensors& in) -> Tensors { return {adaptive_avg_pool1d(in[0], 3)}; },
     nullptr,
     [] {
       return drawn({{1, 2, 5}});
     }},
    {"adaptive_avg_pool2d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {adaptive_avg_pool2d(in[0], args.at("output_size").as_ints())};
     }},
    {"adaptive_max_pool2d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {std::get<0>(adaptive_max_pool2d(in[0], args.at("output_size").as_ints()))};
     }},
};

}  // namespace

Samples pool_samples() { return kSamples; }

TEST_CASE("operators: pool") { run_family(pool_samples(), pool_operators()); }

}  // namespace gradbox::testing
