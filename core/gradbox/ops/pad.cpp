#include "gradbox/ops/pad.h"

#include <algorithm>
#include <string>

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

struct ConstantPadNdBackward0 final : Node {
  Dims pad;
  std::string name() const override { return "ConstantPadNdBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("pad", pad); }
  GradList apply(GradList&& grads) override {
    Dims back = pad;
    for (std::int64_t& amount : back) amount = -amount;
    return {grads[0].defined() ? constant_pad_nd(grads[0], back) : Tensor()};
  }
};

/// Where each place of a widened dim takes its element from.
using Source = std::int64_t (*)(std::int64_t place, std::int64_t size);

std::int64_t reflected(std::int64_t place, std::int64_t size) {
  if (place < 0) return -place;
  return place < size ? place : 2 * (size - 1) - place;
}
std::int64_t replicated(std::int64_t place, std::int64_t size) { return std::clamp<std::int64_t>(place, 0, size - 1); }
std::int64_t wrapped(std::int64_t place, std::int64_t size) { return ((place % size) + size) % size; }

Tensor places_along(std::int64_t before, std::int64_t after, std::int64_t size, Source source) {
  Tensor out = make_tensor({before + size + after}, kInt64);
  auto* to = cpu::typed<std::int64_t>(out);
  for (std::int64_t i = 0; i < out.numel(); ++i) to[i] = source(i - before, size);
  return out;
}

/// Of reflect and replicate: selects along every widened dim.
struct ContinuedPadBackward final : Node {
  const char* kind = "";
  Dims pad;
  Dims sizes;
  Source source = nullptr;
  std::string name() const override { return str(kind, "Pad", pad.size() / 2, "DBackward0"); }
  void visit_saved(SavedVisitor& visitor) override { visitor.dims("padding", pad); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    Tensor grad = grads[0];
    const std::int64_t ndim = grad.dim();
    for (std::size_t i = 0; i < pad.size() / 2; ++i) {
      const std::int64_t dim = ndim - 1 - static_cast<std::int64_t>(i);
      Dims narrowed = grad.impl().sizes();
      const std::int64_t size = sizes[static_cast<std::size_t>(dim)];
      narrowed[static_cast<std::size_t>(dim)] = size;
      grad =
          zeros(narrowed, grad.options()).index_add(dim, places_along(pad[2 * i], pad[2 * i + 1], size, source), grad);
    }
    return {grad};
  }
};

Tensor select_continued(Tensor out, IntArrayRef pad, Source source) {
  for (std::size_t i = 0; i < pad.size() / 2; ++i) {
    const std::int64_t dim = out.dim() - 1 - static_cast<std::int64_t>(i);
    out = out.index_select(dim, places_along(pad[2 * i], pad[2 * i + 1], out.size(dim), source));
  }
  return out;
}

void check_reflection(const Tensor& self, IntArrayRef pad) {
  for (std::size_t i = 0; i < pad.size() / 2; ++i) {
    const std::int64_t dim = self.dim() - 1 - static_cast<std::int64_t>(i);
    const std::int64_t size = self.size(dim);
    GRADBOX_CHECK(pad[2 * i] < size && pad[2 * i + 1] < size, "Argument #", 4 + 2 * i,
                  ": Padding size should be less than the corresponding input dimension, but got: padding (",
                  pad[2 * i], ", ", pad[2 * i + 1], ") at dimension ", dim, " of input ", self.sizes());
  }
}

Tensor continued(const Tensor& self, IntArrayRef pad, const char* kind, Source source) {
  Tensor out;
  {
    NoGradGuard unrecorded;
    out = select_continued(self, pad, source);
  }
  if (tracks(self)) {
    auto node = make_node<ContinuedPadBackward>(self);
    node->kind = kind;
    node->pad = to_dims(pad);
    node->sizes = self.impl().sizes();
    node->source = source;
    set_history(out, node);
  }
  return out;
}

}  // namespace

Tensor constant_pad_nd(const Tensor& self, IntArrayRef pad, Scalar value) {
  GRADBOX_CHECK(pad.size() % 2 == 0, "Length of pad must be even but instead it equals ", pad.size());
  GRADBOX_CHECK(static_cast<std::int64_t>(pad.size() / 2) <= self.dim(),
                "Length of pad should be no more than twice the number of dimensions of the input. Pad length is ",
                pad.size(), "while the input has ", self.dim(), "dimensions.");
  Dims sizes = self.impl().sizes();
  Dims common = self.impl().sizes();
  std::int64_t from = 0;
  Dims starts(sizes.size(), 0);
  for (std::size_t i = 0; i < pad.size() / 2; ++i) {
    const std::size_t d = sizes.size() - 1 - i;
    const std::int64_t before = pad[2 * i];
    const std::int64_t after = pad[2 * i + 1];
    sizes[d] += before + after;
    GRADBOX_CHECK(sizes[d] >= 0, "The input size ", self.sizes()[d], ", plus negative padding ", before, " and ", after,
                  " resulted in a negative output size, which is invalid. Check dimension ", d, " of your input.");
    common[d] += std::min<std::int64_t>(before, 0) + std::min<std::int64_t>(after, 0);
    common[d] = std::max<std::int64_t>(common[d], 0);
    starts[d] = std::max<std::int64_t>(before, 0);
    from += std::max<std::int64_t>(-before, 0) * self.strides()[d];
  }
  Tensor out = make_tensor(sizes, self.dtype());
  cpu::fill(out, value);
  if (count_elements(common) > 0) {
    std::int64_t to = 0;
    for (std::size_t d = 0; d < sizes.size(); ++d) to += starts[d] * out.strides()[d];
    cpu::copy(make_alias(out, common, out.strides(), to), make_alias(self, common, self.strides(), from));
  }
  if (tracks(self)) {
    auto node = make_node<ConstantPadNdBackward0>(self);
    node->pad = to_dims(pad);
    set_history(out, node);
  }
  return out;
}

Tensor pad(const Tensor& self, IntArrayRef pad, std::string_view mode, std::optional<double> value) {
  GRADBOX_CHECK(pad.size() % 2 == 0, "Padding length must be divisible by 2");
  GRADBOX_CHECK(static_cast<std::int64_t>(pad.size()) <= 2 * self.dim(), "Padding length too large");
  if (mode == "constant") return constant_pad_nd(self, pad, value.value_or(0.0));
  GRADBOX_CHECK(!value || *value == 0, "Padding mode \"", mode, "\" doesn\'t take in value argument");
  const std::int64_t padded = static_cast<std::int64_t>(pad.size() / 2);
  GRADBOX_CHECK_AS(NotImplementedError,
                   padded >= 1 && padded <= 3 && (self.dim() == padded + 1 || self.dim() == padded + 2),
                   "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
  if (mode == "reflect") {
    check_reflection(self, pad);
    return continued(self, pad, "Reflection", reflected);
  }
  if (mode == "replicate") return continued(self, pad, "Replication", replicated);
  GRADBOX_CHECK_AS(NotImplementedError, mode == "circular", "Unrecognised padding mode ", mode);
  for (std::size_t i = 0; i < pad.size() / 2; ++i) {
    const std::int64_t size = self.size(-1 - static_cast<std::int64_t>(i));
    GRADBOX_CHECK(pad[2 * i] <= size && pad[2 * i + 1] <= size, "Padding value causes wrapping around more than once.");
  }
  return select_continued(self, pad, wrapped);
}

OperatorList pad_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"pad"},
      {"constant_pad_nd"},
  };
  return kOperators;
}

}  // namespace gradbox
