#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// Throws PyTorch's text, as its functional interface does, for a name that is none.
std::int64_t reduction(const Value& args) {
  const std::string name = args.text_or("reduction", "mean");
  if (name == "none") return Reduction::None;
  if (name == "mean") return Reduction::Mean;
  if (name == "sum") return Reduction::Sum;
  throw ValueError(name + " is not a valid value for reduction");
}

/// The input whose number stands at `key`.
Tensor input_at(const Value& args, const Tensors& in, std::string_view key) {
  return has(args, key) ? in[static_cast<std::size_t>(args.at(key).as_int())] : Tensor();
}

const Sample kSamples[] = {
    {"mse_loss",
     [](const Value& args, const Tensors& in) -> Tensors { return {mse_loss(in[0], in[1], reduction(args))}; }},
    {"l1_loss",
     [](const Value& args, const Tensors& in) -> Tensors { return {l1_loss(in[0], in[1], reduction(args))}; }},
    {"smooth_l1_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {smooth_l1_loss(in[0], in[1], reduction(args), args.double_or("beta", 1.0))};
     }},
    {"huber_loss",
     [](const Value&, const Tensors& in) -> Tensors { return {huber_loss(in[0], in[1], Reduction::Mean, 0.4)}; },
     nullptr,
     [] {
       return drawn({{3, 2}, {3, 2}});
     }},
    {"soft_margin_loss",
     [](const Value& args, const Tensors& in) -> Tensors { return {soft_margin_loss(in[0], in[1], reduction(args))}; }},
    {"binary_cross_entropy",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {binary_cross_entropy(in[0], in[1], input_at(args, in, "weight"), reduction(args))};
     }},
    {"bce", [](const Value&, const Tensors& in) -> Tensors { return {binary_cross_entropy(in[0], in[1])}; },
     "binary_cross_entropy"},
    {"bce_with_logits",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {binary_cross_entropy_with_logits(in[0], in[1], input_at(args, in, "weight"),
                                                input_at(args, in, "pos_weight"), reduction(args))};
     },
     "binary_cross_entropy_with_logits"},
};

}  // namespace

Samples loss_samples() { return kSamples; }

TEST_CASE("operators: loss") { run_family(loss_samples(), loss_operators()); }

}  // namespace gradbox::testing
