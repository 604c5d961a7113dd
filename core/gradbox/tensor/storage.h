#pragma once

#include <cstddef>
#include <functional>

#include "gradbox/base/intrusive_ptr.h"
#include "gradbox/base/options.h"

namespace gradbox {

/// A block of memory that any number of tensors look at. Memory of its own follows the header in the same allocation.
/// The storage of a number lies in the tensor's own block: see Note [Memory of a tensor].
class StorageImpl final : public RefCounted {
 public:
  using Deleter = std::function<void(void*)>;
  /// Uninitialised memory. Throws Error when there is not enough.
  static IntrusivePtr<StorageImpl> allocate(std::size_t bytes);
  /// Memory of the caller, given back through `deleter` (which may be empty).
  static IntrusivePtr<StorageImpl> borrow(void* data, std::size_t bytes, Deleter deleter);

  void* data() const noexcept { return data_; }
  std::size_t nbytes() const noexcept { return bytes_; }
  Device device() const noexcept { return Device(); }

 private:
  StorageImpl(void* data, std::size_t bytes, Deleter* deleter, std::uint32_t leading_bytes = 0) noexcept
      : leading_bytes_(leading_bytes), data_(data), bytes_(bytes), deleter_(deleter) {}
  ~StorageImpl() = default;
  friend class TensorImpl;
  friend void destroy(StorageImpl* storage) noexcept;

  /// How much of the same allocation lies before this header.
  std::uint32_t leading_bytes_;
  void* data_;
  std::size_t bytes_;
  /// Null for memory of its own.
  Deleter* deleter_;
};

void destroy(StorageImpl* storage) noexcept;

using Storage = IntrusivePtr<StorageImpl>;

}  // namespace gradbox
