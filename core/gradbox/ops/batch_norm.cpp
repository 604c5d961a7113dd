#include "gradbox/ops/normalization.h"
#include "gradbox/ops/normalization_support.h"

namespace gradbox {
namespace {

using namespace detail;

NormSlabs channel_slabs(const Tensor& input) {
  NormSlabs slabs;
  slabs.outer = input.sizes()[0];
  slabs.groups = input.sizes()[1];
  for (std::size_t d = 2; d < input.sizes().size(); ++d) slabs.inner *= input.sizes()[d];
  return slabs;
}

/// A value per channel in a shape that broadcasts with the input.
Tensor per_channel(const Tensor& values, std::int64_t ndim) {
  Dims shape(static_cast<std::size_t>(ndim), 1);
  shape[1] = values.numel();
  return values.reshape(shape);
}

Dims all_but_channels(std::int64_t ndim) {
  Dims out{0};
  for (std::int64_t d = 2; d < ndim; ++d) out.push_back(d);
  return out;
}

Tensor plain_contiguous(const Tensor& tensor) { return tensor.is_contiguous() ? tensor : tensor.detach().contiguous(); }

/// Element c of a vector that may be undefined.
template <class T>
T value_at(const Tensor& vector, std::int64_t c, T otherwise) {
  if (!vector.defined()) return otherwise;
  const char* data = static_cast<const char*>(vector.data_ptr());
  const std::int64_t at = c * vector.strides()[0];
  return vector.dtype() == kFloat64 ? static_cast<T>(reinterpret_cast<const double*>(data)[at])
                                    : static_cast<T>(reinterpret_cast<const float*>(data)[at]);
}

void move_towards(const Tensor& running, std::int64_t c, double value, double momentum) {
  dispatch_floating(running.dtype(), "batch_norm", [&](auto kind) {
    auto& element = cpu::typed<decltype(kind)>(running)[c * running.strides()[0]];
    element = static_cast<decltype(kind)>((1 - momentum) * static_cast<double>(element) + momentum * value);
  });
}

struct BatchNormSettings {
  bool training = true;
  double momentum = 0.1;
  double eps = 1e-5;
};

/// The batch's own statistics; moves the running values towards them.
NormStatistics batch_statistics(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                                const BatchNormSettings& settings) {
  const NormSlabs slabs = channel_slabs(input);
  NormStatistics out{make_tensor({slabs.groups}, input.dtype()), make_tensor({slabs.groups}, input.dtype())};
  dispatch_floating(input.dtype(), "batch_norm", [&](auto kind) {
    using T = decltype(kind);
    const T* x = cpu::typed<T>(input);
    for (std::int64_t c = 0; c < slabs.groups; ++c) {
      const double mean = group_mean(x, slabs, c);
      const double variance = group_variance(x, slabs, c, static_cast<T>(mean));
      cpu::typed<T>(out.mean)[c] = static_cast<T>(mean);
      cpu::typed<T>(out.inverse_deviation)[c] = static_cast<T>(1 / std::sqrt(variance + settings.eps));
      const double n = static_cast<double>(slabs.count());
      if (running_mean.defined()) move_towards(running_mean, c, mean, settings.momentum);
      if (running_var.defined()) move_towards(running_var, c, variance * n / (n - 1), settings.momentum);
    }
  });
  return out;
}

NormStatistics running_statistics(const Tensor& running_mean, const Tensor& running_var, DType dtype, double eps) {
  NormStatistics out{cast_plain(running_mean, dtype), make_tensor(running_var.sizes(), dtype)};
  dispatch_floating(dtype, "batch_norm", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t c = 0; c < running_var.numel(); ++c) {
      cpu::typed<T>(out.inverse_deviation)[c] =
          static_cast<T>(1 / std::sqrt(value_at<double>(running_var, c, 1) + eps));
    }
  });
  return out;
}

