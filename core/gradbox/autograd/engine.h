#pragma once

#include <functional>
#include <vector>

#include "gradbox/autograd/edge.h"
#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// What backward() and grad() ask of the engine, both in the same words.
struct BackwardRequest {
  /// Where the pass begins, and with which gradients.
  std::vector<Edge> roots;
  std::vector<Tensor> root_grads;
  bool keep_graph = false;
  bool create_graph = false;
  /// Empty: all leaves. Otherwise only what leads to these is run.
  std::vector<Edge> targets;
  /// True: `.grad` of the targets is filled. False: their gradients are returned.
  bool accumulate = true;
};

/// Watches a pass node by node; the playground's backward stepper is one.
class EngineObserver {
 public:
  virtual ~EngineObserver() = default;
  /// `grads` arrive at `node`, which is about to run.
  virtual void before_node(Node& node, const GradList& grads) = 0;
  /// `node` has turned them into `grads`, one for each next edge.
  virtual void after_node(Node& node, const GradList& grads) = 0;
};

/// Runs backward passes. Nodes run in dependency order, of the ready ones the newest first; AccumulateGrad before all
/// others.
class Engine {
 public:
  static std::vector<Tensor> execute(const BackwardRequest& request);
  /// Runs `callback` when the pass that is going on in this thread, the innermost one, has ended without an error.
  /// Throws: Error outside a backward
  static void queue_callback(std::function<void()> callback);
  /// Installs an observer for this thread's passes (nullptr: none); returns the previous one.
  static EngineObserver* set_observer(EngineObserver* observer) noexcept;

 private:
  static std::vector<Tensor> run_pass(const BackwardRequest& request);
  static void seed(class GraphTask& task, const BackwardRequest& request);
  static void run(class GraphTask& task);
  static void run_node(class GraphTask& task, Node& node);
  static void run_watched(class GraphTask& task, Node& node, bool needed, GradList&& grads);
  static GradList apply_checked(Node& node, GradList&& grads);
  static void send(class GraphTask& task, Node& node, GradList&& grads);
};

}  // namespace gradbox::autograd
