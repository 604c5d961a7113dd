#pragma once

#include <cstdint>
#include <utility>

#include "gradbox/base/intrusive_ptr.h"

namespace gradbox::autograd {

struct Node;
using NodePtr = IntrusivePtr<Node>;

/// Where a gradient goes: input number `input_nr` of `function`, which is the output number of the operator that
/// `function` differentiates. An edge without a function ends at data that needs no gradient.
struct Edge {
  using TriviallyRelocatable = void;
  Edge() noexcept = default;
  Edge(NodePtr function_, std::uint32_t input_nr_) noexcept : function(std::move(function_)), input_nr(input_nr_) {}

  bool is_valid() const noexcept { return function != nullptr; }
  friend bool operator==(const Edge& a, const Edge& b) noexcept {
    return a.function == b.function && a.input_nr == b.input_nr;
  }

  NodePtr function;
  std::uint32_t input_nr = 0;
};

}  // namespace gradbox::autograd
