#pragma once

#include <atomic>
#include <cstdint>

#include "gradbox/base/intrusive_ptr.h"
#include "gradbox/base/pool.h"
#include "gradbox/base/prefetch.h"

namespace gradbox {

class TensorImpl;

/// Note [Iterative destruction]
/// A tensor owns the graph node that made it, the node owns the nodes (and saved tensors) it was made from, and so on
/// down: freeing a chain of a million operators by plain destructors would recurse a million deep. Instead a node whose
/// last reference goes is put on a list of its thread, and whoever is first there empties the list in a loop. All
/// recursion in the graph passes through a node, so the stack stays flat.
///
/// What a tensor needs to know of the node behind it. `autograd::Node` is the only class that derives from it.
class GraphNode : public RefCounted {
 public:
  GraphNode() noexcept = default;
  virtual ~GraphNode() = default;
  static void* operator new(std::size_t bytes) {
    void* block = pool_allocate(bytes);
    prefetch_above(block, 3);
    return block;
  }
  static void operator delete(void* block, std::size_t bytes) noexcept { pool_free(block, bytes); }
  /// A tensor whose gradient this node was to retain is going away.
  virtual void forget_retained(const TensorImpl& tensor) noexcept = 0;

 protected:
  friend void destroy(GraphNode* node) noexcept;
  /// How many outputs the operator has, whose gradients are the node's inputs. Here, where there is room for it.
  std::uint32_t num_inputs_ = 0;
  /// While alive: the number of the backward pass that has claimed the node, or had (autograd/graph_task.h). When
  /// dying: the address of the next one that dies.
  std::atomic<std::uint64_t> claim_or_next_{0};
};

/// Ends the life of a node nobody owns any more. See Note [Iterative destruction].
void destroy(GraphNode* node) noexcept;

}  // namespace gradbox
