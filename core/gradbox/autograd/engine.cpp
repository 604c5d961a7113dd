#include "gradbox/autograd/engine.h"

#include "gradbox/autograd/anomaly.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/graph_task.h"
#include "gradbox/autograd/node_hooks.h"
#include "gradbox/base/new_stack.h"

namespace gradbox::autograd {
namespace {

thread_local EngineObserver* observer = nullptr;

/// The thread's modes as the pass needs them, and as they were when it ends, by an exception too.
class PassModes {
 public:
  explicit PassModes(const GraphTask& task) noexcept : previous_(thread_modes) {
    thread_modes.grad = task.create_graph();
    thread_modes.plain_views = !task.create_graph();
    thread_modes.restricted_pass = task.restricted();
  }
  ~PassModes() { thread_modes = previous_; }
  PassModes(const PassModes&) = delete;
  PassModes& operator=(const PassModes&) = delete;

 private:
  ThreadModes previous_;
};

template <class T>
class Restore {
 public:
  Restore(T& place, T value) noexcept : place_(place), previous_(place) { place = value; }
  ~Restore() { place_ = previous_; }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

 private:
  T& place_;
  T previous_;
};

/// Brings a gradient into the shape and dtype of the value it belongs to: broadcasting is undone by summing.
Tensor fit(const Node& node, std::size_t i, Tensor&& grad, const InputMetadata& wanted) {
  Tensor fitted = std::move(grad);
  const Dims shape = wanted.shape();
  if (!(fitted.sizes() == shape)) {
    GRADBOX_CHECK(is_expandable_to(shape, fitted.sizes()), "Function ", node.name(),
                  " returned an invalid gradient at index ", i, " - got ", fitted.sizes(),
                  " but expected shape compatible with ", IntArrayRef(shape));
    fitted = sum_to(fitted, shape);
  }
  return fitted.to(wanted.dtype());
}

}  // namespace

/// Note [Backward within backward]
/// A derivative may run a backward pass of its own, whose derivatives do the same, thousands deep. Every level stands
/// on the stack of its thread, so that after so many levels the next pass gets a stack of its own. In WebAssembly,
/// which has one stack, whose end would tear the program down, the next pass is refused while half of that stack is
/// left.
constexpr int kNestedPerStack = kHasNewStacks ? 100 : 400;

EngineObserver* Engine::set_observer(EngineObserver* next) noexcept { return std::exchange(observer, next); }

void Engine::queue_callback(std::function<void()> callback) {
  GRADBOX_CHECK(GraphTask::current() != nullptr, "Final callbacks can only be installed during backward pass.");
  GraphTask::current()->callbacks.push_back(std::move(callback));
}

std::vector<Tensor> Engine::execute(const BackwardRequest& request) {
  const GraphTask* outer = GraphTask::current();
  if (outer == nullptr || (outer->depth() + 1) % kNestedPerStack != 0) [[likely]]
    return run_pass(request);
  if constexpr (!kHasNewStacks) {
    GRADBOX_CHECK(false, "backward() is called within backward() ", kNestedPerStack,
                  " times over: deeper nesting would ", "use up the stack.");
  }
  std::vector<Tensor> result;
  on_new_stack([&] { result = run_pass(request); });
  return result;
}

std::vector<Tensor> Engine::run_pass(const BackwardRequest& request) {
  if (thread_modes.forward) [[unlikely]]
    forward_ad::settle();
  GraphTask task(request.roots, request.keep_graph, request.create_graph);
  if (request.roots.size() > 1 || !request.targets.empty() || observer != nullptr) task.count_edges();
  if (!request.targets.empty()) {
    if (!request.accumulate) {
      task.captured.resize(request.targets.size());
      for (std::size_t i = 0; i < request.targets.size(); ++i) {
        task.add_capture(*request.targets[i].function, {request.targets[i].input_nr, i});
      }
    } else {
      for (const Edge& target : request.targets) {
        if (!target.function->is_accumulate()) task.add_capture(*target.function, {target.input_nr, kNoResult});
      }
    }
    task.restrict_to(request.targets, request.accumulate);
  }
  const Restore<GraphTask*> current(GraphTask::current_, &task);
  {
    const PassModes modes(task);
    const Restore<Node*> running(GraphTask::running_node_, GraphTask::running_node_);
    seed(task, request);
    run(task);
  }
  // A callback may queue further ones.
  for (std::size_t i = 0; i < task.callbacks.size(); ++i) {
    const std::function<void()> callback = task.callbacks[i];
    callback();
  }
  return std::move(task.captured);
}

void Engine::seed(GraphTask& task, const BackwardRequest& request) {
  for (std::size_t i = 0; i < request.roots.size(); ++i) {
    Node& node = *request.roots[i].function;
    const std::uint32_t input_nr = request.roots[i].input_nr;
    task.claim(node).add(input_nr, node.num_inputs(), request.root_grads[i].to(node.input_metadata(input_nr).dtype()));
  }
  for (const Edge& root : request.roots) {
    NodeState& state = task.state(*root.function);
    if (state.dependencies == 0 && !state.queued) task.push_ready(*root.function, state);
  }
}

void Engine::run(GraphTask& task) {
  while (task.has_ready()) {
    Node& node = task.pop_ready();
    task.prefetch_after(node);
    GraphTask::running_node_ = &node;
    run_node(task, node);
  }
}

void Engine::run_node(GraphTask& task, Node& node) {
  NodeState& state = task.state(node);
  GradList grads = state.take(node.num_inputs());
  const bool plain =
      node.hooks() == nullptr && observer == nullptr && !AnomalyMode::is_enabled() && !task.has_captures();
  if (plain && state.needed && !node.is_accumulate()) [[likely]] {
    GradList out = node.apply(std::move(grads));
    if (!task.keep_graph()) node.release_variables();
    send(task, node, std::move(out));
    return;
  }
  run_watched(task, node, state.needed, std::move(grads));
}

/// A node that somebody has an interest in: hooks, captures, observers, anomaly mode; and all leaves.
void Engine::run_watched(GraphTask& task, Node& node, bool needed, GradList&& grads) {
  const std::vector<Capture>* captures = task.captures_of(node);
  if (!needed && captures == nullptr) return;
  if (has_arrival_hooks(node)) call_tensor_hooks(node, grads);
  if (needed && node.hooks() != nullptr) call_pre_hooks(node, grads);
  if (node.hooks() != nullptr) write_retained(node, grads);
  if (captures != nullptr) {
    for (const Capture& capture : *captures) {
      if (capture.result != kNoResult) task.captured[capture.result] = grads[capture.input_nr];
    }
  }
  if (!needed) return;
  if (observer != nullptr) observer->before_node(node, grads);
  const bool has_post_hooks = node.hooks() != nullptr && !node.hooks()->post_hooks.empty();
  GradList arrived;
  if (has_post_hooks) arrived = grads;
  GradList out = apply_checked(node, std::move(grads));
  if (!task.keep_graph()) node.release_variables();
  if (has_post_hooks) call_post_hooks(node, out, arrived);
  if (observer != nullptr) observer->after_node(node, out);
  send(task, node, std::move(out));
}

/// Runs the derivative; in anomaly mode looks for nan and says where a failing node came from.
GradList Engine::apply_checked(Node& node, GradList&& grads) {
  if (!AnomalyMode::is_enabled()) return node.apply(std::move(grads));
  try {
    GradList out = node.apply(std::move(grads));
    if (AnomalyMode::should_check_nan()) check_nan(node, out);
    return out;
  } catch (...) {
    warn_origin(node);
    throw;
  }
}

void Engine::send(GraphTask& task, Node& node, GradList&& grads) {
  const Edge* const edges = node.next_edges().data();
  const std::size_t count = node.num_outputs();
  Tensor* const given = grads.data();
  const std::size_t given_count = grads.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (!edges[i].is_valid()) continue;
    Node& next = *edges[i].function;
    NodeState& state = task.claim(next);
    if (i < given_count && given[i].defined()) {
      const InputMetadata& wanted = next.input_metadata(edges[i].input_nr);
      if (!wanted.fits(*given[i].unsafeGetTensorImpl())) given[i] = fit(node, i, std::move(given[i]), wanted);
      state.add(edges[i].input_nr, next.num_inputs(), std::move(given[i]));
    }
    task.arrived(next, state);
  }
}

}  // namespace gradbox::autograd
