// Drawing indices by weight, the way PyTorch does it on the CPU, so that the same seed gives the same indices.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "gradbox/base/random_fill.h"
#include "gradbox/ops/random.h"
#include "gradbox/tensor/make.h"

namespace gradbox {
namespace {

template <class T>
void check_weights(const T* weights, std::int64_t classes) {
  T sum = 0;
  for (std::int64_t i = 0; i < classes; ++i) {
    GRADBOX_CHECK(std::isfinite(weights[i]) && weights[i] >= 0,
                  "probability tensor contains either `inf`, `nan` or element < 0");
    sum += weights[i];
  }
  GRADBOX_CHECK(sum > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
}

/// The classes whose weight, divided by an exponential random number, is largest, in that order. `noise` holds those
/// numbers.
template <class T>
void draw_distinct(const T* weights, T* noise, std::int64_t classes, std::int64_t* out, std::int64_t draws) {
  for (std::int64_t i = 0; i < classes; ++i) noise[i] = weights[i] / noise[i];
  std::vector<std::int64_t> order(static_cast<std::size_t>(classes));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(draws), order.end(),
      [&](std::int64_t a, std::int64_t b) { return noise[a] > noise[b] || (noise[a] == noise[b] && a < b); });
  std::copy_n(order.begin(), draws, out);
}

/// Where a uniform number falls in the cumulated weights.
template <class T>
void draw_repeated(const T* weights, std::int64_t classes, std::int64_t* out, std::int64_t draws,
                   const Generator& generator) {
  std::vector<T> cumulated(weights, weights + classes);
  std::partial_sum(cumulated.begin(), cumulated.end(), cumulated.begin());
  const T sum = cumulated.back();
  for (T& value : cumulated) value /= sum;
  cumulated.back() = 1;
  std::vector<double> uniform(static_cast<std::size_t>(draws));
  rng::fill_uniform(uniform.data(), draws, 0.0, 1.0, generator);
  for (const double u : uniform) {
    const auto below = [](T value, double bound) { return static_cast<double>(value) < bound; };
    *out++ = std::lower_bound(cumulated.begin(), cumulated.end(), u, below) - cumulated.begin();
  }
}

template <class T>
void draw_rows(const Tensor& weights, const Tensor& out, bool replacement, const Generator& generator) {
  const std::int64_t classes = weights.size(1);
  const std::int64_t draws = out.size(1);
  const T* row = weights.data_ptr<T>();
  std::int64_t* drawn = out.data_ptr<std::int64_t>();
  const bool distinct = !replacement || draws == 1;
  for (std::int64_t i = 0; i < weights.size(0); ++i) check_weights(row + i * classes, classes);
  std::vector<T> noise(distinct ? static_cast<std::size_t>(weights.numel()) : 0);
  rng::fill_exponential(noise.data(), static_cast<std::int64_t>(noise.size()), 1.0, generator);
  for (std::int64_t i = 0; i < weights.size(0); ++i, row += classes, drawn += draws) {
    if (distinct) {
      draw_distinct(row, noise.data() + i * classes, classes, drawn, draws);
    } else {
      draw_repeated(row, classes, drawn, draws, generator);
    }
  }
}

}  // namespace

Tensor multinomial(const Tensor& self, std::int64_t num_samples, bool replacement, std::optional<Generator> generator) {
  GRADBOX_CHECK(is_floating(self.dtype()),
                "multinomial only supports floating-point dtypes for input, got: ", dtype_short_name(self.dtype()));
  GRADBOX_CHECK(self.dim() == 1 || self.dim() == 2, "prob_dist must be 1 or 2 dim");
  GRADBOX_CHECK(num_samples > 0, "cannot sample n_sample <= 0 samples");
  GRADBOX_CHECK(replacement || num_samples <= self.size(-1),
                "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  const std::int64_t rows = self.dim() == 1 ? 1 : self.size(0);
  const Tensor plain = self.detach().contiguous();
  const Tensor weights = make_alias(plain, {rows, self.size(-1)}, {self.size(-1), 1});
  const Tensor out = make_tensor({rows, num_samples}, kInt64);
  dispatch_floating(self.dtype(), "multinomial", [&](auto kind) {
    draw_rows<decltype(kind)>(weights, out, replacement, generator ? *generator : default_generator());
  });
  return self.dim() == 1 ? make_alias(out, {num_samples}, {1}) : out;
}

}  // namespace gradbox
