#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gradbox/autograd/edge.h"
#include "gradbox/autograd/hooks.h"
#include "gradbox/autograd/input_metadata.h"
#include "gradbox/autograd/node_state.h"
#include "gradbox/autograd/saved_visitor.h"
#include "gradbox/base/small_vector.h"
#include "gradbox/base/thread_modes.h"
#include "gradbox/tensor/graph_node.h"

namespace gradbox::autograd {

class GraphTask;
struct AnomalyRecord;
struct DeleteAnomalyRecord {
  void operator()(AnomalyRecord* record) const noexcept;
};
using AnomalyRecordPtr = std::unique_ptr<AnomalyRecord, DeleteAnomalyRecord>;

/// Note [The graph]
/// Every operator that is recorded leaves a Node behind: the operator's derivative. The node's *inputs* are the
/// gradients of the operator's outputs, its *outputs* the gradients of the operator's inputs, so it is the graph turned
/// round. `next_edges()[i]` says where the i-th of them goes on to: the node of the operator that made that input, or
/// the AccumulateGrad of a leaf, or nowhere. A node owns the nodes it leads to and the tensors it saved, nothing the
/// other way round; so a graph lives as long as its result, and dies in one loop (Note [Iterative destruction]).
struct Node : GraphNode {
  explicit Node(std::uint64_t sequence_nr = next_sequence_nr()) noexcept : sequence_nr_(sequence_nr) {}
  ~Node() override;

  /// The class name that PyTorch prints: `MulBackward0`.
  virtual std::string name() const = 0;
  /// The derivative itself: one gradient per next edge; may be undefined where `should_compute_output` says no.
  virtual GradList apply(GradList&& grads) = 0;
  /// Shows what was saved, by name.
  virtual void visit_saved(SavedVisitor& visitor);
  /// Forgets what was saved; a later apply then throws. Called after a backward that does not retain the graph.
  virtual void release_variables();
  /// Whether this node accumulates into leaves: such nodes run before all others.
  virtual bool is_accumulate() const noexcept { return false; }

  /// Runs the node by hand, as `grad_fn(grad)` does in Python.
  variable_list operator()(variable_list grads);

  std::uint64_t sequence_nr() const noexcept { return sequence_nr_; }

  const SmallVector<Edge, 2>& next_edges() const noexcept { return next_edges_; }
  const Edge& next_edge(std::size_t i) const noexcept { return next_edges_[i]; }
  std::size_t num_outputs() const noexcept { return next_edges_.size(); }
  std::size_t num_inputs() const noexcept { return num_inputs_; }
  const InputMetadata& input_metadata(std::size_t i) const noexcept {
    return i == 0 ? input_metadata_ : extras_->further_inputs[i - 1];
  }
  void add_next_edge(Edge edge) { next_edges_.push_back(std::move(edge)); }
  void set_next_edge(std::size_t i, Edge edge) { next_edges_[i] = std::move(edge); }
  std::uint32_t add_input_metadata(const Tensor& output) { return add_input(InputMetadata(output)); }
  /// An output that is not differentiable: a place without a shape.
  std::uint32_t add_undefined_input() { return add_input(InputMetadata()); }

  /// Whether anybody wants the i-th gradient: the edge leads somewhere, and in a pass restricted to some inputs, to one
  /// of them.
  bool should_compute_output(std::size_t i) const {
    const Edge& edge = next_edges_[i];
    return edge.is_valid() && (!thread_modes.restricted_pass || leads_to_target(edge));
  }

  HookHandle register_prehook(PreHook hook);
  HookHandle register_hook(PostHook hook);
  void add_pre_hook(std::unique_ptr<FunctionPreHook> hook);
  void add_post_hook(std::unique_ptr<FunctionPostHook> hook);
  NodeHooks* hooks() const noexcept { return extras_ != nullptr && extras_->has_hooks ? &extras_->hooks : nullptr; }
  NodeHooks& make_hooks();
  void forget_retained(const TensorImpl& tensor) noexcept override;

  /// Where the forward operator ran, in anomaly mode.
  const AnomalyRecord* anomaly() const noexcept { return extras_ != nullptr ? extras_->anomaly.get() : nullptr; }
  void set_anomaly(AnomalyRecordPtr record);

  static std::uint64_t next_sequence_nr() noexcept { return sequence_counter_++; }
  static std::uint64_t peek_sequence_nr() noexcept { return sequence_counter_; }

 private:
  friend class GraphTask;
  /// What few nodes have.
  struct Extras {
    NodeHooks hooks;
    bool has_hooks = false;
    AnomalyRecordPtr anomaly;
    /// Of all inputs but the first.
    std::vector<InputMetadata> further_inputs;
  };
  Extras& extras();
  std::uint32_t add_input(InputMetadata&& metadata) {
    if (num_inputs_ == 0) [[likely]]
      input_metadata_ = std::move(metadata);
    else
      extras().further_inputs.push_back(std::move(metadata));
    return num_inputs_++;
  }
  static bool leads_to_target(const Edge& edge);
  static inline thread_local constinit std::uint64_t sequence_counter_ = 0;

  // In the order of need: counting dependencies touches little more than the first cache line. Nodes are small, since
  // memory is what limits long graphs.
  SmallVector<Edge, 2> next_edges_;
  NodeState state_;
  std::uint64_t sequence_nr_;
  std::unique_ptr<Extras> extras_;
  InputMetadata input_metadata_;
};

}  // namespace gradbox::autograd
