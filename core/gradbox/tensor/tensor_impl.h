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

/// What a Tensor handle points to: a strided look at a storage, and the tensor's place in the autograd graph.
class TensorImpl final : public RefCounted, public Pooled {
 public:
  /// `data` points into `storage`; strides count elements.
  TensorImpl(Storage storage, void* data, DType dtype, IntArrayRef sizes, IntArrayRef strides);
  /// Row-major.
  TensorImpl(Storage storage, DType dtype, IntArrayRef sizes, std::int64_t numel);
  /// Row-major, uninitialised, at most StorageImpl::kSmallBytes of elements: tensor, storage and elements are one
  /// allocation, which the storage gives back. Its second reference stands for the tensor that lives in its block.
  static IntrusivePtr<TensorImpl> make_small(DType dtype, IntArrayRef sizes, std::int64_t numel);
  ~TensorImpl() {
    if (retains_grad || meta != nullptr) [[unlikely]]
      drop_meta();
    if (dims_ != inline_dims_) [[unlikely]]
      free_dims();
  }

  const Storage& storage() const noexcept { return storage_; }
  void* data() const noexcept { return data_; }
  IntArrayRef sizes() const noexcept { return {dims_, rank_}; }
  IntArrayRef strides() const noexcept { return {dims_ + rank_, rank_}; }
  std::int64_t dim() const noexcept { return rank_; }
  std::int64_t numel() const noexcept { return numel_; }
  DType dtype() const noexcept { return dtype_; }
  bool is_contiguous() const noexcept { return is_contiguous_; }

  /// Whether no other tensor looks at the storage.
  bool owns_storage_alone() const noexcept { return storage_->use_count() == (storage_.get() == home_ ? 2u : 1u); }

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
  void drop_meta() noexcept;
  /// Makes room for `rank` sizes and as many strides.
  void set_rank(std::size_t rank);
  void free_dims() noexcept;

  // A tensor is as small as it can be: chains of a million of them are limited by memory.
  static constexpr std::size_t kInlineRank = 2;

  bool is_contiguous_ = true;
  DType dtype_;
  std::uint8_t rank_ = 0;
  /// The storage in whose block this lives; null if it has an allocation of its own.
  StorageImpl* home_ = nullptr;
  Storage storage_;
  void* data_;
  std::int64_t numel_;
  /// Sizes, then strides: here up to kInlineRank dims, else in pooled memory.
  std::int64_t* dims_ = inline_dims_;
  std::int64_t inline_dims_[2 * kInlineRank];
};

void destroy(TensorImpl* tensor) noexcept;

/// Frees what `TensorImpl::meta` points to.
void destroy_autograd_meta(AutogradMeta* meta) noexcept;

}  // namespace gradbox
