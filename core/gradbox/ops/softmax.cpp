#include "gradbox/ops/softmax.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "gradbox/backend/cpu/reduce.h"
#include "gradbox/backend/cpu/vector_math.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// A contiguous tensor as [outer, size, inner] around one dim.
struct Slabs {
  Slabs(IntArrayRef sizes, std::int64_t dim) {
    for (std::size_t d = 0; d < sizes.size(); ++d) {
      (static_cast<std::int64_t>(d) < dim ? outer : static_cast<std::int64_t>(d) > dim ? inner : size) *= sizes[d];
    }
  }
  std::int64_t outer = 1;
  std::int64_t size = 1;
  std::int64_t inner = 1;
};

template <class T>
T row_max(const T* x, std::int64_t n) {
  return cpu::fold_row(x, n, -std::numeric_limits<T>::infinity(), [](T a, T b) { return a > b || a != a ? a : b; });
}
template <class T>
T row_sum(const T* x, std::int64_t n) {
  return cpu::fold_row(x, n, T{0}, [](T a, T b) { return a + b; });
}

/// Rows are taken so many at a time that the exponentials make one long loop, however short a row is.
constexpr std::int64_t kChunk = 2048;
std::int64_t rows_at_once(std::int64_t row) {
  return std::max<std::int64_t>(1, kChunk / std::max<std::int64_t>(1, row));
}

template <class T>
void exponentiate(T* x, std::int64_t n) {
  GRADBOX_INDEPENDENT_LOOP
  for (std::int64_t i = 0; i < n; ++i) x[i] = cpu::vexp(x[i]);
}

/// Contiguous rows, n long.
template <bool kLog, class T>
void forward_rows(T* y, const T* x, std::int64_t rows, std::int64_t n, std::vector<T>& scratch) {
  scratch.resize(static_cast<std::size_t>(rows * (kLog ? n + 1 : 1)));
  T* top = scratch.data();
  T* e = kLog ? top + rows : y;
  for (std::int64_t r = 0; r < rows; ++r) {
    top[r] = row_max(x + r * n, n);
    for (std::int64_t i = 0; i < n; ++i) e[r * n + i] = x[r * n + i] - top[r];
  }
  exponentiate(e, rows * n);
  for (std::int64_t r = 0; r < rows; ++r) {
    const T sum = row_sum(e + r * n, n);
    if constexpr (kLog) {
      const T log_sum = std::log(sum);
      for (std::int64_t i = 0; i < n; ++i) y[r * n + i] = x[r * n + i] - top[r] - log_sum;
    } else {
      const T factor = T{1} / sum;
      for (std::int64_t i = 0; i < n; ++i) y[r * n + i] *= factor;
    }
  }
}

/// The derivative of the same rows.
template <bool kLog, class T>
void backward_rows(T* to, const T* g, const T* y, std::int64_t rows, std::int64_t n) {
  if constexpr (kLog) {
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < rows * n; ++i) to[i] = cpu::vexp(y[i]);
  } else {
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < rows * n; ++i) to[i] = g[i] * y[i];
  }
  for (std::int64_t r = 0; r < rows; ++r) {
    const T* row = g + r * n;
    T* target = to + r * n;
    const T sum = row_sum(kLog ? row : target, n);
    for (std::int64_t i = 0; i < n; ++i) {
      target[i] = kLog ? row[i] - target[i] * sum : target[i] - y[r * n + i] * sum;
    }
  }
}

/// `inner` columns next to each other, n long, all at once.
template <bool kLog, class T>
void forward_columns(T* y, const T* x, std::int64_t n, std::int64_t inner, std::vector<T>& scratch) {
  scratch.assign(static_cast<std::size_t>(2 * inner), T{0});
  T* top = scratch.data();
  T* sum = top + inner;
  std::fill(top, top + inner, -std::numeric_limits<T>::infinity());
  for (std::int64_t k = 0; k < n; ++k) {
    for (std::int64_t i = 0; i < inner; ++i)
      top[i] = top[i] > x[k * inner + i] || top[i] != top[i] ? top[i] : x[k * inner + i];
  }
  for (std::int64_t k = 0; k < n; ++k) {
    for (std::int64_t i = 0; i < inner; ++i) {
      const T e = cpu::vexp(x[k * inner + i] - top[i]);
      if constexpr (!kLog) y[k * inner + i] = e;
      sum[i] += e;
    }
  }
  for (std::int64_t i = 0; i < inner; ++i) sum[i] = kLog ? std::log(sum[i]) : T{1} / sum[i];
  for (std::int64_t k = 0; k < n; ++k) {
    for (std::int64_t i = 0; i < inner; ++i) {
      T& element = y[k * inner + i];
      element = kLog ? x[k * inner + i] - top[i] - sum[i] : element * sum[i];
    }
  }
}

