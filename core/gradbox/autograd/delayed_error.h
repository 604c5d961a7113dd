#pragma once

#include <string>

#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// A place in the graph that cannot be differentiated: says so when a gradient gets there, not before.
struct DelayedError final : Node {
  std::string message;
  std::string name() const override { return "DelayedError"; }
  GradList apply(GradList&&) override { throw Error(message); }
};

/// An operator that has no derivative.
struct NotImplementedNode final : Node {
  std::string operator_name;
  std::string name() const override { return "NotImplemented"; }
  GradList apply(GradList&&) override {
    fail<NotImplementedError>("the derivative for '", operator_name, "' is not implemented.");
  }
};

}  // namespace gradbox::autograd
