#include "gradbox/autograd/autograd.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include "gradbox/autograd/engine.h"
#include "gradbox/autograd/graph_task.h"
#include "gradbox/autograd/record.h"
#include "gradbox/base/warning.h"

namespace gradbox::autograd {
namespace {

/// `torch.Size([2, 3])`
std::string size_text(IntArrayRef sizes) { return str("torch.Size(", sizes, ")"); }

Tensor root_gradient(const Tensor& output, const Tensor& given, std::size_t i) {
  if (!given.defined()) {
    GRADBOX_CHECK(output.numel() == 1, "grad can be implicitly created only for scalar outputs");
    return ones_like(output);
  }
  GRADBOX_CHECK(given.sizes() == output.sizes(), "Mismatch in shape: grad_output[", i, "] has a shape of ",
                size_text(given.sizes()), " and output[", i, "] has a shape of ", size_text(output.sizes()), ".");
  return given;
}

void add_roots(BackwardRequest& request, const variable_list& outputs, const variable_list& gradients) {
  GRADBOX_CHECK(gradients.empty() || gradients.size() == outputs.size(), "got ", outputs.size(), " tensors and ",
                gradients.size(), " gradients");
  request.roots.reserve(outputs.size());
  request.root_grads.reserve(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    // The gradient's shape is looked at first, as in PyTorch: a non-scalar without one is refused before a missing
    // graph is.
    const bool has_graph = outputs[i].defined() && outputs[i].requires_grad();
    Tensor gradient;
    if (has_graph || (!gradients.empty() && gradients[i].defined())) {
      gradient = root_gradient(outputs[i], gradients.empty() ? Tensor() : gradients[i], i);
    }
    GRADBOX_CHECK(has_graph, "element ", i, " of tensors does not require grad and does not have a grad_fn");
    request.roots.push_back(gradient_edge(outputs[i]));
    request.root_grads.push_back(std::move(gradient));
  }
}

/// Registers `arrive(i, grad)` on the i-th tensor, for all of them.
template <class Arrive>
HookHandle register_on_each(const variable_list& tensors, const Arrive& arrive) {
  std::vector<std::pair<Tensor, unsigned>> positions;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    positions.emplace_back(tensors[i], tensors[i].register_hook([arrive, i](const Tensor& grad) { arrive(i, grad); }));
  }
  return HookHandle([positions] {
    for (const std::pair<Tensor, unsigned>& at : positions) at.first.remove_hook(at.second);
  });
}

}  // namespace

void backward(const variable_list& tensors, const variable_list& grad_tensors, std::optional<bool> retain_graph,
              bool create_graph, const std::optional<variable_list>& inputs) {
  GRADBOX_CHECK(!inputs.has_value() || !inputs->empty(), "'inputs' argument to backward() cannot be empty.");
  BackwardRequest request;
  request.keep_graph = retain_graph.value_or(create_graph);
  request.create_graph = create_graph;
  add_roots(request, tensors, grad_tensors);
  if (create_graph) {
    static bool warned = false;
    warn_once(
        warned,
        "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
        "which can cause a "
        "memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use this "
        "function, make "
        "sure to reset the .grad fields of your parameters to None after use to break the cycle and avoid the leak.");
  }
  if (inputs.has_value()) {
    for (const Tensor& input : *inputs) {
      GRADBOX_CHECK(input.requires_grad(), "can't retain_grad on Tensor that has requires_grad=False");
      if (!input.is_leaf()) input.retain_grad();
      request.targets.push_back(gradient_edge(input));
    }
  }
  Engine::execute(request);
}

variable_list grad(const variable_list& outputs, const variable_list& inputs, const variable_list& grad_outputs,
                   std::optional<bool> retain_graph, bool create_graph, bool allow_unused) {
  GRADBOX_CHECK_AS(ValueError, !inputs.empty(), "grad requires non-empty inputs.");
  BackwardRequest request;
  request.keep_graph = retain_graph.value_or(create_graph);
  request.create_graph = create_graph;
  request.accumulate = false;
  add_roots(request, outputs, grad_outputs);
  for (const Tensor& input : inputs) {
    GRADBOX_CHECK(autograd::requires_grad(input), "One of the differentiated Tensors does not require grad");
    request.targets.push_back(gradient_edge(input));
  }
  variable_list out = Engine::execute(request);
  for (const Tensor& gradient : out) {
    GRADBOX_CHECK(gradient.defined() || allow_unused,
                  "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True "
                  "if this is the desired "
                  "behavior.");
  }
  return out;
}

HookHandle register_multi_grad_hook(const variable_list& tensors, std::function<void(const variable_list&)> hook) {
  struct State {
    std::mutex mutex;
    std::vector<Edge> edges;
    std::function<void(const variable_list&)> hook;
    std::uint64_t pass = 0;
    std::size_t expected = 0;
    std::size_t arrived = 0;
    variable_list grads;
  };
  auto state = std::make_shared<State>();
  state->hook = std::move(hook);
  for (const Tensor& tensor : tensors) state->edges.push_back(gradient_edge(tensor));
  auto arrive = [state](std::size_t i, const Tensor& grad) {
    const std::lock_guard lock(state->mutex);
    GraphTask* pass = GraphTask::current();
    if (state->pass != pass->number()) {
      state->pass = pass->number();
      state->arrived = 0;
      state->grads.assign(state->edges.size(), Tensor());
      state->expected =
          static_cast<std::size_t>(std::count_if(state->edges.begin(), state->edges.end(),
                                                 [&](const Edge& edge) { return pass->will_reach(*edge.function); }));
    }
    state->grads[i] = grad;
    if (++state->arrived == state->expected) state->hook(std::exchange(state->grads, {}));
  };
  return register_on_each(tensors, arrive);
}

HookHandle register_any_grad_hook(const variable_list& tensors, std::function<void(const Tensor&)> hook) {
  // The number of the last pass that has called the hook.
  auto called = std::make_shared<std::atomic<std::uint64_t>>(0);
  return register_on_each(tensors, [called, hook = std::move(hook)](std::size_t, const Tensor& grad) {
    const std::uint64_t pass = GraphTask::current()->number();
    if (called->exchange(pass) != pass) hook(grad);
  });
}

}  // namespace gradbox::autograd
