#include "gradbox/inspect/recording.h"

#include <exception>
#include <map>

#include "gradbox/autograd/accumulate_grad.h"
#include "gradbox/autograd/engine.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/inspect/graph_walk.h"

namespace gradbox::inspect {
namespace {

using autograd::GradList;
using autograd::Node;

class Recorder final : public autograd::EngineObserver {
 public:
  Recorder(const GraphSnapshot& graph, const Tensor& root, int64_t most_values)
      : graph_(graph), walk_(walk_graph({root})), most_values_(most_values) {}

  void begin_call(const BackwardCall& call, const Tensor& root) {
    CallSnapshot one;
    one.label = call.label;
    one.zeroes_before = call.zeroes_before;
    one.first_step = static_cast<int>(out_.steps.size());
    one.gradient = add(call.gradient.defined() ? call.gradient : ones_like(root));
    waiting_.clear();
    if (const NodePtr node = root.grad_fn()) {
      waiting_[{walk_.number_of(node.get()), root.output_nr()}].push_back({-1, 0, one.gradient});
    }
    out_.calls.push_back(one);
  }

  void end_call(const std::string& error) {
    CallSnapshot& call = out_.calls.back();
    call.step_count = static_cast<int>(out_.steps.size()) - call.first_step;
    call.error = error;
  }

  /// The pass ran on copies of what the observer saw, so nothing here keeps a tensor alive.
  void before_node(Node& node, const GradList& grads) override {
    const int number = walk_.number_of(&node);
    if (number < 0) return;
    BackwardStep step;
    step.node = number;
    step.call = static_cast<int>(out_.calls.size()) - 1;
    for (std::size_t i = 0; i < grads.size(); ++i) {
      IncomingGradient incoming;
      if (const auto parts = waiting_.find({number, i}); parts != waiting_.end()) {
        incoming.parts = std::move(parts->second);
        waiting_.erase(parts);
      }
      // One part that arrived alone is the gradient itself, unless a hook replaced it.
      incoming.value = add(grads[i]);
      step.incoming.push_back(std::move(incoming));
    }
    step.leaf = graph_.node(number).leaf;
    if (step.leaf >= 0) step.grad_before = add(leaf_gradient(node));
    out_.steps.push_back(std::move(step));
  }

  void after_node(Node& node, const GradList& grads) override {
    const int number = walk_.number_of(&node);
    if (number < 0) return;
    const int step_number = static_cast<int>(out_.steps.size()) - 1;
    BackwardStep& step = out_.steps.back();
    if (step.leaf >= 0) {
      step.grad_after = add(leaf_gradient(node));
      return;
    }
    for (std::size_t i = 0; i < node.num_outputs(); ++i) {
      const autograd::Edge& edge = node.next_edge(i);
      OutgoingGradient outgoing;
      outgoing.to = edge.is_valid() ? walk_.number_of(edge.function.get()) : -1;
      outgoing.input_nr = edge.input_nr;
      if (i < grads.size() && grads[i].defined()) {
        outgoing.value = outgoing.sent = add(grads[i]);
        if (edge.is_valid()) reduce(grads[i], edge, outgoing);
      }
      if (outgoing.to >= 0 && outgoing.sent >= 0) {
        waiting_[{outgoing.to, edge.input_nr}].push_back({step_number, static_cast<int>(i), outgoing.sent});
      }
      step.outgoing.push_back(outgoing);
    }
  }

  BackwardRecording finish() {
    fill_ledger();
    return std::move(out_);
  }

 private:
  int add(const Tensor& tensor) {
    if (!tensor.defined()) return -1;
    out_.values.push_back(value_snapshot(tensor, most_values_));
    return static_cast<int>(out_.values.size()) - 1;
  }

  static const Tensor& leaf_gradient(const Node& node) {
    return static_cast<const autograd::AccumulateGrad&>(node).variable.grad();
  }

  /// As the engine does when it sends: a gradient is brought into the shape of the value it belongs to.
  void reduce(const Tensor& grad, const autograd::Edge& edge, OutgoingGradient& outgoing) {
    const Dims wanted = edge.function->input_metadata(edge.input_nr).shape();
    if (grad.sizes() == wanted) return;
    const NoGradGuard no_grad;
    outgoing.is_reduced = true;
    outgoing.sent = add(sum_to(grad.detach(), wanted));
  }

  void fill_ledger() {
    for (std::size_t i = 0; i < graph_.leaves.size(); ++i) out_.ledger.push_back({static_cast<int>(i), {}, -1});
    for (std::size_t s = 0; s < out_.steps.size(); ++s) {
      const BackwardStep& step = out_.steps[s];
      if (step.leaf < 0) continue;
      LeafLedger& ledger = out_.ledger[static_cast<std::size_t>(step.leaf)];
      if (out_.calls[static_cast<std::size_t>(step.call)].zeroes_before) {
        for (LedgerEntry& entry : ledger.entries) entry.is_cleared = entry.is_cleared || entry.call < step.call;
      }
      for (const GradientPart& part : step.incoming[0].parts) {
        ledger.entries.push_back({step.call, static_cast<int>(s), part.value, path_of(part), false});
      }
      ledger.total = step.grad_after;
    }
  }

  std::vector<int> path_of(const GradientPart& last) const {
    std::vector<int> path;
    for (int step = last.step; step >= 0;) {
      const BackwardStep& at = out_.steps[static_cast<std::size_t>(step)];
      path.push_back(at.node);
      if (at.incoming.size() != 1 || at.incoming[0].parts.size() != 1) break;
      step = at.incoming[0].parts[0].step;
    }
    return path;
  }

  const GraphSnapshot& graph_;
  GraphWalk walk_;
  int64_t most_values_;
  BackwardRecording out_;
  /// What has been sent to an input of a node that has not run yet.
  std::map<std::pair<int, std::size_t>, std::vector<GradientPart>> waiting_;
};

/// The recorder watches while this lives.
class Watch {
 public:
  explicit Watch(Recorder& recorder) : previous_(autograd::Engine::set_observer(&recorder)) {}
  ~Watch() { autograd::Engine::set_observer(previous_); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  autograd::EngineObserver* previous_;
};

void clear_gradients(const Tensor& root) {
  for (Node* node : walk_graph({root}).nodes) {
    if (node->is_accumulate()) static_cast<autograd::AccumulateGrad*>(node)->variable.mutable_grad().reset();
  }
}

}  // namespace

BackwardRecording record_backward(const GraphSnapshot& graph, const Tensor& root,
                                  const std::vector<BackwardCall>& calls, int64_t most_values) {
  Recorder recorder(graph, root, most_values);
  const std::vector<BackwardCall> all = calls.empty() ? std::vector<BackwardCall>(1) : calls;
  clear_gradients(root);
  for (const BackwardCall& call : all) {
    if (call.zeroes_before) clear_gradients(root);
    recorder.begin_call(call, root);
    std::string error;
    try {
      const Watch watch(recorder);
      root.backward(call.gradient, true);
    } catch (const std::exception& thrown) {
      error = thrown.what();
    }
    recorder.end_call(error);
    if (!error.empty()) break;
  }
  return recorder.finish();
}

}  // namespace gradbox::inspect
