#include "gradbox/ops/masked.h"

#include "gradbox/ops/join.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct MaskNode : Node {
  SavedTensor mask;
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("mask", mask); }
};

struct MaskedFillBackward0 final : MaskNode {
  std::string name() const override { return "MaskedFillBackward0"; }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? grads[0].masked_fill(mask.unpack(*this), 0) : Tensor()};
  }
};
struct MaskedFillBackward1 final : MaskNode {
  std::string name() const override { return "MaskedFillBackward1"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor where_true = mask.unpack(*this);
    if (should_compute_output(0)) out[0] = grads[0].masked_fill(where_true, 0);
    if (should_compute_output(1)) out[1] = grads[0].masked_select(where_true).sum();
    return out;
  }
};
struct MaskedSelectBackward0 final : MaskNode {
  Dims sizes;
  std::string name() const override { return "MaskedSelectBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {zeros(sizes, grads[0].options()).masked_scatter(mask.unpack(*this), grads[0])};
  }
};
struct MaskedScatterBackward0 final : MaskNode {
  Dims sizes;
  std::string name() const override { return "MaskedScatterBackward0"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor where_true = mask.unpack(*this);
    if (should_compute_output(0)) out[0] = grads[0].masked_fill(where_true, 0);
    if (should_compute_output(1)) {
      const Tensor used = grads[0].masked_select(where_true);
      const std::int64_t unused = count_elements(sizes) - used.numel();
      out[1] = (unused > 0 ? cat({used, zeros({unused}, used.options())}) : used).reshape(sizes);
    }
    return out;
  }
};

void check_mask(const Tensor& mask, const char* name) {
  GRADBOX_CHECK(mask.dtype() == kBool, name, ": expected BoolTensor for mask");
}

/// A row-major look at the mask in `sizes`.
Tensor laid_out(const Tensor& mask, IntArrayRef sizes) {
  if (mask.sizes() == sizes && mask.is_contiguous()) return mask;
  Tensor out = make_tensor(sizes, mask.dtype());
  cpu::copy(out, mask);
  return out;
}

Tensor plain_fill(const Tensor& self, const Tensor& mask, Scalar value) {
  const Dims sizes = broadcast_shapes(mask.sizes(), self.sizes());
  Tensor out = make_tensor(sizes, self.dtype());
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const T filling = value.to<T>();
    const auto nest = cpu::make_loop_nest<3>(sizes, {cpu::shape_of(out), cpu::shape_of(self), cpu::shape_of(mask)});
    cpu::for_each_row(nest, [&](const auto& at, std::int64_t n, const auto& step) {
      T* to = cpu::typed<T>(out) + at[0];
      const T* from = cpu::typed<T>(self) + at[1];
      const bool* set = cpu::typed<bool>(mask) + at[2];
      for (std::int64_t i = 0; i < n; ++i) to[i * step[0]] = set[i * step[2]] ? filling : from[i * step[1]];
    });
  });
  return out;
}

}  // namespace

Tensor masked_fill(const Tensor& self, const Tensor& mask, Scalar value) {
  GRADBOX_CHECK(mask.dtype() == kBool, "masked_fill only supports boolean masks, but got mask with dtype ",
                dtype_short_name(mask.dtype()));
  GRADBOX_CHECK(is_floating(self.dtype()) || !value.isFloatingPoint(), "value cannot be converted to type ",
                dtype_short_name(self.dtype()), " without overflow");
  Tensor out = plain_fill(self, mask, value);
  if (tracks(self)) {
    auto node = make_node<MaskedFillBackward0>(self);
    node->mask.save(mask);
    set_history(out, node);
  }
  return out;
}

Tensor masked_fill(const Tensor& self, const Tensor& mask, const Tensor& value) {
  GRADBOX_CHECK(mask.dtype() == kBool, "masked_fill only supports boolean masks, but got mask with dtype ",
                dtype_short_name(mask.dtype()));
  GRADBOX_CHECK(value.dim() == 0, "masked_fill only supports a 0-dimensional value tensor, but got tensor with ",
                value.dim(), " dimension(s).");
  Tensor out = plain_fill(self, mask, value.item());
  if (tracks(self, value)) {
    auto node = make_node<MaskedFillBackward1>(self, value);
    node->mask.save(mask);
    set_history(out, node);
  }
  return out;
}

Tensor masked_select(const Tensor& self, const Tensor& mask) {
  check_mask(mask, "masked_select");
  const Dims sizes = broadcast_shapes(mask.sizes(), self.sizes());
  const Tensor chosen = laid_out(mask.detach(), sizes);
  const Tensor from = laid_out(self.detach(), sizes);
  const bool* set = cpu::typed<bool>(chosen);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < chosen.numel(); ++i) count += set[i] ? 1 : 0;
  Tensor out = make_tensor({count}, self.dtype());
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    T* to = cpu::typed<T>(out);
    const T* values = cpu::typed<T>(from);
    for (std::int64_t i = 0; i < chosen.numel(); ++i) {
      if (set[i]) *to++ = values[i];
    }
  });
  if (tracks(self)) {
    auto node = make_node<MaskedSelectBackward0>(self);
    node->mask.save(mask);
    node->sizes = sizes;
    set_history(out, node);
  }
  return out;
}

Tensor masked_scatter(const Tensor& self, const Tensor& mask, const Tensor& source) {
  check_mask(mask, "masked_scatter");
  GRADBOX_CHECK(self.dtype() == source.dtype(), "masked_scatter: expected self and source to have same dtypes but got",
                dtype_short_name(self.dtype()), " and ", dtype_short_name(source.dtype()));
  const Dims sizes = broadcast_shapes(mask.sizes(), self.sizes());
  Tensor out = make_tensor(sizes, self.dtype());
  cpu::copy(out, self);
  const Tensor chosen = laid_out(mask.detach(), sizes);
  const Tensor from = source.detach().contiguous();
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const bool* set = cpu::typed<bool>(chosen);
    std::int64_t used = 0;
    for (std::int64_t i = 0; i < chosen.numel(); ++i) {
      if (!set[i]) continue;
      GRADBOX_CHECK(used < from.numel(), "Number of elements of source < number of ones in mask");
      cpu::typed<T>(out)[i] = cpu::typed<T>(from)[used++];
    }
  });
  if (tracks(self, source)) {
    auto node = make_node<MaskedScatterBackward0>(self, source);
    node->mask.save(mask);
    node->sizes = source.impl().sizes();
    set_history(out, node);
  }
  return out;
}

template <>
Tensor& MaskedMethods<Tensor>::masked_fill_(const Tensor& mask, Scalar value) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.masked_fill(mask, value); });
}
template <>
Tensor& MaskedMethods<Tensor>::masked_fill_(const Tensor& mask, const Tensor& value) const {
  return assign_inplace(self(), tracks(self(), value), [&](const Tensor& old) { return old.masked_fill(mask, value); });
}
template <>
Tensor& MaskedMethods<Tensor>::masked_scatter_(const Tensor& mask, const Tensor& source) const {
  return assign_inplace(self(), tracks(self(), source),
                        [&](const Tensor& old) { return old.masked_scatter(mask, source); });
}

OperatorList masked_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"masked_fill"},
      {"masked_select"},
      {"masked_scatter"},
  };
  return kOperators;
}

}  // namespace gradbox
