#include "gradbox/ops/index.h"

#include <string>

#include "gradbox/backend/cpu/gather.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

/// The indices, one per dim from the first on: masks turned into int64 indices, undefined where the whole dim is taken.
std::vector<Tensor> expand_masks(const Tensor& self, TensorList indices) {
  std::vector<Tensor> out;
  for (const Tensor& index : indices) {
    if (!index.defined() || index.dtype() == kInt64) {
      out.push_back(index);
      continue;
    }
    GRADBOX_CHECK_AS(IndexError, index.dtype() == kBool, "tensors used as indices must be long, byte or bool tensors");
    const std::size_t first = out.size();
    for (std::size_t d = 0; d < index.sizes().size(); ++d) {
      GRADBOX_CHECK_AS(IndexError, first + d < self.sizes().size(), "too many indices for tensor of dimension ",
                       self.dim());
      GRADBOX_CHECK_AS(IndexError, index.sizes()[d] == self.sizes()[first + d], "The shape of the mask ", index.sizes(),
                       " at index ", d, " does not match the shape of the indexed tensor ", self.sizes(), " at index ",
                       first + d);
    }
    for (Tensor& places : nonzero_numpy(index)) out.push_back(std::move(places));
  }
  GRADBOX_CHECK_AS(IndexError, out.size() <= self.sizes().size(), "too many indices for tensor of dimension ",
                   self.dim(), " (got ", out.size(), ")");
  return out;
}

/// Note [Shape of an indexed tensor]
/// The result's dims are those of the tensor that are taken whole, in order, and in one block the dims of the broadcast
/// indices: where the indexed dims were if they are neighbours, else in front.
struct IndexPlan {
  IndexPlan(const Tensor& self, TensorList indices) {
    const std::vector<Tensor> expanded = expand_masks(self, indices);
    Dims block = broadcast_indices(expanded);
    std::size_t first = expanded.size(), last = 0, count = 0;
    for (std::size_t d = 0; d < expanded.size(); ++d) {
      if (!expanded[d].defined()) continue;
      first = count == 0 ? d : first;
      last = d;
      ++count;
    }
    const std::size_t block_at = count > 0 && last - first + 1 == count ? first : 0;
    for (std::size_t d = 0; d <= self.sizes().size(); ++d) {
      const std::size_t block_start = shape.size();
      if (count > 0 && block_start == block_at && !block_placed_) place_block(expanded, block, self);
      if (d == self.sizes().size()) break;
      if (d < expanded.size() && expanded[d].defined()) continue;
      shape.push_back(self.sizes()[d]);
      strides.push_back(self.strides()[d]);
    }
    for (cpu::IndexOperand& operand : operands) operand.strides.resize(shape.size());
  }

  cpu::Indexing indexing() const { return {ArrayRef<cpu::IndexOperand>(operands), true, cpu::report_bad_subscript}; }

  Dims shape;
  /// Of the indexed tensor, 0 in the block's dims.
  Dims strides;
  std::vector<cpu::IndexOperand> operands;

 private:
  Dims broadcast_indices(const std::vector<Tensor>& expanded) {
    Dims block;
    std::string shapes;
    for (const Tensor& index : expanded) {
      if (!index.defined()) continue;
      shapes += str(shapes.empty() ? "" : ", ", index.sizes());
    }
    for (const Tensor& index : expanded) {
      if (!index.defined()) continue;
      GRADBOX_CHECK_AS(IndexError, can_broadcast(block, index.sizes()),
                       "shape mismatch: indexing tensors could not be broadcast together with shapes ", shapes);
      block = broadcast_shapes(block, index.sizes());
    }
    return block;
  }
  static bool can_broadcast(IntArrayRef a, IntArrayRef b) {
    for (std::size_t i = 1; i <= a.size() && i <= b.size(); ++i) {
      const std::int64_t x = a[a.size() - i], y = b[b.size() - i];
      if (x != y && x != 1 && y != 1) return false;
    }
    return true;
  }
  void place_block(const std::vector<Tensor>& expanded, const Dims& block, const Tensor& self) {
    block_placed_ = true;
    const std::size_t start = shape.size();
    for (const std::int64_t size : block) {
      shape.push_back(size);
      strides.push_back(0);
    }
    for (std::size_t d = 0; d < expanded.size(); ++d) {
      const Tensor& index = expanded[d];
      if (!index.defined()) continue;
      keep_alive_.push_back(index);
      cpu::IndexOperand operand{cpu::typed<std::int64_t>(index), Dims(shape.size(), 0), self.sizes()[d],
                                self.strides()[d], static_cast<std::int64_t>(d)};
      const std::size_t lead = start + block.size() - index.sizes().size();
      for (std::size_t k = 0; k < index.sizes().size(); ++k) {
        if (index.sizes()[k] != 1) operand.strides[lead + k] = index.strides()[k];
      }
      operands.push_back(std::move(operand));
    }
  }

