#include "gradbox/ops/einsum.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "gradbox/ops/join.h"
#include "gradbox/ops/pointwise_support.h"
#include "gradbox/ops/registry.h"

namespace gradbox {
namespace {

using namespace detail;

constexpr int kLabels = 52;
/// Stands for the dims that "..." covers.
constexpr int kEllipsis = kLabels;

using Labels = std::vector<int>;

int label_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  return c >= 'a' && c <= 'z' ? c - 'a' + 26 : -1;
}
char letter_of(int label) { return static_cast<char>(label < 26 ? 'A' + label : 'a' + (label - 26)); }

/// Reads the subscripts of one operand, or of the result.
Labels parse_labels(std::string_view text, const std::string& place) {
  Labels out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (text[i] == '.') {
      GRADBOX_CHECK(text.substr(i, 3) == "..." && std::find(out.begin(), out.end(), kEllipsis) == out.end(),
                    "einsum(): found \'.\' for ", place, " that is not part of any ellipsis");
      out.push_back(kEllipsis);
      i += 2;
      continue;
    }
    const int label = label_of(text[i]);
    GRADBOX_CHECK(label >= 0, "einsum(): invalid subscript given at index ", i,
                  " in the equation string, subscripts must be in [a-zA-Z]");
    out.push_back(label);
  }
  return out;
}

struct Equation {
  std::vector<Labels> operands;
  Labels result;
};

Equation parse_equation(std::string_view text, std::size_t operand_count) {
  Equation out;
  const std::size_t arrow = text.find("->");
  std::string_view left = text.substr(0, arrow);
  while (true) {
    const std::size_t comma = left.find(',');
    out.operands.push_back(parse_labels(left.substr(0, comma), "operand " + std::to_string(out.operands.size())));
    if (comma == std::string_view::npos) break;
    left.remove_prefix(comma + 1);
  }
  GRADBOX_CHECK(out.operands.size() <= operand_count,
                "einsum(): more operands were provided in the equation than arguments");
  GRADBOX_CHECK(out.operands.size() == operand_count,
                "einsum(): more operands were provided than specified in the equation");
  std::array<int, kLabels + 1> count{};
  for (const Labels& labels : out.operands) {
    for (const int label : labels) ++count[static_cast<std::size_t>(label)];
  }
  if (arrow == std::string_view::npos) {
    if (count[kEllipsis] > 0) out.result.push_back(kEllipsis);
    for (int label = 0; label < kLabels; ++label) {
      if (count[static_cast<std::size_t>(label)] == 1) out.result.push_back(label);
    }
    return out;
  }
  out.result = parse_labels(text.substr(arrow + 2), "the output");
  for (std::size_t i = 0; i < out.result.size(); ++i) {
    const int label = out.result[i];
    if (label == kEllipsis) continue;
    GRADBOX_CHECK(std::count(out.result.begin(), out.result.end(), label) == 1, "einsum(): output subscript ",
                  letter_of(label), " appears more than once in the output");
    GRADBOX_CHECK(count[static_cast<std::size_t>(label)] > 0, "einsum(): output subscript ", letter_of(label),
                  " does not appear in the equation for any input operand");
  }
  return out;
}

/// Where each label stands in the common order of the dims: those of the result first, then those that are summed over.
struct DimOrder {
  std::array<std::int64_t, kLabels> place;
  std::int64_t ellipsis = 0;
  std::int64_t ellipsis_dims = 0;
  std::int64_t result_dims = 0;
  std::int64_t all_dims = 0;
};

DimOrder order_dims(const Equation& equation, TensorList operands) {
  DimOrder out;
  out.place.fill(-1);
  bool has_ellipsis = false;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Labels& labels = equation.operands[i];
    const bool covers = std::find(labels.begin(), labels.end(), kEllipsis) != labels.end();
    const std::int64_t named = static_cast<std::int64_t>(labels.size()) - (covers ? 1 : 0);
    GRADBOX_CHECK(covers ? named <= operands[i].dim() : named == operands[i].dim(),
                  "einsum(): the number of subscripts in the equation (", named,
                  covers ? ") is more than the number of dimensions (" : ") does not match the number of dimensions (",
                  operands[i].dim(), ") for operand ", i, covers ? "" : " and no ellipsis was given");
    if (covers) out.ellipsis_dims = std::max(out.ellipsis_dims, operands[i].dim() - named);
    has_ellipsis |= covers;
  }
  std::int64_t next = 0;
  bool ellipsis_placed = false;
  for (const int label : equation.result) {
    if (label == kEllipsis) {
      out.ellipsis = next;
      next += out.ellipsis_dims;
      ellipsis_placed = true;
    } else {
      out.place[static_cast<std::size_t>(label)] = next++;
    }
  }
  out.result_dims = next;
  if (has_ellipsis && !ellipsis_placed) {
    out.ellipsis = next;
    next += out.ellipsis_dims;
  }
  for (int label = 0; label < kLabels; ++label) {
    if (out.place[static_cast<std::size_t>(label)] >= 0) continue;
    for (const Labels& labels : equation.operands) {
      if (std::find(labels.begin(), labels.end(), label) == labels.end()) continue;
      out.place[static_cast<std::size_t>(label)] = next++;
      break;
    }
  }
  out.all_dims = next;
  return out;
}

