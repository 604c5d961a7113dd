#include "gradbox/ops/gather.h"

#include <limits>
#include <string>

#include "gradbox/backend/cpu/gather.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// A 0-dim tensor counts as one with one dim.
Tensor at_least_1d(const Tensor& tensor) { return tensor.dim() == 0 ? make_alias(tensor, {1}, {1}) : tensor; }

void check_places(const Tensor& self, std::int64_t dim, const Tensor& index, const char* name, const char* self_name) {
  GRADBOX_CHECK(index.dtype() == kInt64, name, "(): Expected dtype int64 for index");
  if (index.numel() == 0) return;
  GRADBOX_CHECK(index.dim() == self.dim(), "Index tensor must have the same number of dimensions as ", self_name,
                " tensor");
  for (std::int64_t d = 0; d < self.dim(); ++d) {
    GRADBOX_CHECK(d == dim || index.size(d) <= self.size(d), "Size does not match at dimension ", d, " expected index ",
                  index.sizes(), " to be smaller than self ", self.sizes(), " apart from dimension ", dim);
  }
}

void check_source(const Tensor& self, const Tensor& index, const Tensor& src, std::int64_t dim, const char* name) {
  GRADBOX_CHECK(self.dtype() == src.dtype(), name, "(): Expected self.dtype to be equal to src.dtype");
  if (index.numel() == 0) return;
  GRADBOX_CHECK(src.dim() == index.dim(), "Index tensor must have the same number of dimensions as src tensor");
  for (std::int64_t d = 0; d < index.dim(); ++d) {
    GRADBOX_CHECK(index.size(d) <= src.size(d), "Expected index ", index.sizes(), " to be smaller than self ",
                  self.sizes(), " apart from dimension ", dim, " and to be smaller size than src ", src.sizes());
  }
}

Tensor plain_gather(const Tensor& self, std::int64_t dim, const Tensor& index) {
  Tensor out = make_tensor(index.sizes(), self.dtype());
  const Tensor to = at_least_1d(out);
  const Tensor from = at_least_1d(self);
  const Tensor places = at_least_1d(index);
  if (places.numel() == 0) return out;
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::gather<T>(places.sizes(), dim, from.size(dim), cpu::typed<T>(to), to.strides(), cpu::typed<T>(from),
                   from.strides(), cpu::typed<std::int64_t>(places), places.strides());
  });
  return out;
}

/// Combines src into `target` at the places.
void scatter_into(const Tensor& target, std::int64_t dim, const Tensor& index, const Tensor& src,
                  cpu::Combine combine) {
  const Tensor to = at_least_1d(target);
  const Tensor from = at_least_1d(src);
  const Tensor places = at_least_1d(index);
  if (places.numel() == 0) return;
  dispatch_all(target.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::scatter<T>(places.sizes(), dim, to.size(dim), cpu::typed<T>(to), to.strides(), cpu::typed<T>(from),
                    from.strides(), cpu::typed<std::int64_t>(places), places.strides(), combine);
  });
}

Tensor plain_scatter(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src,
                     cpu::Combine combine) {
  Tensor out = cast_plain(self, self.dtype());
  scatter_into(out, dim, index, src, combine);
  return out;
}

struct PlacesNode : Node {
  SavedTensor index;
  std::int64_t dim = 0;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.tensor("index", index);
  }
};

struct GatherBackward0 final : PlacesNode {
  Dims sizes;
  std::string name() const override { return "GatherBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {zeros(sizes, grads[0].options()).scatter_add(dim, index.unpack(*this), grads[0])};
  }
};
struct ScatterBackward0 final : PlacesNode {
  std::string name() const override { return "ScatterBackward0"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const Tensor places = index.unpack(*this);
    if (should_compute_output(0)) out[0] = grads[0].scatter(dim, places, 0);
    if (should_compute_output(1)) out[1] = grads[0].gather(dim, places);
    return out;
  }
};
struct ScatterBackward1 final : PlacesNode {
  std::string name() const override { return "ScatterBackward1"; }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? grads[0].scatter(dim, index.unpack(*this), 0) : Tensor()};
  }
};
struct ScatterAddBackward0 final : PlacesNode {
  std::string name() const override { return "ScatterAddBackward0"; }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    if (should_compute_output(1)) out[1] = grads[0].gather(dim, index.unpack(*this));
    if (should_compute_output(0)) out[0] = grads[0];
    return out;
  }
};

