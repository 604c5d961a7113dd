#pragma once

namespace gradbox {

/// What this thread records. Changed through the guards in autograd/grad_mode.h.
struct ThreadModes {
  bool grad = true;
  bool inference = false;
  /// Inside the engine with grad mode off: views made there are temporary and need no record of their base.
  bool plain_views = false;
  /// Inside a backward pass that runs only what leads to some of the leaves.
  bool restricted_pass = false;
  /// Inside a dual level: operators carry tangents along. See autograd/forward_mode.h.
  bool forward = false;
};
inline thread_local constinit ThreadModes thread_modes{};

}  // namespace gradbox
