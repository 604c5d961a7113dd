// The autograd methods of Tensor.

#include <algorithm>

#include "gradbox/autograd/autograd.h"
#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/record.h"
#include "gradbox/autograd/view.h"
#include "gradbox/base/warning.h"
#include "gradbox/tensor/autograd_meta.h"
#include "gradbox/tensor/make.h"

namespace gradbox {
namespace {

const Tensor kUndefined;

autograd::Node& node_of(const Tensor& tensor) { return *tensor.grad_fn(); }

}  // namespace

AutogradMeta& autograd_meta(TensorImpl& tensor) {
  if (tensor.meta == nullptr) tensor.meta = new AutogradMeta;
  return *tensor.meta;
}

bool Tensor::base_requires_grad() const { return impl_->meta->view->base.requires_grad(); }

const Tensor& Tensor::requires_grad_(bool requires_grad) const {
  TensorImpl& self = impl();
  GRADBOX_CHECK(requires_grad || !this->requires_grad() || is_leaf(),
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in "
                "a subgraph that doesn't "
                "require differentiation use var_no_grad = var.detach().");
  GRADBOX_CHECK(!requires_grad || is_floating(self.dtype()),
                "only Tensors of floating point dtype can require gradients");
  GRADBOX_CHECK(!requires_grad || !self.is_inference || InferenceMode::is_enabled(),
                "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  if (requires_grad) {
    autograd_meta(self);  // made here, so that threads that share the leaf find it
    if (self.grad_fn != nullptr) return *this;
  }
  self.requires_grad = requires_grad;
  return *this;
}

bool Tensor::is_leaf() const { return !requires_grad() || grad_fn() == nullptr; }

const Tensor& Tensor::grad() const {
  TensorImpl& self = impl();
  if (self.meta != nullptr && self.meta->grad.defined()) return self.meta->grad;
  if (!is_leaf() && !retains_grad()) {
    static bool warned = false;
    warn_once(warned,
              "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't "
              "be populated during "
              "autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use "
              ".retain_grad() on the "
              "non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor "
              "instead. See "
              "github.com/pytorch/pytorch/pull/30531 for more informations.");
  }
  return self.meta != nullptr ? self.meta->grad : kUndefined;
}

Tensor& Tensor::mutable_grad() const { return autograd_meta(impl()).grad; }

void Tensor::set_grad(const Tensor& grad) const {
  if (grad.defined()) {
    GRADBOX_CHECK(!grad.is_same(*this), "can't assign Variable as its own grad");
    GRADBOX_CHECK(grad.dtype() == dtype(), "assigned grad has data of a different type");
    GRADBOX_CHECK(grad.sizes() == sizes(), "assigned grad has data of a different size");
  }
  mutable_grad() = grad;
}

NodePtr Tensor::grad_fn() const {
  TensorImpl& self = impl();
  if (thread_modes.forward) [[unlikely]]
    autograd::forward_ad::settle();
  if (self.is_view) return autograd::view_grad_fn(*this);
  return NodePtr::share(static_cast<autograd::Node*>(self.grad_fn.get()));
}

void Tensor::retain_grad() const {
  GRADBOX_CHECK(requires_grad(), "can't retain_grad on Tensor that has requires_grad=False");
  if (is_leaf() || retains_grad()) return;
  node_of(*this).make_hooks().retained.push_back({output_nr(), impl_.get()});
  impl_->retains_grad = true;
}

const Tensor& Tensor::_base() const {
  GRADBOX_CHECK(is_view(), "Can't get base of non-backward view Tensor");
  return impl_->meta->view->base;
}

std::int64_t Tensor::_version() const {
  GRADBOX_CHECK(!is_inference(), "Inference tensors do not track version counter.");
  return impl_->version.current();
}

const std::string& Tensor::name() const {
  static const std::string kNone;
  return impl().meta != nullptr ? impl_->meta->name : kNone;
}

void Tensor::set_name(const std::string& name) const { autograd_meta(impl()).name = name; }

void Tensor::backward(const Tensor& gradient, std::optional<bool> retain_graph, bool create_graph,
                      std::optional<std::vector<Tensor>> inputs) const {
  autograd::backward({*this}, {gradient}, retain_graph, create_graph, inputs);
}

Tensor Tensor::detach() const {
  Tensor out = make_alias(*this);
  return out;
}

Tensor& Tensor::detach_() const {
  GRADBOX_CHECK(!is_view(),
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                "training, and "
                "gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() "
                "cannot be called on these "
                "gradients. To fix this error, please refer to the Optimizer.zero_grad() function in "
                "torch/optim/optimizer.py as the solution.");
  TensorImpl& self = impl();
  if (self.retains_grad && self.grad_fn != nullptr) self.grad_fn->forget_retained(self);
  self.retains_grad = false;
  self.requires_grad = false;
  self.grad_fn.reset();
  self.output_nr = 0;
  return const_cast<Tensor&>(*this);
}

Tensor Tensor::variable_data() const {
  TensorImpl& self = impl();
  auto data = TensorImpl::make(self.storage(), self.data(), self.dtype(), self.sizes(), self.strides());
  data->is_inference = self.is_inference;
  return Tensor(std::move(data));
}

Tensor Tensor::tensor_data() const { return detach(); }

void Tensor::set_data(const Tensor& other) const {
  GRADBOX_CHECK(!requires_grad() || is_floating(other.dtype()),
                "data set to a tensor that requires gradients must be floating point or complex dtype");
  TensorImpl& self = impl();
  if (self.meta != nullptr && (other.dtype() != dtype() || !(other.sizes() == sizes()))) {
    const std::lock_guard lock(self.meta->mutex);
    self.meta->grad_accumulator = nullptr;
  }
  self.set_data(other.impl());
}

unsigned Tensor::add_hook(TensorHook hook) const {
  GRADBOX_CHECK(requires_grad(), "cannot register a hook on a tensor that doesn't require gradient");
  AutogradMeta& meta = autograd_meta(impl());
  const std::uint64_t id = autograd::next_hook_id();
  if (const NodePtr node = grad_fn(); node != nullptr) {
    node->make_hooks().tensor_hooks.push_back({id, output_nr(), std::move(hook)});
    const std::size_t position = meta.hook_ids.size();
    meta.hook_ids.push_back(id);
    meta.hook_nodes.resize(position);
    meta.hook_nodes.push_back(node);
  } else {
    meta.hooks.push_back({id, std::move(hook)});
    meta.hook_ids.push_back(id);
  }
  return static_cast<unsigned>(meta.hook_ids.size() - 1);
}

void Tensor::remove_hook(unsigned position) const {
  AutogradMeta& meta = autograd_meta(impl());
  GRADBOX_CHECK(position < meta.hook_ids.size(), "Invalid index, no hook at position ", position);
  const std::uint64_t id = meta.hook_ids[position];
  std::erase_if(meta.hooks, [id](const auto& entry) { return entry.id == id; });
  if (position < meta.hook_nodes.size() && meta.hook_nodes[position] != nullptr) {
    auto& hooks = static_cast<autograd::Node*>(meta.hook_nodes[position].get())->make_hooks().tensor_hooks;
    std::erase_if(hooks, [id](const auto& entry) { return entry.id == id; });
  }
}

unsigned Tensor::register_post_accumulate_grad_hook(PostAccumulateHook hook) const {
  GRADBOX_CHECK(requires_grad(), "cannot register a hook on a tensor that doesn't require gradient");
  GRADBOX_CHECK(grad_fn() == nullptr, "post accumulate grad hooks cannot be registered on non-leaf tensors");
  AutogradMeta& meta = autograd_meta(impl());
  meta.post_accumulate_hooks.push_back({autograd::next_hook_id(), std::move(hook)});
  meta.post_hook_ids.push_back(meta.post_accumulate_hooks.back().id);
  return static_cast<unsigned>(meta.post_hook_ids.size() - 1);
}

void Tensor::remove_post_accumulate_grad_hook(unsigned position) const {
  AutogradMeta& meta = autograd_meta(impl());
  GRADBOX_CHECK(position < meta.post_hook_ids.size(), "Invalid index, no hook at position ", position);
  const std::uint64_t id = meta.post_hook_ids[position];
  std::erase_if(meta.post_accumulate_hooks, [id](const auto& entry) { return entry.id == id; });
}

}  // namespace gradbox
