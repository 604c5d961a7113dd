#include "gradbox/ops/normalization.h"

#include "gradbox/ops/normalization_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

NormSlabs row_slabs(const Tensor& input, std::int64_t row) {
  NormSlabs slabs;
  slabs.groups = row == 0 ? 0 : input.numel() / row;
  slabs.inner = row;
  return slabs;
}

Tensor plain_contiguous(const Tensor& tensor) { return tensor.is_contiguous() ? tensor : tensor.detach().contiguous(); }

NormStatistics row_statistics(const Tensor& x, const NormSlabs& slabs, double eps) {
  NormStatistics out{make_tensor({slabs.groups}, x.dtype()), make_tensor({slabs.groups}, x.dtype())};
  dispatch_floating(x.dtype(), "LayerNormKernelImpl", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t g = 0; g < slabs.groups; ++g) {
      const double mean = group_mean(cpu::typed<T>(x), slabs, g);
      const double variance = group_variance(cpu::typed<T>(x), slabs, g, static_cast<T>(mean));
      cpu::typed<T>(out.mean)[g] = static_cast<T>(mean);
      cpu::typed<T>(out.inverse_deviation)[g] = static_cast<T>(1 / std::sqrt(variance + eps));
    }
  });
  return out;
}

/// Every row times `weight` plus `bias`, element by element.
Tensor plain_layer_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const NormSlabs& slabs,
                        const NormStatistics& statistics) {
  Tensor out = make_tensor(x.sizes(), x.dtype());
  dispatch_floating(x.dtype(), "LayerNormKernelImpl", [&](auto kind) {
    using T = decltype(kind);
    const T* w = weight.defined() ? cpu::typed<T>(weight) : nullptr;
    const T* b = bias.defined() ? cpu::typed<T>(bias) : nullptr;
    for (std::int64_t g = 0; g < slabs.groups; ++g) {
      const T* from = cpu::typed<T>(x) + slabs.start(0, g);
      T* to = cpu::typed<T>(out) + slabs.start(0, g);
      const T scale = cpu::typed<T>(statistics.inverse_deviation)[g];
      const T shift = -cpu::typed<T>(statistics.mean)[g] * scale;
      GRADBOX_INDEPENDENT_LOOP
      for (std::int64_t i = 0; i < slabs.inner; ++i) {
        const T normalized = from[i] * scale + shift;
        to[i] = (w != nullptr ? normalized * w[i] : normalized) + (b != nullptr ? b[i] : T{0});
      }
    }
  });
  return out;
}

struct NativeLayerNormBackward0 final : Node {
  SavedTensor input;
  SavedTensor weight;
  SavedTensor mean;
  SavedTensor inverse_deviation;
  Dims normalized_shape;
  double eps = 1e-5;
  std::string name() const override { return "NativeLayerNormBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.tensor("input", input);
    visitor.dims("normalized_shape", normalized_shape);
    visitor.tensor("result1", mean);
    visitor.tensor("result2", inverse_deviation);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(3);
    const Tensor x = input.unpack(*this);
    const Tensor w = weight.unpack(*this);
    if (nobody_differentiates() && grads[0].dtype() == x.dtype())
      return plain(plain_contiguous(grads[0]), plain_contiguous(x), w);
    return differentiable(grads[0], x, w);
  }

