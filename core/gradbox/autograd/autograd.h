#pragma once

#include <initializer_list>
#include <optional>
#include <vector>

#include "gradbox/autograd/hooks.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Adds to the `.grad` of every leaf that `tensors` depend on (or only of `inputs`) the gradient of sum_i
/// <grad_tensors_i, tensors_i>. grad_tensors: one per tensor, of its shape; may be left out, or be undefined, for
/// one-element tensors. retain_graph defaults to create_graph.
/// Throws: Error (PyTorch's texts) without a graph, for wrong shapes, for a graph that was freed by an earlier backward
/// Source: torch.autograd.backward
void backward(const variable_list& tensors, const variable_list& grad_tensors = {},
              std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
              const std::optional<variable_list>& inputs = std::nullopt);

inline void backward(const variable_list& tensors, const variable_list& grad_tensors, std::optional<bool> retain_graph,
                     bool create_graph, std::initializer_list<Tensor> inputs) {
  backward(tensors, grad_tensors, retain_graph, create_graph,
           inputs.size() == 0 ? std::nullopt : std::make_optional<variable_list>(inputs));
}

/// The same gradients, returned instead of accumulated; runs only what leads from `outputs` to `inputs`.
/// Throws: Error if an input was not used, unless allow_unused (its gradient is then undefined)
/// Source: torch.autograd.grad
variable_list grad(const variable_list& outputs, const variable_list& inputs, const variable_list& grad_outputs = {},
                   std::optional<bool> retain_graph = std::nullopt, bool create_graph = false,
                   bool allow_unused = false);

/// Calls `hook` once a backward has computed all the gradients of `tensors` that it will compute; the others are
/// undefined in the list. Until it is removed the hook keeps the tensors alive.
/// Source: torch.autograd.graph.register_multi_grad_hook
HookHandle register_multi_grad_hook(const variable_list& tensors, std::function<void(const variable_list&)> hook);
/// Calls `hook` with the first gradient of any of `tensors` that a backward computes, once in each backward.
/// Source: torch.autograd.graph.register_multi_grad_hook with mode="any"
HookHandle register_any_grad_hook(const variable_list& tensors, std::function<void(const Tensor&)> hook);

}  // namespace gradbox::autograd
