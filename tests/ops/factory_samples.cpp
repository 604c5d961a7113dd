// Making tensors from numbers: what is refused.
#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"arange_zero", [](const Value&, const Tensors&) -> Tensors { return {arange(0, 5, 0)}; }},
    {"linspace_negative", [](const Value&, const Tensors&) -> Tensors { return {linspace(0, 1, -1)}; }},
    {"full_like", [](const Value&, const Tensors& in) -> Tensors { return {full_like(in[0].slice(0, 0, 6), 1).view({7})}; }},
    {"as_tensor_ragged", [](const Value&, const Tensors&) -> Tensors { return {tensor({{1, 2}, {3}})}; }},
    {"item", [](const Value&, const Tensors& in) -> Tensors { return {scalar_tensor(in[0].item())}; }},
};

}  // namespace

Samples factory_samples() { return kSamples; }

TEST_CASE("operators: factory") { run_family(factory_samples(), {}); }

}  // namespace gradbox::testing