  std::vector<Tensor> keep_alive_;
  bool block_placed_ = false;
};

/// A node that keeps the indices, undefined ones included.
struct IndicesNode : Node {
  std::vector<SavedTensor> indices;
  void save_indices(TensorList list) {
    indices.resize(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) indices[i].save(list[i]);
  }
  std::vector<Tensor> unpack_indices() const {
    std::vector<Tensor> out;
    for (const SavedTensor& index : indices) out.push_back(index.unpack(*this));
    return out;
  }
  void visit_saved(SavedVisitor& visitor) override {
    for (std::size_t i = 0; i < indices.size(); ++i) visitor.tensor(str("indices[", i, "]"), indices[i]);
  }
};

struct IndexBackward0 final : IndicesNode {
  Dims sizes;
  std::string name() const override { return "IndexBackward0"; }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    return {zeros(sizes, grads[0].options()).index_put(unpack_indices(), grads[0], true)};
  }
};

struct IndexPutBackward0 final : IndicesNode {
  bool accumulate = false;
  std::string name() const override { return "IndexPutBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("accumulate", accumulate);
    IndicesNode::visit_saved(visitor);
  }
  GradList apply(GradList&& grads) override {
    GradList out(2);
    if (!grads[0].defined()) return out;
    const std::vector<Tensor> places = unpack_indices();
    if (should_compute_output(0))
      out[0] = accumulate ? grads[0] : grads[0].index_put(places, zeros({}, grads[0].options()), false);
    if (should_compute_output(1)) out[1] = index(grads[0], places);
    return out;
  }
};

struct EmbeddingBackward0 final : Node {
  SavedTensor indices;
  std::int64_t rows = 0;
  std::int64_t padding_idx = -1;
  bool scale_grad_by_freq = false;
  std::string name() const override { return "EmbeddingBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("indices", indices);
    visitor.number("padding_idx", padding_idx);
    visitor.number("scale_grad_by_freq", scale_grad_by_freq);
    visitor.number("weight_argsize_0", rows);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(1);
    const Tensor flat = indices.unpack(*this).reshape({-1});
    Tensor grad = grads[0].reshape({flat.numel(), grads[0].size(-1)});
    if (padding_idx >= 0) grad = grad.masked_fill(flat.eq(padding_idx).unsqueeze(1), 0);
    if (scale_grad_by_freq) {
      const Tensor one = ones({flat.numel()}, grad.options());
      grad = grad / zeros({rows}, grad.options()).index_add(0, flat, one).index_select(0, flat).unsqueeze(1);
    }
    return {zeros({rows, grad.size(1)}, grad.options()).index_add(0, flat, grad)};
  }
};

template <class T>
bool is_set(T value) {
  return value != T{};
}

}  // namespace

Tensor index(const Tensor& self, TensorList indices) {
  const IndexPlan plan(self, indices);
  Tensor out = make_tensor(plan.shape, self.dtype());
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::indexed_read<T>(plan.shape, cpu::typed<T>(out), out.strides(), cpu::typed<T>(self), plan.strides,
                         plan.indexing());
  });
  if (tracks(self)) {
    auto node = make_node<IndexBackward0>(self);
    node->save_indices(indices);
    node->sizes = self.impl().sizes();
    set_history(out, node);
  }
  return out;
}

Tensor index_put(const Tensor& self, TensorList indices, const Tensor& values, bool accumulate) {
  GRADBOX_CHECK(self.dtype() == values.dtype(), "Index put requires the source and destination dtypes match, got ",
                dtype_short_name(self.dtype()), " for the destination and ", dtype_short_name(values.dtype()),
                " for the source.");
  Tensor out = cast_plain(self, self.dtype());
  const IndexPlan plan(out, indices);
  GRADBOX_CHECK(is_expandable_to(values.sizes(), plan.shape), "shape mismatch: value tensor of shape ", values.sizes(),
                " cannot be broadcast to indexing result of shape ", IntArrayRef(plan.shape));
  const Tensor from = make_expanded_alias(values, plan.shape);
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::indexed_write<T>(plan.shape, cpu::typed<T>(out), plan.strides, cpu::typed<T>(from), from.strides(),
                          plan.indexing(), accumulate ? cpu::Combine::kAdd : cpu::Combine::kAssign);
  });
  if (tracks(self, values)) {
    auto node = make_node<IndexPutBackward0>(self, values);
    node->save_indices(indices);
    node->accumulate = accumulate;
    set_history(out, node);
  }
  return out;
}

