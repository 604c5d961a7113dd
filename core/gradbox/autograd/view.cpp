#include "gradbox/autograd/view.h"

#include "gradbox/autograd/as_strided_node.h"
#include "gradbox/autograd/copy_slices.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/record.h"
#include "gradbox/tensor/make.h"

namespace gradbox::autograd {
namespace {

/// Ends of the texts that forbid a write, by how the view came about.
std::string why_forbidden(ViewOrigin origin) {
  constexpr const char* kAmbiguous =
      "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving "
      "both the view and the "
      "inplace either both inside the ";
  switch (origin) {
    case ViewOrigin::MultiOutput:
      return "This view is the output of a function that returns multiple views. Such functions do not allow the "
             "output views to be "
             "modified inplace. You should replace the inplace operation by an out-of-place one.";
    case ViewOrigin::CustomFunction:
      return "This view was created inside a custom Function (or because an input was returned as-is) and the autograd "
             "logic to handle "
             "view+inplace would override the custom backward associated with the custom Function, leading to "
             "incorrect gradients. This "
             "behavior is forbidden. You can fix this by cloning the output of the custom Function.";
    default: {
      const std::string block = origin == ViewOrigin::NoGrad ? "no_grad" : "inference_mode";
      return kAmbiguous + block +
             " block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be "
             "tracked).";
    }
  }
}

std::string describe(const Tensor& view, ViewOrigin origin) {
  if (origin == ViewOrigin::NoGrad) return "A view was created in no_grad mode";
  if (origin == ViewOrigin::Inference) return "A view was created in inference mode";
  const auto* node = static_cast<const Node*>(view.impl().grad_fn.get());
  return str("Output ", view.output_nr(), " of ", node != nullptr ? node->name() : std::string("a function"),
             " is a view");
}

void check_view_writable(const Tensor& view, bool base_was_written) {
  const ViewOrigin origin = view.impl().meta->view->origin;
  if (origin == ViewOrigin::Normal) return;
  std::string text = describe(view, origin);
  text += base_was_written ? " and its base or another view of its base has been modified inplace"
                           : " and is being modified inplace";
  if (origin == ViewOrigin::NoGrad) text += " with grad mode enabled";
  if (origin == ViewOrigin::Inference) text += " in normal mode";
  throw Error(text + ". " + why_forbidden(origin));
}

void move_retained(const Tensor& tensor, Node* from, Node& to) {
  if (!tensor.retains_grad()) return;
  if (from != nullptr) from->forget_retained(tensor.impl());
  to.make_hooks().retained.push_back({tensor.output_nr(), &tensor.impl()});
}

void rebase_view(const Tensor& view, const NodePtr& writer) {
  ViewInfo& info = *view.impl().meta->view;
  if (writer->num_inputs() == 0) writer->add_input_metadata(view);
  auto slices = IntrusivePtr<CopySlices>::adopt(new CopySlices(info.base, view, writer));
  TensorImpl& base = info.base.impl();
  auto* old = static_cast<Node*>(base.grad_fn.get());
  const NodePtr keep_old = NodePtr::share(old);
  base.output_nr = 0;
  base.grad_fn = NodePtr(slices);
  move_retained(info.base, old, *slices);
  view_grad_fn(view);
}

/// Output number `output_nr` of `node` is what self now holds.
void attach(const Tensor& self, const NodePtr& node, std::uint32_t output_nr) {
  if (self.is_view()) {
    rebase_view(self, node);
    return;
  }
  TensorImpl& impl = self.impl();
  const NodePtr old = NodePtr::share(static_cast<Node*>(impl.grad_fn.get()));
  impl.output_nr = output_nr;
  impl.grad_fn = node;
  move_retained(self, old.get(), *node);
}

/// A dual tensor looks at its primal's memory: if it was written, the primal has the new history as well.
void attach_to_primal(const Tensor& self) {
  const Tensor& dual = self.is_view() ? self._base() : self;
  const Tensor primal = forward_ad::primal_of(dual);
  if (primal.defined()) attach(primal, NodePtr::share(static_cast<Node*>(dual.impl().grad_fn.get())), dual.output_nr());
}

}  // namespace

Tensor make_view(const Tensor& self, IntArrayRef sizes, IntArrayRef strides, std::int64_t offset, ViewOrigin origin) {
  Tensor view = make_alias(self, sizes, strides, offset);
  if ((thread_modes.plain_views && !thread_modes.grad) || self.is_inference()) return view;
  auto info = std::make_unique<ViewInfo>();
  const bool of_view = self.is_view();
  info->base = of_view ? self._base() : self;
  if (thread_modes.inference) {
    info->origin = ViewOrigin::Inference;
  } else if (!thread_modes.grad) {
    info->origin = ViewOrigin::NoGrad;
  } else {
    info->origin = origin;
  }
  if (of_view && self.impl().meta->view->origin != ViewOrigin::Normal) info->origin = self.impl().meta->view->origin;
  info->seen_version = view.impl().version.current();
  autograd_meta(view.impl()).view = std::move(info);
  view.impl().is_view = true;
  return view;
}

void check_inplace(const Tensor& self, bool recorded) {
  GRADBOX_CHECK(!self.is_inference() || InferenceMode::is_enabled(),
                "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a "
                "normal tensor before "
                "doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.");
  if (!recorded || !GradMode::is_enabled()) return;
  if (thread_modes.forward && !self.requires_grad()) return;
  if (self.is_view()) {
    check_view_writable(self, false);
    GRADBOX_CHECK(!(self.requires_grad() && self._base().is_leaf()),
                  "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  }
  GRADBOX_CHECK(!(self.requires_grad() && self.is_leaf()),
                "a leaf Variable that requires grad is being used in an in-place operation.");
  if (thread_modes.forward) [[unlikely]]
    GRADBOX_CHECK(!forward_ad::looks_at_leaf(self),
                  "a view of a leaf Variable that requires grad is being used in an in-place operation.");
}

void bump_version(const Tensor& self) {
  if (!self.is_inference()) self.impl().version.bump();
}

void rebase_history(const Tensor& self, const NodePtr& node) {
  if (thread_modes.forward) [[unlikely]] {
    if (!forward_ad::record_write(self, *node)) return;
    attach(self, node, static_cast<std::uint32_t>(node->num_inputs() - 1));
    attach_to_primal(self);
    return;
  }
  if (self.is_view()) {
    rebase_view(self, node);
    return;
  }
  TensorImpl& impl = self.impl();
  const NodePtr old = NodePtr::share(static_cast<Node*>(impl.grad_fn.get()));
  set_history(self, node);
  move_retained(self, old.get(), *node);
}

void move_history(const Tensor& result, const Tensor& self) {
  if (thread_modes.forward) [[unlikely]] {
    if (!forward_ad::take_tangent(result, self)) return;
    take_history(result, self);
    if (result.grad_fn() != nullptr) attach_to_primal(self);
    return;
  }
  take_history(result, self);
}

void take_history(const Tensor& look, const Tensor& self) {
  const NodePtr node = look.grad_fn();
  if (node != nullptr) attach(self, node, look.output_nr());
}

NodePtr view_grad_fn(const Tensor& view) {
  TensorImpl& impl = view.impl();
  ViewInfo& info = *impl.meta->view;
  const std::uint32_t version = impl.is_inference ? 0 : impl.version.current();
  if (info.seen_version != version && info.base.requires_grad() && !impl.requires_grad) {
    check_view_writable(view, true);
    auto node = IntrusivePtr<AsStridedBackward0>::adopt(new AsStridedBackward0);
    node->input = Geometry(info.base);
    node->view = Geometry(view);
    node->add_next_edge(gradient_edge(info.base));
    node->add_input_metadata(view);
    const NodePtr old = NodePtr::share(static_cast<Node*>(impl.grad_fn.get()));
    impl.grad_fn = NodePtr(node);
    impl.output_nr = 0;
    move_retained(view, old.get(), *node);
    info.seen_version = version;
  }
  return NodePtr::share(static_cast<Node*>(impl.grad_fn.get()));
}

}  // namespace gradbox::autograd
