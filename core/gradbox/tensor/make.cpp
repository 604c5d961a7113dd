#include "gradbox/tensor/make.h"

#include "gradbox/base/thread_modes.h"

namespace gradbox {
namespace {

inline std::size_t checked_bytes(std::int64_t numel, DType dtype) {
  if (numel < (std::int64_t{1} << 40)) [[likely]]
    return static_cast<std::size_t>(numel) * item_size(dtype);
  std::size_t bytes = 0;
  const bool overflow = __builtin_mul_overflow(static_cast<std::size_t>(numel), item_size(dtype), &bytes);
  GRADBOX_CHECK(!overflow, "not enough memory: you tried to allocate ", numel, " elements of ", item_size(dtype),
                " bytes.");
  return bytes;
}

Tensor finish(IntrusivePtr<TensorImpl> impl) {
  impl->is_inference = thread_modes.inference;
  return Tensor(std::move(impl));
}

}  // namespace

Tensor make_tensor(IntArrayRef sizes, DType dtype) {
  if (sizes.empty()) return make_number(dtype);
  const std::int64_t numel = count_elements(sizes);
  return finish(TensorImpl::make(StorageImpl::allocate(checked_bytes(numel, dtype)), dtype, sizes, numel));
}

Tensor make_number(DType dtype) { return finish(TensorImpl::make_number(dtype)); }

Tensor make_strided_tensor(IntArrayRef sizes, IntArrayRef strides, DType dtype) {
  Storage storage = StorageImpl::allocate(checked_bytes(count_elements(sizes), dtype));
  void* data = storage->data();
  return finish(TensorImpl::make(std::move(storage), data, dtype, sizes, strides));
}

Tensor make_tensor_like(const Tensor& like, DType dtype) {
  if (like.is_contiguous() || !like.is_non_overlapping_and_dense()) return make_tensor(like.sizes(), dtype);
  return make_strided_tensor(like.sizes(), like.strides(), dtype);
}

Tensor make_scalar_tensor(Scalar value, DType dtype, bool wrapped_number) {
  Tensor out = make_number(dtype);
  dispatch_all(dtype, [&](auto kind) { *static_cast<decltype(kind)*>(out.data_ptr()) = value.to<decltype(kind)>(); });
  out.impl().is_wrapped_number = wrapped_number;
  return out;
}

Tensor make_alias(const Tensor& source, IntArrayRef sizes, IntArrayRef strides, std::int64_t offset) {
  TensorImpl& impl = source.impl();
  char* data = static_cast<char*>(impl.data()) + offset * static_cast<std::int64_t>(item_size(impl.dtype()));
  auto alias = TensorImpl::make(impl.storage(), data, impl.dtype(), sizes, strides);
  alias->is_inference = impl.is_inference;
  if (!impl.is_inference) alias->version.share_with(impl.version);
  return Tensor(std::move(alias));
}

Tensor make_expanded_alias(const Tensor& source, IntArrayRef sizes) {
  Dims strides;
  strides.resize(sizes.size());
  const std::size_t lead = sizes.size() - static_cast<std::size_t>(source.dim());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const bool kept = i >= lead && source.sizes()[i - lead] == sizes[i];
    strides[i] = kept ? source.strides()[i - lead] : 0;
  }
  return make_alias(source, sizes, strides);
}

}  // namespace gradbox