/// The operand with one dim per place of the common order, of size 1 where it has none.
Tensor arrange(Tensor operand, const Labels& labels, const DimOrder& order) {
  const std::int64_t covered = operand.dim() - (static_cast<std::int64_t>(labels.size()) - 1);  // by an ellipsis
  Dims dim_at(static_cast<std::size_t>(order.all_dims), -1);
  std::array<std::int64_t, kLabels> seen;
  seen.fill(-1);
  std::int64_t dim = 0;
  for (const int label : labels) {
    if (label == kEllipsis) {
      const std::int64_t lead = order.ellipsis_dims - covered;
      for (std::int64_t k = 0; k < lead; ++k) operand = operand.unsqueeze(dim);
      for (std::int64_t k = 0; k < order.ellipsis_dims; ++k)
        dim_at[static_cast<std::size_t>(order.ellipsis + k)] = dim++;
      continue;
    }
    std::int64_t& first = seen[static_cast<std::size_t>(label)];
    if (first < 0) {
      first = dim;
      dim_at[static_cast<std::size_t>(order.place[static_cast<std::size_t>(label)])] = dim++;
      continue;
    }
    GRADBOX_CHECK(operand.size(first) == operand.size(dim), "einsum(): subscript ", letter_of(label),
                  " is repeated for operand but the sizes don't match, ", operand.size(dim),
                  " != ", operand.size(first));
    operand = operand.diagonal(0, first, dim).movedim(-1, first);
  }
  for (std::int64_t& at : dim_at) {
    if (at >= 0) continue;
    at = operand.dim();
    operand = operand.unsqueeze(-1);
  }
  return operand.permute(dim_at);
}

/// The dims of two operands by who has them, and how that makes a batched matrix product.
Tensor sum_products(Tensor left, Tensor right, const Dims& summed) {
  Dims both, left_only, right_only, out_sizes;
  std::int64_t both_size = 1, left_size = 1, right_size = 1, sum_size = 1;
  for (std::int64_t d = 0; d < left.dim(); ++d) {
    const bool in_left = left.size(d) != 1;
    const bool in_right = right.size(d) != 1;
    if (std::find(summed.begin(), summed.end(), d) != summed.end()) {
      sum_size *= left.size(d);
    } else if (in_left && in_right) {
      both.push_back(d);
      both_size *= left.size(d);
    } else if (in_left) {
      left_only.push_back(d);
      left_size *= left.size(d);
    } else {
      right_only.push_back(d);
      right_size *= right.size(d);
    }
  }
  const auto append = [](Dims& to, const Dims& dims) {
    for (const std::int64_t d : dims) to.push_back(d);
  };
  Dims left_order, right_order, back(static_cast<std::size_t>(left.dim()), 0);
  append(left_order, both), append(left_order, left_only), append(left_order, summed), append(left_order, right_only);
  append(right_order, both), append(right_order, summed), append(right_order, right_only),
      append(right_order, left_only);
  for (const std::int64_t d : both) out_sizes.push_back(left.size(d));
  for (const std::int64_t d : left_only) out_sizes.push_back(left.size(d));
  for (std::size_t i = 0; i < summed.size(); ++i) out_sizes.push_back(1);
  for (const std::int64_t d : right_only) out_sizes.push_back(right.size(d));
  for (std::size_t i = 0; i < left_order.size(); ++i)
    back[static_cast<std::size_t>(left_order[i])] = static_cast<std::int64_t>(i);
  left = left.permute(left_order).reshape({both_size, left_size, sum_size});
  right = right.permute(right_order).reshape({both_size, sum_size, right_size});
  return left.bmm(right).view(out_sizes).permute(back);
}

/// Multiplies two arranged operands, summing over the dims that no later operand has; `users[d]` counts the operands
/// that still have d.
Tensor contract(Tensor a, Tensor b, const DimOrder& order, Dims& users) {
  Dims summed, only_a, only_b;
  for (std::int64_t d = order.result_dims; d < order.all_dims; ++d) {
    std::int64_t& count = users[static_cast<std::size_t>(d)];
    const bool in_a = a.size(d) != 1;
    const bool in_b = b.size(d) != 1;
    if (in_a && in_b) {
      if (--count == 1) {
        summed.push_back(d);
        count = 0;
      }
    } else if (count == 1 && (in_a || in_b)) {
      (in_a ? only_a : only_b).push_back(d);
      count = 0;
    }
  }
  if (!only_a.empty()) a = a.sum(only_a, true);
  if (!only_b.empty()) b = b.sum(only_b, true);
  return summed.empty() ? a.mul(b) : sum_products(a, b, summed);
}

}  // namespace

