#pragma once

#include "gradbox/autograd/node.h"

namespace gradbox::autograd {

/// Where a strided look lies within a storage.
struct Geometry {
  Geometry() = default;
  explicit Geometry(const Tensor& tensor)
      : sizes(to_dims(tensor.sizes())), strides(to_dims(tensor.strides())), offset(tensor.storage_offset()) {}

  /// One past the last element reached, counted from the storage's first one.
  std::int64_t end() const noexcept;

  Dims sizes;
  Dims strides;
  std::int64_t offset = 0;
};

/// Derivative of looking at a storage with another geometry; also the history that views of a written base are given.
struct AsStridedBackward0 final : Node {
  std::string name() const override { return "AsStridedBackward0"; }
  GradList apply(GradList&& grads) override;
  void visit_saved(SavedVisitor& visitor) override;

  Geometry input;
  Geometry view;
};

}  // namespace gradbox::autograd
