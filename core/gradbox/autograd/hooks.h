#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gradbox/tensor/autograd_meta.h"

namespace gradbox::autograd {

using Variable = Tensor;
using variable_list = std::vector<Tensor>;
using tensor_list = std::vector<Tensor>;

/// Sees, and may replace, the gradients arriving at a node. An empty result changes nothing.
using PreHook = std::function<variable_list(const variable_list& grad_outputs)>;
/// Sees, and may replace, the gradients a node has computed. An empty result changes nothing.
using PostHook = std::function<variable_list(const variable_list& grad_inputs, const variable_list& grad_outputs)>;

/// The same as classes, as libtorch has them; see Node::add_pre_hook and add_post_hook.
struct FunctionPreHook {
  virtual ~FunctionPreHook() = default;
  virtual variable_list operator()(const variable_list& grads) = 0;
};
struct FunctionPostHook {
  virtual ~FunctionPostHook() = default;
  virtual variable_list operator()(const variable_list& outputs, const variable_list& inputs) = 0;
};

/// Note [Order of hooks]
/// At a node: tensor hooks of the outputs it stands for (in the order of registration), pre hooks, the retained
/// `.grad` is written, the node runs, post hooks. At a leaf: tensor hooks, pre hooks of its AccumulateGrad, the
/// accumulation, post-accumulate hooks, post hooks. (PyTorch's order since 2.0.)
struct NodeHooks {
  struct OfOutput {
    std::uint64_t id;
    std::uint32_t output_nr;
    TensorHook function;
  };
  struct Retained {
    std::uint32_t output_nr;
    /// Alive: a tensor that dies takes its entry away (GraphNode::forget_retained).
    TensorImpl* tensor;
  };
  std::vector<OfOutput> tensor_hooks;
  std::vector<HookEntry<PreHook>> pre_hooks;
  std::vector<Retained> retained;
  std::vector<HookEntry<PostHook>> post_hooks;
};

/// A number that no other hook has.
std::uint64_t next_hook_id() noexcept;

/// Takes a hook away again; to lose the handle does not.
class HookHandle {
 public:
  HookHandle() = default;
  explicit HookHandle(std::function<void()> remove) : remove_(std::move(remove)) {}
  void remove() {
    if (remove_) remove_();
    remove_ = nullptr;
  }

 private:
  std::function<void()> remove_;
};

}  // namespace gradbox::autograd
