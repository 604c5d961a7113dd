#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

std::optional<std::int64_t> bound(const Value& args, std::string_view key) {
  return has(args, key) ? std::optional<std::int64_t>(args.at(key).as_int()) : std::nullopt;
}

const Sample kSamples[] = {
    {"select",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].select(args.int_or("dim", 0), args.int_or("index", 0))};
     },
     nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"slice",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].slice(args.int_or("dim", 0), bound(args, "start"), bound(args, "stop"), args.int_or("step", 1))};
     }},
    {"narrow",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].narrow(args.at("dim").as_int(), args.at("start").as_int(), args.at("length").as_int())};
     }},
    {"unbind", [](const Value& args, const Tensors& in) -> Tensors { return in[0].unbind(args.int_or("dim", 0)); }},
    {"split",
     [](const Value& args, const Tensors& in) -> Tensors {
       if (has(args, "split_sizes")) return in[0].split(args.at("split_sizes").as_ints(), args.int_or("dim", 0));
       return in[0].split(args.at("split_size").as_int(), args.int_or("dim", 0));
     }},
    {"split_with_sizes",
     [](const Value&, const Tensors& in) -> Tensors {
       return in[0].split_with_sizes({1, 3}, 1);
     },
     nullptr,
     [] {
       return drawn({{2, 4}});
     }},
    {"chunk",
     [](const Value& args, const Tensors& in) -> Tensors {
       return in[0].chunk(args.at("chunks").as_int(), args.int_or("dim", 0));
     }},
    {"tensor_split",
     [](const Value& args, const Tensors& in) -> Tensors {
       return in[0].tensor_split(args.at("sections").as_int(), args.int_or("dim", 0));
     }},
    {"diagonal",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].diagonal(args.at("offset").as_int(), args.at("dim1").as_int(), args.at("dim2").as_int())};
     }},
    {"tensor_unfold",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].unfold(args.at("dim").as_int(), args.at("size").as_int(), args.at("step").as_int())};
     },
     "unfold"},
};

}  // namespace

Samples slice_samples() { return kSamples; }

TEST_CASE("operators: slice") { run_family(slice_samples(), slice_operators()); }

}  // namespace gradbox::testing
