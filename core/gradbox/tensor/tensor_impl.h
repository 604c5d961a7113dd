#pragma once

#include <cstddef>
#include <cstdint>

#include "gradbox/base/intrusive_ptr.h"
#include "gradbox/base/pool.h"
#include "gradbox/base/shape.h"
#include "gradbox/tensor/graph_node.h"
#include "gradbox/tensor/storage.h"
#include "gradbox/tensor/version_counter.h"

namespace gradbox {

struct AutogradMeta;

/// Note [Memory of a tensor]
/// A tensor's sizes and strides lie right behind it in the same block, so it takes no more than it needs; only one that
/// is given more dims later keeps them elsewhere. A *number* (0-dim tensor) has neither: behind it lie its storage and
/// its value, all in one block of the pool's separate list. Programs written with scalars are chains of numbers, a
/// million of them sometimes, and what limits those is memory.
///
/// What a Tensor handle points to: a strided look at a storage, and the tensor's place in the autograd graph.
class TensorImpl final : public RefCounted {
 public:
  /// `data` points into `storage`; strides count elements.
  static IntrusivePtr<TensorImpl> make(Storage storage, void* data, DType dtype, IntArrayRef sizes,
                                       IntArrayRef strides);
  /// Row-major.
  static IntrusivePtr<TensorImpl> make(Storage storage, DType dtype, IntArrayRef sizes, std::int64_t numel);
  /// 0-dim and uninitialised.
  static IntrusivePtr<TensorImpl> make_number(DType dtype);

  const Storage& storage() const noexcept { return storage_; }
  void* data() const noexcept { return data_; }
  IntArrayRef sizes() const noexcept { return {dims_, rank_}; }
  IntArrayRef strides() const noexcept { return {dims_ + rank_, rank_}; }
  std::int64_t dim() const noexcept { return rank_; }
  std::int64_t numel() const noexcept { return numel_; }
  DType dtype() const noexcept { return dtype_; }
  bool is_contiguous() const noexcept { return is_contiguous_; }

  /// Whether no other tensor looks at the storage.
  bool owns_storage_alone() const noexcept {
    return storage_->use_count() == (is_number_ && storage_.get() == home() ? 2u : 1u);
  }

  /// Looks at `other`'s memory from now on, with its shape and dtype; keeps its own version counter and history.
  void set_data(const TensorImpl& other);
  void set_geometry(IntArrayRef sizes, IntArrayRef strides);

  /// Which of its node's outputs this is.
  std::uint32_t output_nr = 0;
  VersionCounter version;
  /// The node whose output this is; null for leaves. Views ask `autograd` instead, since theirs may be out of date.
  IntrusivePtr<GraphNode> grad_fn;
  /// Everything else autograd wants to remember; null until needed. Owned.
  AutogradMeta* meta = nullptr;
  /// Set by the user, on leaves.
  bool requires_grad = false;
  /// `meta->view` is set.
  bool is_view = false;
  /// Made in inference mode: has no version and is never tracked.
  bool is_inference = false;
  /// A number that became a 0-dim tensor: weighs less in type promotion.
  bool is_wrapped_number = false;
  bool retains_grad = false;

 private:
  friend void destroy(TensorImpl* tensor) noexcept;
  TensorImpl(Storage storage, void* data, DType dtype, std::int64_t numel, std::int64_t* dims,
             std::size_t rank) noexcept
      : dtype_(dtype),
        rank_(static_cast<std::uint8_t>(rank)),
        room_(rank_),
        storage_(std::move(storage)),
        data_(data),
        numel_(numel),
        dims_(dims) {}
  ~TensorImpl() {
    if (retains_grad || meta != nullptr) [[unlikely]]
      drop_meta();
    if (rank_ > room_) [[unlikely]]
      free_dims();
  }
  static TensorImpl* place(Storage storage, void* data, DType dtype, std::size_t rank, std::int64_t numel);
  void drop_meta() noexcept;
  /// Makes room for `rank` sizes and as many strides.
  void set_rank(std::size_t rank);
  void free_dims() noexcept;
  /// Of a number: the storage in its block.
  StorageImpl* home() const noexcept { return reinterpret_cast<StorageImpl*>(const_cast<TensorImpl*>(this) + 1); }
  std::int64_t* own_dims() noexcept { return reinterpret_cast<std::int64_t*>(this + 1); }

  bool is_contiguous_ = true;
  DType dtype_;
  std::uint8_t rank_;
  /// How many dims there is room for behind this.
  std::uint8_t room_;
  /// Whether its storage lies behind it.
  bool is_number_ = false;
  Storage storage_;
  void* data_;
  std::int64_t numel_;
  /// The sizes, then the strides.
  std::int64_t* dims_;
};

void destroy(TensorImpl* tensor) noexcept;

/// Frees what `TensorImpl::meta` points to.
void destroy_autograd_meta(AutogradMeta* meta) noexcept;

}  // namespace gradbox
