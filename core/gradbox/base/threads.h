#pragma once

#include "gradbox/base/error.h"

namespace gradbox {

/// On how many threads one operator computes: the one that calls it.
/// Source: torch.get_num_threads
inline int get_num_threads() noexcept { return 1; }
/// Accepts any number, for programs that set one; the operators go on computing on one thread.
/// Throws: Error unless it is positive
/// Source: torch.set_num_threads
inline void set_num_threads(int threads) { GRADBOX_CHECK(threads > 0, "set_num_threads expects a positive integer"); }

}  // namespace gradbox
