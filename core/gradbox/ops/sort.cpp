#include "gradbox/ops/sort.h"

#include "gradbox/backend/cpu/sort.h"
#include "gradbox/ops/registry.h"
#include "gradbox/ops/select_support.h"

namespace gradbox {
namespace {

using namespace detail;

struct SortBackward0 final : SelectNode {
  std::string name() const override { return "SortBackward0"; }
};
struct SortBackward1 final : SelectNode {
  std::string name() const override { return "SortBackward1"; }
};
struct TopkBackward0 final : SelectNode {
  std::string name() const override { return "TopkBackward0"; }
};
struct KthvalueBackward0 final : SelectNode {
  std::string name() const override { return "KthvalueBackward0"; }
};

template <class NodeType>
std::tuple<Tensor, Tensor> sorted_along(const Tensor& self, std::int64_t dim, bool descending) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  const Tensor values = make_tensor(self.sizes(), self.dtype());
  const Tensor indices = make_tensor(self.sizes(), kInt64);
  dispatch_all(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::sort<T>(self.sizes(), d, descending, lanes_in<T>(self), lanes_out<T>(values),
                 lanes_out<std::int64_t>(indices));
  });
  record_selection<NodeType>(self, values, indices, d, true);
  return {values, indices};
}

std::tuple<Tensor, Tensor, Tensor> distinct(const Tensor& self, bool consecutive, bool return_inverse,
                                            bool return_counts) {
  const Tensor in = plain_contiguous(self);
  const std::int64_t count = in.numel();
  const Tensor values = make_tensor({count}, in.dtype());
  const Tensor inverse = make_tensor(in.sizes(), kInt64);
  const Tensor counts = make_tensor({count}, kInt64);
  const std::int64_t found = dispatch_all(in.dtype(), [&](auto kind) {
    using T = decltype(kind);
    return cpu::unique<T>(count, cpu::typed<T>(in), consecutive, cpu::typed<T>(values),
                          cpu::typed<std::int64_t>(inverse), cpu::typed<std::int64_t>(counts));
  });
  return {make_alias(values, {found}, {1}).clone(), return_inverse ? inverse : make_tensor({0}, kInt64),
          return_counts ? make_alias(counts, {found}, {1}).clone() : make_tensor({0}, kInt64)};
}

}  // namespace

std::tuple<Tensor, Tensor> sort(const Tensor& self, std::int64_t dim, bool descending) {
  return sorted_along<SortBackward0>(self, dim, descending);
}
std::tuple<Tensor, Tensor> sort(const Tensor& self, std::optional<bool>, std::int64_t dim, bool descending) {
  return sorted_along<SortBackward1>(self, dim, descending);
}
Tensor argsort(const Tensor& self, std::int64_t dim, bool descending) {
  return std::get<1>(sorted_along<SortBackward0>(self.detach(), dim, descending));
}
Tensor msort(const Tensor& self) { return std::get<0>(sort(self, 0, false)); }

std::tuple<Tensor, Tensor> topk(const Tensor& self, std::int64_t k, std::int64_t dim, bool largest, bool) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  GRADBOX_CHECK(k >= 0 && k <= (self.dim() > 0 ? self.size(d) : 1), "selected index k out of range");
  Dims sizes = self.impl().sizes();
  if (!sizes.empty()) sizes[static_cast<std::size_t>(d)] = k;
  const Tensor values = make_tensor(sizes, self.dtype());
  const Tensor indices = make_tensor(sizes, kInt64);
  if (k > 0) {
    dispatch_all(self.dtype(), [&](auto kind) {
      using T = decltype(kind);
      cpu::top_k<T>(self.sizes(), d, k, largest, lanes_in<T>(self), lanes_out<T>(values),
                    lanes_out<std::int64_t>(indices));
    });
  }
  record_selection<TopkBackward0>(self, values, indices, d, true);
  return {values, indices};
}

std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, std::int64_t k, std::int64_t dim, bool keepdim) {
  const std::int64_t d = wrap_dim(dim, self.dim());
  GRADBOX_CHECK(k >= 1 && k <= (self.dim() > 0 ? self.size(d) : 1),
                "kthvalue(): selected number k out of range for dimension ", d);
  return select_along<KthvalueBackward0>(self, dim, keepdim, "kthvalue",
                                         [&](auto kind, std::int64_t at, auto in, auto value, auto index) {
                                           cpu::kth_value<decltype(kind)>(self.sizes(), at, k, in, value, index);
                                         });
}