 private:
  GradList plain(const Tensor& grad, const Tensor& x, const Tensor& w) const {
    const NormSlabs slabs = row_slabs(x, count_elements(normalized_shape));
    const NormStatistics statistics{mean.unpack(*this), inverse_deviation.unpack(*this)};
    GradList out(3);
    if (should_compute_output(0)) out[0] = make_tensor(x.sizes(), x.dtype());
    if (should_compute_output(1)) out[1] = zeros(normalized_shape, x.options());
    if (should_compute_output(2)) out[2] = zeros(normalized_shape, x.options());
    dispatch_floating(x.dtype(), "LayerNormBackwardKernelImpl", [&](auto kind) {
      using T = decltype(kind);
      const Tensor scale = w.defined() ? plain_contiguous(w) : Tensor();
      const T* factors = scale.defined() ? cpu::typed<T>(scale) : nullptr;
      for (std::int64_t g = 0; g < slabs.groups; ++g) {
        const T centre = cpu::typed<T>(statistics.mean)[g];
        const T inverse = cpu::typed<T>(statistics.inverse_deviation)[g];
        if (out[0].defined()) {
          const auto factor = [factors](std::int64_t i) { return factors != nullptr ? factors[i] : T{1}; };
          write_norm_gradient(cpu::typed<T>(out[0]), cpu::typed<T>(grad), cpu::typed<T>(x), slabs, g, centre, inverse,
                              factor);
        }
        const T* from = cpu::typed<T>(grad) + slabs.start(0, g);
        const T* row = cpu::typed<T>(x) + slabs.start(0, g);
        T* to_weight = out[1].defined() ? cpu::typed<T>(out[1]) : nullptr;
        T* to_bias = out[2].defined() ? cpu::typed<T>(out[2]) : nullptr;
        for (std::int64_t i = 0; to_weight != nullptr && i < slabs.inner; ++i)
          to_weight[i] += from[i] * (row[i] - centre) * inverse;
        for (std::int64_t i = 0; to_bias != nullptr && i < slabs.inner; ++i) to_bias[i] += from[i];
      }
    });
    return out;
  }

  GradList differentiable(const Tensor& grad, const Tensor& x, const Tensor& w) const {
    GradList out(3);
    const std::int64_t lead = x.dim() - static_cast<std::int64_t>(normalized_shape.size());
    Dims rows, over;
    for (std::int64_t d = 0; d < x.dim(); ++d) (d < lead ? rows : over).push_back(d);
    const DifferentiableNorm norm(x, over, eps);
    const auto over_rows = [&](const Tensor& tensor) { return rows.empty() ? tensor : tensor.sum(rows); };
    if (should_compute_output(0)) out[0] = norm.gradient(w.defined() ? grad * w : grad);
    if (should_compute_output(1)) out[1] = over_rows(grad * norm.normalized);
    if (should_compute_output(2)) out[2] = over_rows(grad);
    return out;
  }
};

/// Per channel: [C] -> [1, C, 1, ...] of `ndim` dims.
Tensor per_channel(const Tensor& values, std::int64_t ndim) {
  Dims shape(static_cast<std::size_t>(ndim), 1);
  shape[1] = values.numel();
  return values.reshape(shape);
}

