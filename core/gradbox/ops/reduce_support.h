#pragma once

#include "gradbox/backend/cpu/reduce.h"
#include "gradbox/ops/pointwise_support.h"

/// What the families of reductions share. For their .cpp files only.
namespace gradbox::detail {

/// The dims that a reduction goes over, and the two shapes of its result.
struct ReducedDims {
  /// An empty `dim` means all of them.
  ReducedDims(const Tensor& self, IntArrayRef dim, bool keep)
      : sizes(self.impl().sizes()), dims(to_dims(dim)), keepdim(keep) {
    const std::uint64_t mask = dim_mask(dim, self.dim());
    for (std::size_t d = 0; d < sizes.size(); ++d) {
      const bool reduced = ((mask >> d) & 1) != 0;
      kept.push_back(reduced ? 1 : sizes[d]);
      if (!reduced) dropped.push_back(sizes[d]);
      if (reduced) count *= sizes[d];
    }
  }
  ReducedDims() = default;

  /// The result, computed with the dims kept, in the shape that was asked for.
  Tensor shaped(const Tensor& result) const {
    return keepdim || result.dim() == 0 ? result : make_alias(result, dropped, contiguous_strides(dropped));
  }
  /// A gradient or result with the reduced dims back at size 1; recorded.
  Tensor restored(const Tensor& result) const { return keepdim ? result : result.reshape(kept); }

  void visit(SavedVisitor& visitor) const {
    visitor.dims("dim", dims);
    visitor.number("keepdim", keepdim);
    visitor.dims("self_sizes", sizes);
  }

  Dims sizes;    ///< of the input
  Dims kept;     ///< of the result with keepdim
  Dims dropped;  ///< of the result without
  Dims dims;     ///< as given
  bool keepdim = false;
  std::int64_t count = 1;  ///< elements that become one
};

/// Folds the reduced dims of `self`, which has a numeric dtype; the dims are kept.
template <class Identity, class Fold>
Tensor fold_numbers(const Tensor& self, const ReducedDims& reduction, Identity identity, Fold fold) {
  Tensor out = make_tensor(reduction.kept, self.dtype());
  dispatch_numbers(self.dtype(), [&](auto kind) {
    using T = decltype(kind);
    cpu::reduce_kernel<T>(out, self, identity(kind), fold);
  });
  return out;
}

/// A tensor's memory seen along one dim: `outer` blocks of `size` slices of `inner` elements.
struct Along {
  Along(IntArrayRef sizes, std::int64_t dim) {
    for (std::size_t d = 0; d < sizes.size(); ++d) {
      const auto at = static_cast<std::int64_t>(d);
      (at < dim ? outer : at == dim ? size : inner) *= sizes[d];
    }
  }
  /// Calls `line(first, step)` for each line of elements along the dim.
  template <class Line>
  void for_each_line(Line&& line) const {
    for (std::int64_t o = 0; o < outer; ++o) {
      for (std::int64_t i = 0; i < inner; ++i) line(o * size * inner + i, inner);
    }
  }
  std::int64_t outer = 1;
  std::int64_t size = 1;
  std::int64_t inner = 1;
};

/// Row-major, without history.
inline Tensor plain_contiguous(const Tensor& self) { return self.detach().contiguous(); }

}  // namespace gradbox::detail