Tensor plain_batch_norm(const Tensor& input, const Tensor& weight, const Tensor& bias,
                        const NormStatistics& statistics) {
  Tensor out = make_tensor(input.sizes(), input.dtype());
  const NormSlabs slabs = channel_slabs(input);
  dispatch_floating(input.dtype(), "batch_norm", [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t c = 0; c < slabs.groups; ++c) {
      const T scale = cpu::typed<T>(statistics.inverse_deviation)[c] * value_at<T>(weight, c, 1);
      const T shift = value_at<T>(bias, c, 0) - cpu::typed<T>(statistics.mean)[c] * scale;
      for (std::int64_t o = 0; o < slabs.outer; ++o) {
        const T* x = cpu::typed<T>(input) + slabs.start(o, c);
        T* y = cpu::typed<T>(out) + slabs.start(o, c);
        GRADBOX_INDEPENDENT_LOOP
        for (std::int64_t i = 0; i < slabs.inner; ++i) y[i] = x[i] * scale + shift;
      }
    }
  });
  return out;
}

struct NativeBatchNormBackward0 final : Node {
  SavedTensor input;
  SavedTensor weight;
  SavedTensor running_mean;
  SavedTensor running_var;
  SavedTensor mean;
  SavedTensor inverse_deviation;
  BatchNormSettings settings;
  std::string name() const override { return "NativeBatchNormBackward0"; }
  void visit_saved(SavedVisitor& visitor) override {
    visitor.number("eps", settings.eps);
    visitor.tensor("input", input);
    visitor.tensor("result1", mean);
    visitor.tensor("result2", inverse_deviation);
    visitor.tensor("running_mean", running_mean);
    visitor.tensor("running_var", running_var);
    visitor.number("training", settings.training);
    visitor.tensor("weight", weight);
  }
  GradList apply(GradList&& grads) override {
    if (!grads[0].defined()) return GradList(3);
    const Tensor x = input.unpack(*this);
    const Tensor w = weight.unpack(*this);
    const NormStatistics statistics{mean.unpack(*this), inverse_deviation.unpack(*this)};
    if (nobody_differentiates() && grads[0].dtype() == x.dtype())
      return plain(plain_contiguous(grads[0]), x, w, statistics);
    return differentiable(grads[0], x, w, statistics);
  }

 private:
  GradList plain(const Tensor& grad, const Tensor& input_value, const Tensor& w,
                 const NormStatistics& statistics) const {
    const Tensor x = plain_contiguous(input_value);
    const NormSlabs slabs = channel_slabs(x);
    GradList out(3);
    if (should_compute_output(0)) out[0] = make_tensor(x.sizes(), x.dtype());
    if (should_compute_output(1)) out[1] = make_tensor({slabs.groups}, x.dtype());
    if (should_compute_output(2)) out[2] = make_tensor({slabs.groups}, x.dtype());
    dispatch_floating(x.dtype(), "batch_norm_backward", [&](auto kind) {
      using T = decltype(kind);
      for (std::int64_t c = 0; c < slabs.groups; ++c) plain_channel<T>(out, grad, x, w, statistics, slabs, c);
    });
    return out;
  }

  template <class T>
  void plain_channel(GradList& out, const Tensor& grad, const Tensor& x_in, const Tensor& w,
                     const NormStatistics& statistics, const NormSlabs& slabs, std::int64_t c) const {
    const T* g = cpu::typed<T>(grad);
    const T* x = cpu::typed<T>(x_in);
    const T centre = cpu::typed<T>(statistics.mean)[c];
    const T inverse = cpu::typed<T>(statistics.inverse_deviation)[c];
    const T scale = value_at<T>(w, c, 1);
    if (out[1].defined()) {
      const double total = sum_group<T>(slabs, c, [&](std::int64_t at) {
        return lane_sum<T>(slabs.inner, [&](std::int64_t i) { return g[at + i] * (x[at + i] - centre); });
      });
      cpu::typed<T>(out[1])[c] = static_cast<T>(total) * inverse;
    }
    if (out[2].defined()) {
      cpu::typed<T>(out[2])[c] =
          static_cast<T>(sum_group<T>(slabs, c, [&](std::int64_t at) { return row_total(g + at, slabs.inner); }));
    }
    if (!out[0].defined()) return;
    T* to = cpu::typed<T>(out[0]);
    if (settings.training) {
      write_norm_gradient(to, g, x, slabs, c, centre, inverse, [scale](std::int64_t) { return scale; });
      return;
    }
    for (std::int64_t o = 0; o < slabs.outer; ++o) {
      const std::int64_t at = slabs.start(o, c);
      for (std::int64_t i = 0; i < slabs.inner; ++i) to[at + i] = g[at + i] * scale * inverse;
    }
  }