struct NativeGroupNormBackward0 final : Node {
  SavedTensor input;
  SavedTensor weight;
  std::int64_t groups = 1;
  double eps = 1e-5;
  std::string name() const override { return "NativeGroupNormBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("eps", eps);
    visitor.number("group", groups);
    visitor.tensor("input", input);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    GradList out(3);
    if (!grads[0].defined()) return out;
    const Tensor x = input.unpack(*this);
    const Tensor w = weight.unpack(*this);
    const Tensor& grad = grads[0];
    Dims rows{x.size(0) * groups, -1};
    if (x.numel() == 0) rows[1] = 0;
    const DifferentiableNorm norm(x.reshape(rows), {1}, eps);
    Dims over{0};
    for (std::int64_t d = 2; d < x.dim(); ++d) over.push_back(d);
    if (should_compute_output(0)) {
      const Tensor weighted = w.defined() ? grad * per_channel(w, x.dim()) : grad;
      out[0] = norm.gradient(weighted.reshape(rows)).reshape(x.sizes());
    }
    if (should_compute_output(1)) out[1] = (grad * norm.normalized.reshape(x.sizes())).sum(over);
    if (should_compute_output(2)) out[2] = grad.sum(over);
    return out;
  }
};

}  // namespace

Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape, const Tensor& weight, const Tensor& bias,
                  double eps, bool) {
  GRADBOX_CHECK(
      !normalized_shape.empty(),
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
      "normalized_shape = ",
      normalized_shape);
  GRADBOX_CHECK(!weight.defined() || weight.sizes() == normalized_shape,
                "Expected weight to be of same shape as normalized_shape, but got weight of shape ", weight.sizes(),
                " and normalized_shape = ", normalized_shape);
  GRADBOX_CHECK(!bias.defined() || bias.sizes() == normalized_shape,
                "Expected bias to be of same shape as normalized_shape, but got bias of shape ", bias.sizes(),
                " and normalized_shape = ", normalized_shape);
  const std::size_t ndim = input.sizes().size();
  const bool fits =
      ndim >= normalized_shape.size() && input.sizes().slice(ndim - normalized_shape.size()) == normalized_shape;
  if (!fits) {
    std::string expected = "[*";
    for (const std::int64_t size : normalized_shape) expected += str(", ", size);
    fail("Given normalized_shape=", normalized_shape, ", expected input with shape ", expected,
         "], but got input of size", input.sizes());
  }
  const Tensor x = plain_contiguous(input);
  const NormSlabs slabs = row_slabs(x, count_elements(normalized_shape));
  const NormStatistics statistics = row_statistics(x, slabs, eps);
  Tensor out = plain_layer_norm(x, weight.defined() ? plain_contiguous(weight) : weight,
                                bias.defined() ? plain_contiguous(bias) : bias, slabs, statistics);
  if (tracks(input, weight, bias)) {
    auto node = make_node<NativeLayerNormBackward0>(input, weight, bias);
    node->input.save(input);
    node->weight.save(weight);
    node->mean.save(statistics.mean);
    node->inverse_deviation.save(statistics.inverse_deviation);
    node->normalized_shape = to_dims(normalized_shape);
    node->eps = eps;
    set_history(out, node);
  }
  return out;
}
Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape) {
  return layer_norm(input, normalized_shape, Tensor(), Tensor());
}

Tensor group_norm(const Tensor& input, std::int64_t num_groups, const Tensor& weight, const Tensor& bias, double eps,
                  bool) {
  GRADBOX_CHECK(num_groups > 0, "Expected num groups to be greater than 0, got ", num_groups);
  GRADBOX_CHECK(input.dim() >= 2, "Expected at least 2 dimensions for input tensor but received ", input.dim());
  const std::int64_t channels = input.size(1);
  GRADBOX_CHECK(channels % num_groups == 0,
                "Expected number of channels in input to be divisible by num_groups, but got input of shape ",
                input.sizes(), " and num_groups=", num_groups);
  for (const Tensor* vector : {&weight, &bias}) {
    GRADBOX_CHECK(!vector->defined() || (vector->dim() == 1 && vector->numel() == channels), "Expected ",
                  vector == &weight ? "weight" : "bias",
                  " to be a vector of size equal to the number of channels in input, but got ",
                  vector == &weight ? "weight" : "bias", " of shape ", vector->sizes(), " and input of shape ",
                  input.sizes());
  }
  Tensor out;
  {
    NoGradGuard unrecorded;
    const Tensor x = plain_contiguous(input);
    const NormSlabs slabs = row_slabs(x, input.numel() == 0 ? 0 : input.numel() / (input.size(0) * num_groups));
    out = plain_layer_norm(x, Tensor(), Tensor(), slabs, row_statistics(x, slabs, eps));
    if (weight.defined()) out.mul_(per_channel(weight, input.dim()));
    if (bias.defined()) out.add_(per_channel(bias, input.dim()));
  }
  if (tracks(input, weight, bias)) {
    auto node = make_node<NativeGroupNormBackward0>(input, weight, bias);
    node->input.save(input);
    node->weight.save(weight);
    node->groups = num_groups;
    node->eps = eps;
    set_history(out, node);
  }
  return out;
}
Tensor group_norm(const Tensor& input, std::int64_t num_groups) {
  return group_norm(input, num_groups, Tensor(), Tensor());
}

OperatorList normalization_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"batch_norm"},
      {"instance_norm"},
      {"layer_norm"},
      {"group_norm"},
  };
  return kOperators;
}

}  // namespace gradbox
