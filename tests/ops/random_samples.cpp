// The numbers themselves are compared in random.cpp; what is random has no derivative to check.
#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

Tensors no_inputs() { return {}; }
Tensors chances() { return drawn({{2, 3}}, 0.1, 0.9); }
constexpr Differences kNever = Differences::Never;

const Sample kSamples[] = {
    {"rand", [](const Value&, const Tensors&) -> Tensors { return {rand({2})}; }, nullptr, no_inputs, kNever},
    {"rand_like", [](const Value&, const Tensors& in) -> Tensors { return {rand_like(in[0])}; }, nullptr, chances,
     kNever},
    {"randn", [](const Value&, const Tensors&) -> Tensors { return {randn({2})}; }, nullptr, no_inputs, kNever},
    {"randn_negative", [](const Value&, const Tensors&) -> Tensors { return {randn({-1})}; }, "randn"},
    {"randn_like", [](const Value&, const Tensors& in) -> Tensors { return {randn_like(in[0])}; }, nullptr, chances,
     kNever},
    {"randint", [](const Value&, const Tensors&) -> Tensors { return {randint(9, {2})}; }, nullptr, no_inputs, kNever},
    {"randint_like", [](const Value&, const Tensors& in) -> Tensors { return {randint_like(in[0], 9)}; }, nullptr,
     chances, kNever},
    {"randperm", [](const Value&, const Tensors&) -> Tensors { return {randperm(5)}; }, nullptr, no_inputs, kNever},
    {"normal", [](const Value&, const Tensors& in) -> Tensors { return {normal(in[0], 0.5)}; }, nullptr, chances,
     kNever},
    {"bernoulli", [](const Value&, const Tensors& in) -> Tensors { return {bernoulli(in[0])}; }, nullptr, chances,
     kNever},
    {"multinomial", [](const Value&, const Tensors& in) -> Tensors { return {multinomial(in[0], 2)}; }, nullptr,
     chances, kNever},
};

}  // namespace

Samples random_samples() { return kSamples; }

TEST_CASE("operators: random") { run_family(random_samples(), random_operators()); }

}  // namespace gradbox::testing
