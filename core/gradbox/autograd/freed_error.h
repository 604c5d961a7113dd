#pragma once

namespace gradbox::autograd {

/// Throws PyTorch's text for a second backward, or a look at what was saved, after the saved tensors were freed.
[[noreturn]] void fail_freed();

}  // namespace gradbox::autograd
