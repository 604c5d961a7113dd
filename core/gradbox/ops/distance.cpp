#include "gradbox/ops/distance.h"

#include <cmath>

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct CdistBackward0 final : Node {
  SavedTensor x1;
  SavedTensor x2;
  SavedTensor result;
  double p = 2;
  std::string name() const override { return "CdistBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("p", p);
    visitor.tensor("result", result);
    visitor.tensor("x1", x1);
    visitor.tensor("x2", x2);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor difference = x1.unpack(*this).unsqueeze(-2) - x2.unpack(*this).unsqueeze(-3);
    const Tensor grad = (grads[0].unsqueeze(-1)) * slope(difference, result.unpack(*this).unsqueeze(-1));
    if (should_compute_output(0)) out[0] = grad.sum({-2});
    if (should_compute_output(1)) out[1] = grad.sum({-3}).neg();
    return out;
  }

 private:
  /// d distance / d difference.
  Tensor slope(const Tensor& difference, const Tensor& distance) const {
    if (p == 0) return zeros_like(difference);
    if (p == 1) return difference.sign();
    const Tensor is_zero = distance.eq(0);
    const Tensor safe = distance.masked_fill(is_zero, 1);
    if (std::isinf(p)) return difference.sign() * difference.abs().eq(distance).to(difference.dtype());
    if (p == 2) return (difference / safe).masked_fill(is_zero, 0);
    return (difference.sign() * difference.abs().pow(p - 1) / safe.pow(p - 1)).masked_fill(is_zero, 0);
  }
};

}  // namespace

Tensor normalize(const Tensor& input, double p, std::int64_t dim, double eps) {
  return input / input.norm(p, {dim}, true).clamp_min(eps).expand_as(input);
}

Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, std::int64_t dim, double eps) {
  const Dims sizes = broadcast_shapes(x1.sizes(), x2.sizes());
  const DType dtype = floating_type(x1, x2);
  const Tensor a = x1.to(dtype).expand(sizes);
  const Tensor b = x2.to(dtype).expand(sizes);
  const Tensor a_square = a.pow(2).sum({dim}, true);
  const Tensor b_square = b.pow(2).sum({dim}, true);
  {
    NoGradGuard unrecorded;
    a_square.clamp_min_(eps * eps);
    b_square.clamp_min_(eps * eps);
  }
  return ((a / a_square.sqrt()) * (b / b_square.sqrt())).sum({dim});
}

Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdim) {
  return (x1 - x2 + eps).norm(p, {-1}, keepdim);
}

Tensor cdist(const Tensor& x1, const Tensor& x2, double p) {
  GRADBOX_CHECK(x1.dim() >= 2, "X1 must have at least two dimensions.");
  GRADBOX_CHECK(x2.dim() >= 2, "X2 must have at least two dimensions.");
  GRADBOX_CHECK(x1.size(-1) == x2.size(-1), "X1 and X2 must have the same number of columns. X1: ", x1.size(-1),
                " X2: ", x2.size(-1));
  GRADBOX_CHECK(p >= 0, "cdist only supports non-negative p values");
  Tensor out;
  {
    NoGradGuard unrecorded;
    out = (x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, {-1}, false);
  }
  if (tracks(x1, x2)) {
    auto node = make_node<CdistBackward0>(x1, x2);
    node->x1.save(x1);
    node->x2.save(x2);
    node->result.save_output(out);
    node->p = p;
    set_history(out, node);
  }
  return out;
}

OperatorList distance_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"normalize"},
      {"cosine_similarity"},
      {"pairwise_distance"},
      {"cdist"},
  };
  return kOperators;
}

}  // namespace gradbox
