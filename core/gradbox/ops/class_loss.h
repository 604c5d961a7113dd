#pragma once

#include "gradbox/ops/family.h"
#include "gradbox/ops/reduction.h"

/// Losses of classification: scores of C classes against the right class's number, or against probabilities.
namespace gradbox {

/// -weight[t] a[t] for log-probabilities a; targets `ignore_index` count nothing. The mean is over the weights of the
/// targets.
/// Shape:  a [C], [N, C] or [N, C, d1, ...], target the same without C
/// Grad:   da = -g weight[t] at t, 0 elsewhere
/// Throws: IndexError if a target is no class
/// Source: torch.nn.functional.nll_loss
Tensor nll_loss(const Tensor& self, const Tensor& target, const Tensor& weight,
                std::int64_t reduction = Reduction::Mean, std::int64_t ignore_index = -100);
Tensor nll_loss(const Tensor& self, const Tensor& target);
/// nll_loss of log_softmax(a); also against probabilities of a's shape. `label_smoothing` moves that part of the
/// target's weight to all classes alike.
/// Source: torch.nn.functional.cross_entropy
Tensor cross_entropy_loss(const Tensor& self, const Tensor& target, const Tensor& weight,
                          std::int64_t reduction = Reduction::Mean, std::int64_t ignore_index = -100,
                          double label_smoothing = 0.0);
Tensor cross_entropy_loss(const Tensor& self, const Tensor& target);
/// Sum over the wrong classes of max(0, margin - a[t] + a[i])^p weight[t] / C.
/// Shape:  a [C] or [N, C], target [] or [N]
/// Source: torch.nn.functional.multi_margin_loss
Tensor multi_margin_loss(const Tensor& self, const Tensor& target, Scalar p = 1, Scalar margin = 1);
Tensor multi_margin_loss(const Tensor& self, const Tensor& target, Scalar p, Scalar margin, const Tensor& weight,
                         std::int64_t reduction = Reduction::Mean);
/// Mean over the classes of binary_cross_entropy_with_logits, for several right classes a row.
/// Source: torch.nn.functional.multilabel_soft_margin_loss
Tensor multilabel_soft_margin_loss(const Tensor& self, const Tensor& target, const Tensor& weight,
                                   std::int64_t reduction = Reduction::Mean);

}  // namespace gradbox
