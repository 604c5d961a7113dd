#include <doctest/doctest.h>

#include <algorithm>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

Tensor places(const std::vector<std::int64_t>& values, const std::vector<std::int64_t>& shape) {
  const Tensor out = empty(shape, kInt64);
  std::copy(values.begin(), values.end(), out.data_ptr<std::int64_t>());
  return out;
}

const Sample kSamples[] = {
    {"index_add",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].index_add(args.at("dim").as_int(), in[1], in[2],
                               has(args, "alpha") ? scalar(args, "alpha") : Scalar(1))};
     }},
    {"index_select",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].index_select(args.at("dim").as_int(), in[1])};
     }},
    {"index_fill",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].index_fill(args.at("dim").as_int(), in[1], scalar(args, "value"))};
     }},
    {"index_fill of a tensor",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].index_fill(1, places({2, 0}, {2}), in[1])};
     },
     "index_fill",
     [] {
       return drawn({{2, 3}, {}});
     }},
    {"index_copy",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].index_copy(1, places({2, 0}, {2}), in[1])};
     },
     nullptr,
     [] {
       return drawn({{2, 3}, {2, 2}});
     }},
};

}  // namespace

Samples scatter_samples() { return kSamples; }

TEST_CASE("operators: scatter") { run_family(scatter_samples(), scatter_operators()); }

}  // namespace gradbox::testing
