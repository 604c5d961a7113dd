#include "gradbox/autograd/saved_tensor.h"

#include "gradbox/autograd/anomaly.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/freed_error.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/node.h"
#include "gradbox/autograd/record.h"
#include "gradbox/base/prefetch.h"
#include "gradbox/tensor/make.h"

namespace gradbox::autograd {
namespace {

struct HookPair {
  PackHook pack;
  UnpackHook unpack;
};

struct HookStack {
  std::vector<HookPair> pairs;
  std::unique_ptr<std::string> disabled;
};
/// Looked at before each save: a plain flag, so that the usual case costs one load.
thread_local constinit bool hooks_active = false;
HookStack& hook_stack() {
  thread_local HookStack stack;
  return stack;
}

}  // namespace

struct SavedTensor::Packed {
  std::any value;
  UnpackHook unpack;
  /// Where the gradient of the unpacked tensor goes; of a leaf, its AccumulateGrad.
  Edge history;
};

void SavedTensor::drop_packed() noexcept {
  delete kept_.packed;
  new (&kept_.tensor) Tensor();
  is_packed_ = false;
}

void SavedTensor::take(SavedTensor& other) noexcept {
  if (other.is_packed_) {
    kept_.packed = other.kept_.packed;
    new (&other.kept_.tensor) Tensor();
  } else {
    kept_.tensor = std::move(other.kept_.tensor);
  }
  is_packed_ = other.is_packed_;
  other.is_packed_ = false;
  version_ = other.version_;
  output_nr_ = other.output_nr_;
  is_output_ = other.is_output_;
  was_undefined_ = other.was_undefined_;
  released_ = other.released_;
  had_history_ = other.had_history_;
}

const Tensor& SavedTensor::peek() const noexcept {
  static const Tensor kNothing;
  return is_packed_ ? kNothing : kept_.tensor;
}

void SavedTensor::save(const Tensor& tensor) {
  released_ = false;
  was_undefined_ = !tensor.defined();
  is_output_ = false;
  if (was_undefined_) return;
  const TensorImpl& impl = tensor.impl();
  GRADBOX_CHECK(!impl.is_inference,
                "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal "
                "tensor and use it in "
                "autograd.");
  kept_.tensor = tensor;
  version_ = impl.version.current();
  output_nr_ = static_cast<std::uint16_t>(impl.output_nr);
  had_history_ = impl.grad_fn != nullptr;
  // A number in the program is no tensor to the user: hooks do not see it.
  if (hooks_active && !impl.is_wrapped_number)
    pack_with(hook_stack().pairs.back().pack, hook_stack().pairs.back().unpack);
}

void SavedTensor::save_output(const Tensor& output) {
  released_ = false;
  was_undefined_ = false;
  is_output_ = true;
  kept_.tensor = make_alias(output);
  version_ = kept_.tensor.impl().version.current();
  output_nr_ = static_cast<std::uint16_t>(output.output_nr());
  if (hooks_active) pack_with(hook_stack().pairs.back().pack, hook_stack().pairs.back().unpack);
}

void SavedTensor::pack_with(PackHook pack, UnpackHook unpack) {
  auto packed = std::make_unique<Packed>();
  packed->unpack = std::move(unpack);
  if (!is_output_) packed->history = gradient_edge(kept_.tensor);
  const std::uint32_t before = kept_.tensor.impl().version.current();
  {
    NoGradGuard no_grad;
    packed->value = pack(kept_.tensor);
  }
  GRADBOX_CHECK(kept_.tensor.impl().version.current() == before,
                "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can "
                "not be modified by "
                "in-place operations as this can lead to unexpected side-effects. Please open an issue if you need to "
                "perform in-place "
                "operations on the input to a pack hook.");
  kept_.tensor.reset();
  kept_.packed = packed.release();
  is_packed_ = true;
}

Tensor SavedTensor::unpack(const Node& owner) const {
  if (was_undefined_) return {};
  if (released_) fail_freed();
  if (!is_packed_) {
    prefetch_below(kept_.tensor.unsafeGetTensorImpl(), 2);
    if (kept_.tensor.impl().version.current() != version_) fail_modified(owner);
    if (!is_output_) {
      if (had_history_ && kept_.tensor.impl().grad_fn == nullptr) [[unlikely]]
        fail_detached();
      return kept_.tensor;
    }
  }
  Tensor value;
  Edge history;
  if (is_packed_) {
    NoGradGuard no_grad;
    value = make_alias(kept_.packed->unpack(kept_.packed->value));
    history = kept_.packed->history;
  } else {
    if (!GradMode::is_enabled()) return kept_.tensor;
    value = make_alias(kept_.tensor);
    if (thread_modes.forward) [[unlikely]]
      forward_ad::share_tangent(kept_.tensor, value);
  }
  if (is_output_) history = Edge(NodePtr::share(const_cast<Node*>(&owner)), output_nr_);
  value.impl().grad_fn = history.function;
  value.impl().output_nr = history.input_nr;
  return value;
}

void SavedTensor::register_hooks(PackHook pack, UnpackHook unpack) {
  GRADBOX_CHECK(!was_undefined_, "Calling register_hooks on a saved tensor with value None is forbidden");
  GRADBOX_CHECK(!released_,
                "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate values of the "
                "graph are freed when you "
                "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
                "graph a second time or "
                "if you need to access saved variables after calling backward.");
  GRADBOX_CHECK(!is_packed_,
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only one pair of "
                "hooks is allowed at a "
                "time.");
  pack_with(std::move(pack), std::move(unpack));
}

void SavedTensor::fail_modified(const Node& owner) const {
  const NodePtr made_by = is_output_ ? NodePtr::share(const_cast<Node*>(&owner)) : kept_.tensor.grad_fn();
  std::string text =
      str("one of the variables needed for gradient computation has been modified by an inplace operation: [torch.",
          dtype_short_name(kept_.tensor.dtype()), "Tensor ", kept_.tensor.sizes(), "]");
  if (made_by != nullptr)
    text += str(", which is output ", is_output_ ? output_nr_ : kept_.tensor.output_nr(), " of ", made_by->name(), ",");
  text += str(made_by != nullptr ? "" : "", " is at version ", kept_.tensor.impl().version.current(),
              "; expected version ", version_, " instead. ");
  text += AnomalyMode::is_enabled()
              ? "Hint: the backtrace further above shows the operation that failed to compute its gradient. The "
                "variable in question was changed in there or anywhere later. Good luck!"
              : "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
                "torch.autograd.set_detect_anomaly(True).";
  throw Error(text);
}

void SavedTensor::fail_detached() {
  throw Error(
      "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_().This is not supported, "
      "please use out-of-place `.detach()` instead");
}

SavedTensorsHooksGuard::SavedTensorsHooksGuard(PackHook pack, UnpackHook unpack) {
  HookStack& stack = hook_stack();
  if (stack.disabled != nullptr) throw Error(*stack.disabled);
  stack.pairs.push_back({std::move(pack), std::move(unpack)});
  hooks_active = true;
}

SavedTensorsHooksGuard::~SavedTensorsHooksGuard() {
  HookStack& stack = hook_stack();
  stack.pairs.pop_back();
  hooks_active = !stack.pairs.empty();
}

DisableSavedTensorsHooksGuard::DisableSavedTensorsHooksGuard(std::string message)
    : previous_(std::move(hook_stack().disabled)) {
  hook_stack().disabled = std::make_unique<std::string>(std::move(message));
}

DisableSavedTensorsHooksGuard::~DisableSavedTensorsHooksGuard() { hook_stack().disabled = std::move(previous_); }

}  // namespace gradbox::autograd
