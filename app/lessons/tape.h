#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gradbox/inspect/named_tensor.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::lessons {

using inspect::BackwardCall;

/// An operation that threw while the program was being built.
struct BuildFailure {
  std::string error;                           // the text; empty: nothing failed
  std::string operation;                       // "matmul"
  std::vector<inspect::NamedTensor> operands;  // in order, those without a gradient too
};

/// Note [Tape]
/// What a lesson gives to be looked at: the tensor it is about, computed afresh from the run's present state on leaves
/// of its own. Recording a backward over it therefore never changes a `.grad` of the run.
struct Tape {
  inspect::NamedTensor root;                 // undefined: the lesson has nothing to look at, or building it failed
  std::vector<inspect::NamedTensor> leaves;  // those that require a gradient, in the order of the parameters
  std::vector<inspect::NamedTensor> intermediates;  // results on the way, and data worth a name
  std::vector<BackwardCall> calls;                  // empty: one backward without an argument
  std::vector<inspect::NodeGroup> groups;           // layers, to be folded together
  BuildFailure failure;

  /// The root as a function of the leaves, in their order and in their dtype: for checks by finite differences. Holds
  /// its own data, so that it may outlive the lesson's state. Empty: no check is offered.
  std::function<Tensor(const std::vector<Tensor>& leaves)> program;

  /// A copy of `parameter` that requires a gradient, listed among the leaves.
  Tensor add_leaf(const std::string& name, const Tensor& parameter);

  /// Names a result on the way and hands it back: `yhat = tape.name("yhat", b + w * x)`.
  Tensor name(const std::string& name, const Tensor& tensor);

  /// Runs `build`; whatever the engine records meanwhile belongs to the group `name`.
  template <class Build>
  Tensor group(const std::string& name, Build&& build) {
    const uint64_t first = sequence_nr();
    Tensor out = build();
    groups.push_back({name, first, sequence_nr()});
    return out;
  }

 private:
  static uint64_t sequence_nr();
};

}  // namespace gradbox::lessons
