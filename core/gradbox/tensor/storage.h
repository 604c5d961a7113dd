#pragma once

#include <cstddef>
#include <functional>

#include "gradbox/base/intrusive_ptr.h"
#include "gradbox/base/options.h"

namespace gradbox {

/// A block of memory that any number of tensors look at. Memory of its own follows the header in the same allocation.
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
  StorageImpl(void* data, std::size_t bytes, Deleter* deleter) noexcept : data_(data), bytes_(bytes), deleter_(deleter) {}
  ~StorageImpl() = default;
  friend void destroy(StorageImpl* storage) noexcept;

  void* data_;
  std::size_t bytes_;
  /// Null for memory of its own.
  Deleter* deleter_;
};

void destroy(StorageImpl* storage) noexcept;

using Storage = IntrusivePtr<StorageImpl>;

}  // namespace gradbox
