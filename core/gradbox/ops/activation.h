#pragma once

#include <string_view>

#include "gradbox/ops/family.h"

/// Activations of neural networks. Floating dtypes, any shape; where nothing else is said, elementwise.
namespace gradbox {

/// max(a, 0).
/// Grad:   da = g where a > 0, else 0; relu'(0) = 0
/// Source: torch.relu
Tensor relu(const Tensor& self);
/// 1 / (1 + e^-a).
/// Grad:   da = g y (1 - y)
/// Source: torch.sigmoid
Tensor sigmoid(const Tensor& self);
/// log(sigmoid(a)), without overflow.
/// Grad:   da = g sigmoid(-a)
/// Source: torch.nn.functional.logsigmoid
Tensor log_sigmoid(const Tensor& self);
/// a where a > 0, else slope a.
/// Grad:   da = g, or g slope (at 0 too)
/// Source: torch.nn.functional.leaky_relu
Tensor leaky_relu(const Tensor& self, Scalar negative_slope = 0.01);
/// scale a where a > 0, else scale alpha (e^(input_scale a) - 1).
/// Source: torch.nn.functional.elu, torch.celu, torch.selu
Tensor elu(const Tensor& self, Scalar alpha = 1, Scalar scale = 1, Scalar input_scale = 1);
Tensor celu(const Tensor& self, Scalar alpha = 1);
Tensor selu(const Tensor& self);
/// a Phi(a), with the normal distribution function, or its approximation by "tanh".
/// Grad:   da = g (Phi(a) + a phi(a))
/// Throws: Error for another `approximate` than "none" and "tanh"
/// Source: torch.nn.functional.gelu
Tensor gelu(const Tensor& self, std::string_view approximate = "none");
/// a sigmoid(a), and a tanh(softplus(a)).
/// Source: torch.nn.functional.silu, torch.nn.functional.mish
Tensor silu(const Tensor& self);
Tensor mish(const Tensor& self);
/// log(1 + e^(beta a)) / beta; a itself where beta a > threshold.
/// Grad:   da = g sigmoid(beta a), or g
/// Source: torch.nn.functional.softplus
Tensor softplus(const Tensor& self, Scalar beta = 1, Scalar threshold = 20);
/// a / (1 + |a|), and a - tanh(a).
/// Source: torch.nn.functional.softsign, torch.nn.functional.tanhshrink
Tensor softsign(const Tensor& self);
Tensor tanhshrink(const Tensor& self);
/// a between the bounds. relu6 is hardtanh(a, 0, 6).
/// Grad:   da = g strictly between them, 0 at them and outside
/// Throws: Error if min_val > max_val
/// Source: torch.nn.functional.hardtanh, torch.nn.functional.relu6
Tensor hardtanh(const Tensor& self, Scalar min_val = -1, Scalar max_val = 1);
Tensor relu6(const Tensor& self);
/// a / 6 + 1 / 2 between 0 and 1; its derivative cannot be differentiated.
/// Grad:   da = g / 6 for |a| < 3, else 0
/// Source: torch.nn.functional.hardsigmoid
Tensor hardsigmoid(const Tensor& self);
/// a hardsigmoid(a).
/// Grad:   da = g (a / 3 + 1 / 2) for |a| <= 3, g above, 0 below; g at 3 in float64
/// Source: torch.nn.functional.hardswish
Tensor hardswish(const Tensor& self);
/// a drawn towards 0 by lambd, and a where |a| > lambd; 0 for |a| <= lambd.
/// Grad:   da = g where |a| > lambd, else 0
/// Source: torch.nn.functional.softshrink, torch.nn.functional.hardshrink
Tensor softshrink(const Tensor& self, Scalar lambd = 0.5);
Tensor hardshrink(const Tensor& self, Scalar lambd = 0.5);
/// a where a > threshold, else `value`.
/// Grad:   da = g where a > threshold, else 0
/// Source: torch.threshold
Tensor threshold(const Tensor& self, Scalar threshold, Scalar value);
/// a where a > 0, else weight a; one weight for all, or one a channel (dim 1).
/// Grad:   da = g or g weight, dweight = g a summed where a <= 0
/// Throws: Error if the number of weights is neither
/// Source: torch.prelu
Tensor prelu(const Tensor& self, const Tensor& weight);
/// The first half along `dim` times the sigmoid of the second half.
/// Throws: Error for an odd size
/// Source: torch.nn.functional.glu
Tensor glu(const Tensor& self, std::int64_t dim = -1);

/// In place.
Tensor& relu_(Tensor& self);
Tensor& sigmoid_(Tensor& self);

template <class Self>
struct ActivationMethods : MethodsOf<Self, ActivationMethods<Self>> {
  using MethodsOf<Self, ActivationMethods>::self;
  Self relu() const { return gradbox::relu(self()); }
  Self sigmoid() const { return gradbox::sigmoid(self()); }
  Self hardshrink(Scalar lambd = 0.5) const { return gradbox::hardshrink(self(), lambd); }
  Self prelu(const Self& weight) const { return gradbox::prelu(self(), weight); }
  Self& relu_() const { return detail::inplace(self(), gradbox::relu); }
  Self& sigmoid_() const { return detail::inplace(self(), gradbox::sigmoid); }
};

}  // namespace gradbox
