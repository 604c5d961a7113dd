#include "gradbox/ops/reduce.h"

#include <cmath>
#include <limits>

#include "gradbox/ops/reduce_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

constexpr auto kZero = [](auto kind) { return decltype(kind){0}; };
constexpr auto kOne = [](auto kind) { return decltype(kind){1}; };
constexpr auto kPlus = [](auto a, auto b) { return a + b; };
constexpr auto kTimes = [](auto a, auto b) { return a * b; };

Tensor as_sum_type(const Tensor& self, std::optional<DType> dtype) {
  return self.to(dtype.value_or(is_floating(self.dtype()) ? self.dtype() : kInt64));
}

// --- sum

/// Over everything: expands the one gradient.
struct SumBackward0 final : Node {
  Dims sizes;
  std::string name() const override { return "SumBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("self_sizes", sizes); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].expand(sizes) : Tensor()}; }
};

/// Over some dims.
struct SumBackward1 final : Node {
  ReducedDims reduction;
  std::string name() const override { return "SumBackward1"; }
  void visit_saved(SavedVisitor& visitor) override { reduction.visit(visitor); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {reduction.restored(grads[0]).expand(reduction.sizes)};
  }
};

// --- mean

Tensor plain_mean(const Tensor& self, const ReducedDims& reduction) {
  Tensor out = fold_numbers(self, reduction, kZero, kPlus);
  dispatch_floating(self.dtype(), "mean", [&](auto kind) {
    using T = decltype(kind);
    const T count = static_cast<T>(reduction.count);
    cpu::unary_kernel<T, T>(out, out, [count](T x) { return x / count; });
  });
  return out;
}

Tensor as_mean_type(const Tensor& self, std::optional<DType> dtype) {
  const DType wanted = dtype.value_or(self.dtype());
  GRADBOX_CHECK(is_floating(wanted), "mean(): could not infer output dtype. ", dtype ? "Optional dtype" : "Input dtype",
                " must be either a floating point or complex dtype. Got: ", dtype_short_name(wanted));
  return self.to(wanted);
}

struct MeanBackward0 final : Node {
  Dims sizes;
  std::int64_t count = 1;
  std::string name() const override { return "MeanBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("self_numel", count);
    visitor.dims("self_sizes", sizes);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {grads[0].div(count).expand(sizes)};
  }
};

struct MeanBackward1 final : Node {
  ReducedDims reduction;
  std::string name() const override { return "MeanBackward1"; }
  void visit_saved(SavedVisitor& visitor) override { reduction.visit(visitor); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {reduction.restored(grads[0]).div(reduction.count).expand(reduction.sizes)};
  }
};

// --- prod

bool has_zeros(const Tensor& self) { return self.eq(0).sum().item<std::int64_t>() > 0; }

/// The products of all elements before each one along `dim`, times those of all after it.
Tensor product_of_others(const Tensor& self, std::int64_t dim) {
  const std::int64_t size = self.size(dim);
  if (size == 0) return self;
  const Tensor one = ones_like(self.narrow(dim, 0, 1));
  const Tensor before = cat({one, self.narrow(dim, 0, size - 1)}, dim).cumprod(dim);
  const Tensor after = cat({one, self.narrow(dim, 1, size - 1).flip({dim})}, dim).cumprod(dim).flip({dim});
  return before * after;
}

struct ProdNode : Node {
  SavedTensor self;
  SavedTensor result;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
};
struct ProdBackward0 final : ProdNode {
  std::string name() const override { return "ProdBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    const Tensor y = result.unpack(*this);
    if (x.dim() == 0) return {grads[0]};
    if (!has_zeros(x)) return {grads[0] * (y / x)};
    return {grads[0] * product_of_others(x.reshape({-1}), 0).reshape(x.sizes())};
  }
};
struct ProdBackward1 final : ProdNode {
  ReducedDims reduction;
  std::int64_t dim = 0;
  std::string name() const override { return "ProdBackward1"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    if (x.dim() == 0) return {grads[0]};
    const Tensor grad = reduction.restored(grads[0]);
    if (!has_zeros(x)) return {grad * (reduction.restored(result.unpack(*this)) / x)};
    return {grad * product_of_others(x, dim)};
  }
};

// --- logsumexp

struct LogsumexpBackward0 final : Node {
  SavedTensor self;
  SavedTensor result;
  ReducedDims reduction;
  std::string name() const override { return "LogsumexpBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    reduction.visit(visitor);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {reduction.restored(grads[0]) * (self.unpack(*this) - reduction.restored(result.unpack(*this))).exp()};
  }
};

/// log(sum(e^a)) with the dims kept: the largest element, where finite, is taken out before e^.
Tensor plain_logsumexp(const Tensor& self, const ReducedDims& reduction) {
  return dispatch_floating(self.dtype(), "logsumexp", [&](auto kind) {
    using T = decltype(kind);
    const T lowest = -std::numeric_limits<T>::infinity();
    const Tensor largest = fold_numbers(
        self, reduction, [lowest](auto like) { return static_cast<decltype(like)>(lowest); },
        [](auto a, auto b) { return a != a || a > b ? a : b; });
    cpu::unary_kernel<T, T>(largest, largest, [](T x) { return std::isinf(x) ? T{0} : x; });
    const Tensor powers =
        zip_floating(self, largest, self.dtype(), "logsumexp", [](auto x, auto m) { return std::exp(x - m); });
    const Tensor total = fold_numbers(powers, reduction, kZero, kPlus);
    return zip_floating(total, largest, self.dtype(), "logsumexp", [](auto x, auto m) { return std::log(x) + m; });
  });
}

}  // namespace

