#pragma once

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/node.h"
#include "gradbox/autograd/saved_tensor.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Note [Writing an operator]
/// An operator computes its result without a thought for gradients; then, if anybody will want one, it leaves a node
/// behind:
///
///     Tensor exp(const Tensor& self) {
///       Tensor out = ...;                              // plain computation
///       if (tracks(self)) {                            // grad mode on and an input requires grad
///         auto node = make_node<ExpBackward0>(self);   // one edge per input, in order
///         node->result.save_output(out);
///         set_history(out, node);
///       }
///       return out;
///     }
///
/// The node's apply is written with public operators, so it can be differentiated again.

/// Forward mode's part; see Note [Forward mode] in forward_mode.h. Called inside a dual level only.
namespace forward_ad {
bool tracks(const Tensor& tensor);
Edge input_edge(const Tensor& tensor);
}  // namespace forward_ad

inline bool requires_grad(const Tensor& tensor) { return tensor.defined() && tensor.requires_grad(); }

/// Whether an operator on these inputs must be recorded.
template <class... Tensors>
bool tracks(const Tensors&... inputs) {
  if (thread_modes.forward) [[unlikely]]
    return (forward_ad::tracks(inputs) || ...);
  return GradMode::is_enabled() && (requires_grad(inputs) || ...);
}
inline bool tracks(TensorList inputs) {
  if (nobody_differentiates()) return false;
  for (const Tensor& input : inputs) {
    if (tracks<Tensor>(input)) return true;
  }
  return false;
}

/// Of a leaf or a view.
Edge gradient_edge_slow(const Tensor& tensor);

/// Where the gradient of `tensor` goes: to the node that made it, to the AccumulateGrad of a leaf, or nowhere.
inline Edge gradient_edge(const Tensor& tensor) {
  if (!tensor.defined()) return {};
  const TensorImpl& impl = *tensor.unsafeGetTensorImpl();
  if (impl.grad_fn == nullptr || impl.is_view) return gradient_edge_slow(tensor);
  return {NodePtr::share(static_cast<Node*>(impl.grad_fn.get())), impl.output_nr};
}
/// libtorch's place for it.
namespace impl {
using autograd::gradient_edge;
}

/// The edge to `tensor` as an input of the operator that is being recorded.
inline Edge input_edge(const Tensor& tensor) {
  if (thread_modes.forward) [[unlikely]]
    return forward_ad::input_edge(tensor);
  return gradient_edge(tensor);
}

template <class NodeType, class... Tensors>
IntrusivePtr<NodeType> make_node(const Tensors&... inputs) {
  auto node = IntrusivePtr<NodeType>::adopt(new NodeType);
  (node->add_next_edge(input_edge(inputs)), ...);
  return node;
}
template <class NodeType>
IntrusivePtr<NodeType> make_node_for_list(TensorList inputs) {
  auto node = IntrusivePtr<NodeType>::adopt(new NodeType);
  for (const Tensor& input : inputs) node->add_next_edge(input_edge(input));
  return node;
}

/// Makes `output` the next output of `node`. Outputs that are not floating get no history.
void set_history(const Tensor& output, Node& node);
template <class NodeType>
void set_history(const Tensor& output, const IntrusivePtr<NodeType>& node) {
  set_history(output, *node);
}

}  // namespace gradbox::autograd
