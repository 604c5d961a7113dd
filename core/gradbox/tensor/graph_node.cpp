#include "gradbox/tensor/graph_node.h"

namespace gradbox {
namespace {

struct DyingNodes {
  GraphNode* first = nullptr;
  bool draining = false;
};
thread_local constinit DyingNodes dying;

}  // namespace

void destroy(GraphNode* node) noexcept {
  node->claim_or_next_.store(reinterpret_cast<std::uintptr_t>(dying.first), std::memory_order_relaxed);
  dying.first = node;
  if (dying.draining) return;
  dying.draining = true;
  while (dying.first != nullptr) {
    GraphNode* current = dying.first;
    dying.first = reinterpret_cast<GraphNode*>(
        static_cast<std::uintptr_t>(current->claim_or_next_.load(std::memory_order_relaxed)));
    prefetch_below(current, 4);
    delete current;
  }
  dying.draining = false;
}

}  // namespace gradbox
