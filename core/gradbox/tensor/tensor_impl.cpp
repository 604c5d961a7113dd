#include "gradbox/tensor/tensor_impl.h"

#include <algorithm>

#include "gradbox/tensor/autograd_meta.h"

namespace gradbox {

TensorImpl::TensorImpl(Storage storage, void* data, DType dtype, IntArrayRef sizes, IntArrayRef strides)
    : dtype_(dtype),
      storage_(std::move(storage)),
      data_(data),
      numel_(count_elements(sizes)) {
  set_rank(sizes.size());
  std::copy(sizes.begin(), sizes.end(), dims_);
  std::copy(strides.begin(), strides.end(), dims_ + rank_);
  is_contiguous_ = gradbox::is_contiguous(sizes, strides);
}

TensorImpl::TensorImpl(Storage storage, DType dtype, IntArrayRef sizes, std::int64_t numel)
    : dtype_(dtype), storage_(std::move(storage)), data_(storage_->data()), numel_(numel) {
  if (sizes.empty()) return;
  set_rank(sizes.size());
  std::int64_t stride = 1;
  for (std::size_t i = rank_; i-- > 0;) {
    dims_[i] = sizes[i];
    dims_[rank_ + i] = stride;
    stride *= sizes[i] > 1 ? sizes[i] : 1;
  }
}

void TensorImpl::set_rank(std::size_t rank) {
  GRADBOX_CHECK(rank <= kMaxRank, "a tensor has at most ", kMaxRank, " dims, but this one would have ", rank);
  if (rank == rank_) return;
  if (dims_ != inline_dims_) free_dims();
  if (rank > kInlineRank)
    dims_ = static_cast<std::int64_t*>(pool_allocate(2 * rank * sizeof(std::int64_t)));
  rank_ = static_cast<std::uint8_t>(rank);
}

void TensorImpl::free_dims() noexcept {
  pool_free(dims_, std::size_t{2} * rank_ * sizeof(std::int64_t));
  dims_ = inline_dims_;
}

IntrusivePtr<TensorImpl> TensorImpl::make_small(DType dtype, IntArrayRef sizes, std::int64_t numel) {
  constexpr std::size_t kElementsAt = (sizeof(TensorImpl) + sizeof(StorageImpl) + 7) / 8 * 8;
  char* block = static_cast<char*>(pool_allocate_separate(kElementsAt + StorageImpl::kSmallBytes));
  char* elements = block + kElementsAt;
  auto* home = new (block + sizeof(TensorImpl))
      StorageImpl(elements, static_cast<std::size_t>(numel) * item_size(dtype), nullptr, sizeof(TensorImpl));
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
  if (home->release()) pool_free_separate(tensor);  // the storage in it needs no destructor
}

void TensorImpl::drop_meta() noexcept {
  if (retains_grad && grad_fn != nullptr) grad_fn->forget_retained(*this);
  if (meta != nullptr) destroy_autograd_meta(meta);
}

void TensorImpl::set_data(const TensorImpl& other) {
  storage_ = other.storage_;
  data_ = other.data_;
  dtype_ = other.dtype_;
  set_geometry(other.sizes(), other.strides());
}

void TensorImpl::set_geometry(IntArrayRef sizes, IntArrayRef strides) {
  const Dims new_sizes = to_dims(sizes);  // copies: they may be parts of this tensor
  const Dims new_strides = to_dims(strides);
  numel_ = count_elements(new_sizes);
  set_rank(new_sizes.size());
  std::copy(new_sizes.begin(), new_sizes.end(), dims_);
  std::copy(new_strides.begin(), new_strides.end(), dims_ + rank_);
  is_contiguous_ = gradbox::is_contiguous(new_sizes, new_strides);
}

void destroy_autograd_meta(AutogradMeta* meta) noexcept { delete meta; }

}  // namespace gradbox
