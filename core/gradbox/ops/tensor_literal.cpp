#include "gradbox/ops/tensor_literal.h"

#include "gradbox/tensor/make.h"

namespace gradbox {

TensorData::TensorData(std::initializer_list<TensorData> rows) : dtype_(default_dtype()) {
  sizes_.push_back(static_cast<std::int64_t>(rows.size()));
  if (rows.size() == 0) return;
  const TensorData& first = *rows.begin();
  dtype_ = first.dtype_;
  for (const TensorData& row : rows) {
    for (std::size_t d = 0; d < row.sizes_.size() && row.sizes_.size() == first.sizes_.size(); ++d) {
      GRADBOX_CHECK_AS(ValueError, row.sizes_[d] == first.sizes_[d], "expected sequence of length ", first.sizes_[d],
                       " at dim ", d + 1, " (got ", row.sizes_[d], ")");
    }
    GRADBOX_CHECK(row.sizes_ == first.sizes_, "Expected all sub-lists to have sizes: ", IntArrayRef(first.sizes_),
                  " (e.g. first element), but got sub-list with sizes: ", IntArrayRef(row.sizes_));
    dtype_ = promote_types(dtype_, row.dtype_);
    values_.insert(values_.end(), row.values_.begin(), row.values_.end());
  }
  for (const std::int64_t size : first.sizes_) sizes_.push_back(size);
}

Tensor tensor(const TensorData& data, const TensorOptions& options) {
  const DType dtype = options.dtype_or(data.dtype());
  GRADBOX_CHECK(!options.requires_grad() || is_floating(dtype),
                "Only Tensors of floating point and complex dtype can require gradients");
  Tensor out = make_tensor(data.sizes(), dtype);
  dispatch_all(dtype, [&](auto kind) {
    using T = decltype(kind);
    T* values = static_cast<T*>(out.data_ptr());
    for (const Scalar& value : data.values()) *values++ = value.to<T>();
  });
  if (options.requires_grad()) out.requires_grad_(true);
  return out;
}

}  // namespace gradbox
