#include "gradbox/ops/scan.h"

#include <limits>

#include "gradbox/backend/cpu/scan.h"
#include "gradbox/ops/reduce_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// A tensor's lanes along `dim`, from their last element to the first if `reverse`.
template <class T>
struct Lanes {
  Lanes(const Tensor& tensor, std::int64_t dim, bool reverse)
      : data(cpu::typed<T>(tensor)), strides(tensor.impl().strides()) {
    if (!reverse || strides.empty()) return;
    std::int64_t& stride = strides[static_cast<std::size_t>(dim)];
    data += (tensor.size(dim) - 1) * stride;
    stride = -stride;
  }
  template <class U>
  operator cpu::LaneOperand<U>() const {
    return {data, strides};
  }
  T* data;
  Dims strides;
};

/// A new tensor, filled by `kernel(in, out)` lane by lane; unrecorded.
template <class Kernel>
Tensor plain_scan(const Tensor& self, std::int64_t dim, bool reverse, Kernel kernel) {
  Tensor out = make_tensor(self.sizes(), self.dtype());
  if (self.numel() == 0) return out;
  dispatch_numbers(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    kernel(kind, Lanes<T>(self, dim, reverse), Lanes<T>(out, dim, reverse));
  });
  return out;
}

Tensor as_sum_type(const Tensor& self, std::optional<DType> dtype) {
  return self.to(dtype.value_or(is_floating(self.dtype()) ? self.dtype() : kInt64));
}

/// A running result, which may run backwards: the derivative of each is one of the other direction.
struct ScanNode : Node {
  std::int64_t dim = 0;
  bool reverse = false;
  void visit_saved(SavedVisitor& visitor) override { visitor.number("dim", dim); }
};

Tensor running_sum(const Tensor& self, std::int64_t dim, bool reverse);

struct CumsumBackward0 final : ScanNode {
  std::string name() const override { return "CumsumBackward0"; }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? running_sum(grads[0], dim, !reverse) : Tensor()};
  }
};

Tensor running_sum(const Tensor& self, std::int64_t dim, bool reverse) {
  Tensor out = plain_scan(self, dim, reverse, [&](auto kind, const auto& in, const auto& to) {
    cpu::running_sum<decltype(kind)>(self.sizes(), dim, in, to);
  });
  if (tracks(self)) {
    auto node = make_node<CumsumBackward0>(self);
    node->dim = dim;
    node->reverse = reverse;
    set_history(out, node);
  }
  return out;
}

/// The gradient of cumprod where an element is 0: for each element the products that contain it, without it.
Tensor cumprod_gradient_with_zeros(const Tensor& grad, const Tensor& self, std::int64_t dim) {
  const std::int64_t size = self.size(dim);
  std::vector<Tensor> parts;
  Tensor before = ones_like(self.narrow(dim, 0, 1));
  for (std::int64_t k = 0; k < size; ++k) {
    Tensor without = before;
    if (k + 1 < size) without = cat({before, before * self.narrow(dim, k + 1, size - k - 1).cumprod(dim)}, dim);
    parts.push_back((grad.narrow(dim, k, size - k) * without).sum({dim}, true));
    if (k + 1 < size) before = before * self.narrow(dim, k, 1);
  }
  return cat(parts, dim);
}

struct CumprodBackward0 final : Node {
  std::int64_t dim = 0;
  SavedTensor self;
  SavedTensor result;
  std::string name() const override { return "CumprodBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    if (x.numel() <= 1 || x.size(dim) == 1) return {grad};
    const bool zeros = x.eq(0).sum().item<std::int64_t>() > 0;
    if (zeros) return {cumprod_gradient_with_zeros(grad, x, dim)};
    return {running_sum(result.unpack(*this) * grad, dim, true) / x};
  }
};

Tensor running_logsumexp(const Tensor& self, std::int64_t dim, bool reverse);

struct LogcumsumexpBackward0 final : ScanNode {
  SavedTensor self;
  SavedTensor result;
  std::string name() const override { return "LogcumsumexpBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    ScanNode::visit_saved(visitor);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    const Tensor y = result.unpack(*this);
    const Tensor gain = share(grad, grad.le(0).logical_not(), x, y);
    const Tensor loss = share(grad.neg(), grad.lt(0), x, y);
    return {gain - loss};
  }
  /// The part of the gradient that comes from the elements in `mask`, where `grad` is positive: in logarithms, so that
  /// nothing overflows on the way, and without a trace of the other elements, so that their nan and infinities stay
  /// out.
  Tensor share(const Tensor& grad, const Tensor& mask, const Tensor& x, const Tensor& y) const {
    const Tensor sizes = where(mask, where(mask, grad, 1.0).log() - y, -std::numeric_limits<double>::infinity());
    return (running_logsumexp(sizes, dim, !reverse) + x).exp();
  }
};

