#include "gradbox/tensor/tensor_impl.h"

#include <algorithm>

#include "gradbox/base/prefetch.h"
#include "gradbox/tensor/autograd_meta.h"

namespace gradbox {
namespace {

constexpr std::size_t block_bytes(std::size_t rank) noexcept {
  return sizeof(TensorImpl) + 2 * rank * sizeof(std::int64_t);
}

}  // namespace

TensorImpl* TensorImpl::place(Storage storage, void* data, DType dtype, std::size_t rank, std::int64_t numel) {
  GRADBOX_CHECK(rank <= kMaxRank, "a tensor has at most ", kMaxRank, " dims, but this one would have ", rank);
  void* block = pool_allocate(block_bytes(rank));
  auto* dims = reinterpret_cast<std::int64_t*>(static_cast<char*>(block) + sizeof(TensorImpl));
  return new (block) TensorImpl(std::move(storage), data, dtype, numel, dims, rank);
}

IntrusivePtr<TensorImpl> TensorImpl::make(Storage storage, void* data, DType dtype, IntArrayRef sizes,
                                          IntArrayRef strides) {
  TensorImpl* tensor = place(std::move(storage), data, dtype, sizes.size(), count_elements(sizes));
  std::copy(sizes.begin(), sizes.end(), tensor->dims_);
  std::copy(strides.begin(), strides.end(), tensor->dims_ + tensor->rank_);
  tensor->is_contiguous_ = gradbox::is_contiguous(sizes, strides);
  return IntrusivePtr<TensorImpl>::adopt(tensor);
}

IntrusivePtr<TensorImpl> TensorImpl::make(Storage storage, DType dtype, IntArrayRef sizes, std::int64_t numel) {
  void* data = storage->data();
  TensorImpl* tensor = place(std::move(storage), data, dtype, sizes.size(), numel);
  std::int64_t stride = 1;
  for (std::size_t i = tensor->rank_; i-- > 0;) {
    tensor->dims_[i] = sizes[i];
    tensor->dims_[tensor->rank_ + i] = stride;
    stride *= sizes[i] > 1 ? sizes[i] : 1;
  }
  return IntrusivePtr<TensorImpl>::adopt(tensor);
}

IntrusivePtr<TensorImpl> TensorImpl::make_number(DType dtype) {
  constexpr std::size_t kValueBytes = 8;
  constexpr std::size_t kValueAt =
      (sizeof(TensorImpl) + sizeof(StorageImpl) + kValueBytes - 1) / kValueBytes * kValueBytes;
  char* block = static_cast<char*>(pool_allocate_separate(kValueAt + kValueBytes));
  prefetch_above(block, 2);
  char* value = block + kValueAt;
  char* home_place = block + sizeof(TensorImpl);
  // Two references: the tensor's, and one for the tensor's living in the block.
  auto* home = new (home_place) StorageImpl(value, item_size(dtype), nullptr, sizeof(TensorImpl));
  home->retain();
  auto* number = new (block) TensorImpl(Storage::adopt(home), value, dtype, 1, nullptr, 0);
  number->is_number_ = true;
  return IntrusivePtr<TensorImpl>::adopt(number);
}

void TensorImpl::set_rank(std::size_t rank) {
  GRADBOX_CHECK(rank <= kMaxRank, "a tensor has at most ", kMaxRank, " dims, but this one would have ", rank);
  if (rank == rank_) return;
  std::int64_t* dims =
      rank <= room_ ? own_dims() : static_cast<std::int64_t*>(pool_allocate(2 * rank * sizeof(std::int64_t)));
  if (rank_ > room_) free_dims();
  dims_ = dims;
  rank_ = static_cast<std::uint8_t>(rank);
}

void TensorImpl::free_dims() noexcept { pool_free(dims_, std::size_t{2} * rank_ * sizeof(std::int64_t)); }

void destroy(TensorImpl* tensor) noexcept {
  if (!tensor->is_number_) {
    const std::size_t bytes = block_bytes(tensor->room_);
    tensor->~TensorImpl();
    pool_free(tensor, bytes);
    return;
  }
  const StorageImpl* home = tensor->home();
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