struct ScatterReduceBackward0 final : PlacesNode {
  SavedTensor self;
  SavedTensor src;
  SavedTensor result;
  std::string reduce;
  bool include_self = true;
  std::string name() const override { return "ScatterReduceBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("dim", dim);
    visitor.number("include_self", include_self);
    visitor.tensor("index", index);
    visitor.text("reduce", reduce);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
    visitor.tensor("src", src);
  }

  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(2);
    const Tensor places = index.unpack(*this);
    GradList out(2);
    if (reduce == "sum") {
      out[0] = grads[0];
      out[1] = grads[0].gather(dim, places);
    } else if (reduce == "mean") {
      const Tensor start = include_self ? ones_like(grads[0]) : zeros_like(grads[0]);
      const Tensor count = start.scatter_add(dim, places, ones(places.sizes(), start.options()));
      out[0] = grads[0] / count.masked_fill(count.eq(0), 1);
      out[1] = out[0].gather(dim, places);
    } else if (reduce == "prod") {
      of_product(out, grads[0], places);
    } else {
      of_extremum(out, grads[0], places);
    }
    if (!include_self) out[0] = out[0].scatter(dim, places, 0);
    return out;
  }

 private:
  /// src where it takes part.
  Tensor used_source(const Tensor& places) const {
    Tensor used = src.unpack(*this);
    for (std::int64_t d = 0; d < places.dim(); ++d) {
      if (used.size(d) != places.size(d)) used = used.narrow(d, 0, places.size(d));
    }
    return used;
  }

  void of_extremum(GradList& out, const Tensor& grad, const Tensor& places) const {
    const Tensor best = result.unpack(*this);
    const Tensor self_wins = self.unpack(*this).eq(best).to(grad.dtype());
    const Tensor src_wins = used_source(places).eq(best.gather(dim, places)).to(grad.dtype());
    const Tensor shared = grad / self_wins.scatter_add(dim, places, src_wins);
    out[0] = self_wins * shared;
    out[1] = src_wins * shared.gather(dim, places);
  }

  void of_product(GradList& out, const Tensor& grad, const Tensor& places) const {
    const Tensor a = self.unpack(*this);
    const Tensor b = used_source(places);
    const Tensor a_or_1 = a.masked_fill(a.eq(0), 1);
    out[0] = grad * a_or_1.scatter_reduce(dim, places, b, "prod", include_self) / a_or_1;
    const Tensor is_zero = b.eq(0);
    const Tensor zeros_met = zeros_like(a).scatter_add(dim, places, is_zero.to(a.dtype())).gather(dim, places);
    const Tensor only_zero = is_zero.logical_and(zeros_met.eq(1));
    const Tensor others = a.scatter_reduce(dim, places, b.masked_fill(only_zero, 1), "prod", include_self);
    const Tensor product = result.unpack(*this);
    out[1] = where(only_zero, (grad * others).gather(dim, places),
                   (grad * product).gather(dim, places) / b.masked_fill(is_zero, 1));
  }
};

template <class NodeType, class... Inputs>
void record_places(const Tensor& out, std::int64_t dim, const Tensor& index, const Inputs&... inputs) {
  if (!tracks(inputs...)) return;
  auto node = make_node<NodeType>(inputs...);
  node->index.save(index);
  node->dim = dim;
  set_history(out, node);
}

/// The element from which a reduction starts that leaves out self's own.
Scalar start_of(std::string_view reduce, DType dtype) {
  if (reduce == "prod") return 1;
  const bool is_max = reduce == "amax";
  if (!is_max && reduce != "amin") return 0;
  if (is_floating(dtype))
    return is_max ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  return is_max ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

cpu::Combine combine_of(std::string_view reduce) {
  if (reduce == "sum" || reduce == "mean") return cpu::Combine::kAdd;
  if (reduce == "prod") return cpu::Combine::kMultiply;
  if (reduce == "amax") return cpu::Combine::kMaximum;
  GRADBOX_CHECK(reduce == "amin", "reduce argument must be either sum, prod, mean, amax or amin, got ", reduce);
  return cpu::Combine::kMinimum;
}

/// Integers are rounded down.
struct DivideDown {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::is_integral_v<T>) {
      return a / b - (a % b < 0 ? 1 : 0);
    } else {
      return a / b;
    }
  }
};

Tensor number_like(const Tensor& index, Scalar value, DType dtype) {
  return make_expanded_alias(make_scalar_tensor(value, dtype), index.sizes());
}

}  // namespace

Tensor gather(const Tensor& self, std::int64_t dim, const Tensor& index) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  check_places(self, d, index, "gather", "input");
  Tensor out = plain_gather(self, d, index);
  if (tracks(self)) {
    auto node = make_node<GatherBackward0>(self);
    node->index.save(index);
    node->dim = d;
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor scatter(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  check_places(self, d, index, "scatter", "self");
  check_source(self, index, src, d, "scatter");
  Tensor out = plain_scatter(self, d, index, src, cpu::Combine::kAssign);
  record_places<ScatterBackward0>(out, d, index, self, src);
  return out;
}

Tensor scatter(const Tensor& self, std::int64_t dim, const Tensor& index, Scalar value) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  check_places(self, d, index, "scatter", "self");
  Tensor out = plain_scatter(self, d, index, number_like(index, value, self.dtype()), cpu::Combine::kAssign);
  record_places<ScatterBackward1>(out, d, index, self);
  return out;
}

Tensor scatter_add(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  check_places(self, d, index, "scatter_add", "self");
  check_source(self, index, src, d, "scatter_add");
  Tensor out = plain_scatter(self, d, index, src, cpu::Combine::kAdd);
  record_places<ScatterAddBackward0>(out, d, index, self, src);
  return out;
}

