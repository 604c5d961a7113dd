#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// The case's `index`, which says of each place what Python wrote there; without one, the inputs from the second on.
std::vector<indexing::TensorIndex> indices_of(const Value& args, const Tensors& in) {
  std::vector<indexing::TensorIndex> out;
  if (!has(args, "index")) return {in.begin() + 1, in.end()};
  const auto bound = [](const Value& value) {
    return value.is_null() ? indexing::Slice::Bound(indexing::None) : value.as_int();
  };
  for (const Value& item : args.at("index").items()) {
    if (item.is_null()) {
      out.emplace_back(indexing::None);
    } else if (item.is_text()) {
      out.emplace_back(indexing::Ellipsis);
    } else if (item.is_int()) {
      out.emplace_back(item.as_int());
    } else if (const Value* slice = item.find("slice")) {
      out.emplace_back(indexing::Slice(bound((*slice)[0]), bound((*slice)[1]), bound((*slice)[2])));
    } else {
      const Value* place = item.find("tensor");
      out.emplace_back(in[static_cast<std::size_t>((place != nullptr ? *place : item.at("mask")).as_int())]);
    }
  }
  return out;
}

const Sample kSamples[] = {
    {"index", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].index(indices_of(args, in))}; }},
    {"index_int",
     [](const Value& args, const Tensors& in) -> Tensors {
       Tensor out = in[0];
       if (args.at("index").size() > 1) return {out.index(indices_of(args, in))};
       return {out[args.at("index")[0].as_int()]};
     },
     "index"},
    {"setitem",
     [](const Value& args, const Tensors& in) -> Tensors {
       Tensor out = in[0].clone();
       out.index_put_(indices_of(args, in), in[1]);
       return {out};
     },
     "index_put"},
    {"index_put",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {in[0].index_put({in[1]}, in[2], args.at("accumulate").as_bool())};
     }},
    {"nonzero", [](const Value&, const Tensors& in) -> Tensors { return {in[0].nonzero()}; }},
    {"one_hot",
     [](const Value& args, const Tensors& in) -> Tensors { return {one_hot(in[0], args.int_or("num_classes", 2))}; }},
    {"embedding",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {embedding(in[0], in[1], args.int_or("padding_idx", -1))};
     }},
};

}  // namespace

Samples index_samples() { return kSamples; }

TEST_CASE("operators: index") { run_family(index_samples(), index_operators()); }

}  // namespace gradbox::testing
