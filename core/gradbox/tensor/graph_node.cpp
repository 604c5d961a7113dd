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
  node->next_dying_ = dying.first;
  dying.first = node;
  if (dying.draining) return;
  dying.draining = true;
  while (dying.first != nullptr) {
    GraphNode* current = dying.first;
    dying.first = current->next_dying_;
    delete current;
  }
  dying.draining = false;
}

}  // namespace gradbox