Tensor scatter_reduce(const Tensor& self, std::int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view reduce, bool include_self) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  const cpu::Combine combine = combine_of(reduce);
  check_places(self, d, index, "scatter_reduce", "self");
  check_source(self, index, src, d, "scatter_reduce");
  Tensor out = cast_plain(self, self.dtype());
  if (!include_self)
    scatter_into(out, d, index, number_like(index, start_of(reduce, out.dtype()), out.dtype()), cpu::Combine::kAssign);
  scatter_into(out, d, index, src, combine);
  if (reduce == "mean") {
    Tensor count = make_tensor(self.sizes(), self.dtype());
    cpu::fill(count, 1);
    if (!include_self) scatter_into(count, d, index, number_like(index, 0, out.dtype()), cpu::Combine::kAssign);
    scatter_into(count, d, index, number_like(index, 1, out.dtype()), cpu::Combine::kAdd);
    out = zip_numbers(out, count, out.dtype(), DivideDown{});
  }
  if (tracks(self, src)) {
    auto node = make_node<ScatterReduceBackward0>(self, src);
    node->index.save(index);
    node->self.save(self);
    node->src.save(src);
    node->result.save_output(out);
    node->dim = d;
    node->reduce = reduce;
    node->include_self = include_self;
    set_history(out, node);
  }
  return out;
}

namespace {

struct TakeBackward0 final : Node {
  SavedTensor index;
  Dims sizes;
  std::string name() const override { return "TakeBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.tensor("index", index); }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const std::int64_t count = count_elements(sizes);
    const Tensor places = index.unpack(*this).reshape({-1});
    const Tensor wrapped = where(places.lt(0), places + count, places);
    return {zeros({count}, grads[0].options()).index_add(0, wrapped, grads[0].reshape({-1})).reshape(sizes)};
  }
};

}  // namespace

Tensor take(const Tensor& self, const Tensor& index) {
  GRADBOX_CHECK(index.dtype() == kInt64, "take(): Expected a long tensor for index, but got ",
                dtype_short_name(index.dtype()));
  const std::int64_t count = self.numel();
  GRADBOX_CHECK_AS(IndexError, count > 0 || index.numel() == 0, "take(): tried to take from an empty tensor");
  const Tensor from = self.detach().contiguous();
  const Tensor places = index.contiguous();
  Tensor out = make_tensor(index.sizes(), self.dtype());
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    const auto* place = cpu::typed<std::int64_t>(places);
    for (std::int64_t i = 0; i < places.numel(); ++i) {
      GRADBOX_CHECK_AS(IndexError, place[i] >= -count && place[i] < count, "out of range: tried to access index ",
                       place[i], " on a tensor of ", count, " elements.");
      cpu::typed<T>(out)[i] = cpu::typed<T>(from)[place[i] < 0 ? place[i] + count : place[i]];
    }
  });
  if (tracks(self)) {
    auto node = make_node<TakeBackward0>(self);
    node->index.save(index);
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor take_along_dim(const Tensor& self, const Tensor& indices, std::optional<std::int64_t> dim) {
  GRADBOX_CHECK(indices.dtype() == kInt64, "torch.take_along_dim(): dtype of indices should be Long but got ",
                dtype_short_name(indices.dtype()));
  if (!dim) return self.reshape({-1}).gather(0, indices.reshape({-1}));
  GRADBOX_CHECK(self.dim() == indices.dim(),
                "torch.take_along_dim(): input and indices should have the same number of dimensions, but got ",
                self.dim(), " dimensions for input, and ", indices.dim(), " dimensions for indices");
  const std::int64_t d = wrap_dim(*dim, self.dim());
  Dims without = self.impl().sizes();
  without[static_cast<std::size_t>(d)] = indices.size(d);
  Dims index_sizes = broadcast_shapes(without, indices.sizes());
  without = indices.impl().sizes();
  without[static_cast<std::size_t>(d)] = self.size(d);
  const Dims self_sizes = broadcast_shapes(without, self.sizes());
  const Tensor source = self.sizes() == IntArrayRef(self_sizes) ? self : self.expand(self_sizes);
  return source.gather(d, indices.expand(index_sizes));
}

template <>
Tensor& GatherMethods<Tensor>::scatter_(std::int64_t dim, const Tensor& index, const Tensor& src) const {
  return assign_inplace(self(), tracks(self(), src), [&](const Tensor& old) { return old.scatter(dim, index, src); });
}
template <>
Tensor& GatherMethods<Tensor>::scatter_(std::int64_t dim, const Tensor& index, Scalar value) const {
  return assign_inplace(self(), tracks(self()), [&](const Tensor& old) { return old.scatter(dim, index, value); });
}
template <>
Tensor& GatherMethods<Tensor>::scatter_add_(std::int64_t dim, const Tensor& index, const Tensor& src) const {
  return assign_inplace(self(), tracks(self(), src),
                        [&](const Tensor& old) { return old.scatter_add(dim, index, src); });
}

OperatorList gather_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"gather"}, {"scatter"}, {"scatter_add"}, {"scatter_reduce"}, {"take"}, {"take_along_dim"},
  };
  return kOperators;
}

}  // namespace gradbox
