#pragma once

#include "gradbox/tensor/tensor.h"

/// Initial values of parameters. Every function writes into its argument, unrecorded, with the default generator, and
/// returns it. After the same seed the values are PyTorch's.
namespace gradbox::nn::init {

/// Whether the variance is kept in the forward pass (inputs of a unit) or in the backward pass (outputs).
enum class FanMode { In, Out };

/// What follows the layer.
enum class Nonlinearity { Linear, Conv1D, Conv2D, Conv3D, Sigmoid, Tanh, ReLU, LeakyReLU, SELU };

/// How many inputs and outputs one unit of the weight has.
struct Fans {
  std::int64_t in = 0;
  std::int64_t out = 0;
};

/// Throws: ValueError for fewer than two dims
Fans fan_in_and_fan_out(const Tensor& tensor);
/// The factor by which the standard deviation is to grow for what follows. `param`: the slope of LeakyReLU.
double calculate_gain(Nonlinearity nonlinearity, double param = 0.01);

Tensor uniform_(const Tensor& tensor, double low = 0.0, double high = 1.0);
Tensor normal_(const Tensor& tensor, double mean = 0.0, double std = 1.0);
/// Normal, but only the values between `a` and `b`.
Tensor trunc_normal_(const Tensor& tensor, double mean = 0.0, double std = 1.0, double a = -2.0, double b = 2.0);
Tensor constant_(const Tensor& tensor, Scalar value);
Tensor ones_(const Tensor& tensor);
Tensor zeros_(const Tensor& tensor);
/// The identity matrix.
/// Throws: ValueError unless there are two dims
Tensor eye_(const Tensor& matrix);
/// Kernels of a convolution that passes as many channels as possible through unchanged, in each group.
/// Throws: ValueError unless there are three to five dims
Tensor dirac_(const Tensor& tensor, std::int64_t groups = 1);
/// Glorot's: the variance suits the mean of inputs and outputs.
Tensor xavier_uniform_(const Tensor& tensor, double gain = 1.0);
Tensor xavier_normal_(const Tensor& tensor, double gain = 1.0);
/// He's: the variance suits what follows. `a`: the slope of LeakyReLU.
Tensor kaiming_uniform_(const Tensor& tensor, double a = 0.0, FanMode mode = FanMode::In,
                        Nonlinearity nonlinearity = Nonlinearity::LeakyReLU);
Tensor kaiming_normal_(const Tensor& tensor, double a = 0.0, FanMode mode = FanMode::In,
                       Nonlinearity nonlinearity = Nonlinearity::LeakyReLU);
/// Rows (or columns, where there are fewer of them) of length `gain` at right angles; dims after the first count as
/// one.
/// Throws: ValueError for fewer than two dims
Tensor orthogonal_(const Tensor& tensor, double gain = 1.0);
/// Normal, but in each column the fraction `sparsity` of the elements is zero.
/// Throws: ValueError unless there are two dims
Tensor sparse_(const Tensor& matrix, double sparsity, double std = 0.01);

/// What Linear and the convolutions start from: weight, then bias (may be undefined), uniform in +-1/sqrt(fan in).
void affine_(const Tensor& weight, const Tensor& bias);

}  // namespace gradbox::nn::init

/// libtorch's names for the modes.
namespace gradbox {
inline constexpr nn::init::FanMode kFanIn = nn::init::FanMode::In;
inline constexpr nn::init::FanMode kFanOut = nn::init::FanMode::Out;
inline constexpr nn::init::Nonlinearity kLinear = nn::init::Nonlinearity::Linear;
inline constexpr nn::init::Nonlinearity kConv1D = nn::init::Nonlinearity::Conv1D;
inline constexpr nn::init::Nonlinearity kConv2D = nn::init::Nonlinearity::Conv2D;
inline constexpr nn::init::Nonlinearity kConv3D = nn::init::Nonlinearity::Conv3D;
inline constexpr nn::init::Nonlinearity kSigmoid = nn::init::Nonlinearity::Sigmoid;
inline constexpr nn::init::Nonlinearity kTanh = nn::init::Nonlinearity::Tanh;
inline constexpr nn::init::Nonlinearity kReLU = nn::init::Nonlinearity::ReLU;
inline constexpr nn::init::Nonlinearity kLeakyReLU = nn::init::Nonlinearity::LeakyReLU;
}  // namespace gradbox
