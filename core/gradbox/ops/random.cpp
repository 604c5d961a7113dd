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
  (node->shapes.push_back(Dims(inputs.sizes())), ...);
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
void fill_in_memory_order(const Tensor& self, Fill&& fill) {
  if (self.is_contiguous()) return fill(self);
  const Tensor view = permuted(self, memory_order(self));
  const Tensor drawn = make_tensor(view.sizes(), self.dtype());
  fill(drawn);
  cpu::copy(view, drawn);
}

/// An in-place random operator: checks, draws, and leaves a node where the old value's history was.
template <class Fill>
Tensor& overwrite(const Tensor& self, std::string_view label, Fill&& fill) {
  const bool recorded = tracks(self);
  autograd::check_inplace(self, recorded);
  const NodePtr node = recorded ? random_node(label, self) : NodePtr();
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
  return overwrite(self, label, any_fill([&](auto* data, std::int64_t count) {
                     rng::fill_integers(data, count, from, range, chosen(generator));
                   }));
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
      GRADBOX_CHECK(chances[i] >= 0 && chances[i] <= 1, "Expected p_in >= 0 && p_in <= 1 to be true, but got false. The ",
                    "probability in question is ", chances[i], ".");
    }
    dispatch_all(out.dtype(), [&](auto out_kind) {
      using T = decltype(out_kind);
      rng::fill_bernoulli(out.data_ptr<T>(), chances, p.numel(), generator);
    });
  });
}

void check_weights(const double* weights, std::int64_t count, std::int64_t draws, bool replacement) {
  double sum = 0;
  std::int64_t positive = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    GRADBOX_CHECK(std::isfinite(weights[i]) && weights[i] >= 0,
                  "probability tensor contains either `inf`, `nan` or element < 0");
    sum += weights[i];
    positive += weights[i] > 0;
  }
  GRADBOX_CHECK(sum > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
  GRADBOX_CHECK(replacement || positive >= draws,
                "invalid multinomial distribution (with replacement=False, not enough non-negative category to sample)");
}

}  // namespace

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

Tensor multinomial(const Tensor& self, std::int64_t num_samples, bool replacement, OptionalGenerator generator) {
  GRADBOX_CHECK(is_floating(self.dtype()), "multinomial only supports floating-point dtypes for input, got: ",
                dtype_short_name(self.dtype()));
  GRADBOX_CHECK(self.dim() == 1 || self.dim() == 2, "prob_dist must be 1 or 2 dim");
  GRADBOX_CHECK(num_samples > 0, "cannot sample n_sample <= 0 samples");
  const std::int64_t classes = self.size(-1);
  GRADBOX_CHECK(replacement || num_samples <= classes,
                "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  const std::int64_t rows = self.dim() == 1 ? 1 : self.size(0);
  const NoGradGuard no_grad;
  const Tensor weights = self.to(kFloat64).contiguous();
  std::vector<std::int64_t> sizes = {rows, num_samples};
  if (self.dim() == 1) sizes.erase(sizes.begin());
  const Tensor out = make_tensor(sizes, kInt64);
  return out;
}

template <>
Tensor& RandomMethods<Tensor>::uniform_(double from, double to, OptionalGenerator generator) const {
  GRADBOX_CHECK(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from, " > to=", to);
  return overwrite(self(), "UniformBackward0", floating_fill("check_uniform_bounds", [&](auto* data, std::int64_t n) {
                     rng::fill_uniform(data, n, from, to, chosen(generator));
                   }));
}

}  // namespace gradbox
