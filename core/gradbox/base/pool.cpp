#include "gradbox/base/pool.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "gradbox/base/error.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#define GRADBOX_POOL_OFF 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define GRADBOX_POOL_OFF 1
#endif
#endif

namespace gradbox {
namespace {

using detail::FreeBlock;
using detail::kSmallLimit;
using detail::kSmallStep;
[[maybe_unused]] constexpr std::size_t kLargeLimit = std::size_t{64} << 20;
constexpr std::size_t kLargeClasses = 4 * 17;
constexpr std::size_t kFirstSlabBytes = std::size_t{64} << 10;
constexpr std::size_t kLargestSlabBytes = std::size_t{2} << 20;
constexpr std::size_t kAlignment = 64;

/// Index of the large size class that holds `bytes`, and that class's size: quarter steps between powers of two.
struct LargeClass {
  std::size_t index;
  std::size_t bytes;
};
LargeClass large_class(std::size_t bytes) noexcept {
  const auto exponent = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;
  const std::size_t quarter = std::size_t{1} << (exponent - 2);
  const std::size_t rounded = (bytes + quarter - 1) / quarter * quarter;
  const std::size_t step = (rounded - (std::size_t{1} << exponent)) / quarter;
  return {(exponent - 10) * 4 + step, rounded};
}

void* system_allocate(std::size_t bytes) {
  const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  void* block = rounded < bytes ? nullptr : std::aligned_alloc(kAlignment, rounded);
  GRADBOX_CHECK(block != nullptr, "not enough memory: you tried to allocate ", bytes, " bytes.");
  return block;
}

/// A slab of memory for small blocks. The system is asked for its pages in one call where it can be: met one by one,
/// each costs a fault, up to a microsecond and more in a virtual machine.
char* make_slab(std::size_t bytes) {
  char* slab = static_cast<char*>(system_allocate(bytes));
#if defined(__linux__) && defined(MADV_POPULATE_WRITE)
  constexpr std::uintptr_t kPage = 4096;
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(slab) + kPage - 1) / kPage * kPage;
  const std::uintptr_t end = (reinterpret_cast<std::uintptr_t>(slab) + bytes) / kPage * kPage;
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);  // refused: the faults come as they would
#endif
  return slab;
}

/// The lists of one thread. Small blocks are cut from slabs, which are never returned.
struct ThreadPool {
  std::array<FreeBlock*, detail::kSeparateList + 1> small{};
  std::array<FreeBlock*, kLargeClasses + 4> large{};
  std::size_t cached_bytes = 0;
  char* slab = nullptr;
  std::size_t slab_left = 0;
  std::size_t next_slab_bytes = kFirstSlabBytes;

  ~ThreadPool() { trim(); }

  void* take_small(std::size_t index, std::size_t bytes) {
    if (FreeBlock* block = small[index]) {
      small[index] = block->next;
      return block;
    }
    if (slab_left < bytes) {
      slab = make_slab(next_slab_bytes);
      slab_left = next_slab_bytes;
      if (next_slab_bytes < kLargestSlabBytes) next_slab_bytes *= 2;
    }
    char* block = slab;
    slab += bytes;
    slab_left -= bytes;
    return block;
  }

  void* take_large(std::size_t bytes) {
    const LargeClass wanted = large_class(bytes);
    if (FreeBlock* block = large[wanted.index]) {
      large[wanted.index] = block->next;
      cached_bytes -= wanted.bytes;
      return block;
    }
    return system_allocate(wanted.bytes);
  }

  void give_large(void* memory, std::size_t bytes) noexcept {
    const LargeClass given = large_class(bytes);
    if (cached_bytes + given.bytes > kMaxCachedBytes) {
      std::free(memory);
      return;
    }
    auto* block = static_cast<FreeBlock*>(memory);
    block->next = large[given.index];
    large[given.index] = block;
    cached_bytes += given.bytes;
  }

  void trim() noexcept {
    for (FreeBlock*& head : large) {
      while (head != nullptr) std::free(std::exchange(head, head->next));
    }
    cached_bytes = 0;
  }
};

/// Constant-initialised pointers need no guard at each use; objects that die after their thread's pool fall through to
/// malloc.
thread_local ThreadPool* pool = nullptr;
thread_local bool pool_gone = false;

struct PoolOwner {
  ThreadPool lists;
  PoolOwner() {
    pool = &lists;
    detail::small_blocks = lists.small.data();
  }
  ~PoolOwner() {
    detail::small_blocks = nullptr;
    pool = nullptr;
    pool_gone = true;
  }
};

[[gnu::noinline]] ThreadPool* make_pool() {
  if (pool_gone) return nullptr;
  thread_local PoolOwner owner;
  return &owner.lists;
}

[[maybe_unused]] inline ThreadPool* thread_pool() { return pool != nullptr ? pool : make_pool(); }

}  // namespace

#ifdef GRADBOX_POOL_OFF

void* detail::pool_allocate_slow(std::size_t bytes) { return system_allocate(bytes == 0 ? 1 : bytes); }
void detail::pool_free_slow(void* block, std::size_t) noexcept { std::free(block); }
void* detail::pool_allocate_separate_slow(std::size_t bytes) { return system_allocate(bytes); }
void detail::pool_free_separate_slow(void* block) noexcept { std::free(block); }
void pool_trim() noexcept {}

#else

void* detail::pool_allocate_slow(std::size_t bytes) {
  if (bytes > kLargeLimit) return system_allocate(bytes);
  ThreadPool* lists = thread_pool();
  if (bytes <= kSmallLimit) {
    const std::size_t index = small_class(bytes);
    return lists != nullptr ? lists->take_small(index, index * kSmallStep) : system_allocate(index * kSmallStep);
  }
  return lists != nullptr ? lists->take_large(bytes) : system_allocate(large_class(bytes).bytes);
}

void detail::pool_free_slow(void* block, std::size_t bytes) noexcept {
  if (bytes > kLargeLimit) {
    std::free(block);
    return;
  }
  ThreadPool* lists = pool_gone ? nullptr : thread_pool();
  if (bytes <= kSmallLimit) {
    // Part of a slab: without lists the process or thread is ending.
    if (lists != nullptr) pool_free(block, bytes);
  } else if (lists != nullptr) {
    lists->give_large(block, bytes);
  } else {
    std::free(block);
  }
}

void* detail::pool_allocate_separate_slow(std::size_t bytes) {
  ThreadPool* lists = thread_pool();
  const std::size_t rounded = small_class(bytes) * kSmallStep;
  return lists != nullptr ? lists->take_small(kSeparateList, rounded) : system_allocate(rounded);
}

void detail::pool_free_separate_slow(void* block) noexcept {
  // Part of a slab: without lists the process or thread is ending.
  if (!pool_gone && thread_pool() != nullptr) pool_free_separate(block);
}

void pool_trim() noexcept {
  if (pool != nullptr) pool->trim();
}

#endif

}  // namespace gradbox
