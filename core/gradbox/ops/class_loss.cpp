#include "gradbox/ops/class_loss.h"

#include "gradbox/ops/loss.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// What the negative log likelihood is taken of, besides the scores.
struct NllTerms {
  Tensor target;
  Tensor weight;
  std::int64_t reduction = Reduction::Mean;
  std::int64_t ignore_index = -100;
};

/// Scores [N, C, S] of any strides: a batch of columns of classes.
struct Columns {
  explicit Columns(const Tensor& self) {
    const bool batched = self.dim() > 1;
    const std::size_t class_dim = batched ? 1 : 0;
    batch = batched ? self.sizes()[0] : 1;
    classes = self.sizes()[class_dim];
    for (std::size_t d = class_dim + 1; d < self.sizes().size(); ++d) inner *= self.sizes()[d];
  }
  std::int64_t batch = 1;
  std::int64_t classes = 1;
  std::int64_t inner = 1;
};

/// Calls visit(where the target's score lies in a contiguous tensor, which target, its weight) for every target that
/// counts.
template <class T, class Visit>
void for_each_target(const Columns& columns, const NllTerms& terms, Visit&& visit) {
  const auto* target = cpu::typed<std::int64_t>(terms.target);
  const T* weight = terms.weight.defined() ? cpu::typed<T>(terms.weight) : nullptr;
  for (std::int64_t n = 0; n < columns.batch; ++n) {
    for (std::int64_t s = 0; s < columns.inner; ++s) {
      const std::int64_t i = n * columns.inner + s;
      const std::int64_t c = target[i];
      if (c == terms.ignore_index) continue;
      GRADBOX_CHECK_AS(IndexError, c >= 0 && c < columns.classes, "Target ", c, " is out of bounds.");
      visit((n * columns.classes + c) * columns.inner + s, i, weight != nullptr ? weight[c] : T{1});
    }
  }
}

Tensor nll(const Tensor& self, const NllTerms& terms);
Tensor nll_gradient(const Tensor& grad, const Dims& sizes, const NllTerms& terms);

/// The loss is linear in the scores: its derivative does not need them.
struct NllNode final : Node {
  NllTerms terms;
  SavedTensor target;
  SavedTensor weight;
  Dims sizes;
  std::string name() const override { return sizes.size() > 2 ? "NllLoss2DBackward0" : "NllLossBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("ignore_index", terms.ignore_index);
    visitor.number("reduction", terms.reduction);
    visitor.tensor("target", target);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {nll_gradient(grads[0], sizes,
                         {target.unpack(*this), weight.unpack(*this), terms.reduction, terms.ignore_index})};
  }
};

struct NllBackwardNode final : Node {
  NllTerms terms;
  bool is_2d = false;
  std::string name() const override { return is_2d ? "NllLoss2DBackwardBackward0" : "NllLossBackwardBackward0"; }
  GradList apply(GradList&& grads) override { return {grads[0].defined() ? nll(grads[0], terms) : Tensor()}; }
};

/// What the sum of the losses is divided by.
template <class T>
T mean_divisor(const Columns& columns, const NllTerms& terms) {
  T total = 0;
  for_each_target<T>(columns, terms, [&](std::int64_t, std::int64_t, T w) { total += w; });
  return total;
}

