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
    {"gather",
     [](const Value& args, const Tensors& in) -> Tensors { return {in[0].gather(args.at("dim").as_int(), in[1])}; }},
    {"scatter",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].scatter(args.at("dim").as_int(), in[1], in[2])};
     }},
    {"scatter_add",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].scatter_add(1, places({0, 2, 2, 1}, {2, 2}), in[1])};
     },
     nullptr,
     [] {
       return drawn({{2, 3}, {2, 2}});
     }},
    {"scatter_reduce",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].scatter_reduce(args.at("dim").as_int(), in[1], in[2], args.at("reduce").as_text(),
                                    args.at("include_self").as_bool())};
     }},
    {"scatter_reduce of products",
     [](const Value&, const Tensors& in) -> Tensors {
       return {in[0].scatter_reduce(0, places({0, 2, 2, 0}, {4}), in[1], "prod", false)};
     },
     "scatter_reduce",
     [] {
       return drawn({{3}, {4}});
     }},
    {"take", [](const Value&, const Tensors& in) -> Tensors { return {in[0].take(in[1])}; }},
    {"take_along_dim",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].take_along_dim(in[1], args.at("dim").as_int())};
     }},
};

}  // namespace

Samples gather_samples() { return kSamples; }

TEST_CASE("operators: gather") { run_family(gather_samples(), gather_operators()); }

}  // namespace gradbox::testing
