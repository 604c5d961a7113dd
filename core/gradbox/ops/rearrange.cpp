#include "gradbox/ops/rearrange.h"

#include "gradbox/ops/join.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct FlipBackward0 final : Node {
  Dims dims;
  std::string name() const override { return "FlipBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("dims", dims); }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].flip(dims) : Tensor()}; }
};

struct RollBackward0 final : Node {
  Dims shifts;
  Dims dims;
  std::string name() const override { return "RollBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.dims("dims", dims);
    visitor.dims("shifts", shifts);
  }
  GradList apply(GradList&& grads) override {
    Dims back = shifts;
    for (std::int64_t& shift : back) shift = -shift;
    return {grads[0].defined() ? grads[0].roll(back, dims) : Tensor()};
  }
};

struct Rot90Backward0 final : Node {
  std::int64_t k = 1;
  Dims dims;
  std::string name() const override { return "Rot90Backward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.dims("dims", dims);
    visitor.number("k", k);
  }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? grads[0].rot90(-k, dims) : Tensor()}; }
};

struct RepeatBackward0 final : Node {
  Dims repeats;
  Dims sizes;
  std::string name() const override { return "RepeatBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.dims("repeats", repeats);
    visitor.dims("self_sizes", sizes);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const std::size_t lead = repeats.size() - sizes.size();
    Dims shape, summed;
    for (std::size_t d = 0; d < repeats.size(); ++d) {
      if (repeats[d] != 1) {
        summed.push_back(static_cast<std::int64_t>(shape.size()));
        shape.push_back(repeats[d]);
      }
      shape.push_back(d < lead ? 1 : sizes[d - lead]);
    }
    Tensor grad = grads[0].reshape(shape);
    if (!summed.empty()) grad = grad.sum(summed);
    return {grad.reshape(sizes)};
  }
};

/// `self` with the dims of `mask` walked from the end to the beginning.
Tensor plain_flip(const Tensor& self, std::uint64_t mask) {
  Tensor out = make_tensor(self.sizes(), self.dtype());
  if (self.numel() == 0) return out;
  Dims strides = self.impl().strides();
  std::int64_t start = 0;
  for (std::size_t d = 0; d < strides.size(); ++d) {
    if (((mask >> d) & 1) == 0) continue;
    start += (self.sizes()[d] - 1) * strides[d];
    strides[d] = -strides[d];
  }
  const auto nest =
      cpu::make_loop_nest<2>(self.sizes(), {cpu::shape_of(out), cpu::OperandShape{self.sizes(), strides}});
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    T* to = cpu::typed<T>(out);
    const T* from = cpu::typed<T>(self) + start;
    cpu::for_each_row(nest, [&](const auto& at, std::int64_t n, const auto& step) {
      for (std::int64_t i = 0; i < n; ++i) to[at[0] + i * step[0]] = from[at[1] + i * step[1]];
    });
  });
  return out;
}

}  // namespace

Tensor flip(const Tensor& self, IntArrayRef dims) {
  Tensor out = plain_flip(self, dims.empty() ? 0 : dim_mask(dims, self.dim()));
  if (tracks(self)) {
    auto node = make_node<FlipBackward0>(self);
    node->dims = to_dims(dims);
    set_history(out, node);
  }
  return out;
}

Tensor fliplr(const Tensor& self) {
  GRADBOX_CHECK(self.dim() >= 2, "Input must be >= 2-d.");
  return self.flip({1});
}
Tensor flipud(const Tensor& self) {
  GRADBOX_CHECK(self.dim() >= 1, "Input must be >= 1-d.");
  return self.flip({0});
}

