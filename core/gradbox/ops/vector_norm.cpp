#include "gradbox/ops/vector_norm.h"

#include <cmath>
#include <limits>

#include "gradbox/backend/cpu/vector_math.h"
#include "gradbox/ops/reduce_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

constexpr auto kZero = [](auto kind) { return decltype(kind){0}; };
constexpr auto kPlus = [](auto a, auto b) { return a + b; };

/// The norm with the dims kept, unrecorded.
Tensor plain_norm(const Tensor& self, double p, const ReducedDims& reduced) {
  const auto sum_of = [&](auto f) { return fold_numbers(map_floating(self, "norm", f), reduced, kZero, kPlus); };
  if (p == 2) return map_floating(sum_of([](auto x) { return x * x; }), "norm", [](auto x) { return std::sqrt(x); });
  if (p == 1) return sum_of([](auto x) { return std::fabs(x); });
  if (p == 0) return sum_of([](auto x) { return static_cast<decltype(x)>(x != 0); });
  if (std::isinf(p)) {
    const Tensor sizes = map_floating(self, "norm", [](auto x) { return std::fabs(x); });
    if (p > 0) return fold_numbers(sizes, reduced, kZero, [](auto a, auto b) { return a != a || a > b ? a : b; });
    return fold_numbers(
        sizes, reduced, [](auto kind) { return std::numeric_limits<decltype(kind)>::infinity(); },
        [](auto a, auto b) { return a != a || a < b ? a : b; });
  }
  const Tensor total = sum_of([p](auto x) { return cpu::vpow(std::fabs(x), static_cast<decltype(x)>(p)); });
  return map_floating(total, "norm", [p](auto x) { return cpu::vpow(x, static_cast<decltype(x)>(1 / p)); });
}

/// The gradient of the norm; `grad` and `norm` have the dims kept. Written so that a vector of zeros gets zeros, not
/// nan.
Tensor norm_gradient(const Tensor& grad, const Tensor& self, double p, const Tensor& norm, const ReducedDims& reduced) {
  if (p == 0) return Tensor();
  if (p == 1) return self.sgn() * grad;
  if (p == 2) return grad * where(norm.eq(0), 0.0, self / norm);
  if (std::isinf(p)) {
    const Tensor winners = logical_or(self.abs().eq(norm), self.isnan());
    const Tensor many = winners.sum(reduced.dims, true);
    return self.sgn() * (grad / many * winners);
  }
  if (p < 1) {
    const Tensor scaled = self.sgn() * where(self.eq(0), 0.0, self.abs().pow(p - 1));
    return scaled * grad * norm.pow(1 - p);
  }
  const Tensor scale = where(norm.eq(0), 0.0, grad / norm.pow(p - 1));
  if (p < 2) return self.sgn() * self.abs().pow(p - 1) * scale;
  return self * self.abs().pow(p - 2) * scale;
}

struct NormNode : Node {
  SavedTensor self;
  SavedTensor result;
  double p = 2;
  ReducedDims reduced;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("p", p);
    reduced.visit(visitor);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {norm_gradient(reduced.restored(grads[0]), self.unpack(*this), p, reduced.restored(result.unpack(*this)),
                          reduced)};
  }
};
struct NormBackward1 final : NormNode {
  std::string name() const override { return "NormBackward1"; }
};
struct LinalgVectorNormBackward0 final : NormNode {
  std::string name() const override { return "LinalgVectorNormBackward0"; }
};

struct DistBackward0 final : Node {
  SavedTensor self;
  SavedTensor other;
  SavedTensor result;
  double p = 2;
  std::string name() const override { return "DistBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("other", other);
    visitor.number("p", p);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor apart = self.unpack(*this) - other.unpack(*this);
    const Tensor grad = norm_gradient(grads[0], apart, p, result.unpack(*this), ReducedDims(apart, {}, false));
    if (should_compute_output(0)) out[0] = grad;
    if (should_compute_output(1) && grad.defined()) out[1] = grad.neg();
    return out;
  }
};

template <class NodeType>
Tensor recorded_norm(const Tensor& self, double p, IntArrayRef dim, bool keepdim) {
  const ReducedDims reduced(self, dim, keepdim);
  Tensor out = reduced.shaped(plain_norm(self, p, reduced));
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->self.save(self);
    node->result.save_output(out);
    node->p = p;
    node->reduced = reduced;
    set_history(out, node);
  }
  return out;
}

void check_floating(const Tensor& self, const char* name) {
  GRADBOX_CHECK(is_floating(self.dtype()), name,
                "(): input dtype should be either floating point or complex dtypes. Got ",
                dtype_short_name(self.dtype()), " instead.");
}

}  // namespace

Tensor norm(const Tensor& self, Scalar p) { return norm(self, p, {}, false); }
Tensor norm(const Tensor& self, Scalar p, IntArrayRef dim, bool keepdim) {
  check_floating(self, "norm");
  return recorded_norm<NormBackward1>(self, p.toDouble(), dim, keepdim);
}

Tensor linalg_vector_norm(const Tensor& self, Scalar ord, IntArrayRef dim, bool keepdim, std::optional<DType> dtype) {
  const Tensor in = dtype ? self.to(*dtype) : self;
  check_floating(in, "linalg.vector_norm");
  return recorded_norm<LinalgVectorNormBackward0>(in, ord.toDouble(), dim, keepdim);
}

Tensor dist(const Tensor& self, const Tensor& other, Scalar p) {
  const Tensor apart = self.detach() - other.detach();
  check_floating(apart, "dist");
  Tensor out = recorded_norm<NormBackward1>(apart, p.toDouble(), {}, false);
  if (tracks(self, other)) {
    auto node = make_node<DistBackward0>(self, other);
    node->self.save(self);
    node->other.save(other);
    node->result.save_output(out);
    node->p = p.toDouble();
    set_history(out, node);
  }
  return out;
}

OperatorList vector_norm_operators() {
  static constexpr OperatorInfo kOperators[] = {{"norm"}, {"linalg_vector_norm"}, {"dist"}};
  return kOperators;
}

}  // namespace gradbox
