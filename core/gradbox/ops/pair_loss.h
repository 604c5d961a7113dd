#pragma once

#include "gradbox/ops/family.h"
#include "gradbox/ops/reduction.h"

/// Losses of distributions, of pairs and of triples. Made of other operators, so their graphs show those.
namespace gradbox {

/// t (log t - a) for log-probabilities a; with log_target, t is a log-probability too. The mean is over all elements.
/// Source: torch.nn.functional.kl_div
Tensor kl_div(const Tensor& self, const Tensor& target, std::int64_t reduction = Reduction::Mean,
              bool log_target = false);
/// e^a - t a, or a - t log(a + eps) without log_input; `full` adds Stirling's approximation of log t! where t > 1.
/// Source: torch.nn.functional.poisson_nll_loss
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, bool log_input = true, bool full = false,
                        double eps = 1e-8, std::int64_t reduction = Reduction::Mean);
/// (log v + (a - t)^2 / v) / 2 with the variance v at least eps; the gradient passes v as if it were not cut.
/// Throws: ValueError if a variance is negative or its shape does not fit
/// Source: torch.nn.functional.gaussian_nll_loss
Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var, bool full = false,
                         double eps = 1e-6, std::int64_t reduction = Reduction::Mean);
/// a where t is 1, max(0, margin - a) where t is -1.
/// Source: torch.nn.functional.hinge_embedding_loss
Tensor hinge_embedding_loss(const Tensor& self, const Tensor& target, double margin = 1.0,
                            std::int64_t reduction = Reduction::Mean);
/// max(0, -t (a - b) + margin).
/// Source: torch.nn.functional.margin_ranking_loss
Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target, double margin = 0.0,
                           std::int64_t reduction = Reduction::Mean);
/// 1 - cos(a, b) where t is 1, max(0, cos(a, b) - margin) where t is -1.
/// Shape:  a, b [D] or [N, D], t [] or [N]
/// Source: torch.nn.functional.cosine_embedding_loss
Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target, double margin = 0.0,
                             std::int64_t reduction = Reduction::Mean);
/// max(0, |a - p| - |a - n| + margin), with `swap` the nearer of a and p to n counts.
/// Source: torch.nn.functional.triplet_margin_loss
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative, double margin = 1.0,
                           double p = 2.0, double eps = 1e-6, bool swap = false,
                           std::int64_t reduction = Reduction::Mean);

}  // namespace gradbox