  GradList differentiable(const Tensor& grad, const Tensor& x, const Tensor& w,
                          const NormStatistics& statistics) const {
    GradList out(3);
    const Dims over = all_but_channels(x.dim());
    const Tensor weighted = w.defined() ? grad * per_channel(w, x.dim()) : grad;
    Tensor normalized;
    if (settings.training) {
      const DifferentiableNorm norm(x, over, settings.eps);
      normalized = norm.normalized;
      if (should_compute_output(0)) out[0] = norm.gradient(weighted);
    } else {
      const Tensor inverse = per_channel(statistics.inverse_deviation, x.dim());
      normalized = (x - per_channel(statistics.mean, x.dim())) * inverse;
      if (should_compute_output(0)) out[0] = weighted * inverse;
    }
    if (should_compute_output(1)) out[1] = (grad * normalized).sum(over);
    if (should_compute_output(2)) out[2] = grad.sum(over);
    return out;
  }
};

void check_channel_vector(const Tensor& vector, const char* name, std::int64_t channels) {
  GRADBOX_CHECK(!vector.defined() || vector.numel() == channels, name, " should contain ", channels, " elements not ",
                vector.numel());
}

}  // namespace

Tensor batch_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, bool training, double momentum, double eps, bool) {
  GRADBOX_CHECK(input.dim() >= 2, "Expected more than 1 value per channel when training, got input size torch.Size(",
                input.sizes(), ")");
  const NormSlabs slabs = channel_slabs(input);
  GRADBOX_CHECK_AS(ValueError, !training || slabs.count() != 1,
                   "Expected more than 1 value per channel when training, got input size torch.Size(", input.sizes(),
                   ")");
  check_channel_vector(running_mean, "running_mean", slabs.groups);
  check_channel_vector(running_var, "running_var", slabs.groups);
  check_channel_vector(weight, "weight", slabs.groups);
  check_channel_vector(bias, "bias", slabs.groups);
  GRADBOX_CHECK(training || (running_mean.defined() && running_var.defined()),
                "Expected running_mean and running_var to be defined when training=False");
  const BatchNormSettings settings{training, momentum, eps};
  const Tensor x = plain_contiguous(input);
  const NormStatistics statistics = training ? batch_statistics(x, running_mean, running_var, settings)
                                             : running_statistics(running_mean, running_var, x.dtype(), eps);
  Tensor out = plain_batch_norm(x, weight, bias, statistics);
  if (tracks(input, weight, bias)) {
    auto node = make_node<NativeBatchNormBackward0>(input, weight, bias);
    node->input.save(input);
    node->weight.save(weight);
    node->running_mean.save(running_mean);
    node->running_var.save(running_var);
    node->mean.save(statistics.mean);
    node->inverse_deviation.save(statistics.inverse_deviation);
    node->settings = settings;
    set_history(out, node);
  }
  return out;
}

Tensor instance_norm(const Tensor& input, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool use_input_stats, double momentum, double eps, bool) {
  GRADBOX_CHECK(use_input_stats || (running_mean.defined() && running_var.defined()),
                "Expected running_mean and running_var to be defined when use_input_stats is false");
  GRADBOX_CHECK(input.dim() >= 2, "Expected input to have at least 2 dimensions, got ", input.dim());
  const std::int64_t batch = input.size(0);
  const std::int64_t channels = input.size(1);
  const auto repeated = [&](const Tensor& vector) { return vector.defined() ? vector.repeat({batch}) : vector; };
  Dims sizes = input.impl().sizes();
  sizes[0] = 1;
  sizes[1] = batch * channels;
  const Tensor mean = repeated(running_mean);
  const Tensor variance = repeated(running_var);
  const Tensor out = batch_norm(input.contiguous().view(sizes), repeated(weight), repeated(bias), mean, variance,
                                use_input_stats, momentum, eps);
  if (use_input_stats) {
    NoGradGuard unrecorded;
    if (mean.defined()) running_mean.copy_(mean.view({batch, channels}).mean({0}));
    if (variance.defined()) running_var.copy_(variance.view({batch, channels}).mean({0}));
  }
  return out.view(input.sizes());
}

}  // namespace gradbox
