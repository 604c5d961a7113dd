#include "gradbox/autograd/freed_error.h"

#include "gradbox/base/error.h"

namespace gradbox::autograd {

void fail_freed() {
  fail(
      "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
      "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
      "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
      "saved "
      "tensors after calling backward.");
}

}  // namespace gradbox::autograd
