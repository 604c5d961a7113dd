#include "gradbox/ops/axis_map.h"

#include "gradbox/ops/pointwise_support.h"

namespace gradbox::detail {
namespace {

struct AxisMapNode final : Node {
  std::shared_ptr<const AxisMaps> maps;
  bool transposed = false;
  std::string name() const override {
    if (!transposed) return maps->node;
    const std::string& node = maps->node;
    return node.substr(0, node.size() - 1) + "Backward" + node.back();
  }
  GradList apply(GradList&& grads) override {
    return {grads[0].defined() ? apply_axis_maps(grads[0], maps, !transposed) : Tensor()};
  }
};

Tensor apply_one(const Tensor& self, const AxisMap& map) {
  Dims sizes = self.impl().sizes();
  std::int64_t outer = 1, inner = 1;
  for (std::size_t d = 0; d < sizes.size(); ++d) {
    if (static_cast<std::int64_t>(d) != map.dim) (static_cast<std::int64_t>(d) < map.dim ? outer : inner) *= sizes[d];
  }
  sizes[static_cast<std::size_t>(map.dim)] = map.out;
  Tensor out = make_tensor(sizes, self.dtype());
  cpu::fill(out, 0);
  dispatch_floating(self.dtype(), "upsample", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t o = 0; o < outer; ++o) {
      const T* from = cpu::typed<T>(self) + o * map.in * inner;
      T* to = cpu::typed<T>(out) + o * map.out * inner;
      for (std::int64_t p = 0; p < map.out; ++p) {
        for (std::int64_t k = map.starts[static_cast<std::size_t>(p)]; k < map.starts[static_cast<std::size_t>(p) + 1];
             ++k) {
          const T weight = static_cast<T>(map.weights[static_cast<std::size_t>(k)]);
          const T* row = from + map.indices[static_cast<std::size_t>(k)] * inner;
          for (std::int64_t i = 0; i < inner; ++i) to[p * inner + i] += weight * row[i];
        }
      }
    }
  });
  return out;
}

}  // namespace

AxisMap AxisMap::transposed() const {
  AxisMap result;
  result.dim = dim;
  result.in = out;
  result.out = in;
  result.starts.assign(static_cast<std::size_t>(in) + 1, 0);
  for (const std::int64_t index : indices) ++result.starts[static_cast<std::size_t>(index) + 1];
  for (std::size_t p = 0; p < static_cast<std::size_t>(in); ++p) result.starts[p + 1] += result.starts[p];
  std::vector<std::int64_t> next = result.starts;
  result.indices.resize(indices.size());
  result.weights.resize(weights.size());
  for (std::int64_t p = 0; p < out; ++p) {
    for (std::int64_t k = starts[static_cast<std::size_t>(p)]; k < starts[static_cast<std::size_t>(p) + 1]; ++k) {
      const std::size_t from = static_cast<std::size_t>(k);
      const std::size_t to = static_cast<std::size_t>(next[static_cast<std::size_t>(indices[from])]++);
      result.indices[to] = p;
      result.weights[to] = weights[from];
    }
  }
  return result;
}

Tensor apply_axis_maps(const Tensor& self, const std::shared_ptr<const AxisMaps>& maps, bool transposed) {
  Tensor out = self.detach().contiguous();
  for (const AxisMap& map : transposed ? maps->transposed : maps->maps) out = apply_one(out, map);
  if (tracks(self)) {
    auto node = make_node<AxisMapNode>(self);
    node->maps = maps;
    node->transposed = transposed;
    set_history(out, node);
  }
  return out;
}

Tensor apply_axis_maps(const Tensor& self, std::string node, std::vector<AxisMap> maps) {
  auto shared = std::make_shared<AxisMaps>();
  shared->node = std::move(node);
  for (const AxisMap& map : maps) shared->transposed.push_back(map.transposed());
  shared->maps = std::move(maps);
  return apply_axis_maps(self, std::shared_ptr<const AxisMaps>(std::move(shared)));
}

}  // namespace gradbox::detail