Tensor running_logsumexp(const Tensor& self, std::int64_t dim, bool reverse) {
  GRADBOX_CHECK(is_floating(self.dtype()), "logcumsumexp(): expected floating-point dtype, got ",
                dtype_short_name(self.dtype()));
  Tensor out = plain_scan(self, dim, reverse, [&](auto kind, const auto& in, const auto& to) {
    if constexpr (std::is_floating_point_v<decltype(kind)>) {
      cpu::running_log_sum_exp<decltype(kind)>(self.sizes(), dim, in, to);
    }
  });
  if (tracks(self)) {
    auto node = make_node<LogcumsumexpBackward0>(self);
    node->dim = dim;
    node->reverse = reverse;
    node->self.save(self);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

/// The running extreme and its place.
struct CumulativeExtremeNode : Node {
  std::int64_t dim = 0;
  SavedTensor indices;
  Dims sizes;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("indices", indices);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {zeros(sizes, grads[0].options()).scatter_add(dim, indices.unpack(*this), grads[0])};
  }
};
struct CummaxBackward0 final : CumulativeExtremeNode {
  std::string name() const override { return "CummaxBackward0"; }
};
struct CumminBackward0 final : CumulativeExtremeNode {
  std::string name() const override { return "CumminBackward0"; }
};

template <class NodeType>
std::tuple<Tensor, Tensor> running_extreme(const Tensor& self, std::int64_t dim, bool largest) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  const Tensor values = make_tensor(self.sizes(), self.dtype());
  const Tensor indices = make_tensor(self.sizes(), kInt64);
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::running_extreme<T>(self.sizes(), d, largest, Lanes<T>(self, d, false), Lanes<T>(values, d, false),
                            Lanes<std::int64_t>(indices, d, false));
  });
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->dim = d;
    node->indices.save(indices);
    node->sizes = self.impl().sizes();
    set_history(values, node);
    set_history(indices, node);
  }
  return {values, indices};
}

}  // namespace

Tensor cumsum(const Tensor& self, std::int64_t dim, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  return running_sum(in, wrap_dim(dim, in.dim()), false);
}

Tensor cumprod(const Tensor& self, std::int64_t dim, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  const std::int64_t d = wrap_dim(dim, in.dim());
  Tensor out = plain_scan(in, d, false, [&](auto kind, const auto& from, const auto& to) {
    cpu::running_product<decltype(kind)>(in.sizes(), d, from, to);
  });
  if (tracks(in)) {
    auto node = make_node<CumprodBackward0>(in);
    node->dim = d;
    node->self.save(in);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

Tensor logcumsumexp(const Tensor& self, std::int64_t dim) {
  return running_logsumexp(self, wrap_dim(dim, self.dim()), false);
}

std::tuple<Tensor, Tensor> cummax(const Tensor& self, std::int64_t dim) {
  return running_extreme<CummaxBackward0>(self, dim, true);
}
std::tuple<Tensor, Tensor> cummin(const Tensor& self, std::int64_t dim) {
  return running_extreme<CumminBackward0>(self, dim, false);
}

Tensor diff(const Tensor& self, std::int64_t n, std::int64_t dim) {
  GRADBOX_CHECK(self.dim() > 0, "diff expects input to be at least one-dimensional");
  GRADBOX_CHECK(n >= 0, "order must be non-negative but got ", n);
  const std::int64_t d = wrap_dim(dim, self.dim());
  Tensor out = self;
  for (std::int64_t k = 0; k < n && out.size(d) > 0; ++k) {
    const std::int64_t left = out.size(d) - 1;
    const Tensor next = out.narrow(d, 1, left);
    const Tensor last = out.narrow(d, 0, left);
    out = out.dtype() == kBool ? logical_xor(next, last) : next - last;
  }
  return out;
}

template <>
Tensor& ScanMethods<Tensor>::cumsum_(std::int64_t dim) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.cumsum(dim, old.dtype()); });
}
template <>
Tensor& ScanMethods<Tensor>::cumprod_(std::int64_t dim) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.cumprod(dim, old.dtype()); });
}

OperatorList scan_operators() {
  static constexpr OperatorInfo kOperators[] = {{"cumsum"}, {"cumprod"}, {"logcumsumexp"},
                                                {"cummax"}, {"cummin"},  {"diff"}};
  return kOperators;
}

}  // namespace gradbox
