#include "gradbox/autograd/graph_task.h"

#include <algorithm>
#include <mutex>

#include "gradbox/autograd/node_hooks.h"
#include "gradbox/base/prefetch.h"

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

GraphTask::GraphTask(const std::vector<Edge>& roots, bool keep_graph, bool create_graph)
    : number_(active_passes().begin()),
      keep_graph_(keep_graph),
      create_graph_(create_graph),
      depth_(current_ == nullptr ? 0 : current_->depth_ + 1),
      roots_(roots) {}

GraphTask::~GraphTask() { active_passes().end(number_); }

NodeState& GraphTask::claim(Node& node) {
  const std::uint64_t owner = node.claim_or_next_.load(std::memory_order_acquire);
  if (owner == number_) return node.state_;
  if (owner < oldest_pass.load(std::memory_order_acquire) && foreign_.empty() && single_threaded()) [[likely]] {
    node.claim_or_next_.store(number_, std::memory_order_relaxed);
    node.state_.reset();
    return node.state_;
  }
  return claim_shared(node, owner);
}

/// Where other threads, or passes around this one, may be at the node too.
NodeState& GraphTask::claim_shared(Node& node, std::uint64_t owner) {
  // A node once kept outside stays there, even if the pass that had claimed it ends meanwhile.
  if (!foreign_.empty()) [[unlikely]] {
    if (const auto known = foreign_.find(&node); known != foreign_.end()) return known->second;
  }
  if (owner < oldest_pass.load(std::memory_order_acquire) || !active_passes().is_active(owner)) {
    if (node.claim_or_next_.compare_exchange_strong(owner, number_, std::memory_order_acq_rel)) {
      node.state_.reset();
      return node.state_;
    }
  }
  return foreign_[&node];
}

NodeState* GraphTask::find(const Node& node) {
  if (node.claim_or_next_.load(std::memory_order_acquire) == number_) return const_cast<NodeState*>(&node.state_);
  const auto entry = foreign_.find(&node);
  return entry != foreign_.end() ? &entry->second : nullptr;
}

bool GraphTask::will_reach(const Node& node) {
  if (!counted_) count_edges();
  const NodeState* found = find(node);
  return found != nullptr && (found->needed || captures_of(node) != nullptr);
}

const std::vector<Capture>* GraphTask::find_captures(const Node& node) const {
  const auto entry = captures_.find(&node);
  return entry != captures_.end() ? &entry->second : nullptr;
}

void GraphTask::count_edges() {
  counted_ = true;
  std::vector<Node*> open;
  const auto meet = [&](Node& node, NodeState& state) {
    if (!std::exchange(state.counted, true)) open.push_back(&node);
  };
  for (const Edge& root : roots_) meet(*root.function, claim(*root.function));
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    visited_.push_back(node);
    prefetch_below(node, 4);
    for (const Edge& edge : node->next_edges()) {
      if (!edge.is_valid()) continue;
      NodeState& next = claim(*edge.function);
      ++next.dependencies;
      meet(*edge.function, next);
    }
  }
  for (Node* node : waited_) {
    if (NodeState& waiting = state(*node); waiting.dependencies == 0 && !waiting.queued) push_ready(*node, waiting);
  }
}

bool GraphTask::all_owners_served(Node& node, const NodeState& state) {
  const bool first = state.dependencies == -1;
  if (static_cast<std::uint32_t>(-state.dependencies) == node.use_count()) {
    if (!first && --waiting_ == 0) {
      waited_.clear();
      newest_waiting_ = 0;
    }
    return true;
  }
  if (first) {
    ++waiting_;
    waited_.push_back(&node);
    if (!node.is_accumulate() || has_listeners(node)) newest_waiting_ = std::max(newest_waiting_, node.sequence_nr());
  }
  return false;
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

void GraphTask::prefetch_after(const Node& node) noexcept {
  if (!counted_) return prefetch_below(&node, 3);
  constexpr std::size_t kAhead = 8;
  constexpr std::size_t kLineBytes = 64;
  if (prefetched_ + kAhead >= visited_.size()) return;
  const char* next = reinterpret_cast<const char*>(visited_[prefetched_++ + kAhead]);
  for (std::size_t line = 0; line < 3; ++line) __builtin_prefetch(next + line * kLineBytes, 1);
}

void GraphTask::push_ready(Node& node, NodeState& state) {
  state.queued = true;
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
