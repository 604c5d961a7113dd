#include "gradbox/ops/extremes.h"

#include <limits>

#include "gradbox/backend/cpu/sort.h"
#include "gradbox/ops/registry.h"
#include "gradbox/ops/select_support.h"

namespace gradbox {
namespace {

using namespace detail;

/// Over everything, and to be shared among the winners.
struct SharedNode : Node {
  SavedTensor self;
  SavedTensor result;
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    const Tensor value = result.unpack(*this);
    const Tensor winners = value.detach().isnan().item<bool>() ? x.isnan() : x.eq(value);
    return {where(winners, grads[0] / winners.sum(), 0.0)};
  }
};
struct MaxBackward1 final : SharedNode {
  std::string name() const override { return "MaxBackward1"; }
};
struct MinBackward1 final : SharedNode {
  std::string name() const override { return "MinBackward1"; }
};
struct MedianBackward0 final : SharedNode {
  std::string name() const override { return "MedianBackward0"; }
};
struct NanmedianBackward0 final : SharedNode {
  std::string name() const override { return "NanmedianBackward0"; }
};

struct MaxBackward0 final : SelectNode {
  std::string name() const override { return "MaxBackward0"; }
};
struct MinBackward0 final : SelectNode {
  std::string name() const override { return "MinBackward0"; }
};
struct MedianBackward1 final : SelectNode {
  std::string name() const override { return "MedianBackward1"; }
};
struct NanmedianBackward1 final : SelectNode {
  std::string name() const override { return "NanmedianBackward1"; }
};

/// Over some dims, and to be shared among the winners.
struct SharedAlongNode : Node {
  SavedTensor self;
  SavedTensor result;
  ReducedDims reduced;
  void visit_saved(SavedVisitor& visitor) override {
    reduced.visit(visitor);
    visitor.tensor("result", result);
    visitor.tensor("self", self);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor winners = self.unpack(*this).eq(reduced.restored(result.unpack(*this)));
    return {reduced.restored(grads[0]) * winners / winners.sum(reduced.dims, true)};
  }
};
struct AmaxBackward0 final : SharedAlongNode {
  std::string name() const override { return "AmaxBackward0"; }
};
struct AminBackward0 final : SharedAlongNode {
  std::string name() const override { return "AminBackward0"; }
};

struct Larger {
  template <class T>
  static T start() {
    return std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity()
                                                : std::numeric_limits<T>::lowest();
  }
  template <class T>
  T operator()(T a, T b) const {
    return a != a || a > b ? a : b;
  }
};
struct Smaller {
  template <class T>
  static T start() {
    return std::numeric_limits<T>::has_infinity ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  }
  template <class T>
  T operator()(T a, T b) const {
    return a != a || a < b ? a : b;
  }
};

/// The extremes with the dims kept, unrecorded.
template <class Which>
Tensor plain_extreme(const Tensor& self, const ReducedDims& reduced) {
  Tensor out = make_tensor(reduced.kept, self.dtype());
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::reduce_kernel<T>(out, self, Which::template start<T>(), Which{});
  });
  return out;
}

template <class NodeType>
Tensor record_shared(const Tensor& self, Tensor&& out) {
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->self.save(self);
    node->result.save_output(out);
    set_history(out, node);
  }
  return std::move(out);
}

template <class NodeType, class Which>
Tensor extreme_of_all(const Tensor& self, const char* name) {
  GRADBOX_CHECK(self.numel() > 0, name,
                "(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
                "the 'dim' argument.");
  const ReducedDims all(self, {}, false);
  return record_shared<NodeType>(self, all.shaped(plain_extreme<Which>(self, all)));
}

template <class NodeType, class Which>
Tensor extreme_of_dims(const Tensor& self, IntArrayRef dim, bool keepdim, const char* name) {
  const ReducedDims reduced(self, dim, keepdim);
  for (std::size_t d = 0; d < reduced.sizes.size(); ++d) {
    GRADBOX_CHECK_AS(IndexError, reduced.sizes[d] > 0 || reduced.kept[d] != 1, name, "(): Expected reduction dim ", d,
                     " to have non-zero size.");
  }
  Tensor out = reduced.shaped(plain_extreme<Which>(self, reduced));
  if (tracks(self)) {
    auto node = make_node<NodeType>(self);
    node->self.save(self);
    node->result.save_output(out);
    node->reduced = reduced;
    set_history(out, node);
  }
  return out;
}

