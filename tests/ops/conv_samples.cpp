#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// A setting that may be one number or one for each dim.
std::vector<std::int64_t> setting(const Value& args, std::string_view key, std::int64_t otherwise) {
  return has(args, key) ? dims(args, key) : std::vector<std::int64_t>{otherwise};
}

const Sample kSamples[] = {
    {"conv1d", [](const Value&, const Tensors& in) -> Tensors { return {conv1d(in[0], in[1], in[2], 2, 1)}; }, nullptr,
     [] {
       return drawn({{2, 2, 5}, {3, 2, 3}, {3}});
     }},
    {"conv2d",
     [](const Value& args, const Tensors& in) -> Tensors {
       const Tensor bias = in.size() > 2 ? in[2] : Tensor();
       const std::int64_t groups = args.int_or("groups", 1);
       const auto stride = setting(args, "stride", 1);
       const auto dilation = setting(args, "dilation", 1);
       if (has(args, "padding") && args.at("padding").is_text()) {
         return {conv2d(in[0], in[1], bias, stride, args.at("padding").as_text(), dilation, groups)};
       }
       return {conv2d(in[0], in[1], bias, stride, setting(args, "padding", 0), dilation, groups)};
     }},
    {"conv3d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {conv3d(in[0], in[1], in[2], setting(args, "stride", 1), setting(args, "padding", 0),
                      setting(args, "dilation", 1), args.int_or("groups", 1))};
     }},
    {"conv3d with stride",
     [](const Value&, const Tensors& in) -> Tensors {
       return {conv3d(in[0], in[1], in[2], {2, 1, 2}, {1, 0, 1}, {1, 2, 1}, 2)};
     },
     "conv3d",
     [] {
       return drawn({{1, 2, 4, 3, 3}, {2, 1, 2, 2, 2}, {2}});
     }},
    {"conv_transpose1d",
     [](const Value&, const Tensors& in) -> Tensors { return {conv_transpose1d(in[0], in[1], in[2], 2, 1, 1)}; },
     nullptr,
     [] {
       return drawn({{2, 2, 4}, {2, 3, 3}, {3}});
     }},
    {"conv_transpose2d",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {conv_transpose2d(in[0], in[1], in.size() > 2 ? in[2] : Tensor(), setting(args, "stride", 1),
                                setting(args, "padding", 0), setting(args, "output_padding", 0),
                                args.int_or("groups", 1), setting(args, "dilation", 1))};
     }},
    {"conv_transpose3d",
     [](const Value&, const Tensors& in) -> Tensors { return {conv_transpose3d(in[0], in[1], Tensor(), 2)}; }, nullptr,
     [] {
       return drawn({{1, 1, 2, 2, 2}, {1, 2, 2, 2, 1}});
     }},
};

}  // namespace

Samples conv_samples() { return kSamples; }

TEST_CASE("operators: conv") { run_family(conv_samples(), conv_operators()); }

}  // namespace gradbox::testing
