#pragma once

#include <cstdint>
#include <string>

#include "gradbox/tensor/tensor.h"

namespace gradbox::inspect {

/// A tensor and what a program calls it.
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

/// Nodes that were recorded between two moments (Node::peek_sequence_nr()) and belong together: a layer, a block.
struct NodeGroup {
  std::string name;
  uint64_t first_sequence_nr = 0;
  uint64_t end_sequence_nr = 0;  // one past the last
};

/// One call of backward on a root.
struct BackwardCall {
  std::string label;  // "first backward"
  Tensor gradient;    // what backward is given; undefined: nothing, which a scalar root allows
  bool zeroes_before = false;
};

}  // namespace gradbox::inspect