std::tuple<Tensor, Tensor, Tensor> unique(const Tensor& self, bool return_inverse, bool return_counts) {
  return distinct(self, false, return_inverse, return_counts);
}
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self, bool return_inverse, bool return_counts) {
  return distinct(self, true, return_inverse, return_counts);
}

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& self, bool right) {
  GRADBOX_CHECK(sorted_sequence.dim() > 0,
                "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we "
                "got boundaries tensor dim(",
                sorted_sequence.dim(), ")");
  GRADBOX_CHECK(sorted_sequence.dtype() == self.dtype(),
                "torch.searchsorted(): boundary tensor should have same dtype as input value tensor, but we got "
                "boundary tensor dtype ",
                dtype_short_name(sorted_sequence.dtype()), " and input value tensor dtype ",
                dtype_short_name(self.dtype()));
  const bool one_sequence = sorted_sequence.dim() == 1;
  const std::size_t leading = sorted_sequence.sizes().size() - 1;
  GRADBOX_CHECK(one_sequence || (self.dim() == sorted_sequence.dim() &&
                                 self.sizes().slice(0, leading) == sorted_sequence.sizes().slice(0, leading)),
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of "
                "boundaries tensor and input "
                "value tensor must match, but we got boundaries tensor ",
                sorted_sequence.sizes(), " and input value tensor ", self.sizes());
  const Tensor sequence = plain_contiguous(sorted_sequence);
  const Tensor values = plain_contiguous(self);
  const Tensor places = make_tensor(values.sizes(), kInt64);
  const std::int64_t size = sequence.size(-1);
  const std::int64_t rows = one_sequence ? 1 : size == 0 ? 0 : sequence.numel() / size;
  const std::int64_t count = rows == 0 ? 0 : values.numel() / rows;
  dispatch_all(values.dtype(), [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t row = 0; row < rows; ++row) {
      cpu::search_sorted<T>(size, {cpu::typed<T>(sequence) + row * size, 1}, right, count,
                            {cpu::typed<T>(values) + row * count, 1},
                            {cpu::typed<std::int64_t>(places) + row * count, 1});
    }
  });
  return places;
}

Tensor bucketize(const Tensor& self, const Tensor& boundaries, bool right) {
  return searchsorted(boundaries, self, right);
}

Tensor bincount(const Tensor& self, std::int64_t minlength) {
  return bincount(self, ones({self.numel()}, TensorOptions(kInt64)), minlength);
}

Tensor bincount(const Tensor& self, const Tensor& weights, std::int64_t minlength) {
  GRADBOX_CHECK(self.dim() == 1 && self.dtype() == kInt64, "bincount only supports 1-d non-negative integral inputs.");
  GRADBOX_CHECK(minlength >= 0, "minlength should be >= 0");
  GRADBOX_CHECK(weights.sizes() == self.sizes(), "weights should be 1-d and have the same length as input");
  const Tensor in = self.contiguous();
  const std::int64_t* places = cpu::typed<std::int64_t>(in);
  std::int64_t size = minlength;
  for (std::int64_t i = 0; i < in.numel(); ++i) {
    GRADBOX_CHECK(places[i] >= 0, "bincount only supports 1-d non-negative integral inputs.");
    if (places[i] >= size) size = places[i] + 1;
  }
  const DType dtype = weights.dtype() == kBool ? kFloat64 : weights.dtype();
  const Tensor amounts = plain_contiguous(weights).to(dtype);
  const Tensor out = zeros({size}, TensorOptions(dtype));
  dispatch_numbers(dtype, [&](auto kind) {
    using T = decltype(kind);
    for (std::int64_t i = 0; i < in.numel(); ++i) cpu::typed<T>(out)[places[i]] += cpu::typed<T>(amounts)[i];
  });
  return out;
}

OperatorList sort_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"sort"},         {"argsort"},   {"msort"},   {"topk"}, {"kthvalue"}, {"unique"}, {"unique_consecutive"},
      {"searchsorted"}, {"bucketize"}, {"bincount"}};
  return kOperators;
}

}  // namespace gradbox
