#include "gradbox/autograd/accumulate_grad.h"

#include <limits>

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/view.h"
#include "gradbox/backend/cpu/accumulate.h"
#include "gradbox/tensor/autograd_meta.h"

namespace gradbox::autograd {
namespace {

/// Highest priority of all: leaves are served first.
constexpr std::uint64_t kFirst = std::numeric_limits<std::uint64_t>::max();

bool has_layout_of(const Tensor& grad, const Tensor& leaf) {
  return leaf.is_non_overlapping_and_dense()
             ? grad.strides() == leaf.strides() || (grad.is_contiguous() && leaf.is_contiguous())
             : grad.is_contiguous();
}

Tensor copy_in_layout_of(const Tensor& grad, const Tensor& leaf) {
  if (has_layout_of(grad, leaf)) return grad.clone();
  Tensor out = leaf.is_non_overlapping_and_dense() ? empty_strided(leaf.sizes(), leaf.strides(), grad.options())
                                                   : empty(leaf.sizes(), grad.options());
  return out.copy_(grad);
}

}  // namespace

AccumulateGrad::AccumulateGrad(const Tensor& leaf) : Node(kFirst), variable(leaf) { add_input_metadata(leaf); }

AccumulateGrad::~AccumulateGrad() {
  AutogradMeta& meta = autograd_meta(variable.impl());
  const std::lock_guard lock(meta.mutex);
  if (meta.grad_accumulator == this) meta.grad_accumulator = nullptr;
}

GradList AccumulateGrad::apply(GradList&& grads) {
  if (!grads[0].defined()) return {};
  accumulate(std::move(grads[0]));
  AutogradMeta& meta = autograd_meta(variable.impl());
  const auto hooks = meta.post_accumulate_hooks;
  for (const auto& entry : hooks) entry.function(variable);
  return {};
}

void AccumulateGrad::accumulate(Tensor&& grad) {
  AutogradMeta& meta = autograd_meta(variable.impl());
  const std::lock_guard lock(meta.mutex);
  Tensor& sum = meta.grad;
  if (!nobody_differentiates()) {
    sum = sum.defined() ? sum + grad : copy_in_layout_of(grad, variable);
  } else if (sum.defined()) {
    if (sum.sizes() == grad.sizes() && sum.dtype() == grad.dtype()) {
      cpu::accumulate(sum, grad);
      bump_version(sum);
    } else {
      sum = sum + grad;
    }
  } else if (is_temporary(grad) && has_layout_of(grad, variable)) {
    sum = std::move(grad);
  } else {
    sum = copy_in_layout_of(grad.detach(), variable);
  }
}

NodePtr grad_accumulator(const Tensor& leaf) {
  AutogradMeta& meta = autograd_meta(leaf.impl());
  if (single_threaded() && meta.grad_accumulator != nullptr)
    return NodePtr::share(static_cast<Node*>(meta.grad_accumulator));
  const std::lock_guard lock(meta.mutex);
  // Another thread may just be destroying it: then a new one takes its place.
  if (meta.grad_accumulator != nullptr && meta.grad_accumulator->try_retain()) {
    return NodePtr::adopt(static_cast<Node*>(meta.grad_accumulator));
  }
  auto node = IntrusivePtr<AccumulateGrad>::adopt(new AccumulateGrad(leaf));
  meta.grad_accumulator = node.get();
  return node;
}

}  // namespace gradbox::autograd
