#pragma once

#include <atomic>
#include <cstdint>

#include "gradbox/base/intrusive_ptr.h"
#include "gradbox/base/pool.h"

namespace gradbox {

class TensorImpl;

/// Note [Iterative destruction]
/// A tensor owns the graph node that made it, the node owns the nodes (and saved tensors) it was made from, and so on
/// down: freeing a chain of a million operators by plain destructors would recurse a million deep. Instead a node whose
/// last reference goes is put on a list of its thread, and whoever is first there empties the list in a loop. All
/// recursion in the graph passes through a node, so the stack stays flat.
///
/// What a tensor needs to know of the node behind it. `autograd::Node` is the only class that derives from it.
class GraphNode : public RefCounted, public Pooled {
 public:
  GraphNode() noexcept = default;
  virtual ~GraphNode() = default;
  /// A tensor whose gradient this node was to retain is going away.
  virtual void forget_retained(const TensorImpl& tensor) noexcept = 0;

 protected:
  friend void destroy(GraphNode* node) noexcept;
  /// While alive: the number of the backward pass that has claimed the node, or had (autograd/graph_task.h). When
  /// dying: the address of the next one that dies.
  std::atomic<std::uint64_t> claim_or_next_{0};
};

/// Whoever walks a graph from its end meets nodes in the opposite order to that in which they were made, which is that
/// of memory: so what comes next lies a little below, and is fetched into the cache ahead of the pointer that leads
/// there. A wrong guess costs nothing.
inline void prefetch_below(const GraphNode* node) noexcept {
  constexpr std::uintptr_t kDistance = 2560;
  constexpr std::uintptr_t kLineBytes = 64;
  const std::uintptr_t below = reinterpret_cast<std::uintptr_t>(node) - kDistance;
  for (std::uintptr_t line = 0; line < 3; ++line)
    __builtin_prefetch(reinterpret_cast<const void*>(below + line * kLineBytes), 1);
}

/// Ends the life of a node nobody owns any more. See Note [Iterative destruction].
void destroy(GraphNode* node) noexcept;

}  // namespace gradbox
