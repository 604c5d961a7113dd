#include "gradbox/ops/indexing.h"

#include "gradbox/ops/tensor_index.h"
#include "gradbox/tensor/make.h"

namespace gradbox {

using indexing::EllipsisType;
using indexing::NoneType;
using indexing::Slice;
using indexing::TensorIndex;

namespace {

/// What is left when numbers, slices, None and Ellipsis have been applied: a view, and the tensors that index its dims.
struct Resolved {
  Tensor view;
  std::vector<Tensor> places;
};

class Resolver {
 public:
  Resolver(const Tensor& self, ArrayRef<TensorIndex> indices) : result_{self, {}} {
    std::int64_t consumed = 0;
    for (const TensorIndex& index : indices) consumed += index.consumed_dims();
    GRADBOX_CHECK_AS(IndexError, consumed <= self.dim(), "too many indices for tensor of dimension ", self.dim());
    unnamed_dims_ = self.dim() - consumed;
    for (const TensorIndex& index : indices) std::visit(*this, index.value());
  }
  Resolved take() && { return std::move(result_); }

  void operator()(NoneType) { result_.view = result_.view.unsqueeze(dim_++); }
  void operator()(EllipsisType) { dim_ += unnamed_dims_; }
  void operator()(std::int64_t at) { result_.view = result_.view.select(dim_, at); }
  void operator()(bool keep) {
    result_.view = result_.view.unsqueeze(dim_);
    place(arange(keep ? 1 : 0));
  }
  void operator()(const Slice& slice) {
    result_.view = result_.view.slice(dim_++, slice.start(), slice.stop(), slice.step());
  }
  void operator()(const Tensor& places) {
    if (places.dim() == 0 && places.dtype() == kInt64) {
      (*this)(places.item<std::int64_t>());
    } else if (places.dim() == 0 && places.dtype() == kBool) {
      (*this)(places.item<bool>());
    } else {
      place(places);
    }
  }

 private:
  void place(const Tensor& places) {
    result_.places.resize(static_cast<std::size_t>(dim_) + 1);
    result_.places[static_cast<std::size_t>(dim_)] = places;
    dim_ += places.dtype() == kBool ? places.dim() : 1;
  }

  Resolved result_;
  std::int64_t dim_ = 0;
  std::int64_t unnamed_dims_ = 0;
};

}  // namespace

std::int64_t indexing::TensorIndex::consumed_dims() const {
  if (std::holds_alternative<std::int64_t>(value_) || std::holds_alternative<Slice>(value_)) return 1;
  if (const Tensor* places = std::get_if<Tensor>(&value_)) return places->dtype() == kBool ? places->dim() : 1;
  return 0;
}

Tensor index(const Tensor& self, ArrayRef<TensorIndex> indices) {
  const Resolved resolved = Resolver(self, indices).take();
  if (!resolved.places.empty()) return index(resolved.view, TensorList(resolved.places));
  return resolved.view.is_same(self) ? self.view(self.sizes()) : resolved.view;
}

Tensor& index_put_(const Tensor& self, ArrayRef<TensorIndex> indices, const Tensor& values) {
  const Resolved resolved = Resolver(self, indices).take();
  if (!resolved.places.empty()) {
    index_put_(resolved.view, TensorList(resolved.places), values);
  } else {
    Tensor source = values;
    while (source.dim() > resolved.view.dim() && source.size(0) == 1) source = source.squeeze(0);
    resolved.view.copy_(source);
  }
  return const_cast<Tensor&>(self);
}

template <>
Tensor& IndexingMethods<Tensor>::index_put_(ArrayRef<TensorIndex> indices, Scalar value) const {
  return gradbox::index_put_(self(), indices, make_scalar_tensor(value, self().dtype()));
}
template <>
Tensor& IndexingMethods<Tensor>::index_put_(std::initializer_list<TensorIndex> indices, Scalar value) const {
  return index_put_(ArrayRef<TensorIndex>(indices), value);
}
template <>
Tensor IndexingMethods<Tensor>::operator[](std::int64_t at) const {
  GRADBOX_CHECK_AS(IndexError, self().dim() > 0,
                   "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to "
                   "convert a 0-dim tensor to a "
                   "number");
  return self().select(0, at);
}
template <>
Tensor IndexingMethods<Tensor>::operator[](const Tensor& at) const {
  return index({TensorIndex(at)});
}

}  // namespace gradbox
