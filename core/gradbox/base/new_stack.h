#pragma once

#include <functional>

namespace gradbox {

/// Whether a thread can go on, for a while, on another stack than the one it came with.
#if defined(__linux__) && defined(__GLIBC__)
inline constexpr bool kHasNewStacks = true;
#else
inline constexpr bool kHasNewStacks = false;
#endif

/// Runs `work` in this thread on a fresh stack of a few megabytes, and returns when it has ended: for recursion that
/// has no natural bound. What belongs to the thread stays as it is; exceptions come through.
/// Throws: whatever `work` throws; Error where there are no new stacks
void on_new_stack(const std::function<void()>& work);

}  // namespace gradbox
