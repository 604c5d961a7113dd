#include "gradbox/ops/scan.h"

#include <cmath>
#include <limits>

#include "gradbox/backend/cpu/vector_math.h"
#include "gradbox/ops/reduce_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// out[i] = step(out[i - 1], in[i]) along `dim`, from the other end if `reverse`; unrecorded.
template <class Step>
Tensor plain_scan(const Tensor& self, std::int64_t dim, bool reverse, Step step) {
  const Tensor in = plain_contiguous(self);
  Tensor out = make_tensor(in.sizes(), in.dtype());
  const Along along(in.sizes(), dim);
  dispatch_numbers(in.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const T* from = cpu::typed<T>(in);
    T* to = cpu::typed<T>(out);
    along.for_each_line([&](std::int64_t first, std::int64_t stride) {
      if (along.size == 0) return;
      const std::int64_t move = reverse ? -stride : stride;
      std::int64_t at = reverse ? first + (along.size - 1) * stride : first;
      T running = from[at];
      to[at] = running;
      for (std::int64_t k = 1; k < along.size; ++k) {
        at += move;
        running = step(running, from[at]);
        to[at] = running;
      }
    });
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
  Tensor out = plain_scan(self, dim, reverse, [](auto a, auto b) { return a + b; });
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

/// log(e^a + e^b).
struct LogAdd {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_floating_point_v<T>) {
      const T low = a != a || a < b ? a : b;
      const T high = a != a || a > b ? a : b;
      if (low == high && std::isinf(low)) return low;
      return high + std::log1p(std::exp(low - high));
    } else {
      return a;
    }
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
    // Positive and negative gradients apart, in logarithms, so that nothing overflows on the way.
    const double none = -std::numeric_limits<double>::infinity();
    const Tensor size = grad.abs().log();
    const Tensor gain = (running_logsumexp(where(grad.gt(0), size, none) - y, dim, !reverse) + x).exp();
    const Tensor loss = (running_logsumexp(where(grad.lt(0), size, none) - y, dim, !reverse) + x).exp();
    return {gain - loss};
  }
};

Tensor running_logsumexp(const Tensor& self, std::int64_t dim, bool reverse) {
  GRADBOX_CHECK(is_floating(self.dtype()), "logcumsumexp(): expected floating-point dtype, got ", dtype_short_name(self.dtype()));
  Tensor out = plain_scan(self, dim, reverse, LogAdd{});
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

template <class NodeType, class Takes>
std::tuple<Tensor, Tensor> running_extreme(const Tensor& self, std::int64_t dim, Takes takes) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  const Tensor in = plain_contiguous(self);
  Tensor values = make_tensor(in.sizes(), in.dtype());
  const Tensor indices = make_tensor(in.sizes(), kInt64);
  const Along along(in.sizes(), d);
  dispatch_all(in.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const T* from = cpu::typed<T>(in);
    T* to = cpu::typed<T>(values);
    std::int64_t* places = cpu::typed<std::int64_t>(indices);
    along.for_each_line([&](std::int64_t first, std::int64_t stride) {
      std::int64_t best = 0;
      for (std::int64_t k = 0; k < along.size; ++k) {
        const std::int64_t at = first + k * stride;
        const T x = from[at];
        if (x != x || takes(x, from[first + best * stride])) best = k;
        to[at] = from[first + best * stride];
        places[at] = best;
      }
    });
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
  Tensor out = plain_scan(in, d, false, [](auto a, auto b) { return a * b; });
  if (tracks(in)) {
    auto node = make_node<CumprodBackward0>(in);
    node->dim = d;
    node->self.save(in);
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

Tensor logcumsumexp(const Tensor& self, std::int64_t dim) { return running_logsumexp(self, wrap_dim(dim, self.dim()), false); }

std::tuple<Tensor, Tensor> cummax(const Tensor& self, std::int64_t dim) {
  return running_extreme<CummaxBackward0>(self, dim, [](auto x, auto best) { return x >= best; });
}
std::tuple<Tensor, Tensor> cummin(const Tensor& self, std::int64_t dim) {
  return running_extreme<CumminBackward0>(self, dim, [](auto x, auto best) { return x <= best; });
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

OperatorList scan_operators() {
  static constexpr OperatorInfo kOperators[] = {{"cumsum"}, {"cumprod"}, {"logcumsumexp"}, {"cummax"}, {"cummin"}, {"diff"}};
  return kOperators;
}

}  // namespace gradbox
