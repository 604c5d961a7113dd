#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gradbox/base/scalar.h"
#include "gradbox/base/shape.h"

namespace gradbox::autograd {

class SavedTensor;

/// Is shown, one after the other and by PyTorch's names, what a node has saved. See Node::visit_saved.
class SavedVisitor {
 public:
  virtual ~SavedVisitor() = default;
  virtual void tensor(std::string_view name, SavedTensor& value) = 0;
  virtual void number(std::string_view, const Scalar&) {}
  virtual void dims(std::string_view, IntArrayRef) {}
  virtual void text(std::string_view, std::string_view) {}
};

}  // namespace gradbox::autograd
