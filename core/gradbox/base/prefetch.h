#pragma once

#include <cstddef>
#include <cstdint>

namespace gradbox {

/// Note [Fetching ahead]
/// A long graph does not fit the cache, and is walked along pointers, so each node would cost a wait for memory. But
/// the pool gives memory out in order: nodes, and the numbers they save, are made upwards through memory, and whoever
/// walks the graph from its end meets them downwards. What comes next is fetched into the second-level cache, ahead of
/// the pointer that leads to it; into the first level would keep its few buffers busy, which costs more than it saves.
/// A wrong guess does no harm.
inline constexpr std::uintptr_t kPrefetchDistance = 4480;

inline void prefetch_lines(std::uintptr_t address, std::size_t lines) noexcept {
  constexpr std::uintptr_t kLineBytes = 64;
  for (std::size_t i = 0; i < lines; ++i)
    __builtin_prefetch(reinterpret_cast<const void*>(address + i * kLineBytes), 0, 2);
}
/// What will be met soon after `object` when walking a graph from its end.
inline void prefetch_below(const void* object, std::size_t lines) noexcept {
  prefetch_lines(reinterpret_cast<std::uintptr_t>(object) - kPrefetchDistance, lines);
}
/// What will be made soon after `object`.
inline void prefetch_above(const void* object, std::size_t lines) noexcept {
  prefetch_lines(reinterpret_cast<std::uintptr_t>(object) + kPrefetchDistance, lines);
}

}  // namespace gradbox
