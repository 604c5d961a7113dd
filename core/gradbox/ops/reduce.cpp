#include "gradbox/ops/reduce.h"

#include "gradbox/backend/cpu/reduce.h"
#include "gradbox/ops/pointwise_support.h"

namespace gradbox {
namespace {

using namespace detail;

/// `sizes` with the dims of `mask` set to 1.
Dims reduced_sizes(IntArrayRef sizes, std::uint64_t mask) {
  Dims out = to_dims(sizes);
  for (std::size_t d = 0; d < out.size(); ++d) {
    if ((mask >> d) & 1) out[d] = 1;
  }
  return out;
}

/// The same without these dims.
Dims dropped_sizes(IntArrayRef sizes, std::uint64_t mask) {
  Dims out;
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    if (((mask >> d) & 1) == 0) out.push_back(sizes[d]);
  }
  return out;
}

/// The sum with the reduced dims kept, unrecorded.
Tensor plain_sum(const Tensor& self, std::uint64_t mask) {
  Tensor out = make_tensor(reduced_sizes(self.sizes(), mask), self.dtype());
  dispatch_numbers(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::reduce_kernel<T>(out, self, T{0}, [](T a, T b) { return a + b; });
  });
  return out;
}

/// Sum over everything: expands the one gradient.
struct SumBackward0 final : Node {
  Dims sizes;
  std::string name() const override { return "SumBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("self_sizes", sizes); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].expand(sizes) : Tensor()}; }
};

/// Sum over some dims.
struct SumBackward1 final : Node {
  Dims sizes;
  Dims kept;
  bool keepdim = false;
  Dims dim;
  std::string name() const override { return "SumBackward1"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.dims("dim", dim);
    visitor.number("keepdim", keepdim);
    visitor.dims("self_sizes", sizes);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {(keepdim ? grads[0] : grads[0].reshape(kept)).expand(sizes)};
  }
};

Tensor as_sum_type(const Tensor& self, std::optional<DType> dtype) {
  return self.to(dtype.value_or(is_floating(self.dtype()) ? self.dtype() : kInt64));
}

}  // namespace

Tensor sum(const Tensor& self, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  Tensor out = plain_sum(in, dim_mask({}, in.dim()));
  if (out.dim() > 0) out = make_alias(out, {}, {});
  if (tracks(in)) {
    auto node = make_node<SumBackward0>(in);
    node->sizes = in.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor sum(const Tensor& self, IntArrayRef dim, bool keepdim, std::optional<DType> dtype) {
  const Tensor in = as_sum_type(self, dtype);
  const std::uint64_t mask = dim_mask(dim, in.dim());
  Tensor out = plain_sum(in, mask);
  const Dims kept = out.impl().sizes();
  if (!keepdim) {
    const Dims sizes = dropped_sizes(in.sizes(), mask);
    out = make_alias(out, sizes, contiguous_strides(sizes));
  }
  if (tracks(in)) {
    auto node = make_node<SumBackward1>(in);
    node->sizes = in.impl().sizes();
    node->kept = kept;
    node->keepdim = keepdim;
    node->dim = to_dims(dim);
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

}  // namespace gradbox