Tensor sum(const Tensor& self, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  Tensor out = make_tensor({}, in.dtype());
  if (in.is_contiguous()) {
    dispatch_numbers(in.dtype(), [&](auto kind) {
      using T = decltype(kind);
      *cpu::typed<T>(out) = cpu::fold_row(cpu::typed<T>(in), in.numel(), T{0}, kPlus);
    });
  } else {
    const ReducedDims all(in, {}, false);
    out = all.shaped(fold_numbers(in, all, kZero, kPlus));
  }
  if (tracks(in)) {
    auto node = make_node<SumBackward0>(in);
    node->sizes = in.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor sum(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  const ReducedDims reduction(in, dim, keepdim);
  Tensor out = reduction.shaped(fold_numbers(in, reduction, kZero, kPlus));
  if (tracks(in)) {
    auto node = make_node<SumBackward1>(in);
    node->reduction = reduction;
    set_history(out, node);
  }
  return out;
}

Tensor nansum(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<DType> dtype) {
  return sum(where(self.isnan(), 0, self), dim, keepdim, dtype);
}

Tensor mean(const Tensor& self, std::optional<DType> dtype) {
  const Tensor in = as_mean_type(self, dtype);
  const ReducedDims all(in, {}, false);
  Tensor out = all.shaped(plain_mean(in, all));
  if (tracks(in)) {
    auto node = make_node<MeanBackward0>(in);
    node->sizes = in.impl().sizes();
    node->count = in.numel();
    set_history(out, node);
  }
  return out;
}

Tensor mean(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<DType> dtype) {
  const Tensor in = as_mean_type(self, dtype);
  const ReducedDims reduction(in, dim, keepdim);
  Tensor out = reduction.shaped(plain_mean(in, reduction));
  if (tracks(in)) {
    auto node = make_node<MeanBackward1>(in);
    node->reduction = reduction;
    set_history(out, node);
  }
  return out;
}

Tensor prod(const Tensor& self, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  const ReducedDims all(in, {}, false);
  Tensor out = all.shaped(fold_numbers(in, all, kOne, kTimes));
  if (tracks(in)) {
    auto node = make_node<ProdBackward0>(in);
    node->self.save(in);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

Tensor prod(const Tensor& self, std::int64_t dim, bool keepdim, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  const ReducedDims reduction(in, {dim}, keepdim);
  Tensor out = reduction.shaped(fold_numbers(in, reduction, kOne, kTimes));
  if (tracks(in)) {
    auto node = make_node<ProdBackward1>(in);
    node->self.save(in);
    node->result.save_output(out);
    node->reduction = reduction;
    node->dim = wrap_dim(dim, in.dim());
    set_history(out, node);
  }
  return out;
}

Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim) {
  const Tensor in = is_floating(self.dtype()) ? self : self.to(default_dtype());
  const ReducedDims reduction(in, dim, keepdim);
  Tensor out = reduction.shaped(plain_logsumexp(in, reduction));
  if (tracks(in)) {
    auto node = make_node<LogsumexpBackward0>(in);
    node->self.save(in);
    node->result.save_output(out);
    node->reduction = reduction;
    set_history(out, node);
  }
  return out;
}

Tensor sum_to(const Tensor& self, IntArrayRef shape) {
  if (self.sizes() == shape) return self;
  const std::size_t lead = static_cast<std::size_t>(self.dim()) - shape.size();
  Dims dims;
  for (std::size_t d = 0; d < self.sizes().size(); ++d) {
    if (d < lead || (shape[d - lead] == 1 && self.sizes()[d] != 1)) dims.push_back(static_cast<std::int64_t>(d));
  }
  if (dims.empty()) return self.reshape(shape);
  return sum(self, dims, true).reshape(shape);
}

OperatorList reduce_operators() {
  static constexpr OperatorInfo kOperators[] = {{"sum"}, {"nansum"}, {"mean"}, {"prod"}, {"logsumexp"}};
  return kOperators;
}

}  // namespace gradbox