Tensor nll(const Tensor& self, const NllTerms& terms) {
  const Columns columns(self);
  const Tensor scores = self.detach().contiguous();
  Tensor out = make_tensor(terms.reduction == Reduction::None ? terms.target.sizes() : IntArrayRef(), self.dtype());
  dispatch_floating(self.dtype(), "nll_loss_out_frame", [&](auto kind) {
    using T = decltype(kind);
    const T* x = cpu::typed<T>(scores);
    T* y = cpu::typed<T>(out);
    if (terms.reduction == Reduction::None) {
      cpu::fill(out, 0);
      for_each_target<T>(columns, terms, [&](std::int64_t at, std::int64_t i, T w) { y[i] = -w * x[at]; });
      return;
    }
    T sum = 0, weights = 0;
    for_each_target<T>(columns, terms, [&](std::int64_t at, std::int64_t, T w) {
      sum -= w * x[at];
      weights += w;
    });
    *y = terms.reduction == Reduction::Mean ? sum / weights : sum;
  });
  if (tracks(self)) {
    auto node = make_node<NllNode>(self);
    node->terms.reduction = terms.reduction;
    node->terms.ignore_index = terms.ignore_index;
    node->target.save(terms.target);
    node->weight.save(terms.weight);
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor nll_gradient(const Tensor& grad, const Dims& sizes, const NllTerms& terms) {
  Tensor out = make_tensor(sizes, grad.dtype());
  cpu::fill(out, 0);
  const Columns columns(out);
  const Tensor from = grad.detach().contiguous();
  dispatch_floating(grad.dtype(), "nll_loss_backward_out_frame", [&](auto kind) {
    using T = decltype(kind);
    T* to = cpu::typed<T>(out);
    const T* g = cpu::typed<T>(from);
    if (terms.reduction == Reduction::None) {
      for_each_target<T>(columns, terms, [&](std::int64_t at, std::int64_t i, T w) { to[at] = -w * g[i]; });
      return;
    }
    const T scale = terms.reduction == Reduction::Mean ? *g / mean_divisor<T>(columns, terms) : *g;
    for_each_target<T>(columns, terms, [&](std::int64_t at, std::int64_t, T w) { to[at] = -w * scale; });
  });
  if (tracks(grad)) {
    auto node = make_node<NllBackwardNode>(grad);
    node->terms = terms;
    node->is_2d = sizes.size() > 2;
    set_history(out, node);
  }
  return out;
}

NllTerms checked_terms(const Tensor& self, const Tensor& target, const Tensor& weight, std::int64_t reduction,
                       std::int64_t ignore_index) {
  GRADBOX_CHECK_AS(ValueError, reduction >= Reduction::None && reduction < Reduction::END, reduction,
                   " is not a valid value for reduction");
  GRADBOX_CHECK(target.dtype() == kInt64, "expected scalar type Long but found ", dtype_short_name(target.dtype()));
  const std::int64_t classes = Columns(self).classes;
  if (weight.defined()) {
    GRADBOX_CHECK(weight.dim() == 1 && weight.numel() == classes, "weight tensor should be defined either for all ",
                  classes, " classes or no classes but got weight tensor of shape: ", weight.sizes());
    GRADBOX_CHECK(weight.dtype() == self.dtype(), "expected scalar type ", dtype_short_name(self.dtype()),
                  " but found ", dtype_short_name(weight.dtype()));
  }
  return {target.contiguous(), weight.defined() ? weight.detach().contiguous() : Tensor(), reduction, ignore_index};
}

/// The weights, which lie along the classes, in a shape that broadcasts with the scores.
Tensor along_classes(const Tensor& weight, const Tensor& self) {
  Dims shape(self.sizes().size(), 1);
  shape[self.dim() == 1 ? 0 : 1] = weight.numel();
  return weight.view(shape);
}

Tensor cross_entropy_with_probabilities(const Tensor& self, const Tensor& target, const Tensor& weight,
                                        std::int64_t reduction, double label_smoothing) {
  const std::int64_t class_dim = self.dim() == 1 ? 0 : 1;
  GRADBOX_CHECK(is_floating(target.dtype()), "Expected floating point type for target with class probabilities, got ",
                dtype_short_name(target.dtype()));
  const std::int64_t classes = self.size(class_dim);
  const Tensor wanted =
      label_smoothing > 0 ? target * (1 - label_smoothing) + label_smoothing / static_cast<double>(classes) : target;
  Tensor product = self.log_softmax(class_dim) * wanted;
  if (weight.defined()) product = product * along_classes(weight, self);
  if (reduction == Reduction::None) return product.sum({class_dim}).neg();
  const Tensor total = product.sum().neg();
  return reduction == Reduction::Sum ? total : total / (self.numel() / classes);
}

Tensor smoothed_cross_entropy(const Tensor& self, const Tensor& target, const Tensor& weight, std::int64_t reduction,
                              std::int64_t ignore_index, double label_smoothing) {
  const std::int64_t class_dim = self.dim() == 1 ? 0 : 1;
  const Tensor input = self.log_softmax(class_dim);
  const Tensor direct = nll_loss(input, target, weight, reduction, ignore_index);
  const Tensor ignored = target.eq(ignore_index);
  Tensor smooth =
      (weight.defined() ? (input * along_classes(weight, input)).sum({class_dim}) : input.sum({class_dim})).neg();
  smooth = smooth.masked_fill(ignored, 0);
  if (reduction == Reduction::Sum) smooth = smooth.sum();
  if (reduction == Reduction::Mean) {
    const Tensor counted = ignored.logical_not();
    smooth = weight.defined() ? smooth.sum() / weight.index_select(0, target.masked_select(counted)).sum()
                              : smooth.masked_select(counted).mean();
  }
  return direct * (1 - label_smoothing) + smooth * (label_smoothing / static_cast<double>(self.size(class_dim)));
}

struct MultiMarginBackward0 final : Node {
  SavedTensor self;
  SavedTensor target;
  SavedTensor weight;
  Scalar p = 1;
  Scalar margin = 1;
  std::int64_t reduction = Reduction::Mean;
  std::string name() const override { return "MultiMarginLossBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("margin", margin);
    visitor.number("p", p);
    visitor.number("reduction", reduction);
    visitor.tensor("self", self);
    visitor.tensor("target", target);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor x = self.unpack(*this);
    const Tensor rows = x.dim() == 1 ? x.unsqueeze(0) : x;
    const Tensor at = target.unpack(*this).reshape({-1, 1});
    const Tensor w = weight.unpack(*this);
    Tensor grad = grads[0] / rows.size(1);
    if (reduction == Reduction::Mean) grad = grad / rows.size(0);
    if (reduction == Reduction::None) grad = grad.reshape({-1, 1});
    if (w.defined()) grad = grad * w.index_select(0, at.flatten()).unsqueeze(1);
    const Tensor gap = rows - rows.gather(1, at) + margin;
    const Tensor inside = gap.gt(0).to(x.dtype());
    const Tensor slope = (p.equal(1) ? inside : gap * inside * 2).scatter(1, at, 0) * grad;
    return {slope.scatter(1, at, slope.sum({1}, true).neg()).reshape(x.sizes())};
  }
};

}  // namespace

Tensor nll_loss(const Tensor& self, const Tensor& target, const Tensor& weight, std::int64_t reduction,
                std::int64_t ignore_index) {
  const std::int64_t dim = self.dim();
  GRADBOX_CHECK_AS(ValueError, dim >= 1, "Expected 1 or more dimensions (got ", dim, ")");
  if (dim != 1) {
    const std::int64_t rows = target.dim() > 0 ? target.size(0) : 0;
    GRADBOX_CHECK_AS(ValueError, target.dim() > 0 && self.size(0) == rows, "Expected input batch_size (", self.size(0),
                     ") to match target batch_size (", rows, ").");
  }
  const NllTerms terms = checked_terms(self, target, weight, reduction, ignore_index);
  if (dim <= 2) {
    GRADBOX_CHECK(target.dim() <= 1, "0D or 1D target tensor expected, multi-target not supported");
    return nll(self, terms);
  }
  Dims expected = self.impl().sizes();
  expected.erase(1);
  GRADBOX_CHECK(target.sizes() == IntArrayRef(expected), "Expected target size ", IntArrayRef(expected), ", got ",
                target.sizes());
  if (dim == 4) return nll(self, terms);
  const std::int64_t inner = self.numel() == 0 ? 0 : self.numel() / (self.size(0) * self.size(1));
  NllTerms flat = terms;
  flat.target = terms.target.view({self.size(0), 1, inner});
  const Tensor out = nll(self.contiguous().view({self.size(0), self.size(1), 1, inner}), flat);
  return reduction == Reduction::None ? out.view(expected) : out;
}
Tensor nll_loss(const Tensor& self, const Tensor& target) { return nll_loss(self, target, Tensor()); }

Tensor cross_entropy_loss(const Tensor& self, const Tensor& target, const Tensor& weight, std::int64_t reduction,
                          std::int64_t ignore_index, double label_smoothing) {
  GRADBOX_CHECK(label_smoothing >= 0 && label_smoothing <= 1,
                "label_smoothing must be between 0.0 and 1.0. Got: ", label_smoothing);
  if (self.sizes() == target.sizes()) {
    GRADBOX_CHECK(ignore_index < 0, "ignore_index is not supported for floating point target");
    return cross_entropy_with_probabilities(self, target, weight, reduction, label_smoothing);
  }
  if (label_smoothing > 0)
    return smoothed_cross_entropy(self, target, weight, reduction, ignore_index, label_smoothing);
  return nll_loss(self.log_softmax(self.dim() == 1 ? 0 : 1), target, weight, reduction, ignore_index);
}
Tensor cross_entropy_loss(const Tensor& self, const Tensor& target) {
  return cross_entropy_loss(self, target, Tensor());
}

Tensor multi_margin_loss(const Tensor& self, const Tensor& target, Scalar p, Scalar margin, const Tensor& weight,
                         std::int64_t reduction) {
  GRADBOX_CHECK(p.equal(1) || p.equal(2), "only p == 1 and p == 2 supported");
  GRADBOX_CHECK(self.dim() >= 1 && self.dim() <= 2 && self.numel() > 0,
                "Expected non-empty vector or matrix with optional 0-dim batch size, but got: ", self.sizes());
  GRADBOX_CHECK(target.dim() <= 1 && target.numel() == (self.dim() == 1 ? 1 : self.size(0)),
                "inconsistent target size, expected ", self.dim() == 1 ? 1 : self.size(0), " but got ", target.sizes());
  Tensor out;
  {
    NoGradGuard unrecorded;
    const Tensor rows = self.dim() == 1 ? self.unsqueeze(0) : self;
    const Tensor at = target.reshape({-1, 1});
    Tensor gap = (rows - rows.gather(1, at) + margin).clamp_min(0).scatter(1, at, 0);
    if (p.equal(2)) gap = gap * gap;
    if (weight.defined()) gap = gap * weight.index_select(0, target.flatten()).unsqueeze(1);
    const Tensor losses = gap.sum({1}) / rows.size(1);
    out = reduce_loss(self.dim() == 1 ? make_alias(losses, {}, {}) : losses, reduction);
  }
  if (tracks(self)) {
    auto node = make_node<MultiMarginBackward0>(self);
    node->self.save(self);
    node->target.save(target);
    node->weight.save(weight);
    node->p = p;
    node->margin = margin;
    node->reduction = reduction;
    set_history(out, node);
  }
  return out;
}
Tensor multi_margin_loss(const Tensor& self, const Tensor& target, Scalar p, Scalar margin) {
  return multi_margin_loss(self, target, p, margin, Tensor());
}

Tensor multilabel_soft_margin_loss(const Tensor& self, const Tensor& target, const Tensor& weight,
                                   std::int64_t reduction) {
  Tensor losses = (target * log_sigmoid(self) + (1 - target) * log_sigmoid(self.neg())).neg();
  if (weight.defined()) losses = losses * weight;
  return reduce_loss(losses.sum({-1}) / self.size(-1), reduction);
}

OperatorList class_loss_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"nll_loss"},
      {"cross_entropy_loss"},
      {"multi_margin_loss"},
      {"multilabel_soft_margin_loss"},
  };
  return kOperators;
}

}  // namespace gradbox
