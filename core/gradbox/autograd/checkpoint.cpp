#include "gradbox/autograd/checkpoint.h"

#include <memory>
#include <optional>

#include "gradbox/autograd/autograd.h"
#include "gradbox/autograd/function.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/graph_task.h"
#include "gradbox/autograd/saved_tensor.h"
#include "gradbox/base/generator.h"
#include "gradbox/base/warning.h"

namespace gradbox::autograd {
namespace {

/// Puts the default generator back to where the checkpointed function found it, while it lives.
class ReplayRandom {
 public:
  explicit ReplayRandom(const std::optional<GeneratorState>& state) {
    if (!state.has_value()) return;
    now_ = default_generator().get_state();
    default_generator().set_state(*state);
  }
  ~ReplayRandom() {
    if (now_.has_value()) default_generator().set_state(*now_);
  }
  ReplayRandom(const ReplayRandom&) = delete;
  ReplayRandom& operator=(const ReplayRandom&) = delete;

 private:
  std::optional<GeneratorState> now_;
};

/// What one call of checkpoint() remembers instead of the saved tensors: how to make them again. The k-th tensor saved
/// by the first run is the k-th saved by the second.
struct Recomputation {
  CheckedFunction function;
  variable_list inputs;
  std::optional<GeneratorState> random;
  std::vector<Tensor> saved;
  std::size_t count = 0;
  bool done = false;

  void run() {
    const EnableGradGuard enable;
    const ReplayRandom replay(random);
    std::vector<Tensor> collected;
    {
      const SavedTensorsHooksGuard collect(
          [&](const Tensor& tensor) {
            collected.push_back(tensor.detach());
            return std::any(collected.size() - 1);
          },
          [&](const std::any& at) { return collected[std::any_cast<std::size_t>(at)]; });
      function(inputs);
    }
    GRADBOX_CHECK(collected.size() == count, "checkpoint: the function saved ", count,
                  " tensors for backward when it was first run, and ", collected.size(),
                  " when it was run again; it must do the same both times");
    saved = std::move(collected);
    done = true;
  }
};

variable_list checkpoint_by_hooks(const CheckedFunction& function, const variable_list& inputs,
                                  const std::optional<GeneratorState>& random) {
  auto again = std::make_shared<Recomputation>(Recomputation{function, inputs, random, {}, 0, false});
  const SavedTensorsHooksGuard forget([again](const Tensor&) { return std::any(again->count++); },
                                      [again](const std::any& at) {
                                        const std::size_t place = std::any_cast<std::size_t>(at);
                                        if (!again->done || !again->saved[place].defined()) again->run();
                                        const GraphTask* pass = GraphTask::current();
                                        if (pass != nullptr && pass->keep_graph()) return again->saved[place];
                                        return std::exchange(again->saved[place], Tensor());
                                      });
  return function(inputs);
}

struct ReentrantState {
  CheckedFunction function;
  std::optional<GeneratorState> random;
};

/// The node of the reentrant way; its arguments are the tensors.
struct CheckpointFunction final : CustomNode {
  explicit CheckpointFunction(ReentrantState rerun) : state(std::move(rerun)) {}
  std::string name() const override { return "CheckpointFunctionBackward"; }
  variable_list call_backward(variable_list grads) override {
    GRADBOX_CHECK(!GraphTask::current()->restricted(),
                  "Checkpointing is not compatible with .grad() or when an `inputs` parameter is passed to "
                  ".backward(). Please use .backward() "
                  "and do not pass its `inputs` argument.");
    variable_list own;
    for (const Tensor& input : ctx.get_saved_variables())
      own.push_back(input.detach().requires_grad_(input.requires_grad()));
    variable_list outputs;
    {
      const EnableGradGuard enable;
      const ReplayRandom replay(state.random);
      outputs = state.function(own);
    }
    variable_list tracked, seeds;
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (!outputs[o].requires_grad()) continue;
      tracked.push_back(outputs[o]);
      seeds.push_back(grads[o]);
    }
    GRADBOX_CHECK(!tracked.empty(), "none of output has requires_grad=True, this checkpoint() is not necessary");
    backward(tracked, seeds);
    variable_list out;
    for (const Tensor& input : own) out.push_back(input.requires_grad() ? input.grad() : Tensor());
    return out;
  }

  ReentrantState state;
};

variable_list checkpoint_reentrant(const CheckedFunction& function, const variable_list& inputs,
                                   const std::optional<GeneratorState>& random) {
  bool any = false;
  for (const Tensor& input : inputs) any = any || requires_grad(input);
  if (!any) warn("None of the inputs have requires_grad=True. Gradients will be None");
  auto node = IntrusivePtr<CheckpointFunction>::adopt(new CheckpointFunction({function, random}));
  const bool recorded = node->connect(inputs, std::vector<bool>(inputs.size(), true));
  node->ctx.save_for_backward(inputs);
  variable_list outputs;
  {
    const NoGradGuard no_grad;
    outputs = function(inputs);
  }
  return node->wrap_outputs(inputs, std::move(outputs), recorded);
}

}  // namespace

variable_list checkpoint(const CheckedFunction& function, const variable_list& inputs, CheckpointOptions options) {
  std::optional<GeneratorState> random;
  if (options.preserve_rng_state) random = default_generator().get_state();
  return options.use_reentrant ? checkpoint_reentrant(function, inputs, random)
                               : checkpoint_by_hooks(function, inputs, random);
}

}  // namespace gradbox::autograd