template <class NodeType>
std::tuple<Tensor, Tensor> extreme_along(const Tensor& self, std::int64_t dim, bool keepdim, bool largest,
                                         const char* name) {
  return select_along<NodeType>(self, dim, keepdim, name,
                                [&](auto kind, std::int64_t d, auto in, auto value, auto index) {
                                  cpu::extreme<decltype(kind)>(self.sizes(), d, largest, in, value, index);
                                });
}

Tensor place_of_extreme(const Tensor& self, std::optional<std::int64_t> dim, bool keepdim, bool largest,
                        const char* name) {
  const Tensor in = self.detach();
  if (dim) return std::get<1>(extreme_along<MaxBackward0>(in, *dim, keepdim, largest, name));
  GRADBOX_CHECK_AS(IndexError, self.numel() > 0, name,
                   "(): Expected reduction dim to be specified for input.numel() == 0.");
  const Tensor place = std::get<1>(extreme_along<MaxBackward0>(in.reshape({-1}), 0, false, largest, name));
  return keepdim ? place.reshape(Dims(self.sizes().size(), 1)) : place;
}

template <class NodeType>
std::tuple<Tensor, Tensor> median_along(const Tensor& self, std::int64_t dim, bool keepdim, bool ignore_nan,
                                        const char* name) {
  return select_along<NodeType>(self, dim, keepdim, name,
                                [&](auto kind, std::int64_t d, auto in, auto value, auto index) {
                                  cpu::median<decltype(kind)>(self.sizes(), d, ignore_nan, in, value, index);
                                });
}

template <class NodeType>
Tensor median_of_all(const Tensor& self, bool ignore_nan) {
  if (self.numel() == 0) return full({}, std::numeric_limits<double>::quiet_NaN(), self.options());
  const Tensor flat = self.detach().reshape({-1});
  return record_shared<NodeType>(self,
                                 std::get<0>(median_along<MedianBackward1>(flat, 0, false, ignore_nan, "median")));
}

}  // namespace

Tensor max(const Tensor& self) { return extreme_of_all<MaxBackward1, Larger>(self, "max"); }
Tensor min(const Tensor& self) { return extreme_of_all<MinBackward1, Smaller>(self, "min"); }
std::tuple<Tensor, Tensor> max(const Tensor& self, std::int64_t dim, bool keepdim) {
  return extreme_along<MaxBackward0>(self, dim, keepdim, true, "max");
}
std::tuple<Tensor, Tensor> min(const Tensor& self, std::int64_t dim, bool keepdim) {
  return extreme_along<MinBackward0>(self, dim, keepdim, false, "min");
}
Tensor max(const Tensor& self, const Tensor& other) { return maximum(self, other); }
Tensor min(const Tensor& self, const Tensor& other) { return minimum(self, other); }
Tensor amax(const Tensor& self, IntArrayRef dim, bool keepdim) {
  return extreme_of_dims<AmaxBackward0, Larger>(self, dim, keepdim, "amax");
}
Tensor amin(const Tensor& self, IntArrayRef dim, bool keepdim) {
  return extreme_of_dims<AminBackward0, Smaller>(self, dim, keepdim, "amin");
}
Tensor argmax(const Tensor& self, std::optional<std::int64_t> dim, bool keepdim) {
  return place_of_extreme(self, dim, keepdim, true, "argmax");
}
Tensor argmin(const Tensor& self, std::optional<std::int64_t> dim, bool keepdim) {
  return place_of_extreme(self, dim, keepdim, false, "argmin");
}
Tensor median(const Tensor& self) { return median_of_all<MedianBackward0>(self, false); }
Tensor nanmedian(const Tensor& self) { return median_of_all<NanmedianBackward0>(self, true); }
std::tuple<Tensor, Tensor> median(const Tensor& self, std::int64_t dim, bool keepdim) {
  return median_along<MedianBackward1>(self, dim, keepdim, false, "median");
}
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, std::int64_t dim, bool keepdim) {
  return median_along<NanmedianBackward1>(self, dim, keepdim, true, "nanmedian");
}

OperatorList extremes_operators() {
  static constexpr OperatorInfo kOperators[] = {{"max"},    {"min"},        {"max_dim"},   {"min_dim"},
                                                {"amax"},   {"amin"},       {"argmax"},    {"argmin"},
                                                {"median"}, {"median_dim"}, {"nanmedian"}, {"nanmedian_dim"}};
  return kOperators;
}

}  // namespace gradbox
