#include "gradbox/autograd/function.h"

#include "gradbox/autograd/delayed_error.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/freed_error.h"
#include "gradbox/autograd/view.h"
#include "gradbox/base/warning.h"
#include "gradbox/tensor/make.h"

namespace gradbox::autograd {

variable_list AutogradContext::get_saved_variables() const {
  if (node_->freed_) fail_freed();
  variable_list out;
  for (const SavedTensor& saved : saved_) out.push_back(saved.unpack(*node_));
  return out;
}

void AutogradContext::mark_dirty(const variable_list& inputs) {
  dirty_.clear();
  for (const Tensor& input : inputs) dirty_.insert(input.unsafeGetTensorImpl());
}

void AutogradContext::mark_non_differentiable(const variable_list& outputs) {
  non_differentiable_.clear();
  for (const Tensor& output : outputs) non_differentiable_.insert(output.unsafeGetTensorImpl());
}

bool AutogradContext::needs_input_grad(std::size_t i) const { return node_->should_compute_output(i); }

bool CustomNode::connect(const variable_list& inputs, std::vector<bool> is_tensor) {
  is_tensor_ = std::move(is_tensor);
  if (thread_modes.forward) [[unlikely]] {
    for (const Tensor& input : inputs) {
      GRADBOX_CHECK_AS(NotImplementedError, !forward_ad::tangent_of(input).defined(),
                       "You must implement the jvp function for custom autograd.Function to use it with forward mode "
                       "AD. A function of your own has a derivative for backward only.");
    }
  }
  const bool recorded = tracks(TensorList(inputs));
  for (const Tensor& input : inputs) add_next_edge(recorded ? gradient_edge(input) : Edge());
  return recorded;
}

GradList CustomNode::apply(GradList&& grads) {
  variable_list given(grads.begin(), grads.end());
  if (ctx.materialize_grads_) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      if (!given[i].defined()) given[i] = input_metadata(i).zeros();
    }
  }
  if (!once_differentiable()) return filter(call_backward(std::move(given)));
  const bool wanted_again = tracks(TensorList(given));
  GradList out;
  {
    const NoGradGuard no_grad;
    out = filter(call_backward(given));
  }
  if (!wanted_again) return out;
  for (Tensor& grad : out) {
    if (!grad.defined()) continue;
    grad = grad.detach();
    auto node = make_node_for_list<DelayedError>(given);
    node->message = "trying to differentiate twice a function that was marked with @once_differentiable";
    set_history(grad, node);
  }
  return out;
}

/// One gradient per tensor argument, from one per argument.
GradList CustomNode::filter(variable_list&& grads) const {
  const std::size_t expected = is_tensor_.size();
  while (grads.size() > expected && !grads.back().defined()) grads.pop_back();
  GRADBOX_CHECK(grads.size() == expected, "function ", name(), " returned an incorrect number of gradients (expected ",
                expected, ", got ", grads.size(), ")");
  GradList out;
  for (std::size_t i = 0; i < expected; ++i) {
    if (is_tensor_[i]) {
      out.push_back(std::move(grads[i]));
    } else {
      GRADBOX_CHECK(!grads[i].defined(), "function ", name(), " returned a gradient different than None at position ",
                    i + 1, ", but the corresponding forward input was not a Variable");
    }
  }
  return out;
}

variable_list CustomNode::wrap_outputs(const variable_list& inputs, variable_list outputs, bool recorded) {
  AutogradContext::ImplSet input_set;
  for (const Tensor& input : inputs) input_set.insert(input.unsafeGetTensorImpl());
  AutogradContext::ImplSet returned;
  for (const Tensor& output : outputs) returned.insert(output.unsafeGetTensorImpl());
  for (const TensorImpl* dirty : ctx.dirty_) {
    GRADBOX_CHECK(returned.count(dirty) != 0,
                  "Some elements marked as dirty during the forward method were not returned as output. The inputs "
                  "that are modified inplace "
                  "must all be outputs of the Function.");
  }
  std::unordered_map<const TensorImpl*, Tensor> wrapped;
  for (Tensor& output : outputs) {
    if (!output.defined()) {
      add_undefined_input();
      continue;
    }
    const auto known = wrapped.find(output.unsafeGetTensorImpl());
    if (known != wrapped.end()) {
      output = known->second;
      if (recorded) set_history(output, *this);
      continue;
    }
    const TensorImpl* original = output.unsafeGetTensorImpl();
    output = wrap_output(output, input_set, recorded, outputs.size());
    wrapped.emplace(original, output);
  }
  if (recorded) {
    for (const Tensor& tensor : ctx.to_save_) {
      SavedTensor& saved = ctx.saved_.emplace_back();
      if (tensor.defined() && tensor.impl().grad_fn.get() == this) {
        saved.save_output(tensor);
      } else {
        saved.save(tensor);
      }
    }
  }
  ctx.to_save_.clear();
  return outputs;
}

Tensor CustomNode::wrap_output(const Tensor& output, const AutogradContext::ImplSet& inputs, bool recorded,
                               std::size_t output_count) {
  const TensorImpl* impl = output.unsafeGetTensorImpl();
  const bool is_input = inputs.count(impl) != 0;
  if (ctx.non_differentiable_.count(impl) != 0) {
    add_input_metadata(output);
    return is_input ? output.detach() : output;
  }
  if (ctx.dirty_.count(impl) != 0) return wrap_dirty(output, is_input, recorded, output_count);
  if (!recorded) return is_input ? make_view(output, output.sizes(), output.strides()) : output;
  Tensor wrapped = output;
  if (is_input) {
    const NoGradGuard no_grad;
    wrapped = make_view(output, output.sizes(), output.strides());
  }
  if (wrapped.is_view())
    wrapped.impl().meta->view->origin = output_count > 1 ? ViewOrigin::MultiOutput : ViewOrigin::CustomFunction;
  set_history(wrapped, *this);
  return wrapped;
}

Tensor CustomNode::wrap_dirty(const Tensor& output, bool is_input, bool recorded, std::size_t output_count) {
  GRADBOX_CHECK(!(output.requires_grad() && output.is_leaf() && GradMode::is_enabled()),
                "a leaf Variable that requires grad has been used in an in-place operation.");
  if (!is_input) {
    warn(
        "Only input Tensors should be given to ctx.mark_dirty(). If a Tensor is not an input, there is no need to pass "
        "it to mark_dirty().");
  }
  if (!recorded) return output;
  GRADBOX_CHECK(!output.is_view() || output_count == 1,
                "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot "
                "return more than one "
                "Tensor. This is not supported by the current autograd engine. You should either make sure the input "
                "is not a view (using "
                ".clone() for example) or make your Function only return one Tensor (potentially splitting it into two "
                "Functions: one doing "
                "the inplace that returns a single Tensor and a second one that does the other operations). You can "
                "ask on the forum "
                "https://discuss.pytorch.org/ if you need help to do this change.");
  rebase_history(output, NodePtr::share(this));
  return output;
}

void CustomNode::visit_saved(SavedVisitor& visitor) {
  for (SavedTensor& saved : ctx.saved_) visitor.tensor("saved_tensors", saved);
}

void CustomNode::release_variables() {
  freed_ = !ctx.saved_.empty() || freed_;
  ctx.saved_.clear();
}

}  // namespace gradbox::autograd
