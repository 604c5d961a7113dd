#include "gradbox/ops/random.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "gradbox/autograd/record.h"
#include "gradbox/autograd/view.h"
#include "gradbox/backend/cpu/copy.h"
#include "gradbox/base/random_fill.h"
#include "gradbox/ops/registry.h"
#include "gradbox/tensor/make.h"

namespace gradbox {
namespace {

using autograd::GradList;
using autograd::make_node;
using autograd::Node;
using autograd::tracks;
using OptionalGenerator = std::optional<Generator>;

/// A random result does not depend on what was there, or on its parameters, in a way that has a derivative: zeros.
struct RandomNode final : Node {
  std::string_view label;
  std::string name() const override { return std::string(label); }
  GradList apply(GradList&& grads) override {
    GradList out(num_outputs());
    if (!grads[0].defined()) return out;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (should_compute_output(i)) out[i] = zeros(shapes[i], grads[0].options());
    }
    return out;
  }
  SmallVector<Dims, 2> shapes;
};

template <class... Inputs>
NodePtr random_node(std::string_view label, const Inputs&... inputs) {
  auto node = make_node<RandomNode>(inputs...);
  node->label = label;
  (node->shapes.push_back(inputs.impl().sizes()), ...);
  return NodePtr(node);
}

const Generator& chosen(const OptionalGenerator& generator) { return generator ? *generator : default_generator(); }

/// The dims of `tensor` from the largest stride to the smallest.
std::vector<std::size_t> memory_order(const Tensor& tensor) {
  std::vector<std::size_t> order(static_cast<std::size_t>(tensor.dim()));
  std::iota(order.begin(), order.end(), std::size_t{0});
  const IntArrayRef strides = tensor.strides();
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return strides[a] > strides[b]; });
  return order;
}

Tensor permuted(const Tensor& tensor, const std::vector<std::size_t>& order) {
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> strides;
  for (const std::size_t d : order) {
    sizes.push_back(tensor.sizes()[d]);
    strides.push_back(tensor.strides()[d]);
  }
  return make_alias(tensor, sizes, strides);
}

/// Calls `fill(row-major tensor)` such that self's elements are drawn in the order of their addresses, as PyTorch does.
template <class Fill>
void fill_in_memory_order(const Tensor& self, const Fill& fill) {
  if (self.is_contiguous()) return fill(self);
  const Tensor view = permuted(self, memory_order(self));
  const Tensor drawn = make_tensor(view.sizes(), self.dtype());
  fill(drawn);
  cpu::copy(view, drawn);
}

/// An in-place random operator on `self`: checks, draws, and leaves a node where the old value's history was.
template <class Fill, class... Parameters>
Tensor& overwrite(std::string_view label, const Fill& fill, const Tensor& self, const Parameters&... parameters) {
  const bool recorded = tracks(self, parameters...);
  autograd::check_inplace(self, recorded);
  const NodePtr node = recorded ? random_node(label, self, parameters...) : NodePtr();
  fill_in_memory_order(self, fill);
  autograd::bump_version(self);
  if (recorded) autograd::rebase_history(self, node);
  return const_cast<Tensor&>(self);
}

/// `fill(data, count)` with the data typed; floating dtypes only, `name` is for the error text.
template <class Fill>
auto floating_fill(const char* name, Fill fill) {
  return [name, fill](const Tensor& out) {
    dispatch_floating(out.dtype(), name, [&](auto kind) {
      using T = decltype(kind);
      fill(out.data_ptr<T>(), out.numel());
    });
  };
}

template <class Fill>
auto any_fill(Fill fill) {
  return [fill](const Tensor& out) {
    dispatch_all(out.dtype(), [&](auto kind) {
      using T = decltype(kind);
      fill(out.data_ptr<T>(), out.numel());
    });
  };
}

Tensor untracked(IntArrayRef size, const TensorOptions& options) { return empty(size, options.requires_grad(false)); }

Tensor finish(const Tensor& made, const TensorOptions& options) {
  if (options.requires_grad()) made.requires_grad_(true);
  return made;
}

TensorOptions like(const Tensor& self, const TensorOptions& options) {
  return options.dtype(options.dtype_or(self.dtype()));
}

/// The largest integer up to which this dtype has them all.
std::int64_t largest_counted(DType dtype) {
  constexpr std::int64_t kLargest[] = {1, std::numeric_limits<std::int64_t>::max(), std::int64_t{1} << 24,
                                       std::int64_t{1} << 53};
  return kLargest[static_cast<std::size_t>(dtype)];
}

Tensor& fill_range(const Tensor& self, std::string_view label, std::int64_t from, std::optional<std::int64_t> to,
                   const OptionalGenerator& generator) {
  const std::int64_t last = to ? *to : largest_counted(self.dtype());
  GRADBOX_CHECK(to ? from < last : from <= last, "random_ expects 'from' to be less than 'to', but got from=", from,
                " >= to=", last);
  const std::uint64_t range = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(from) + (to ? 0 : 1);
  const auto fill = any_fill(
      [&](auto* data, std::int64_t count) { rng::fill_integers(data, count, from, range, chosen(generator)); });
  return overwrite(label, fill, self);
}

