#include "gradbox/base/shape.h"

#include <algorithm>
#include <numeric>

#include "gradbox/base/error.h"

namespace gradbox {

std::int64_t count_elements(IntArrayRef sizes) {
  std::int64_t count = 1;
  bool overflow = false;
  bool empty = false;
  for (const std::int64_t size : sizes) {
    GRADBOX_CHECK(size >= 0, "Trying to create tensor with negative dimension ", size, ": ", sizes);
    if (size == 0) empty = true;
    overflow |= __builtin_mul_overflow(count, size, &count);
  }
  if (empty) return 0;
  GRADBOX_CHECK(!overflow, "numel: integer multiplication overflow for sizes ", sizes);
  return count;
}

Dims contiguous_strides(IntArrayRef sizes) {
  Dims strides;
  strides.resize(sizes.size());
  std::int64_t stride = 1;
  for (std::size_t i = sizes.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= sizes[i] > 1 ? sizes[i] : 1;
  }
  return strides;
}

bool is_contiguous(IntArrayRef sizes, IntArrayRef strides) noexcept {
  std::int64_t expected = 1;
  bool contiguous = true;
  for (std::size_t i = sizes.size(); i-- > 0;) {
    if (sizes[i] == 0) return true;
    if (sizes[i] == 1) continue;
    if (strides[i] != expected) contiguous = false;
    expected *= sizes[i];
  }
  return contiguous;
}

bool is_non_overlapping_and_dense(IntArrayRef sizes, IntArrayRef strides) {
  if (is_contiguous(sizes, strides)) return true;
  Dims order;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] > 1) order.push_back(static_cast<std::int64_t>(i));
  }
  std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return strides[static_cast<std::size_t>(a)] < strides[static_cast<std::size_t>(b)];
  });
  std::int64_t expected = 1;
  for (const std::int64_t dim : order) {
    if (strides[static_cast<std::size_t>(dim)] != expected) return false;
    expected *= sizes[static_cast<std::size_t>(dim)];
  }
  return true;
}

std::int64_t wrap_dim(std::int64_t dim, std::int64_t ndim) {
  const std::int64_t range = ndim == 0 ? 1 : ndim;
  GRADBOX_CHECK_AS(IndexError, dim >= -range && dim < range, "Dimension out of range (expected to be in range of [",
                   -range, ", ", range - 1, "], but got ", dim, ")");
  return dim < 0 ? dim + range : dim;
}

std::uint64_t dim_mask(IntArrayRef dims, std::int64_t ndim) {
  GRADBOX_CHECK(ndim <= 64, "only tensors with up to 64 dims are supported");
  if (dims.empty()) return ndim == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << ndim) - 1;
  std::uint64_t mask = 0;
  for (const std::int64_t dim : dims) {
    const std::uint64_t bit = std::uint64_t{1} << wrap_dim(dim, ndim);
    GRADBOX_CHECK((mask & bit) == 0, "dim ", wrap_dim(dim, ndim), " appears multiple times in the list of dims");
    mask |= bit;
  }
  return mask;
}

Dims broadcast_shapes(IntArrayRef a, IntArrayRef b) {
  const std::size_t ndim = std::max(a.size(), b.size());
  Dims out;
  out.resize(ndim);
  for (std::size_t i = 0; i < ndim; ++i) {
    const std::size_t at = ndim - 1 - i;
    const std::int64_t size_a = i < a.size() ? a[a.size() - 1 - i] : 1;
    const std::int64_t size_b = i < b.size() ? b[b.size() - 1 - i] : 1;
    GRADBOX_CHECK(size_a == size_b || size_a == 1 || size_b == 1, "The size of tensor a (", size_a,
                  ") must match the size of tensor b (", size_b, ") at non-singleton dimension ", at);
    out[at] = size_a == 1 ? size_b : size_a;
  }
  return out;
}

bool is_expandable_to(IntArrayRef from, IntArrayRef to) noexcept {
  if (from.size() > to.size()) return false;
  const std::size_t lead = to.size() - from.size();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (from[i] != to[lead + i] && from[i] != 1) return false;
  }
  return true;
}

Dims infer_size(IntArrayRef sizes, std::int64_t numel) {
  Dims out = to_dims(sizes);
  std::int64_t known = 1;
  std::size_t unknown = sizes.size();
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == -1) {
      GRADBOX_CHECK(unknown == sizes.size(), "only one dimension can be inferred");
      unknown = i;
    } else {
      GRADBOX_CHECK(sizes[i] >= 0, "invalid shape dimension ", sizes[i]);
      GRADBOX_CHECK(!__builtin_mul_overflow(known, sizes[i], &known), "shape '", sizes,
                    "' is invalid for input of size ", numel);
    }
  }
  if (unknown == sizes.size()) {
    GRADBOX_CHECK(known == numel, "shape '", sizes, "' is invalid for input of size ", numel);
    return out;
  }
  GRADBOX_CHECK(known != 0 || numel != 0, "cannot reshape tensor of 0 elements into shape ", sizes,
                " because the unspecified dimension size -1 can be any value and is ambiguous");
  GRADBOX_CHECK(known != 0 && numel % known == 0, "shape '", sizes, "' is invalid for input of size ", numel);
  out[unknown] = numel / known;
  return out;
}

bool view_strides(IntArrayRef sizes, IntArrayRef strides, IntArrayRef new_sizes, Dims& new_strides) {
  new_strides.clear();
  new_strides.resize(new_sizes.size());
  if (std::find(sizes.begin(), sizes.end(), 0) != sizes.end()) {
    new_strides = contiguous_strides(new_sizes);
    return true;
  }
  std::size_t next = new_sizes.size();
  std::int64_t chunk_stride = sizes.empty() ? 1 : strides.back();
  std::int64_t chunk = 1;
  std::int64_t filled = 1;
  for (std::size_t i = sizes.size(); i-- > 0;) {
    chunk *= sizes[i];
    const bool ends = i == 0 || (sizes[i - 1] != 1 && strides[i - 1] != chunk * chunk_stride);
    if (!ends) continue;
    while (next > 0 && (filled < chunk || new_sizes[next - 1] == 1)) {
      --next;
      new_strides[next] = filled * chunk_stride;
      filled *= new_sizes[next];
    }
    if (filled != chunk) return false;
    if (i > 0) {
      chunk_stride = strides[i - 1];
      chunk = 1;
      filled = 1;
    }
  }
  while (next > 0) {
    if (new_sizes[--next] != 1) return false;
    new_strides[next] = chunk_stride;
  }
  return true;
}

}  // namespace gradbox
