#include "gradbox/tensor/tensor_impl.h"

#include "gradbox/tensor/autograd_meta.h"

namespace gradbox {

TensorImpl::TensorImpl(Storage storage, void* data, DType dtype, IntArrayRef sizes, IntArrayRef strides)
    : dtype_(dtype),
      storage_(std::move(storage)),
      data_(data),
      numel_(count_elements(sizes)),
      sizes_(to_dims(sizes)),
      strides_(to_dims(strides)) {
  is_contiguous_ = gradbox::is_contiguous(sizes, strides);
}

TensorImpl::TensorImpl(Storage storage, DType dtype, IntArrayRef sizes, std::int64_t numel)
    : dtype_(dtype), storage_(std::move(storage)), data_(storage_->data()), numel_(numel) {
  if (sizes.empty()) return;
  sizes_ = to_dims(sizes);
  strides_.resize(sizes_.size());
  std::int64_t stride = 1;
  for (std::size_t i = sizes_.size(); i-- > 0;) {
    strides_[i] = stride;
    stride *= sizes_[i] > 1 ? sizes_[i] : 1;
  }
}

IntrusivePtr<TensorImpl> TensorImpl::make_small(DType dtype, IntArrayRef sizes, std::int64_t numel) {
  constexpr auto kOwnBytes = static_cast<std::uint32_t>((sizeof(TensorImpl) + 15) / 16 * 16);
  char* block = static_cast<char*>(pool_allocate(kOwnBytes + sizeof(StorageImpl) + StorageImpl::kSmallBytes));
  char* elements = block + kOwnBytes + sizeof(StorageImpl);
  auto* home = new (block + kOwnBytes)
      StorageImpl(elements, static_cast<std::size_t>(numel) * item_size(dtype), nullptr, kOwnBytes);
  home->retain();
  auto* tensor = ::new (static_cast<void*>(block)) TensorImpl(Storage::adopt(home), dtype, sizes, numel);
  tensor->home_ = home;
  return IntrusivePtr<TensorImpl>::adopt(tensor);
}

void destroy(TensorImpl* tensor) noexcept {
  StorageImpl* home = tensor->home_;
  if (home == nullptr) {
    delete tensor;
    return;
  }
  tensor->~TensorImpl();
  if (home->release()) destroy(home);
}

void TensorImpl::drop_meta() noexcept {
  if (retains_grad && grad_fn != nullptr) grad_fn->forget_retained(*this);
  if (meta != nullptr) destroy_autograd_meta(meta);
}

void TensorImpl::set_data(const TensorImpl& other) {
  storage_ = other.storage_;
  data_ = other.data_;
  dtype_ = other.dtype_;
  set_geometry(other.sizes_, other.strides_);
}

void TensorImpl::set_geometry(IntArrayRef sizes, IntArrayRef strides) {
  Dims new_sizes = to_dims(sizes);
  strides_ = to_dims(strides);
  sizes_ = std::move(new_sizes);
  numel_ = count_elements(sizes_);
  is_contiguous_ = gradbox::is_contiguous(sizes_, strides_);
}

void destroy_autograd_meta(AutogradMeta* meta) noexcept { delete meta; }

}  // namespace gradbox
