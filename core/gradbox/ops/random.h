#pragma once

#include <cstdint>
#include <optional>

#include "gradbox/base/generator.h"
#include "gradbox/ops/family.h"

/// Random tensors. After the same seed they hold PyTorch's numbers. Where no generator is given, the default one draws.
/// Writing random numbers in place is no constant to autograd: the old value's gradient is zeros.
namespace gradbox {

/// Uniform in [0, 1).
/// Dtype:  floating
/// Source: torch.rand, torch.rand_like
Tensor rand(IntArrayRef size, const TensorOptions& options = {});
Tensor rand(IntArrayRef size, std::optional<Generator> generator, const TensorOptions& options = {});
Tensor rand_like(const Tensor& self, const TensorOptions& options = {});
/// Normal with mean 0 and standard deviation 1.
/// Dtype:  floating
/// Source: torch.randn, torch.randn_like
Tensor randn(IntArrayRef size, const TensorOptions& options = {});
Tensor randn(IntArrayRef size, std::optional<Generator> generator, const TensorOptions& options = {});
Tensor randn_like(const Tensor& self, const TensorOptions& options = {});
/// Integers in [low, high), int64 unless the options say otherwise.
/// Throws: Error unless low < high
/// Source: torch.randint, torch.randint_like
Tensor randint(std::int64_t high, IntArrayRef size, const TensorOptions& options = {});
Tensor randint(std::int64_t high, IntArrayRef size, std::optional<Generator> generator,
               const TensorOptions& options = {});
Tensor randint(std::int64_t low, std::int64_t high, IntArrayRef size, const TensorOptions& options = {});
Tensor randint(std::int64_t low, std::int64_t high, IntArrayRef size, std::optional<Generator> generator,
               const TensorOptions& options = {});
Tensor randint_like(const Tensor& self, std::int64_t high, const TensorOptions& options = {});
Tensor randint_like(const Tensor& self, std::int64_t low, std::int64_t high, const TensorOptions& options = {});
/// 0 .. n-1 in random order, int64 unless the options say otherwise.
/// Source: torch.randperm
Tensor randperm(std::int64_t n, const TensorOptions& options = {});
Tensor randperm(std::int64_t n, std::optional<Generator> generator, const TensorOptions& options = {});

/// Normal, element by element with its own mean, standard deviation, or both.
/// Shape:  broadcast
/// Grad:   zeros
/// Throws: Error if a standard deviation is negative
/// Source: torch.normal
Tensor normal(double mean, double std, IntArrayRef size, std::optional<Generator> generator = std::nullopt,
              const TensorOptions& options = {});
Tensor normal(const Tensor& mean, double std = 1.0, std::optional<Generator> generator = std::nullopt);
Tensor normal(double mean, const Tensor& std, std::optional<Generator> generator = std::nullopt);
Tensor normal(const Tensor& mean, const Tensor& std, std::optional<Generator> generator = std::nullopt);
/// 1 with the probability that stands in `self`, else 0, in self's dtype.
/// Grad:   zeros
/// Throws: Error if a probability is outside [0, 1]
/// Source: torch.bernoulli
Tensor bernoulli(const Tensor& self, std::optional<Generator> generator = std::nullopt);
/// 1 with probability `p`, else 0, in self's shape and dtype. Not differentiable.
Tensor bernoulli(const Tensor& self, double p, std::optional<Generator> generator = std::nullopt);
/// Indices into the last dim of `self`, drawn with the weights that stand there.
/// Shape:  self [K] or [N, K] -> [num_samples] or [N, num_samples], int64
/// Throws: Error if weights are negative or not finite, or too few for drawing without replacement
/// Source: torch.multinomial
Tensor multinomial(const Tensor& self, std::int64_t num_samples, bool replacement = false,
                   std::optional<Generator> generator = std::nullopt);

template <class Self>
struct RandomMethods : MethodsOf<Self, RandomMethods<Self>> {
  using MethodsOf<Self, RandomMethods>::self;
  Self& uniform_(double from = 0.0, double to = 1.0, std::optional<Generator> generator = std::nullopt) const;
  Self& normal_(double mean = 0.0, double std = 1.0, std::optional<Generator> generator = std::nullopt) const;
  Self& log_normal_(double mean = 1.0, double std = 2.0, std::optional<Generator> generator = std::nullopt) const;
  /// Rate `lambd`.
  Self& exponential_(double lambd = 1.0, std::optional<Generator> generator = std::nullopt) const;
  Self& cauchy_(double median = 0.0, double sigma = 1.0, std::optional<Generator> generator = std::nullopt) const;
  /// Trials until the first success of probability `p`.
  Self& geometric_(double p, std::optional<Generator> generator = std::nullopt) const;
  Self& bernoulli_(double p = 0.5, std::optional<Generator> generator = std::nullopt) const;
  Self& bernoulli_(const Self& p, std::optional<Generator> generator = std::nullopt) const;
  /// Integers in [0, the largest this dtype counts to without gaps], in [0, to), or in [from, to).
  Self& random_(std::optional<Generator> generator = std::nullopt) const;
  Self& random_(std::int64_t to, std::optional<Generator> generator = std::nullopt) const;
  Self& random_(std::int64_t from, std::optional<std::int64_t> to,
                std::optional<Generator> generator = std::nullopt) const;
  Self bernoulli(std::optional<Generator> generator = std::nullopt) const {
    return gradbox::bernoulli(self(), generator);
  }
  Self bernoulli(double p, std::optional<Generator> generator = std::nullopt) const {
    return gradbox::bernoulli(self(), p, generator);
  }
  Self multinomial(std::int64_t num_samples, bool replacement = false,
                   std::optional<Generator> generator = std::nullopt) const {
    return gradbox::multinomial(self(), num_samples, replacement, generator);
  }
};

}  // namespace gradbox
