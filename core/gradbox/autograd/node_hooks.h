#pragma once

#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// Whether tensors that `node` stands for have hooks; for an AccumulateGrad: its leaf.
bool has_arrival_hooks(const Node& node);
/// Whether any hook, of the node or of a tensor that it stands for, would notice when it runs.
bool has_listeners(const Node& node);
/// Each sees what the one before it returned.
void call_tensor_hooks(Node& node, GradList& grads);
void call_pre_hooks(Node& node, GradList& grads);
/// Writes `.grad` of the tensors that retain it.
void write_retained(Node& node, const GradList& grads);
void call_post_hooks(Node& node, GradList& grads, const GradList& arrived);

}  // namespace gradbox::autograd
