#pragma once

#include "gradbox/autograd/gradcheck.h"

namespace gradbox::autograd {

/// Settings of checkpoint().
struct CheckpointOptions {
  /// The older way: one node around a backward of its own. It cannot be used with grad() or backward(inputs).
  bool use_reentrant = false;
  /// Random operators give the same numbers when the function is run again.
  bool preserve_rng_state = true;
};

/// Runs `function(inputs)` without keeping what its operators save; backward runs it once more to get that back. Costs
/// time, saves memory.
/// Grad:   as if the function had been called
/// Source: torch.utils.checkpoint.checkpoint
variable_list checkpoint(const CheckedFunction& function, const variable_list& inputs, CheckpointOptions options = {});

}  // namespace gradbox::autograd
