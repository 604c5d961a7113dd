#include "gradbox/autograd/node_hooks.h"

#include <algorithm>

#include "gradbox/autograd/accumulate_grad.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/tensor/autograd_meta.h"

namespace gradbox::autograd {
namespace {

variable_list to_list(const GradList& grads) { return variable_list(grads.begin(), grads.end()); }

template <class Entries>
bool still_there(const Entries& entries, std::uint64_t id) {
  return std::any_of(entries.begin(), entries.end(), [id](const auto& entry) { return entry.id == id; });
}

void check_replacement(const Tensor& before, const Tensor& after) {
  if (!before.defined() || !after.defined()) return;
  GRADBOX_CHECK(before.dtype() == after.dtype(), "hook '<lambda>' has changed the type of value (was torch.",
                dtype_short_name(before.dtype()), "Tensor got torch.", dtype_short_name(after.dtype()), "Tensor)");
  GRADBOX_CHECK(before.sizes() == after.sizes(), "hook '<lambda>' has changed the size of value");
}

void call_one(const TensorHook& hook, Tensor& grad) {
  const Tensor replaced = hook(grad);
  if (!replaced.defined()) return;
  check_replacement(grad, replaced);
  grad = replaced;
}

void replace(GradList& grads, variable_list&& replaced) {
  if (replaced.empty()) return;
  GRADBOX_CHECK(replaced.size() == grads.size(), "hook '<lambda>' has returned an incorrect number of values (got ",
                replaced.size(), ", but expected ", grads.size(), ")");
  for (std::size_t i = 0; i < grads.size(); ++i) {
    check_replacement(grads[i], replaced[i]);
    grads[i] = std::move(replaced[i]);
  }
}

}  // namespace

bool has_arrival_hooks(const Node& node) {
  if (node.hooks() != nullptr && !node.hooks()->tensor_hooks.empty()) return true;
  if (!node.is_accumulate()) return false;
  const AutogradMeta* meta = static_cast<const AccumulateGrad&>(node).variable.impl().meta;
  return meta != nullptr && !meta->hooks.empty();
}

bool has_listeners(const Node& node) {
  if (node.hooks() != nullptr) return true;
  if (!node.is_accumulate()) return false;
  const AutogradMeta* meta = static_cast<const AccumulateGrad&>(node).variable.impl().meta;
  return meta != nullptr && !(meta->hooks.empty() && meta->post_accumulate_hooks.empty());
}

void call_tensor_hooks(Node& node, GradList& grads) {
  if (node.is_accumulate()) {
    const Tensor variable = static_cast<AccumulateGrad&>(node).variable;
    const auto hooks = variable.impl().meta->hooks;
    for (const auto& entry : hooks) {
      if (still_there(variable.impl().meta->hooks, entry.id)) call_one(entry.function, grads[0]);
    }
  }
  if (node.hooks() == nullptr) return;
  const auto hooks = node.hooks()->tensor_hooks;
  for (const auto& entry : hooks) {
    if (still_there(node.hooks()->tensor_hooks, entry.id)) call_one(entry.function, grads[entry.output_nr]);
  }
}

void call_pre_hooks(Node& node, GradList& grads) {
  const auto hooks = node.hooks()->pre_hooks;
  for (const auto& entry : hooks) {
    if (still_there(node.hooks()->pre_hooks, entry.id)) replace(grads, entry.function(to_list(grads)));
  }
}

void write_retained(Node& node, const GradList& grads) {
  for (const NodeHooks::Retained& entry : node.hooks()->retained) {
    const Tensor& grad = grads[entry.output_nr];
    if (!grad.defined()) continue;
    Tensor& kept = autograd_meta(*entry.tensor).grad;
    if (!kept.defined()) {
      kept = GradMode::is_enabled() ? grad : grad.clone();
    } else {
      kept = kept + grad;
    }
  }
}

void call_post_hooks(Node& node, GradList& grads, const GradList& arrived) {
  const auto hooks = node.hooks()->post_hooks;
  for (const auto& entry : hooks) {
    if (still_there(node.hooks()->post_hooks, entry.id))
      replace(grads, entry.function(to_list(grads), to_list(arrived)));
  }
}

}  // namespace gradbox::autograd