Tensor roll(const Tensor& self, IntArrayRef shifts, IntArrayRef dims) {
  GRADBOX_CHECK(!shifts.empty(), "`shifts` required");
  if (dims.empty() && shifts.size() == 1) return roll(self.flatten(), shifts, {0}).view(self.sizes());
  GRADBOX_CHECK(shifts.size() == dims.size(), "shifts and dimensions must align. shifts: ", shifts.size(),
                ", dims:", dims.size());
  Tensor out;
  {
    NoGradGuard unrecorded;
    out = self;
    for (std::size_t i = 0; i < dims.size(); ++i) {
      const std::int64_t size = out.size(dims[i]);
      if (size == 0) continue;
      const std::int64_t shift = ((shifts[i] % size) + size) % size;
      out = cat({out.narrow(dims[i], size - shift, shift), out.narrow(dims[i], 0, size - shift)}, dims[i]);
    }
    if (out.is_same(self)) out = self.clone();
  }
  if (tracks(self)) {
    auto node = make_node<RollBackward0>(self);
    node->shifts = to_dims(shifts);
    node->dims = to_dims(dims);
    set_history(out, node);
  }
  return out;
}

Tensor rot90(const Tensor& self, std::int64_t k, IntArrayRef dims) {
  GRADBOX_CHECK(dims.size() == 2, "expected total rotation dims == 2, but got dims = ", dims.size());
  GRADBOX_CHECK(self.dim() >= 2, "expected total dims >= 2, but got total dims = ", self.dim());
  const std::int64_t a = wrap_dim(dims[0], self.dim());
  const std::int64_t b = wrap_dim(dims[1], self.dim());
  GRADBOX_CHECK(a != b, "expected rotation dims to be different, but got dim0 = ", dims[0], " and dim1 = ", dims[1]);
  const std::int64_t quarters = ((k % 4) + 4) % 4;
  Tensor out;
  {
    NoGradGuard unrecorded;
    if (quarters == 0) out = self.clone();
    if (quarters == 1) out = plain_flip(self, std::uint64_t{1} << b).transpose(a, b).clone();
    if (quarters == 2) out = plain_flip(self, (std::uint64_t{1} << a) | (std::uint64_t{1} << b));
    if (quarters == 3) out = plain_flip(self, std::uint64_t{1} << a).transpose(a, b).clone();
  }
  if (tracks(self)) {
    auto node = make_node<Rot90Backward0>(self);
    node->k = k;
    node->dims = to_dims(dims);
    set_history(out, node);
  }
  return out;
}

Tensor repeat(const Tensor& self, IntArrayRef repeats) {
  GRADBOX_CHECK(static_cast<std::int64_t>(repeats.size()) >= self.dim(),
                "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  const std::size_t lead = repeats.size() - self.sizes().size();
  Dims sizes, block, block_strides;
  for (std::size_t d = 0; d < repeats.size(); ++d) {
    GRADBOX_CHECK(repeats[d] >= 0, "Trying to create tensor with negative dimension ", repeats[d], ": ", repeats);
    const std::int64_t size = d < lead ? 1 : self.sizes()[d - lead];
    sizes.push_back(repeats[d] * size);
    block.push_back(repeats[d]);
    block.push_back(size);
    block_strides.push_back(0);
    block_strides.push_back(d < lead ? 0 : self.strides()[d - lead]);
  }
  Tensor out = make_tensor(sizes, self.dtype());
  cpu::copy(make_alias(out, block, contiguous_strides(block)), make_alias(self, block, block_strides));
  if (tracks(self)) {
    auto node = make_node<RepeatBackward0>(self);
    node->repeats = to_dims(repeats);
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor tile(const Tensor& self, IntArrayRef dims) {
  Dims repeats(std::max(self.sizes().size(), dims.size()) - dims.size(), 1);
  for (const std::int64_t count : dims) repeats.push_back(count);
  return repeat(self, repeats);
}

Tensor repeat_interleave(const Tensor& self, std::int64_t repeats) {
  return repeat_interleave(self.flatten(), repeats, 0);
}
Tensor repeat_interleave(const Tensor& self, std::int64_t repeats, std::int64_t dim) {
  GRADBOX_CHECK(repeats >= 0, "Repeats must be non-negative");
  const std::int64_t d = wrap_dim(dim, self.dim());
  Dims sizes = self.impl().sizes();
  sizes.insert(static_cast<std::size_t>(d) + 1, repeats);
  return self.unsqueeze(d + 1).expand(sizes).contiguous().flatten(d, d + 1);
}

OperatorList rearrange_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"flip"}, {"roll"}, {"rot90"}, {"repeat"}, {"tile"}, {"repeat_interleave"},
  };
  return kOperators;
}

}  // namespace gradbox
