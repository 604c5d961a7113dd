#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"sort",
     [](const Value& args, const Tensors& in) -> Tensors {
       const std::int64_t dim = args.int_or("dim", -1);
       const bool descending = args.bool_or("descending", false);
       const auto [values, indices] =
           has(args, "stable") ? sort(in[0], std::optional<bool>(true), dim, descending) : sort(in[0], dim, descending);
       return {values, indices};
     }},
    {"argsort",
     [](const Value& args, const Tensors& in) -> Tensors { return {argsort(in[0], args.int_or("dim", -1))}; }},
    {"msort", of_one<msort>, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"topk",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] =
           topk(in[0], args.at("k").as_int(), args.int_or("dim", -1), args.bool_or("largest", true));
       return {values, indices};
     }},
    {"kthvalue",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = kthvalue(in[0], has(args, "k") ? args.at("k").as_int() : 2);
       return {values, indices};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"unique", [](const Value&, const Tensors& in) -> Tensors { return {std::get<0>(unique(in[0]))}; }},
    {"unique_consecutive",
     [](const Value&, const Tensors& in) -> Tensors { return {std::get<0>(unique_consecutive(in[0]))}; }, nullptr,
     [] { return drawn({{4}}); }, Differences::Never},
    {"searchsorted",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {searchsorted(in[0], in[1], args.bool_or("right", false))};
     }},
    {"bucketize", [](const Value&, const Tensors& in) -> Tensors { return {bucketize(in[0], in[1])}; }, nullptr,
     [] {
       return drawn({{4}, {1}});
     },
     Differences::Never},
    {"bincount", [](const Value&, const Tensors& in) -> Tensors { return {bincount(in[0])}; }},
};

}  // namespace

Samples sort_samples() { return kSamples; }

TEST_CASE("operators: sort") { run_family(sort_samples(), sort_operators()); }

}  // namespace gradbox::testing