template <bool kLog>
Tensor plain_forward(const Tensor& self, std::int64_t dim) {
  const Tensor in = self.is_contiguous() ? self : self.detach().contiguous();
  Tensor out = make_tensor(self.sizes(), self.dtype());
  const Slabs slabs(in.sizes(), dim);
  const char* name = kLog ? "log_softmax_lastdim_kernel_impl" : "softmax_lastdim_kernel_impl";
  dispatch_floating(in.dtype(), name, [&](auto kind) {
    using T = decltype(kind);
    if (in.numel() == 0) return;
    std::vector<T> scratch;
    const std::int64_t step = slabs.inner == 1 ? rows_at_once(slabs.size) : 1;
    for (std::int64_t o = 0; o < slabs.outer; o += step) {
      const std::int64_t start = o * slabs.size * slabs.inner;
      const T* x = cpu::typed<T>(in) + start;
      T* y = cpu::typed<T>(out) + start;
      if (slabs.inner == 1) {
        forward_rows<kLog>(y, x, std::min(step, slabs.outer - o), slabs.size, scratch);
      } else {
        forward_columns<kLog>(y, x, slabs.size, slabs.inner, scratch);
      }
    }
  });
  return out;
}

/// The derivative of `inner` columns, all at once.
template <bool kLog, class T>
void backward_columns(T* to, const T* g, const T* y, const Slabs& slabs, std::vector<T>& sums) {
  const std::int64_t inner = slabs.inner;
  sums.assign(static_cast<std::size_t>(inner), T{0});
  T* sum = sums.data();
  for (std::int64_t k = 0; k < slabs.size; ++k) {
    for (std::int64_t i = 0; i < inner; ++i) sum[i] += kLog ? g[k * inner + i] : g[k * inner + i] * y[k * inner + i];
  }
  for (std::int64_t k = 0; k < slabs.size; ++k) {
    for (std::int64_t i = 0; i < inner; ++i) {
      const std::int64_t at = k * inner + i;
      to[at] = kLog ? g[at] - cpu::vexp(y[at]) * sum[i] : (g[at] - sum[i]) * y[at];
    }
  }
}

/// The derivative where nobody will differentiate it.
template <bool kLog>
Tensor plain_backward(const Tensor& grad, const Tensor& result, std::int64_t dim) {
  const Tensor g_in = grad.is_contiguous() ? grad : grad.detach().contiguous();
  Tensor out = make_tensor(result.sizes(), result.dtype());
  const Slabs slabs(result.sizes(), dim);
  dispatch_floating(result.dtype(), "softmax_backward", [&](auto kind) {
    using T = decltype(kind);
    if (result.numel() == 0) return;
    std::vector<T> sums;
    const std::int64_t step = slabs.inner == 1 ? rows_at_once(slabs.size) : 1;
    for (std::int64_t o = 0; o < slabs.outer; o += step) {
      const std::int64_t start = o * slabs.size * slabs.inner;
      const T* g = cpu::typed<T>(g_in) + start;
      const T* y = cpu::typed<T>(result) + start;
      T* to = cpu::typed<T>(out) + start;
      if (slabs.inner == 1) {
        backward_rows<kLog>(to, g, y, std::min(step, slabs.outer - o), slabs.size);
      } else {
        backward_columns<kLog>(to, g, y, slabs, sums);
      }
    }
  });
  return out;
}

template <bool kLog>
struct SoftmaxNode final : Node {
  SavedTensor result;
  std::int64_t dim = 0;
  std::string name() const override { return kLog ? "LogSoftmaxBackward0" : "SoftmaxBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("result", result);
  }
  GradList apply(GradList&& grads) override {
    const Tensor& grad = grads[0];
    if (!grad.defined()) return GradList(1);
    const Tensor y = result.unpack(*this);
    if (nobody_differentiates() && grad.dtype() == y.dtype()) return {plain_backward<kLog>(grad, y, dim)};
    if constexpr (kLog) {
      return {grad - y.exp() * grad.sum({dim}, true)};
    } else {
      return {(grad - (grad * y).sum({dim}, true)) * y};
    }
  }
};

template <bool kLog>
Tensor normalized(const Tensor& self, std::int64_t dim, std::optional<DType> dtype) {
  const Tensor in = dtype ? self.to(*dtype) : self;
  const std::int64_t d = wrap_dim(dim, in.dim());
  Tensor out = plain_forward<kLog>(in, d);
  if (tracks(in)) {
    auto node = make_node<SoftmaxNode<kLog>>(in);
    node->dim = d;
    node->result.save_output(out);
    set_history(out, node);
  }
  return out;
}

}  // namespace

Tensor softmax(const Tensor& self, std::int64_t dim, std::optional<DType> dtype) {
  return normalized<false>(self, dim, dtype);
}
Tensor log_softmax(const Tensor& self, std::int64_t dim, std::optional<DType> dtype) {
  return normalized<true>(self, dim, dtype);
}
Tensor softmin(const Tensor& self, std::int64_t dim, std::optional<DType> dtype) {
  return softmax(self.neg(), dim, dtype);
}

OperatorList softmax_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"softmax"},
      {"log_softmax"},
      {"softmin"},
  };
  return kOperators;
}

}  // namespace gradbox
