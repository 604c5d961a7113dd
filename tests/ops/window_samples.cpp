#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// A setting that may be one number or one for each dim.
std::vector<std::int64_t> setting(const Value& args, std::string_view key, std::int64_t otherwise) {
  return has(args, key) ? dims(args, key) : std::vector<std::int64_t>{otherwise};
}

const Sample kSamples[] = {
    {"im2col",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {im2col(in[0], setting(args, "kernel_size", 1), setting(args, "dilation", 1), setting(args, "padding", 0),
                      setting(args, "stride", 1))};
     }},
    {"col2im",
     [](const Value&, const Tensors& in) -> Tensors {
       return {col2im(in[0], {3, 2}, 2, 1, 1, 2)};
     },
     nullptr,
     [] {
       return drawn({{1, 4, 4}});
     }},
};

}  // namespace

Samples window_samples() { return kSamples; }

TEST_CASE("operators: window") { run_family(window_samples(), window_operators()); }

}  // namespace gradbox::testing
