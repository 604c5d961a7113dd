#include "gradbox/tensor/tensor.h"

#include "gradbox/base/error.h"

namespace gradbox {

Tensor& Tensor::operator=(const Tensor& values) && { return copy_(values); }
Tensor& Tensor::operator=(Tensor&& values) && { return copy_(values); }
Tensor& Tensor::operator=(Scalar value) && { return fill_(value); }

void Tensor::fail_undefined() { fail("expected a tensor, but this one is undefined (it was never assigned)"); }

void Tensor::check_dims(const char* accessor, std::size_t expected) const {
  GRADBOX_CHECK(dim() == static_cast<std::int64_t>(expected), accessor, " expected ", expected, " dims but tensor has ",
                dim());
}

void Tensor::check_dtype(DType expected) const {
  GRADBOX_CHECK(dtype() == expected, "expected scalar type ", dtype_short_name(expected), " but found ",
                dtype_short_name(dtype()));
}

std::int64_t Tensor::storage_offset() const {
  const auto bytes = static_cast<const char*>(impl().data()) - static_cast<const char*>(storage()->data());
  return static_cast<std::int64_t>(bytes) / static_cast<std::int64_t>(itemsize());
}

Scalar Tensor::item() const {
  GRADBOX_CHECK_AS(ValueError, numel() == 1, "only one element tensors can be converted to Python scalars");
  return dispatch_all(dtype(), [&](auto kind) { return Scalar(*static_cast<const decltype(kind)*>(data_ptr())); });
}

}  // namespace gradbox
