#include "gradbox/ops/join.h"

#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;
using autograd::make_node_for_list;

struct CatBackward0 final : Node {
  std::int64_t dim = 0;
  /// Of each tensor: its size along dim, or kSkipped.
  Dims parts;
  static constexpr std::int64_t kSkipped = -1;
  std::string name() const override { return "CatBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("dim", dim); }
  GradList apply(GradList&& grads) override {
    GradList out(parts.size());
    if (!grads[0].defined()) return out;
    std::int64_t start = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i] == kSkipped) {
        if (should_compute_output(i)) out[i] = zeros({0}, grads[0].options());
        continue;
      }
      if (should_compute_output(i)) out[i] = grads[0].narrow(dim, start, parts[i]);
      start += parts[i];
    }
    return out;
  }
};

struct StackBackward0 final : Node {
  std::int64_t dim = 0;
  std::string name() const override { return "StackBackward0"; }
  void visit_saved(SavedVisitor& visitor) override { visitor.number("dim", dim); }
  GradList apply(GradList&& grads) override {
    GradList out(num_outputs());
    if (!grads[0].defined()) return out;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (should_compute_output(i)) out[i] = grads[0].select(dim, static_cast<std::int64_t>(i));
    }
    return out;
  }
};

bool is_skipped(const Tensor& tensor) { return tensor.dim() == 1 && tensor.numel() == 0; }

/// Checks the shapes and returns the result's, for `dim` counted from the front.
Dims joined_sizes(TensorList tensors, const Tensor& first, std::int64_t dim) {
  Dims sizes = to_dims(first.sizes());
  sizes[static_cast<std::size_t>(dim)] = 0;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (is_skipped(tensors[i])) continue;
    GRADBOX_CHECK(tensors[i].dim() == first.dim(), "Tensors must have same number of dimensions: got ", first.dim(),
                  " and ", tensors[i].dim());
    for (std::size_t d = 0; d < sizes.size(); ++d) {
      const std::int64_t size = tensors[i].sizes()[d];
      if (static_cast<std::int64_t>(d) == dim) {
        sizes[d] += size;
      } else {
        GRADBOX_CHECK(size == sizes[d], "Sizes of tensors must match except in dimension ", dim, ". Expected size ",
                      sizes[d], " but got size ", size, " for tensor number ", i, " in the list.");
      }
    }
  }
  return sizes;
}

DType joined_dtype(TensorList tensors) {
  DType dtype = tensors[0].dtype();
  for (const Tensor& tensor : tensors) dtype = promote_types(dtype, tensor.dtype());
  return dtype;
}

/// Copies the tensors into `out`, one after the other along `dim`.
void copy_parts(const Tensor& out, TensorList tensors, std::int64_t dim) {
  Dims sizes = out.impl().sizes();
  const std::int64_t stride = out.strides()[static_cast<std::size_t>(dim)];
  std::int64_t start = 0;
  for (const Tensor& tensor : tensors) {
    if (is_skipped(tensor)) continue;
    const std::int64_t part = tensor.sizes()[static_cast<std::size_t>(dim)];
    sizes[static_cast<std::size_t>(dim)] = part;
    cpu::copy(make_alias(out, sizes, out.strides(), start * stride), tensor);
    start += part;
  }
}

}  // namespace

Tensor cat(TensorList tensors, std::int64_t dim) {
  GRADBOX_CHECK(!tensors.empty(), "torch.cat(): expected a non-empty list of Tensors");
  const Tensor* first = nullptr;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    GRADBOX_CHECK(tensors[i].dim() > 0, "zero-dimensional tensor (at position ", i, ") cannot be concatenated");
    if (first == nullptr && !is_skipped(tensors[i])) first = &tensors[i];
  }
  const bool all_skipped = first == nullptr;
  if (all_skipped) first = &tensors[0];
  const std::int64_t d = wrap_dim(dim, first->dim());
  Tensor out = make_tensor(all_skipped ? Dims{0} : joined_sizes(tensors, *first, d), joined_dtype(tensors));
  copy_parts(out, tensors, d);
  if (tracks(tensors)) {
    auto node = make_node_for_list<CatBackward0>(tensors);
    node->dim = d;
    for (const Tensor& tensor : tensors) {
      node->parts.push_back(is_skipped(tensor) ? CatBackward0::kSkipped : tensor.sizes()[static_cast<std::size_t>(d)]);
    }
    set_history(out, node);
  }
  return out;
}
Tensor concat(TensorList tensors, std::int64_t dim) { return cat(tensors, dim); }

