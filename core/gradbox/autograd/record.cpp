#include "gradbox/autograd/record.h"

#include "gradbox/autograd/accumulate_grad.h"
#include "gradbox/autograd/anomaly.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/forward_observer.h"
#include "gradbox/autograd/view.h"

namespace gradbox::autograd {

Edge gradient_edge_slow(const Tensor& tensor) {
  const TensorImpl& impl = tensor.impl();
  if (impl.is_view) {
    if (NodePtr function = view_grad_fn(tensor); function != nullptr) return {std::move(function), impl.output_nr};
  }
  if (!impl.requires_grad) return {};
  return {grad_accumulator(tensor), 0};
}

void set_history(const Tensor& output, Node& node) {
  TensorImpl& impl = output.impl();
  if (!is_floating(impl.dtype())) {
    node.add_undefined_input();
    return;
  }
  if (thread_modes.forward) [[unlikely]] {
    if (!forward_ad::record_output(output, node)) return;
  }
  impl.output_nr = node.add_input_metadata(output);
  impl.grad_fn = IntrusivePtr<GraphNode>::share(&node);
  if (AnomalyMode::is_enabled()) [[unlikely]] {
    record_origin(node);
    if (ForwardObserver* observer = ForwardObserver::current()) observer->recorded(output, node);
  }
}

}  // namespace gradbox::autograd
