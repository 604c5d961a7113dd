#pragma once

#include "gradbox/ops/family.h"
#include "gradbox/ops/reduction.h"

/// Losses of element against element; `reduction` as in Reduction. Inputs have one shape; mse, l1, smooth_l1 and huber
/// broadcast, with a warning.
namespace gradbox {

/// (a - t)^2.
/// Grad:   da = 2 g (a - t), dt = -da
/// Source: torch.nn.functional.mse_loss
Tensor mse_loss(const Tensor& self, const Tensor& target, std::int64_t reduction = Reduction::Mean);
/// |a - t|. Its derivative at 0 is 0.
/// Source: torch.nn.functional.l1_loss
Tensor l1_loss(const Tensor& self, const Tensor& target, std::int64_t reduction = Reduction::Mean);
/// (a - t)^2 / (2 beta) where |a - t| < beta, else |a - t| - beta / 2.
/// Source: torch.nn.functional.smooth_l1_loss
Tensor smooth_l1_loss(const Tensor& self, const Tensor& target, std::int64_t reduction = Reduction::Mean,
                      double beta = 1.0);
/// (a - t)^2 / 2 where |a - t| <= delta, else delta (|a - t| - delta / 2).
/// Source: torch.nn.functional.huber_loss
Tensor huber_loss(const Tensor& self, const Tensor& target, std::int64_t reduction = Reduction::Mean,
                  double delta = 1.0);
/// log(1 + e^(-t a)), for targets 1 and -1.
/// Source: torch.nn.functional.soft_margin_loss
Tensor soft_margin_loss(const Tensor& self, const Tensor& target, std::int64_t reduction = Reduction::Mean);
/// -(t log a + (1 - t) log(1 - a)) for probabilities a, each logarithm at least -100; times `weight` if defined.
/// Grad:   da = g (a - t) / max(a (1 - a), 1e-12)
/// Throws: Error if an element of a lies outside [0, 1], or dtypes or shapes differ
/// Source: torch.nn.functional.binary_cross_entropy
Tensor binary_cross_entropy(const Tensor& self, const Tensor& target, const Tensor& weight,
                            std::int64_t reduction = Reduction::Mean);
Tensor binary_cross_entropy(const Tensor& self, const Tensor& target);
/// The same of sigmoid(a), computed without overflow; `pos_weight` if defined weighs the targets 1.
/// Grad:   da = g (sigmoid(a) - t)
/// Source: torch.nn.functional.binary_cross_entropy_with_logits
Tensor binary_cross_entropy_with_logits(const Tensor& self, const Tensor& target, const Tensor& weight,
                                        const Tensor& pos_weight, std::int64_t reduction = Reduction::Mean);
Tensor binary_cross_entropy_with_logits(const Tensor& self, const Tensor& target);

namespace detail {

/// The losses of the elements, reduced.
Tensor reduce_loss(const Tensor& losses, std::int64_t reduction);

}  // namespace detail

}  // namespace gradbox
