#include "gradbox/nn/init.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "gradbox/autograd/grad_mode.h"

namespace gradbox::nn::init {

namespace {

/// The inverse of the error function: Giles' start value, then two steps of Newton's.
double inverse_erf(double y) {
  if (std::abs(y) >= 1.0) return y / (1.0 - std::abs(y));  // infinite, or nan
  const double w = -std::log((1.0 - y) * (1.0 + y));
  const double central[] = {2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                            -0.00125372503, -0.00417768164, 0.246640727,    1.50140941};
  const double tail[] = {-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
                         -0.0076224613,   0.00943887047,  1.00167406,    2.83297682};
  const bool is_central = w < 5.0;
  const double t = is_central ? w - 2.5 : std::sqrt(w) - 3.0;
  double x = 0.0;
  for (int i = 0; i < 9; ++i) x = x * t + (is_central ? central[i] : tail[i]);
  x *= y;
  constexpr double kTwoOverRootPi = 1.12837916709551257390;
  for (int step = 0; step < 2; ++step) x -= (std::erf(x) - y) / (kTwoOverRootPi * std::exp(-x * x));
  return x;
}

double normal_cdf(double x) { return (1.0 + std::erf(x / std::sqrt(2.0))) / 2.0; }

/// Calls `edit(values, count)` on the elements in row-major order and writes them back.
template <class Edit>
void edit_elements(const Tensor& tensor, Edit&& edit) {
  const Tensor values = tensor.detach().contiguous();
  dispatch_floating(values.dtype(), "init",
                    [&](auto kind) { edit(values.data_ptr<decltype(kind)>(), values.numel()); });
  if (!values.is_alias_of(tensor)) tensor.copy_(values);
}

/// Makes the `count` vectors of `length` elements orthonormal, one after the other, each twice for accuracy.
void orthonormalise(std::vector<std::vector<double>>& vectors) {
  const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
  };
  for (std::size_t k = 0; k < vectors.size(); ++k) {
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t j = 0; j < k; ++j) {
        const double along = product(vectors[k], vectors[j]);
        for (std::size_t i = 0; i < vectors[k].size(); ++i) vectors[k][i] -= along * vectors[j][i];
      }
    }
    const double length = std::sqrt(product(vectors[k], vectors[k]));
    for (double& x : vectors[k]) x /= length;
  }
}

std::int64_t fan_of(const Tensor& tensor, FanMode mode) {
  const Fans fans = fan_in_and_fan_out(tensor);
  return mode == FanMode::In ? fans.in : fans.out;
}

double kaiming_std(const Tensor& tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
  return calculate_gain(nonlinearity, a) / std::sqrt(static_cast<double>(fan_of(tensor, mode)));
}

double xavier_std(const Tensor& tensor, double gain) {
  const Fans fans = fan_in_and_fan_out(tensor);
  return gain * std::sqrt(2.0 / static_cast<double>(fans.in + fans.out));
}

}  // namespace

