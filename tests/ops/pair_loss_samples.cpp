#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

/// Throws PyTorch's text, as its functional interface does, for a name that is none.
std::int64_t reduction(const Value& args) {
  const std::string name = args.text_or("reduction", "mean");
  if (name == "none") return Reduction::None;
  if (name == "mean") return Reduction::Mean;
  if (name == "sum" || name == "batchmean") return Reduction::Sum;
  throw ValueError(name + " is not a valid value for reduction");
}

const Sample kSamples[] = {
    {"kl_div",
     [](const Value& args, const Tensors& in) -> Tensors {
       const Tensor loss = kl_div(in[0], in[1], reduction(args), args.bool_or("log_target", false));
       return {args.text_or("reduction", "mean") == "batchmean" ? loss / in[0].size(0) : loss};
     }},
    {"poisson_nll_loss",
     [](const Value&, const Tensors& in) -> Tensors { return {poisson_nll_loss(in[0], in[1].abs(), true, true)}; },
     nullptr,
     [] {
       return drawn({{3, 2}, {3, 2}}, 0.5, 3);
     }},
    {"gaussian_nll_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {gaussian_nll_loss(in[0], in[1], in[2], args.bool_or("full", false), args.double_or("eps", 1e-6),
                                 reduction(args))};
     }},
    {"hinge_embedding_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {hinge_embedding_loss(in[0], in[1], args.double_or("margin", 1.0), reduction(args))};
     }},
    {"margin_ranking_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {margin_ranking_loss(in[0], in[1], in[2], args.double_or("margin", 0.0), reduction(args))};
     }},
    {"cosine_embedding_loss",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {cosine_embedding_loss(in[0], in[1], in[2], args.double_or("margin", 0.0), reduction(args))};
     }},
    {"triplet_margin_loss",
     [](const Value&, const Tensors& in) -> Tensors {
       return {triplet_margin_loss(in[0], in[1], in[2], 1.0, 2.0, 1e-6, true)};
     },
     nullptr,
     [] {
       return drawn({{2, 3}, {2, 3}, {2, 3}});
     }},
};

}  // namespace

Samples pair_loss_samples() { return kSamples; }

TEST_CASE("operators: pair loss") { run_family(pair_loss_samples(), pair_loss_operators()); }

}  // namespace gradbox::testing