void check_deviation(double std) { GRADBOX_CHECK(std >= 0, "normal expects std >= 0.0, but found std ", std); }

void check_deviations(const Tensor& std) {
  const Tensor values = std.contiguous();
  dispatch_floating(values.dtype(), "normal", [&](auto kind) {
    using T = decltype(kind);
    const T* data = values.data_ptr<T>();
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      GRADBOX_CHECK(!(data[i] < 0), "normal expects all elements of std >= 0.0");
    }
  });
}

/// Fills `out`, which is row-major, by the probabilities in `p`, which is too and has its shape.
void fill_by_probabilities(const Tensor& out, const Tensor& p, const Generator& generator) {
  dispatch_floating(p.dtype(), "bernoulli_tensor_cpu_p_", [&](auto kind) {
    using P = decltype(kind);
    const P* chances = p.data_ptr<P>();
    for (std::int64_t i = 0; i < p.numel(); ++i) {
      GRADBOX_CHECK(chances[i] >= 0 && chances[i] <= 1,
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false. The ", "probability in question is ",
                    chances[i], ".");
    }
    dispatch_all(out.dtype(), [&](auto out_kind) {
      using T = decltype(out_kind);
      rng::fill_bernoulli(out.data_ptr<T>(), chances, p.numel(), generator);
    });
  });
}

}  // namespace

