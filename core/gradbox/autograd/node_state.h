#pragma once

#include <cstdint>
#include <utility>

#include "gradbox/base/small_vector.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::autograd {

/// Gradients on their way into or out of a node; undefined where there is none, which is not the same as zeros.
using GradList = SmallVector<Tensor, 2>;

/// Adds `grad` to what `slot` holds: in place where nobody else can see it.
void accumulate_into(Tensor& slot, Tensor&& grad);

/// What one backward pass knows of a node. See Note [State of a pass] in graph_task.h.
class NodeState {
 public:
  NodeState() noexcept {}
  NodeState(const NodeState&) = delete;
  NodeState& operator=(const NodeState&) = delete;
  ~NodeState() { clear_grads(); }

  /// Back to that of a node the pass has just met.
  void reset() noexcept {
    clear_grads();
    dependencies = 0;
    needed = true;
    counted = false;
    queued = false;
  }

  /// A gradient has arrived for input `input_nr` of `num_inputs`. It waits until the node runs, added to those that
  /// came before it.
  void add(std::uint32_t input_nr, std::size_t num_inputs, Tensor&& grad) {
    if (num_inputs == 1) [[likely]] {
      if (grads_.one.defined()) {
        accumulate_into(grads_.one, std::move(grad));
      } else {
        grads_.one = std::move(grad);
      }
      return;
    }
    if (!has_list_) {
      grads_.list = new GradList(num_inputs);
      has_list_ = true;
    }
    accumulate_into((*grads_.list)[input_nr], std::move(grad));
  }

  /// All that have arrived, one place for each input; none waits afterwards.
  GradList take(std::size_t num_inputs) {
    GradList grads;
    if (num_inputs == 1) [[likely]] {
      grads.emplace_back(std::move(grads_.one));
      return grads;
    }
    if (has_list_) grads = std::move(*grads_.list);
    clear_grads();
    grads.resize(num_inputs);
    return grads;
  }

  /// How many gradients are still to come; while the edges are not counted: minus how many have.
  std::int32_t dependencies = 0;
  bool needed = true;
  /// Met by the walk that counts edges.
  bool counted = false;
  /// Has been ready, and may have run.
  bool queued = false;

 private:
  void clear_grads() noexcept {
    if (has_list_) [[unlikely]] {
      delete std::exchange(grads_.list, nullptr);
      has_list_ = false;
    } else {
      grads_.one.reset();
    }
  }

  /// Nearly all nodes have one input: its gradient takes one word. Those with more keep a list.
  bool has_list_ = false;
  union Grads {
    Grads() noexcept : one() {}
    ~Grads() {}
    Tensor one;
    GradList* list;
  } grads_;
};

}  // namespace gradbox::autograd