Tensor stack(TensorList tensors, std::int64_t dim) {
  GRADBOX_CHECK(!tensors.empty(), "stack expects a non-empty TensorList");
  const Tensor& first = tensors[0];
  for (std::size_t i = 1; i < tensors.size(); ++i) {
    GRADBOX_CHECK(tensors[i].sizes() == first.sizes(), "stack expects each tensor to be equal size, but got ",
                  first.sizes(), " at entry 0 and ", tensors[i].sizes(), " at entry ", i);
  }
  const std::int64_t d = wrap_dim(dim, first.dim() + 1);
  Dims sizes = first.impl().sizes();
  sizes.insert(static_cast<std::size_t>(d), static_cast<std::int64_t>(tensors.size()));
  Tensor out = make_tensor(sizes, joined_dtype(tensors));
  Dims strides = out.impl().strides();
  const std::int64_t step = strides[static_cast<std::size_t>(d)];
  strides.erase(static_cast<std::size_t>(d));
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    cpu::copy(make_alias(out, first.sizes(), strides, static_cast<std::int64_t>(i) * step), tensors[i]);
  }
  if (tracks(tensors)) {
    auto node = make_node_for_list<StackBackward0>(tensors);
    node->dim = d;
    set_history(out, node);
  }
  return out;
}

Tensor hstack(TensorList tensors) {
  GRADBOX_CHECK(!tensors.empty(), "hstack expects a non-empty TensorList");
  std::vector<Tensor> parts;
  for (const Tensor& tensor : tensors) parts.push_back(atleast_1d(tensor));
  return cat(parts, parts[0].dim() == 1 ? 0 : 1);
}

Tensor vstack(TensorList tensors) {
  GRADBOX_CHECK(!tensors.empty(), "vstack expects a non-empty TensorList");
  std::vector<Tensor> parts;
  for (const Tensor& tensor : tensors) parts.push_back(atleast_2d(tensor));
  return cat(parts, 0);
}

Tensor atleast_1d(const Tensor& self) { return self.dim() == 0 ? self.reshape({1}) : self; }
Tensor atleast_2d(const Tensor& self) {
  if (self.dim() == 0) return self.reshape({1, 1});
  return self.dim() == 1 ? self.unsqueeze(0) : self;
}

std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing) {
  GRADBOX_CHECK(!tensors.empty(), "meshgrid expects a non-empty TensorList");
  GRADBOX_CHECK(indexing == "ij" || indexing == "xy",
                "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: ", indexing);
  std::vector<Tensor> axes(tensors.begin(), tensors.end());
  const bool swaps = indexing == "xy" && axes.size() >= 2;
  if (swaps) std::swap(axes[0], axes[1]);
  Dims grid;
  for (const Tensor& axis : axes) {
    GRADBOX_CHECK(axis.dim() <= 1,
                  "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ", axis.sizes());
    GRADBOX_CHECK(axis.dtype() == axes[0].dtype(), "torch.meshgrid expects all tensors to have the same dtype");
    grid.push_back(axis.numel());
  }
  std::vector<Tensor> out;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Dims shape(axes.size(), 1);
    shape[i] = axes[i].numel();
    out.push_back(axes[i].view(shape).expand(grid));
  }
  if (swaps) {
    for (Tensor& axis : out) axis = axis.transpose(0, 1);
    std::swap(out[0], out[1]);
  }
  return out;
}

OperatorList join_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"cat"}, {"stack"}, {"hstack"}, {"vstack"}, {"meshgrid"},
  };
  return kOperators;
}

}  // namespace gradbox
