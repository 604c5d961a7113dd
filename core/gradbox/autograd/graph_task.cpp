#include "gradbox/autograd/graph_task.h"

#include <algorithm>

namespace gradbox::autograd {

GraphTask::~GraphTask() {
  for (Node* node : visited_) {
    node->state_.grads.clear();
    node->claimed_by_.store(nullptr, std::memory_order_release);
  }
}

NodeState& GraphTask::visit(Node& node, bool& first) {
  GraphTask* owner = node.claimed_by_.load(std::memory_order_acquire);
  if (owner == this) return node.state_;
  if (owner == nullptr) {
    const bool claimed = single_threaded() ? (node.claimed_by_.store(this, std::memory_order_relaxed), true)
                                           : node.claimed_by_.compare_exchange_strong(owner, this, std::memory_order_acq_rel);
    if (claimed) {
      first = true;
      visited_.push_back(&node);
      node.state_.dependencies = 0;
      node.state_.needed = true;
      return node.state_;
    }
  }
  const auto [entry, fresh] = foreign_.try_emplace(&node);
  first = fresh;
  return entry->second;
}

NodeState* GraphTask::find(const Node& node) {
  if (node.claimed_by_.load(std::memory_order_acquire) == this) return const_cast<NodeState*>(&node.state_);
  const auto entry = foreign_.find(&node);
  return entry != foreign_.end() ? &entry->second : nullptr;
}

NodeState& GraphTask::state(Node& node) {
  if (node.claimed_by_.load(std::memory_order_acquire) == this) return node.state_;
  return foreign_.find(&node)->second;
}

bool GraphTask::will_reach(const Node& node) {
  const NodeState* found = find(node);
  return found != nullptr && (found->needed || captures_of(node) != nullptr);
}

bool GraphTask::needs(const Node& node) {
  const NodeState* found = find(node);
  return found != nullptr && found->needed;
}

const std::vector<Capture>* GraphTask::captures_of(const Node& node) const {
  if (captures_.empty()) return nullptr;
  const auto entry = captures_.find(&node);
  return entry != captures_.end() ? &entry->second : nullptr;
}

void GraphTask::discover(const std::vector<Edge>& roots) {
  roots_ = roots;
  std::vector<Node*> open;
  for (const Edge& root : roots_) {
    bool first = false;
    visit(*root.function, first);
    if (first) open.push_back(root.function.get());
  }
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    for (const Edge& edge : node->next_edges()) {
      if (!edge.is_valid()) continue;
      bool first = false;
      ++visit(*edge.function, first).dependencies;
      if (first) open.push_back(edge.function.get());
    }
  }
}

void GraphTask::restrict_to(const std::vector<Edge>& targets, bool run_accumulate) {
  restricted_ = true;
  std::vector<Node*> all = visited_;
  for (auto& [node, unused] : foreign_) all.push_back(const_cast<Node*>(node));
  for (Node* node : all) state(*node).needed = false;
  if (run_accumulate) {
    for (const Edge& target : targets) {
      if (NodeState* found = find(*target.function); found != nullptr) found->needed = target.function->is_accumulate();
    }
  }
  // Every edge leads to a smaller topological number: going up, each node finds its successors settled.
  std::sort(all.begin(), all.end(), [](const Node* a, const Node* b) { return a->topological_nr() < b->topological_nr(); });
  for (Node* node : all) {
    NodeState& own = state(*node);
    for (const Edge& edge : node->next_edges()) {
      if (own.needed) break;
      if (edge.is_valid()) own.needed = will_reach(*edge.function);
    }
  }
}

void GraphTask::push_ready(Node& node) {
  ready_.push_back({node.sequence_nr(), &node});
  std::push_heap(ready_.begin(), ready_.end());
}

Node& GraphTask::pop_ready() {
  std::pop_heap(ready_.begin(), ready_.end());
  Node& node = *ready_.back().node;
  ready_.pop_back();
  return node;
}

}  // namespace gradbox::autograd