Fans fan_in_and_fan_out(const Tensor& tensor) {
  GRADBOX_CHECK_AS(ValueError, tensor.dim() >= 2,
                   "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  std::int64_t field = 1;
  for (std::int64_t d = 2; d < tensor.dim(); ++d) field *= tensor.size(d);
  return {tensor.size(1) * field, tensor.size(0) * field};
}

double calculate_gain(Nonlinearity nonlinearity, double param) {
  switch (nonlinearity) {
    case Nonlinearity::Tanh:
      return 5.0 / 3.0;
    case Nonlinearity::ReLU:
      return std::sqrt(2.0);
    case Nonlinearity::LeakyReLU:
      return std::sqrt(2.0 / (1.0 + param * param));
    case Nonlinearity::SELU:
      return 3.0 / 4.0;
    default:
      return 1.0;
  }
}

Tensor uniform_(const Tensor& tensor, double low, double high) {
  const NoGradGuard no_grad;
  return tensor.uniform_(low, high);
}

Tensor normal_(const Tensor& tensor, double mean, double std) {
  const NoGradGuard no_grad;
  return tensor.normal_(mean, std);
}

Tensor trunc_normal_(const Tensor& tensor, double mean, double std, double a, double b) {
  const NoGradGuard no_grad;
  tensor.uniform_(2.0 * normal_cdf((a - mean) / std) - 1.0, 2.0 * normal_cdf((b - mean) / std) - 1.0);
  edit_elements(tensor, [&](auto* values, std::int64_t count) {
    using T = std::remove_pointer_t<decltype(values)>;
    const T scale = static_cast<T>(std * std::sqrt(2.0));
    for (std::int64_t i = 0; i < count; ++i) {
      const T x = static_cast<T>(inverse_erf(static_cast<double>(values[i]))) * scale + static_cast<T>(mean);
      values[i] = std::clamp(x, static_cast<T>(a), static_cast<T>(b));
    }
  });
  return tensor;
}

Tensor constant_(const Tensor& tensor, Scalar value) {
  const NoGradGuard no_grad;
  return tensor.fill_(value);
}
Tensor ones_(const Tensor& tensor) { return constant_(tensor, 1); }
Tensor zeros_(const Tensor& tensor) { return constant_(tensor, 0); }

Tensor eye_(const Tensor& matrix) {
  GRADBOX_CHECK_AS(ValueError, matrix.dim() == 2, "Only tensors with 2 dimensions are supported");
  const NoGradGuard no_grad;
  return matrix.copy_(eye(matrix.size(0), matrix.size(1)));
}

Tensor dirac_(const Tensor& tensor, std::int64_t groups) {
  GRADBOX_CHECK_AS(ValueError, tensor.dim() >= 3 && tensor.dim() <= 5,
                   "Only tensors with 3, 4, or 5 dimensions are supported");
  GRADBOX_CHECK_AS(ValueError, groups > 0 && tensor.size(0) % groups == 0, "dim 0 must be divisible by groups");
  const NoGradGuard no_grad;
  tensor.zero_();
  const std::int64_t outputs = tensor.size(0) / groups;
  const std::int64_t field = fan_in_and_fan_out(tensor).in / std::max<std::int64_t>(tensor.size(1), 1);
  std::int64_t centre = 0;
  for (std::int64_t d = 2; d < tensor.dim(); ++d) centre = centre * tensor.size(d) + tensor.size(d) / 2;
  edit_elements(tensor, [&](auto* values, std::int64_t) {
    for (std::int64_t unit = 0; unit < tensor.size(0); ++unit) {
      const std::int64_t channel = unit % outputs;
      if (channel < tensor.size(1)) values[(unit * tensor.size(1) + channel) * field + centre] = 1;
    }
  });
  return tensor;
}

Tensor xavier_uniform_(const Tensor& tensor, double gain) {
  const double bound = std::sqrt(3.0) * xavier_std(tensor, gain);
  return uniform_(tensor, -bound, bound);
}
Tensor xavier_normal_(const Tensor& tensor, double gain) { return normal_(tensor, 0.0, xavier_std(tensor, gain)); }

Tensor kaiming_uniform_(const Tensor& tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
  if (tensor.numel() == 0) return tensor;
  const double bound = std::sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity);
  return uniform_(tensor, -bound, bound);
}
Tensor kaiming_normal_(const Tensor& tensor, double a, FanMode mode, Nonlinearity nonlinearity) {
  if (tensor.numel() == 0) return tensor;
  return normal_(tensor, 0.0, kaiming_std(tensor, a, mode, nonlinearity));
}

Tensor orthogonal_(const Tensor& tensor, double gain) {
  GRADBOX_CHECK_AS(ValueError, tensor.dim() >= 2, "Only tensors with 2 or more dimensions are supported");
  if (tensor.numel() == 0) return tensor;
  const NoGradGuard no_grad;
  const std::int64_t rows = tensor.size(0);
  const std::int64_t columns = tensor.numel() / rows;
  const bool by_rows = rows < columns;
  const Tensor drawn = empty({rows, columns}, tensor.options()).normal_();
  std::vector<std::vector<double>> vectors(static_cast<std::size_t>(by_rows ? rows : columns));
  const auto vector_of = [&](std::int64_t i) -> std::vector<double>& {
    return vectors[static_cast<std::size_t>(by_rows ? i / columns : i % columns)];
  };
  edit_elements(drawn, [&](const auto* values, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) vector_of(i).push_back(static_cast<double>(values[i]));
  });
  orthonormalise(vectors);
  edit_elements(tensor, [&](auto* values, std::int64_t count) {
    using T = std::remove_pointer_t<decltype(values)>;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t place = by_rows ? i % columns : i / columns;
      values[i] = static_cast<T>(vector_of(i)[static_cast<std::size_t>(place)]) * static_cast<T>(gain);
    }
  });
  return tensor;
}

Tensor sparse_(const Tensor& matrix, double sparsity, double std) {
  GRADBOX_CHECK_AS(ValueError, matrix.dim() == 2, "Only tensors with 2 dimensions are supported");
  const NoGradGuard no_grad;
  const std::int64_t rows = matrix.size(0);
  const std::int64_t columns = matrix.size(1);
  const auto zeros = static_cast<std::int64_t>(std::ceil(sparsity * static_cast<double>(rows)));
  matrix.normal_(0.0, std);
  edit_elements(matrix, [&](auto* values, std::int64_t) {
    for (std::int64_t column = 0; column < columns; ++column) {
      const Tensor order = randperm(rows);
      const std::int64_t* row = order.data_ptr<std::int64_t>();
      for (std::int64_t i = 0; i < std::min(zeros, rows); ++i) values[row[i] * columns + column] = 0;
    }
  });
  return matrix;
}

void affine_(const Tensor& weight, const Tensor& bias) {
  kaiming_uniform_(weight, std::sqrt(5.0));
  if (!bias.defined()) return;
  const std::int64_t fan_in = fan_in_and_fan_out(weight).in;
  const double bound = fan_in > 0 ? 1.0 / std::sqrt(static_cast<double>(fan_in)) : 0.0;
  uniform_(bias, -bound, bound);
}

}  // namespace gradbox::nn::init
