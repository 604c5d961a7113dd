#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gradbox/tensor/tensor.h"

namespace gradbox {

/// How a view came about, which decides whether it may be written in place.
enum class ViewOrigin : std::uint8_t { Normal, MultiOutput, NoGrad, Inference, CustomFunction };

/// A view knows its root (never another view). See autograd/view.h.
struct ViewInfo {
  Tensor base;
  ViewOrigin origin = ViewOrigin::Normal;
  /// Version at which the view's grad_fn was right.
  std::uint32_t seen_version = 0;
};

using TensorHook = std::function<Tensor(const Tensor&)>;
using PostAccumulateHook = std::function<void(Tensor&)>;

template <class Function>
struct HookEntry {
  std::uint64_t id;
  Function function;
};

/// The tangent of a tensor; see autograd/forward_mode.h.
struct ForwardGrad;
struct DeleteForwardGrad {
  void operator()(ForwardGrad* grad) const noexcept;
};

/// The rarely needed part of a tensor's autograd state.
struct AutogradMeta : Pooled {
  Tensor grad;
  /// Hooks of a leaf; a non-leaf's hooks live on its grad_fn.
  std::vector<HookEntry<TensorHook>> hooks;
  std::vector<HookEntry<PostAccumulateHook>> post_accumulate_hooks;
  /// Every hook ever registered through this tensor, by the number handed out; for remove_hook.
  std::vector<std::uint64_t> hook_ids;
  std::vector<std::uint64_t> post_hook_ids;
  /// For hooks that went to a grad_fn: which, in step with hook_ids.
  std::vector<IntrusivePtr<GraphNode>> hook_nodes;
  std::unique_ptr<ViewInfo> view;
  /// Of tensors that are no views: a view's tangent is a view of its base's.
  std::unique_ptr<ForwardGrad, DeleteForwardGrad> forward;
  /// The AccumulateGrad node of a leaf, not owned: the node clears this under `mutex` when it dies.
  GraphNode* grad_accumulator = nullptr;
  std::mutex mutex;
  std::string name;
};

/// The meta of `tensor`, made if there is none.
AutogradMeta& autograd_meta(TensorImpl& tensor);

}  // namespace gradbox
