#include "gradbox/tensor/storage.h"

#include <limits>
#include <new>

#include "gradbox/base/error.h"
#include "gradbox/base/pool.h"

namespace gradbox {
namespace {

/// Large buffers start on a cache line of their own, small ones right behind the header.
constexpr std::size_t header_bytes(std::size_t bytes) noexcept { return bytes <= 256 ? 32 : 64; }
static_assert(sizeof(StorageImpl) <= 32);

}  // namespace

Storage StorageImpl::allocate(std::size_t bytes) {
  const std::size_t header = header_bytes(bytes);
  GRADBOX_CHECK(bytes <= std::numeric_limits<std::size_t>::max() / 2 - header,
                "not enough memory: you tried to allocate ", bytes, " bytes.");
  void* block = pool_allocate(header + bytes);
  return Storage::adopt(new (block) StorageImpl(static_cast<char*>(block) + header, bytes, nullptr));
}

Storage StorageImpl::borrow(void* data, std::size_t bytes, Deleter deleter) {
  auto* owned = new Deleter(std::move(deleter));
  void* block = pool_allocate(sizeof(StorageImpl));
  return Storage::adopt(new (block) StorageImpl(data, bytes, owned));
}

void destroy(StorageImpl* storage) noexcept {
  if (storage->leading_bytes_ != 0) {  // nothing in the header needs a destructor
    pool_free_separate(reinterpret_cast<char*>(storage) - storage->leading_bytes_);
    return;
  }
  std::size_t bytes = sizeof(StorageImpl);
  if (storage->deleter_ == nullptr) {
    bytes = header_bytes(storage->bytes_) + storage->bytes_;
  } else {
    if (*storage->deleter_) (*storage->deleter_)(storage->data_);
    delete storage->deleter_;
  }
  storage->~StorageImpl();
  pool_free(storage, bytes);
}

}  // namespace gradbox
