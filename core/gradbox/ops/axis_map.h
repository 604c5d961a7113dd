#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gradbox/tensor/tensor.h"

/// Note [Axis maps]
/// Enlarging, shrinking and adaptive averaging are linear in each dim by itself: every place along a dim is a weighted
/// sum of a few elements along it. An AxisMap lists these; applying one per dim is the operator, applying the
/// transposed ones its derivative, and so on. For .cpp files only.
namespace gradbox::detail {

struct AxisMap {
  std::int64_t dim = 0;
  std::int64_t in = 0;
  std::int64_t out = 0;
  /// Place p is the sum over k in [starts[p], starts[p + 1]) of weights[k] * element indices[k].
  std::vector<std::int64_t> starts{0};
  std::vector<std::int64_t> indices;
  std::vector<double> weights;

  void add(std::int64_t index, double weight) {
    indices.push_back(index);
    weights.push_back(weight);
  }
  void end_place() { starts.push_back(static_cast<std::int64_t>(indices.size())); }
  AxisMap transposed() const;
};

struct AxisMaps {
  /// Of the operator's node.
  std::string node;
  std::vector<AxisMap> maps;
  std::vector<AxisMap> transposed;
};

/// Applies the maps, or the transposed ones, and records it.
Tensor apply_axis_maps(const Tensor& self, const std::shared_ptr<const AxisMaps>& maps, bool transposed = false);
Tensor apply_axis_maps(const Tensor& self, std::string node, std::vector<AxisMap> maps);

}  // namespace gradbox::detail
