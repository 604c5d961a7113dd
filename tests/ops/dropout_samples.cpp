#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// Finite differences need the same elements dropped at every call.
const Tensor& seeded(const Tensor& input) {
  manual_seed(11);
  return input;
}

Tensors feature_map() { return drawn({{2, 3, 2}}); }

const Sample kSamples[] = {
    {"dropout",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {dropout(in[0], args.at("p").as_double(), args.bool_or("training", true))};
     }},
    {"dropout of some", [](const Value&, const Tensors& in) -> Tensors { return {dropout(seeded(in[0]), 0.4, true)}; },
     "dropout", feature_map},
    {"dropout_",
     [](const Value&, const Tensors& in) -> Tensors {
       Tensor x = seeded(in[0]).mul(1);
       return {dropout_(x, 0.4, true)};
     },
     nullptr, feature_map},
    {"feature_dropout",
     [](const Value&, const Tensors& in) -> Tensors { return {feature_dropout(seeded(in[0]), 0.4, true)}; }, nullptr,
     feature_map},
    {"alpha_dropout",
     [](const Value&, const Tensors& in) -> Tensors { return {alpha_dropout(seeded(in[0]), 0.4, true)}; }, nullptr,
     feature_map},
    {"feature_alpha_dropout",
     [](const Value&, const Tensors& in) -> Tensors { return {feature_alpha_dropout(seeded(in[0]), 0.4, true)}; },
     nullptr, feature_map},
};

}  // namespace

Samples dropout_samples() { return kSamples; }

TEST_CASE("operators: dropout") { run_family(dropout_samples(), dropout_operators()); }

}  // namespace gradbox::testing
