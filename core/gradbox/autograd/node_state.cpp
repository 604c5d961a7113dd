#include "gradbox/autograd/node_state.h"

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/backend/cpu/accumulate.h"

namespace gradbox::autograd {

void accumulate_into(Tensor& slot, Tensor&& grad) {
  if (!slot.defined()) {
    slot = std::move(grad);
    return;
  }
  if (nobody_differentiates() && slot.sizes() == grad.sizes() && slot.dtype() == grad.dtype()) {
    if (is_temporary(slot) && slot.is_non_overlapping_and_dense()) {
      cpu::accumulate(slot, grad);
      return;
    }
    if (is_temporary(grad) && grad.is_non_overlapping_and_dense()) {
      cpu::accumulate(grad, slot);
      slot = std::move(grad);
      return;
    }
  }
  slot = slot + grad;
}

}  // namespace gradbox::autograd