Tensor& index_put_(const Tensor& self, TensorList indices, const Tensor& values, bool accumulate) {
  return assign_inplace(self, tracks(self, values),
                        [&](const Tensor& old) { return gradbox::index_put(old, indices, values, accumulate); });
}

Tensor nonzero(const Tensor& self) {
  const Tensor from = self.detach().contiguous();
  std::vector<std::int64_t> places;
  dispatch_all(self.dtype(), [&](auto kind) {
    const auto* x = cpu::typed<decltype(kind)>(from);
    for (std::int64_t i = 0; i < from.numel(); ++i) {
      if (is_set(x[i])) places.push_back(i);
    }
  });
  const std::int64_t ndim = self.dim();
  Tensor out = make_tensor({static_cast<std::int64_t>(places.size()), ndim}, kInt64);
  auto* to = cpu::typed<std::int64_t>(out);
  for (std::int64_t place : places) {
    for (std::int64_t d = ndim - 1; d >= 0; --d) {
      to[d] = place % self.size(d);
      place /= self.size(d);
    }
    to += ndim;
  }
  return out;
}

std::vector<Tensor> nonzero_numpy(const Tensor& self) {
  if (self.dim() == 0) return nonzero_numpy(self.detach().reshape({1}));
  NoGradGuard unrecorded;
  return nonzero(self).unbind(1);
}

Tensor one_hot(const Tensor& self, std::int64_t num_classes) {
  GRADBOX_CHECK(self.dtype() == kInt64, "one_hot is only applicable to index tensor.");
  const Tensor from = self.contiguous();
  const auto* x = cpu::typed<std::int64_t>(from);
  GRADBOX_CHECK(from.numel() > 0 || num_classes > 0, "Can not infer total number of classes from empty tensor.");
  std::int64_t largest = -1;
  for (std::int64_t i = 0; i < from.numel(); ++i) {
    GRADBOX_CHECK(x[i] >= 0, "Class values must be non-negative.");
    largest = x[i] > largest ? x[i] : largest;
  }
  if (num_classes == -1) num_classes = largest + 1;
  GRADBOX_CHECK(num_classes > largest, "Class values must be smaller than num_classes.");
  Dims sizes = self.impl().sizes();
  sizes.push_back(num_classes);
  Tensor out = make_tensor(sizes, kInt64);
  cpu::fill(out, 0);
  for (std::int64_t i = 0; i < from.numel(); ++i) cpu::typed<std::int64_t>(out)[i * num_classes + x[i]] = 1;
  return out;
}

Tensor embedding(const Tensor& weight, const Tensor& indices, std::int64_t padding_idx, bool scale_grad_by_freq) {
  GRADBOX_CHECK(weight.dim() == 2, "\'weight\' must be 2-D");
  GRADBOX_CHECK(indices.dtype() == kInt64,
                "Expected tensor for argument #1 \'indices\' to have one of the following scalar types: Long, Int; "
                "but got torch.",
                dtype_short_name(indices.dtype()), "Tensor instead (while checking arguments for embedding)");
  Dims sizes = indices.impl().sizes();
  sizes.push_back(weight.size(1));
  Tensor out;
  {
    NoGradGuard unrecorded;
    const Tensor rows = weight.index_select(0, indices.reshape({-1}));
    out = make_alias(rows, sizes, contiguous_strides(sizes));
  }
  if (tracks(weight)) {
    auto node = make_node<EmbeddingBackward0>(weight);
    node->indices.save(indices);
    node->rows = weight.size(0);
    node->padding_idx = padding_idx;
    node->scale_grad_by_freq = scale_grad_by_freq;
    set_history(out, node);
  }
  return out;
}

OperatorList index_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"index"}, {"index_put"}, {"nonzero"}, {"one_hot"}, {"embedding"},
  };
  return kOperators;
}

}  // namespace gradbox
