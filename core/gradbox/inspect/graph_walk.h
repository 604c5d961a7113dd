#pragma once

#include <unordered_map>
#include <vector>

#include "gradbox/autograd/node.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::inspect {

/// The nodes of a graph in the order of Note [Graph snapshot], and the number of each.
struct GraphWalk {
  std::vector<autograd::Node*> nodes;
  std::unordered_map<const autograd::Node*, int> numbers;

  int number_of(const autograd::Node* node) const {
    const auto found = numbers.find(node);
    return found == numbers.end() ? -1 : found->second;
  }
  /// Everything that `start` leads to and that has no number yet.
  void add(autograd::Node* start);
};

/// The walk from several tensors, one after the other; behind a view its base follows.
GraphWalk walk_graph(const std::vector<Tensor>& roots);

}  // namespace gradbox::inspect
