#pragma once

#include <functional>
#include <unordered_map>
#include <vector>

#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// Of a capture that is only to be reached.
inline constexpr std::size_t kNoResult = static_cast<std::size_t>(-1);

/// What one gradient is wanted for: grad() hands it out, backward(inputs) only needs to get there.
struct Capture {
  std::uint32_t input_nr;
  std::size_t result;
};

/// Note [State of a pass]
/// A backward pass counts, for every node it can reach, how many gradients are still to come, and keeps those that
/// have. This state lives inside the node: no hash map on the way of the common case. A pass has a number, and *claims*
/// the nodes it visits with it. If a node is claimed by a pass that is still going on (a backward started inside a
/// backward, or another thread on the same graph), the newcomer keeps that node's state in a map of its own. A claim of
/// a pass that is over means nothing, so nobody has to clean up.
///
/// Note [Counting without a walk]
/// A node runs when all its gradients have arrived, so a pass must know how many there will be. The sure way is to walk
/// the graph first and count the edges into each node. But every edge owns the node it leads to: a node with as many
/// owners as gradients arrived gets no more. Where the program holds nothing but the result that is true of every node
/// in its turn, and the walk, which reads and writes a long graph once more, is not needed. So a pass with one root
/// begins without it. When nothing is ready for sure, because a tensor of the program owns a node too, or when what is
/// ready might be overtaken by something newer that has only begun to arrive, the pass counts all edges after all, less
/// the gradients that have arrived, and goes on. Nodes run in the same order either way; only a leaf that nobody
/// listens to may get its gradient later than it could.
///
/// One backward pass: who takes part, what is ready, what was captured.
class GraphTask {
 public:
  GraphTask(const std::vector<Edge>& roots, bool keep_graph, bool create_graph);
  ~GraphTask();
  GraphTask(const GraphTask&) = delete;
  GraphTask& operator=(const GraphTask&) = delete;

  /// No other pass of this process has the same.
  std::uint64_t number() const noexcept { return number_; }
  bool keep_graph() const noexcept { return keep_graph_; }
  bool create_graph() const noexcept { return create_graph_; }
  /// How many passes of this thread it runs inside of.
  int depth() const noexcept { return depth_; }

  /// Finds every node that the roots lead to and counts what each still has to wait for.
  void count_edges();
  /// From now on only nodes on a way to one of `targets` run. `run_targets`: the targets that are AccumulateGrad run
  /// too.
  void restrict_to(const std::vector<Edge>& targets, bool run_accumulate);
  void add_capture(const Node& node, Capture capture) { captures_[&node].push_back(capture); }
  const std::vector<Capture>* captures_of(const Node& node) const {
    return captures_.empty() ? nullptr : find_captures(node);
  }
  bool has_captures() const noexcept { return !captures_.empty(); }
  bool restricted() const noexcept { return restricted_; }

  NodeState& state(Node& node) {
    if (node.claim_or_next_.load(std::memory_order_acquire) == number_) [[likely]]
      return node.state_;
    return foreign_.find(&node)->second;
  }
  /// The same of a node that the pass may not have met yet.
  NodeState& claim(Node& node);
  /// Whether this pass will run, or hand out the gradients of, `node`.
  bool will_reach(const Node& node);
  /// In a restricted pass: a node outside the graph, run by a node of it, counts as leading to a target or not.
  void adopt(const Node& node, bool needed) {
    if (restricted_ && find(node) == nullptr) foreign_[&node].needed = needed;
  }

  std::vector<Tensor> captured;
  /// To be run when the pass has ended.
  std::vector<std::function<void()>> callbacks;

  /// One more of the gradients for `node` is there: it is ready if that was the last.
  void arrived(Node& node, NodeState& state) {
    --state.dependencies;
    if (counted_ ? state.dependencies == 0 : all_owners_served(node, state)) push_ready(node, state);
  }
  void push_ready(Node& node, NodeState& state);
  bool has_ready() {
    if (!counted_ && waiting_ != 0 && (ready_.empty() || ready_.front().priority < newest_waiting_)) count_edges();
    return !ready_.empty();
  }
  Node& pop_ready();

  /// The innermost pass running in this thread, or null.
  static GraphTask* current() noexcept { return current_; }
  static Node* running_node() noexcept { return running_node_; }

 private:
  friend class Engine;
  /// The nodes that were found, each after all that lead to it.
  std::vector<Node*> in_order();
  NodeState& claim_shared(Node& node, std::uint64_t owner);
  /// See Note [Counting without a walk].
  bool all_owners_served(Node& node, const NodeState& state);
  /// Nodes run about in the order they were found: fetches one that will be needed soon into the cache.
  void prefetch_after(const Node& node) noexcept;
  NodeState* find(const Node& node);
  const std::vector<Capture>* find_captures(const Node& node) const;

  struct Ready {
    std::uint64_t priority;
    Node* node;
    friend bool operator<(const Ready& a, const Ready& b) noexcept { return a.priority < b.priority; }
  };

  const std::uint64_t number_;
  bool keep_graph_;
  bool create_graph_;
  const int depth_;
  bool restricted_ = false;
  /// The caller's.
  const std::vector<Edge>& roots_;
  bool counted_ = false;
  /// In the order they were found, when the edges are counted.
  std::vector<Node*> visited_;
  std::size_t prefetched_ = 0;
  /// While the edges are not counted: how many nodes have some of their gradients, but not surely all; these nodes,
  /// among others that are ready; and the priority of the newest.
  std::size_t waiting_ = 0;
  std::vector<Node*> waited_;
  std::uint64_t newest_waiting_ = 0;
  std::vector<Ready> ready_;
  std::unordered_map<const Node*, NodeState> foreign_;
  std::unordered_map<const Node*, std::vector<Capture>> captures_;

  static inline thread_local constinit GraphTask* current_ = nullptr;
  static inline thread_local constinit Node* running_node_ = nullptr;
};

}  // namespace gradbox::autograd
