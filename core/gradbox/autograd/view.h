#pragma once

#include "gradbox/autograd/node.h"
#include "gradbox/tensor/autograd_meta.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Note [Views and in-place writes]
/// A view shares memory with its base, so writing one changes the other, and the gradients must follow. A view
/// remembers its root base. When a view is written in place, the *base* gets the new history: a CopySlices node that
/// routes the gradient of the written part through the operator and of the rest past it. Every view of that base is
/// then out of date: its version moved on. The next time its grad_fn is read, it is made anew, as an as_strided of the
/// base's newest history.

/// Another look at `self`'s memory that knows its base. `offset` counts elements from self's first one.
Tensor make_view(const Tensor& self, IntArrayRef sizes, IntArrayRef strides, std::int64_t offset = 0,
                 ViewOrigin origin = ViewOrigin::Normal);

/// Throws unless `self` may be written in place by an operator, recorded or not (`recorded`: grad mode is on and self
/// or another input requires grad). Call before writing.
void check_inplace(const Tensor& self, bool recorded);
inline void check_inplace(const Tensor& self) { check_inplace(self, self.requires_grad()); }

/// Call after writing.
void bump_version(const Tensor& self);

/// `node` has computed the new value of `self`: it becomes its history. Call after writing; node's first edge is self's
/// old gradient edge.
void rebase_history(const Tensor& self, const NodePtr& node);

/// `result`, just computed from self's old value, gives its history to `self`, whose memory now holds its value.
void move_history(const Tensor& result, const Tensor& self);

/// The same for a result that is another look at self's memory, which self will now have itself.
void take_history(const Tensor& look, const Tensor& self);

/// The current grad_fn of a view. See Note [Views and in-place writes].
NodePtr view_grad_fn(const Tensor& view);

}  // namespace gradbox::autograd
