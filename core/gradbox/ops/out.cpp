#include "gradbox/ops/out.h"

#include <algorithm>

#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/record.h"
#include "gradbox/autograd/view.h"
#include "gradbox/base/warning.h"

namespace gradbox::detail {

void check_out(const char* name, const Tensor& out, TensorList inputs) {
  const auto any = [&](auto&& holds) { return holds(out) || std::any_of(inputs.begin(), inputs.end(), holds); };
  GRADBOX_CHECK(!GradMode::is_enabled() || !any([](const Tensor& t) { return autograd::requires_grad(t); }), name,
                "(): functions with out=... arguments don't support automatic differentiation, but one of the "
                "arguments requires grad.");
  if (!thread_modes.forward) return;
  GRADBOX_CHECK_AS(
      NotImplementedError, !any([](const Tensor& t) { return autograd::forward_ad::tangent_of(t).defined(); }),
      "Trying to use forward AD with ", name, "_out that does not support it because it is an out= function");
}

Tensor& put_out(Tensor& out, const Tensor& result) {
  GRADBOX_CHECK(is_floating(out.dtype()) || !is_floating(result.dtype()), "result type ",
                dtype_short_name(result.dtype()), " can't be cast to the desired output type ",
                dtype_short_name(out.dtype()));
  if (out.sizes() == result.sizes()) return out.copy_(result);
  if (out.numel() != 0) {
    static bool warned = false;
    warn_once(warned, str("An output with one or more elements was resized since it had shape ", out.sizes(),
                          ", which does not match the required output shape ", result.sizes(),
                          ". This behavior is deprecated, and in a future PyTorch release outputs will not be resized "
                          "unless they have zero elements. You can explicitly reuse an out tensor t by resizing it, "
                          "inplace, to zero elements with t.resize_(0)."));
  }
  autograd::check_inplace(out);
  // A tensor of its own: `result` may be another look at an input.
  out.set_data(empty(result.sizes(), out.options()).copy_(result));
  autograd::bump_version(out);
  return out;
}

}  // namespace gradbox::detail
