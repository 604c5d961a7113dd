#include "gradbox/autograd/graph_task.h"

#include <algorithm>
#include <mutex>

namespace gradbox::autograd {
namespace {

/// The number of the oldest pass going on: older claims mean nothing.
constinit std::atomic<std::uint64_t> oldest_pass{1};

/// The passes going on in the whole process.
class ActivePasses {
 public:
  std::uint64_t begin() {
    const std::lock_guard lock(mutex_);
    numbers_.push_back(++last_);
    oldest_pass.store(numbers_.front(), std::memory_order_release);
    return last_;
  }
  void end(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    numbers_.erase(std::find(numbers_.begin(), numbers_.end(), number));
    oldest_pass.store(numbers_.empty() ? last_ + 1 : numbers_.front(), std::memory_order_release);
  }
  bool is_active(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    return std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end();
  }

 private:
  std::mutex mutex_;
  /// In the order they began.
  std::vector<std::uint64_t> numbers_;
  std::uint64_t last_ = 0;
};

ActivePasses& active_passes() {
  static ActivePasses passes;
  return passes;
}

}  // namespace

GraphTask::GraphTask(bool keep_graph, bool create_graph)
    : number_(active_passes().begin()), keep_graph_(keep_graph), create_graph_(create_graph) {}

GraphTask::~GraphTask() { active_passes().end(number_); }

NodeState& GraphTask::visit(Node& node, bool& first) {
  std::uint64_t owner = node.claim_or_next_.load(std::memory_order_acquire);
  if (owner == number_) return node.state_;
  if (owner < oldest_pass.load(std::memory_order_acquire) && foreign_.empty() && single_threaded()) [[likely]] {
    node.claim_or_next_.store(number_, std::memory_order_relaxed);
    first = true;
    return fresh_state(node);
  }
  return visit_shared(node, owner, first);
}

NodeState& GraphTask::fresh_state(Node& node) {
  node.state_.grads.clear();
  node.state_.dependencies = 0;
  node.state_.needed = true;
  return node.state_;
}

/// Where other threads, or passes around this one, may be at the node too.
NodeState& GraphTask::visit_shared(Node& node, std::uint64_t owner, bool& first) {
  // A node once kept outside stays there, even if the pass that had claimed it ends meanwhile.
  if (!foreign_.empty()) [[unlikely]] {
    if (const auto known = foreign_.find(&node); known != foreign_.end()) return known->second;
  }
  if (owner < oldest_pass.load(std::memory_order_acquire) || !active_passes().is_active(owner)) {
    if (node.claim_or_next_.compare_exchange_strong(owner, number_, std::memory_order_acq_rel)) {
      first = true;
      return fresh_state(node);
    }
  }
  const auto [entry, fresh] = foreign_.try_emplace(&node);
  first = fresh;
  return entry->second;
}

NodeState* GraphTask::find(const Node& node) {
  if (node.claim_or_next_.load(std::memory_order_acquire) == number_) return const_cast<NodeState*>(&node.state_);
  const auto entry = foreign_.find(&node);
  return entry != foreign_.end() ? &entry->second : nullptr;
}

bool GraphTask::will_reach(const Node& node) {
  const NodeState* found = find(node);
  return found != nullptr && (found->needed || captures_of(node) != nullptr);
}

bool GraphTask::needs(const Node& node) {
  const NodeState* found = find(node);
  return found != nullptr && found->needed;
}

const std::vector<Capture>* GraphTask::find_captures(const Node& node) const {
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
    visited_.push_back(node);
    prefetch_below(node);
    for (const Edge& edge : node->next_edges()) {
      if (!edge.is_valid()) continue;
      bool first = false;
      ++visit(*edge.function, first).dependencies;
      if (first) open.push_back(edge.function.get());
    }
  }
}

std::vector<Node*> GraphTask::in_order() {
  // Counting the dependencies down as a pass does gives the order; counting them up again restores them.
  std::vector<Node*> nodes;
  nodes.reserve(visited_.size());
  for (Node* node : visited_) {
    if (state(*node).dependencies == 0) nodes.push_back(node);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const Edge& edge : nodes[i]->next_edges()) {
      if (edge.is_valid() && --state(*edge.function).dependencies == 0) nodes.push_back(edge.function.get());
    }
  }
  for (const Node* node : nodes) {
    for (const Edge& edge : node->next_edges()) {
      if (edge.is_valid()) ++state(*edge.function).dependencies;
    }
  }
  return nodes;
}

void GraphTask::restrict_to(const std::vector<Edge>& targets, bool run_accumulate) {
  restricted_ = true;
  for (Node* node : visited_) state(*node).needed = false;
  if (run_accumulate) {
    for (const Edge& target : targets) {
      if (NodeState* found = find(*target.function); found != nullptr) found->needed = target.function->is_accumulate();
    }
  }
  // Going up from the leaves, each node finds its successors settled.
  const std::vector<Node*> nodes = in_order();
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    NodeState& own = state(**node);
    for (const Edge& edge : (*node)->next_edges()) {
      if (own.needed) break;
      if (edge.is_valid()) own.needed = will_reach(*edge.function);
    }
  }
}

void GraphTask::prefetch_next() noexcept {
  constexpr std::size_t kAhead = 8;
  constexpr std::size_t kLineBytes = 64;
  if (prefetched_ + kAhead >= visited_.size()) return;
  const char* node = reinterpret_cast<const char*>(visited_[prefetched_++ + kAhead]);
  for (std::size_t line = 0; line < 3; ++line) __builtin_prefetch(node + line * kLineBytes, 1);
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
