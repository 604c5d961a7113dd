#pragma once

#include <cstddef>

namespace gradbox {

/// Note [Pooled memory]
/// Training allocates the same few sizes over and over. `pool_allocate` keeps freed blocks in per-thread lists by
/// size class (16-byte steps up to 1 KiB, then four classes per power of two up to 64 MiB), so a graph node or a
/// tensor buffer costs a few instructions, and a large buffer costs no page faults. A block may be freed on another
/// thread than the one that took it. At most kMaxCachedBytes of large blocks are kept a thread; the rest goes back to
/// the system. Blocks are 64-byte aligned from 1 KiB on, 16-byte aligned below. Under AddressSanitizer the pool steps
/// aside.
inline constexpr std::size_t kMaxCachedBytes = std::size_t{256} << 20;

namespace detail {

struct FreeBlock {
  FreeBlock* next;
};
inline constexpr std::size_t kSmallStep = 16;
inline constexpr std::size_t kSmallLimit = 1024;
inline constexpr std::size_t kSeparateList = kSmallLimit / kSmallStep + 1;
/// The free small blocks of this thread by size class, i times kSmallStep bytes, and after these the separate list;
/// null before the first and after the last use.
inline thread_local constinit FreeBlock** small_blocks = nullptr;

constexpr std::size_t small_class(std::size_t bytes) noexcept {
  return bytes == 0 ? 1 : (bytes + kSmallStep - 1) / kSmallStep;
}
void* pool_allocate_slow(std::size_t bytes);
void pool_free_slow(void* block, std::size_t bytes) noexcept;
void* pool_allocate_separate_slow(std::size_t bytes);
void pool_free_separate_slow(void* block) noexcept;

}  // namespace detail

/// Never null: throws Error (with the size in the text) when memory is out.
inline void* pool_allocate(std::size_t bytes) {
  using namespace detail;
  if (bytes <= kSmallLimit && small_blocks != nullptr) [[likely]] {
    FreeBlock*& head = small_blocks[small_class(bytes)];
    if (FreeBlock* block = head) [[likely]] {
      head = block->next;
      __builtin_prefetch(head, 1);
      return block;
    }
  }
  return pool_allocate_slow(bytes);
}
/// `bytes` must be what was asked for.
inline void pool_free(void* block, std::size_t bytes) noexcept {
  using namespace detail;
  if (bytes <= kSmallLimit && small_blocks != nullptr) [[likely]] {
    FreeBlock*& head = small_blocks[small_class(bytes)];
    auto* freed = static_cast<FreeBlock*>(block);
    freed->next = head;
    head = freed;
    return;
  }
  pool_free_slow(block, bytes);
}
/// The same for small blocks of one size that have a list to themselves, shared with no other object that happens to be
/// as large: blocks that are freed in order come back in order, which is what makes walking a long graph fast.
/// `bytes` must be the same, at most kSmallLimit, everywhere.
inline void* pool_allocate_separate(std::size_t bytes) {
  using namespace detail;
  if (small_blocks != nullptr) [[likely]] {
    FreeBlock*& head = small_blocks[kSeparateList];
    if (FreeBlock* block = head) [[likely]] {
      head = block->next;
      __builtin_prefetch(head, 1);
      return block;
    }
  }
  return pool_allocate_separate_slow(bytes);
}
inline void pool_free_separate(void* block) noexcept {
  using namespace detail;
  if (small_blocks == nullptr) [[unlikely]]
    return pool_free_separate_slow(block);
  auto* freed = static_cast<FreeBlock*>(block);
  freed->next = small_blocks[kSeparateList];
  small_blocks[kSeparateList] = freed;
}
/// Gives this thread's cached blocks back to the system.
void pool_trim() noexcept;

/// Gives a class `operator new` and `delete` from the pool.
struct Pooled {
  static void* operator new(std::size_t bytes) { return pool_allocate(bytes); }
  static void* operator new(std::size_t, void* place) noexcept { return place; }
  static void operator delete(void* block, std::size_t bytes) noexcept { pool_free(block, bytes); }
};

}  // namespace gradbox
