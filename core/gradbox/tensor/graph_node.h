#pragma once

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

 private:
  friend void destroy(GraphNode* node) noexcept;
  GraphNode* next_dying_ = nullptr;
};

/// Ends the life of a node nobody owns any more. See Note [Iterative destruction].
void destroy(GraphNode* node) noexcept;

}  // namespace gradbox