Tensor einsum(std::string_view equation, TensorList operands) {
  GRADBOX_CHECK(!operands.empty(), "einsum(): must provide at least one operand");
  const Equation parsed = parse_equation(equation, operands.size());
  const DimOrder order = order_dims(parsed, operands);
  std::vector<Tensor> arranged;
  for (std::size_t i = 0; i < operands.size(); ++i) arranged.push_back(arrange(operands[i], parsed.operands[i], order));
  Dims users(static_cast<std::size_t>(order.all_dims), 0);
  Dims seen(static_cast<std::size_t>(order.all_dims), 1);
  for (std::size_t i = 0; i < arranged.size(); ++i) {
    for (std::size_t d = 0; d < users.size(); ++d) {
      const std::int64_t size = arranged[i].sizes()[d];
      if (size == 1) continue;
      for (int label = 0; label < kLabels && seen[d] != 1 && seen[d] != size; ++label) {
        GRADBOX_CHECK(order.place[static_cast<std::size_t>(label)] != static_cast<std::int64_t>(d),
                      "einsum(): subscript ", letter_of(label), " has size ", size, " for operand ", i,
                      " which does not broadcast with previously seen size ", seen[d]);
      }
      GRADBOX_CHECK(seen[d] == 1 || seen[d] == size,
                    "einsum(): operands do not broadcast with remapped shapes [original->remapped]: ",
                    operands[i].sizes(), "->", arranged[i].sizes());
      seen[d] = size;
      ++users[d];
    }
  }
  Tensor out = arranged[0];
  for (std::size_t i = 1; i < arranged.size(); ++i) out = contract(out, arranged[i], order, users);
  if (order.all_dims == order.result_dims) return out;
  if (arranged.size() > 1) return out.view(out.sizes().slice(0, static_cast<std::size_t>(order.result_dims)));
  Dims summed;
  for (std::int64_t d = order.result_dims; d < order.all_dims; ++d) summed.push_back(d);
  return out.sum(summed);
}

Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self, IntArrayRef dims_other) {
  GRADBOX_CHECK(dims_self.size() == dims_other.size(), "both dimension lists should have same length");
  Tensor a = self;
  Tensor b = other;
  const std::uint64_t a_mask = dims_self.empty() ? 0 : dim_mask(dims_self, self.dim());
  const std::uint64_t b_mask = dims_other.empty() ? 0 : dim_mask(dims_other, other.dim());
  std::int64_t inner = 1;
  for (std::size_t i = 0; i < dims_self.size(); ++i) {
    const std::int64_t s = self.size(dims_self[i]);
    const std::int64_t o = other.size(dims_other[i]);
    if (o == 1) {
      a = a.sum({dims_self[i]}, true);
    } else if (s == 1) {
      b = b.sum({dims_other[i]}, true);
    } else {
      GRADBOX_CHECK(s == o, "contracted dimensions need to match, but first has size ", s, " in dim ", dims_self[i],
                    " and second has size ", o, " in dim ", dims_other[i]);
      inner *= s;
    }
  }
  Dims a_order, b_order, sizes;
  std::int64_t rows = 1, columns = 1;
  for (std::int64_t d = 0; d < self.dim(); ++d) {
    if ((a_mask >> d) & 1) continue;
    a_order.push_back(d);
    sizes.push_back(self.size(d));
    rows *= self.size(d);
  }
  for (const std::int64_t d : dims_self) a_order.push_back(wrap_dim(d, self.dim()));
  for (const std::int64_t d : dims_other) b_order.push_back(wrap_dim(d, other.dim()));
  for (std::int64_t d = 0; d < other.dim(); ++d) {
    if ((b_mask >> d) & 1) continue;
    b_order.push_back(d);
    sizes.push_back(other.size(d));
    columns *= other.size(d);
  }
  return a.permute(a_order).reshape({rows, inner}).mm(b.permute(b_order).reshape({inner, columns})).reshape(sizes);
}

Tensor tensordot(const Tensor& self, const Tensor& other, std::int64_t dims) {
  GRADBOX_CHECK(dims >= 0, "tensordot expects dims >= 0, but got dims=", dims);
  Dims last, first;
  for (std::int64_t d = 0; d < dims; ++d) {
    last.push_back(d - dims);
    first.push_back(d);
  }
  return tensordot(self, other, last, first);
}

Tensor kron(const Tensor& self, const Tensor& other) {
  const std::size_t ndim = std::max(self.sizes().size(), other.sizes().size());
  Dims a_sizes, b_sizes, sizes;
  for (std::size_t d = 0; d < ndim; ++d) {
    const auto size_in = [&](const Tensor& tensor) {
      const std::size_t lead = ndim - tensor.sizes().size();
      return d < lead ? std::int64_t{1} : tensor.sizes()[d - lead];
    };
    a_sizes.push_back(size_in(self));
    a_sizes.push_back(1);
    b_sizes.push_back(1);
    b_sizes.push_back(size_in(other));
    sizes.push_back(size_in(self) * size_in(other));
  }
  return unsafe_view(unsafe_view(self.contiguous(), a_sizes).mul(unsafe_view(other.contiguous(), b_sizes)), sizes);
}

OperatorList einsum_operators() {
  static constexpr OperatorInfo kOperators[] = {
      {"einsum"},
      {"tensordot"},
      {"kron"},
  };
  return kOperators;
}

}  // namespace gradbox
