#include "gradbox/autograd/copy_slices.h"

#include "gradbox/autograd/freed_error.h"
#include "gradbox/autograd/graph_task.h"
#include "gradbox/autograd/record.h"

namespace gradbox::autograd {

CopySlices::CopySlices(const Tensor& base_, const Tensor& view_, NodePtr writer)
    : base(base_), view(view_), function(std::move(writer)) {
  add_input_metadata(base_);
  add_next_edge(gradient_edge(base_));
  for (std::size_t i = 1; i < function->num_outputs(); ++i) add_next_edge(function->next_edge(i));
}

GradList CopySlices::apply(GradList&& grads) {
  GradList out(num_outputs());
  if (!grads[0].defined()) return out;
  if (function == nullptr) fail_freed();
  const bool dense = is_non_overlapping_and_dense(base.sizes, base.strides);
  const Dims strides = dense ? base.strides : contiguous_strides(base.sizes);
  Tensor result = empty_strided(base.sizes, strides, grads[0].options());
  result.copy_(grads[0]);
  const Tensor slice = result.as_strided(view.sizes, view.strides, view.offset - base.offset);
  // The view's history from before the write is no part of the graph; its gradient is wanted if the base's is.
  const Edge& old_view = function->next_edge(0);
  if (old_view.is_valid() && GraphTask::current() != nullptr)
    GraphTask::current()->adopt(*old_view.function, should_compute_output(0));
  GradList through = function->apply({slice.clone()});
  for (std::size_t i = 0; i < out.size() && i < through.size(); ++i) {
    if (!should_compute_output(i)) continue;
    if (i > 0) {
      out[i] = std::move(through[i]);
    } else {
      if (through[0].defined()) {
        slice.copy_(through[0]);
      } else {
        slice.zero_();
      }
      out[0] = result;
    }
  }
  return out;
}

void CopySlices::release_variables() { function.reset(); }

}  // namespace gradbox::autograd
