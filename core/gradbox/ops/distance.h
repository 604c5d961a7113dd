#pragma once

#include "gradbox/ops/family.h"

namespace gradbox {

/// a / max(|a|_p, eps), the norm taken along `dim`.
/// Source: torch.nn.functional.normalize
Tensor normalize(const Tensor& input, double p = 2.0, std::int64_t dim = 1, double eps = 1e-12);
/// Cosine of the angle between a and b along `dim`; lengths count at least eps.
/// Source: torch.nn.functional.cosine_similarity
Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, std::int64_t dim = 1, double eps = 1e-8);
/// |a - b + eps|_p along the last dim.
/// Source: torch.nn.functional.pairwise_distance
Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p = 2.0, double eps = 1e-6, bool keepdim = false);
/// p-distance of every row of a to every row of b; its derivative where it is 0 is 0.
/// Shape:  a [..., N, D], b [..., M, D] -> [..., N, M]
/// Source: torch.cdist
Tensor cdist(const Tensor& x1, const Tensor& x2, double p = 2.0);

}  // namespace gradbox
