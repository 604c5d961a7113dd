#include "lessons/tape.h"

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/node.h"
#include "lessons/lesson.h"

namespace gradbox::lessons {

Tensor Tape::add_leaf(const std::string& leaf_name, const Tensor& parameter) {
  const Tensor leaf = parameter.detach().clone().requires_grad_();
  leaves.push_back({leaf_name, leaf});
  return leaf;
}

Tensor Tape::name(const std::string& tensor_name, const Tensor& tensor) {
  intermediates.push_back({tensor_name, tensor});
  return tensor;
}

uint64_t Tape::sequence_nr() { return autograd::Node::peek_sequence_nr(); }

Tape Lesson::tape() const { return {}; }

}  // namespace gradbox::lessons
