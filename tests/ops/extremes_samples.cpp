#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"max", [](const Value&, const Tensors& in) -> Tensors { return {max(in[0])}; }},
    {"min", [](const Value&, const Tensors& in) -> Tensors { return {min(in[0])}; }},
    {"max_dim",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = max(in[0], args.at("dim").as_int(), args.bool_or("keepdim", false));
       return {values, indices};
     }},
    {"min_dim",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = min(in[0], args.at("dim").as_int(), args.bool_or("keepdim", false));
       return {values, indices};
     }},
    {"amax",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {amax(in[0], dims(args, "dim"), args.bool_or("keepdim", false))};
     }},
    {"amin", [](const Value&, const Tensors& in) -> Tensors { return {amin(in[0], {1})}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"argmax",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? argmax(in[0], args.at("dim").as_int()) : argmax(in[0])};
     }},
    {"argmin",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? argmin(in[0], args.at("dim").as_int()) : argmin(in[0])};
     }},
    {"median",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {has(args, "dim") ? std::get<0>(median(in[0], args.at("dim").as_int())) : median(in[0])};
     }},
    {"median_dim",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = median(in[0], args.at("dim").as_int(), args.bool_or("keepdim", false));
       return {values, indices};
     }},
    {"nanmedian", [](const Value&, const Tensors& in) -> Tensors { return {nanmedian(in[0])}; }},
    {"nanmedian_dim",
     [](const Value& args, const Tensors& in) -> Tensors {
       const auto [values, indices] = nanmedian(in[0], args.at("dim").as_int(), args.bool_or("keepdim", false));
       return {values, indices};
     }},
};

}  // namespace

Samples extremes_samples() { return kSamples; }

TEST_CASE("operators: extremes") { run_family(extremes_samples(), extremes_operators()); }

}  // namespace gradbox::testing
