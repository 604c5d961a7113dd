#pragma once

#include "gradbox/autograd/as_strided_node.h"
#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// The history of a base one of whose views was written in place: the gradient of the written part goes through the
/// operator that wrote it
/// (`function`), the rest passes by. Outputs: the base as it was, then what `function` has beyond the view.
struct CopySlices final : Node {
  CopySlices(const Tensor& base, const Tensor& view, NodePtr writer);

  std::string name() const override { return "torch::autograd::CopySlices"; }
  GradList apply(GradList&& grads) override;
  void release_variables() override;

  Geometry base;
  Geometry view;
  NodePtr function;
};

}  // namespace gradbox::autograd
