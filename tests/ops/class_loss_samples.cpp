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
    {"nll_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {
           nll_loss(in[0], in[1], input_at(args, in, "weight"), reduction(args), args.int_or("ignore_index", -100))};
     }},
    {"cross_entropy",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {cross_entropy_loss(in[0], in[1], input_at(args, in, "weight"), reduction(args),
                                  args.int_or("ignore_index", -100), args.double_or("label_smoothing", 0.0))};
     },
     "cross_entropy_loss"},
    {"multi_margin_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {multi_margin_loss(in[0], in[1], scalar(args, "p"), scalar(args, "margin"), Tensor(), reduction(args))};
     }},
    {"multilabel_soft_margin_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {multilabel_soft_margin_loss(in[0], in[1], Tensor(), reduction(args))};
     }},
};

}  // namespace

Samples class_loss_samples() { return kSamples; }

TEST_CASE("operators: class loss") { run_family(class_loss_samples(), class_loss_operators()); }

}  // namespace gradbox::testing