template <>
Tensor& RandomMethods<Tensor>::uniform_(double from, double to, OptionalGenerator generator) const {
  GRADBOX_CHECK(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from, " > to=", to);
  const auto fill = floating_fill("check_uniform_bounds", [&](auto* data, std::int64_t count) {
    rng::fill_uniform(data, count, from, to, chosen(generator));
  });
  return overwrite("UniformBackward0", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::normal_(double mean, double std, OptionalGenerator generator) const {
  check_deviation(std);
  const bool in_blocks = self().is_contiguous();
  const auto fill = floating_fill("normal_kernel_cpu", [&](auto* data, std::int64_t count) {
    if (in_blocks) return rng::fill_normal(data, count, mean, std, chosen(generator));
    rng::fill_normal_in_pairs(data, count, mean, std, chosen(generator));
  });
  return overwrite("NormalBackward0", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::log_normal_(double mean, double std, OptionalGenerator generator) const {
  GRADBOX_CHECK(std > 0, "log_normal_ expects std > 0.0, but found std=", std);
  const auto fill = floating_fill("log_normal_cpu", [&](auto* data, std::int64_t count) {
    rng::fill_log_normal(data, count, mean, std, chosen(generator));
  });
  return overwrite("LogNormalBackward0", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::exponential_(double lambd, OptionalGenerator generator) const {
  GRADBOX_CHECK(lambd >= 0, "exponential_ expects lambda >= 0.0, but found lambda=", lambd);
  const auto fill = floating_fill("exponential_cpu", [&](auto* data, std::int64_t count) {
    rng::fill_exponential(data, count, lambd, chosen(generator));
  });
  return overwrite("ExponentialBackward0", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::cauchy_(double median, double sigma, OptionalGenerator generator) const {
  const auto fill = floating_fill("cauchy_cpu", [&](auto* data, std::int64_t count) {
    rng::fill_cauchy(data, count, median, sigma, chosen(generator));
  });
  return overwrite("CauchyBackward0", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::geometric_(double p, OptionalGenerator generator) const {
  GRADBOX_CHECK(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p);
  const auto fill = [&](const Tensor& out) {
    dispatch_numbers(out.dtype(), [&](auto kind) {
      rng::fill_geometric(out.data_ptr<decltype(kind)>(), out.numel(), p, chosen(generator));
    });
  };
  return overwrite("GeometricBackward0", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::bernoulli_(double p, OptionalGenerator generator) const {
  GRADBOX_CHECK(p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", p);
  const auto fill =
      any_fill([&](auto* data, std::int64_t count) { rng::fill_bernoulli(data, count, p, chosen(generator)); });
  return overwrite("BernoulliBackward2", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::bernoulli_(const Tensor& p, OptionalGenerator generator) const {
  Tensor chances = p.detach().expand(self().sizes());
  chances = permuted(chances, memory_order(self())).contiguous();
  const auto fill = [&](const Tensor& out) { fill_by_probabilities(out, chances, chosen(generator)); };
  return overwrite("BernoulliBackward1", fill, self(), p);
}

template <>
Tensor& RandomMethods<Tensor>::random_(OptionalGenerator generator) const {
  const auto fill =
      any_fill([&](auto* data, std::int64_t count) { rng::fill_all_integers(data, count, chosen(generator)); });
  return overwrite("RandomBackward2", fill, self());
}

template <>
Tensor& RandomMethods<Tensor>::random_(std::int64_t to, OptionalGenerator generator) const {
  return fill_range(self(), "RandomBackward1", 0, to, generator);
}

template <>
Tensor& RandomMethods<Tensor>::random_(std::int64_t from, std::optional<std::int64_t> to,
                                       OptionalGenerator generator) const {
  return fill_range(self(), "RandomBackward0", from, to, generator);
}

Tensor rand(IntArrayRef size, const TensorOptions& options) { return rand(size, std::nullopt, options); }
Tensor rand(IntArrayRef size, OptionalGenerator generator, const TensorOptions& options) {
  return finish(untracked(size, options).uniform_(0, 1, std::move(generator)), options);
}
Tensor rand_like(const Tensor& self, const TensorOptions& options) {
  return finish(empty_like(self, options.requires_grad(false)).uniform_(), options);
}

Tensor randn(IntArrayRef size, const TensorOptions& options) { return randn(size, std::nullopt, options); }
Tensor randn(IntArrayRef size, OptionalGenerator generator, const TensorOptions& options) {
  return finish(untracked(size, options).normal_(0, 1, std::move(generator)), options);
}
Tensor randn_like(const Tensor& self, const TensorOptions& options) {
  return finish(empty_like(self, options.requires_grad(false)).normal_(), options);
}

Tensor randint(std::int64_t high, IntArrayRef size, const TensorOptions& options) {
  return randint(0, high, size, std::nullopt, options);
}
Tensor randint(std::int64_t high, IntArrayRef size, OptionalGenerator generator, const TensorOptions& options) {
  return randint(0, high, size, std::move(generator), options);
}
Tensor randint(std::int64_t low, std::int64_t high, IntArrayRef size, const TensorOptions& options) {
  return randint(low, high, size, std::nullopt, options);
}
Tensor randint(std::int64_t low, std::int64_t high, IntArrayRef size, OptionalGenerator generator,
               const TensorOptions& options) {
  const Tensor out = untracked(size, options.dtype(options.dtype_or(kInt64)));
  return finish(out.random_(low, high, std::move(generator)), options);
}
Tensor randint_like(const Tensor& self, std::int64_t high, const TensorOptions& options) {
  return randint_like(self, 0, high, options);
}
Tensor randint_like(const Tensor& self, std::int64_t low, std::int64_t high, const TensorOptions& options) {
  return finish(empty_like(self, like(self, options).requires_grad(false)).random_(low, high), options);
}

Tensor randperm(std::int64_t n, const TensorOptions& options) { return randperm(n, std::nullopt, options); }
Tensor randperm(std::int64_t n, OptionalGenerator generator, const TensorOptions& options) {
  const Tensor order = untracked({n}, options.dtype(kInt64));
  rng::fill_permutation(order.data_ptr<std::int64_t>(), n, chosen(generator));
  return finish(order.to(options.dtype_or(kInt64)), options);
}

Tensor normal(double mean, double std, IntArrayRef size, OptionalGenerator generator, const TensorOptions& options) {
  return finish(untracked(size, options).normal_(mean, std, std::move(generator)), options);
}

Tensor normal(const Tensor& mean, double std, OptionalGenerator generator) {
  check_deviation(std);
  Tensor out;
  {
    const NoGradGuard no_grad;
    out = empty_like(mean).normal_(0, std, std::move(generator)).add_(mean);
  }
  if (tracks(mean)) autograd::set_history(out, random_node("NormalBackward1", mean));
  return out;
}

Tensor normal(double mean, const Tensor& std, OptionalGenerator generator) {
  check_deviations(std);
  Tensor out;
  {
    const NoGradGuard no_grad;
    out = empty_like(std).normal_(0, 1, std::move(generator)).mul_(std).add_(mean);
  }
  if (tracks(std)) autograd::set_history(out, random_node("NormalBackward2", std));
  return out;
}

Tensor normal(const Tensor& mean, const Tensor& std, OptionalGenerator generator) {
  check_deviations(std);
  Tensor out;
  {
    const NoGradGuard no_grad;
    const Dims sizes = broadcast_shapes(mean.sizes(), std.sizes());
    out = empty(sizes, mean.options()).normal_(0, 1, std::move(generator)).mul_(std).add_(mean);
  }
  if (tracks(mean, std)) autograd::set_history(out, random_node("NormalBackward3", mean, std));
  return out;
}

Tensor bernoulli(const Tensor& self, OptionalGenerator generator) {
  Tensor out = make_tensor_like(self);
  {
    const NoGradGuard no_grad;
    out.bernoulli_(self, std::move(generator));
  }
  if (tracks(self)) autograd::set_history(out, random_node("BernoulliBackward0", self));
  return out;
}
Tensor bernoulli(const Tensor& self, double p, OptionalGenerator generator) {
  return make_tensor_like(self).bernoulli_(p, std::move(generator));
}

OperatorList random_operators() {
  static constexpr OperatorInfo kOperators[] = {{"rand"},      {"rand_like"},    {"randn"},    {"randn_like"},
                                                {"randint"},   {"randint_like"}, {"randperm"}, {"normal"},
                                                {"bernoulli"}, {"multinomial"}};
  return kOperators;
}

}  // namespace gradbox
