#include "gradbox/backend/cpu/gather.h"

#include <array>
#include <cstring>
#include <vector>

#include "gradbox/backend/cpu/iterator.h"
#include "gradbox/base/error.h"

namespace gradbox::cpu {

void report_bad_index(int64_t index, int64_t dim, int64_t size) {
  fail("index ", index, " is out of bounds for dimension ", dim, " with size ", size);
}

void report_bad_subscript(int64_t index, int64_t dim, int64_t size) {
  fail<IndexError>("index ", index, " is out of bounds for dimension ", dim, " with size ", size);
}

namespace {

/// The summed displacement of all index operands at every position, without the dims in which none of them moves.
struct Displacements {
  std::vector<int64_t> values;
  Dims strides;
};

bool moves_in(ArrayRef<IndexOperand> operands, size_t dim) {
  for (const IndexOperand& operand : operands) {
    if (operand.strides[dim] != 0) return true;
  }
  return false;
}

int64_t checked_index(int64_t index, const IndexOperand& operand, const Indexing& indexing) {
  const int64_t wrapped = index < 0 && indexing.negative_wraps ? index + operand.size : index;
  if (wrapped < 0 || wrapped >= operand.size) [[unlikely]]
    indexing.report(index, operand.dim, operand.size);
  return wrapped;
}

Displacements resolve(IntArrayRef shape, const Indexing& indexing) {
  Displacements result;
  Dims moving = to_dims(shape);
  for (size_t d = 0; d < shape.size(); ++d) {
    if (!moves_in(indexing.operands, d)) moving[d] = 1;
  }
  result.strides = contiguous_strides(moving);
  for (size_t d = 0; d < shape.size(); ++d) {
    if (!moves_in(indexing.operands, d)) result.strides[d] = 0;
  }
  result.values.assign(static_cast<size_t>(count_elements(moving)), 0);
  for (const IndexOperand& operand : indexing.operands) {
    const auto nest =
        make_loop_nest<2>(moving, {OperandShape{moving, result.strides}, OperandShape{moving, operand.strides}});
    for_each_row(nest, [&](const auto& at, int64_t count, const auto& step) {
      for (int64_t i = 0; i < count; ++i) {
        const int64_t index = checked_index(operand.data[at[1] + i * step[1]], operand, indexing);
        result.values[static_cast<size_t>(at[0] + i * step[0])] += index * operand.target_stride;
      }
    });
  }
  return result;
}

bool is_empty(IntArrayRef shape) {
  for (int64_t size : shape) {
    if (size == 0) return true;
  }
  return false;
}

/// Calls row(plain, indexed, displacement, count, plain step, indexed step, displacement step) for every innermost row.
template <typename Row>
void for_each_indexed_row(IntArrayRef shape, IntArrayRef plain, IntArrayRef indexed, const Indexing& indexing,
                          Row row) {
  if (is_empty(shape)) return;
  const Displacements displacements = resolve(shape, indexing);
  const auto nest = make_loop_nest<3>(
      shape, {OperandShape{shape, plain}, OperandShape{shape, indexed}, OperandShape{shape, displacements.strides}});
  for_each_row(nest, [&](const auto& at, int64_t count, const auto& step) {
    row(at[0], at[1], displacements.values.data() + at[2], count, step);
  });
}

struct Assign {
  template <typename T>
  T operator()(T, T value) const {
    return value;
  }
};

struct Add {
  template <typename T>
  T operator()(T old, T value) const {
    return static_cast<T>(old + value);
  }
  int64_t operator()(int64_t old, int64_t value) const {
    return static_cast<int64_t>(static_cast<uint64_t>(old) + static_cast<uint64_t>(value));
  }
};

struct Multiply {
  template <typename T>
  T operator()(T old, T value) const {
    return static_cast<T>(old * value);
  }
  int64_t operator()(int64_t old, int64_t value) const {
    return static_cast<int64_t>(static_cast<uint64_t>(old) * static_cast<uint64_t>(value));
  }
};

struct Maximum {
  template <typename T>
  T operator()(T old, T value) const {
    return old != old || old >= value ? old : value;
  }
};

struct Minimum {
  template <typename T>
  T operator()(T old, T value) const {
    return old != old || old <= value ? old : value;
  }
};

template <typename T, typename Rule>
void write_with(IntArrayRef shape, T* out, IntArrayRef out_strides, const T* in, IntArrayRef in_strides,
                const Indexing& indexing, Rule rule) {
  for_each_indexed_row(shape, in_strides, out_strides, indexing,
                       [&](int64_t from, int64_t to, const int64_t* moved, int64_t count, const auto& step) {
                         const T* x = in + from;
                         if (step[2] == 0 && step[0] == 1 && step[1] == 1) {
                           T* y = out + to + *moved;
                           for (int64_t i = 0; i < count; ++i) y[i] = rule(y[i], x[i]);
                           return;
                         }
                         for (int64_t i = 0; i < count; ++i) {
                           T& y = out[to + i * step[1] + moved[i * step[2]]];
                           y = rule(y, x[i * step[0]]);
                         }
                       });
}

/// The strides without the one of `dim`, whose place an index takes.
Dims without_dim(IntArrayRef strides, int64_t dim) {
  Dims result = to_dims(strides);
  if (!result.empty()) result[static_cast<size_t>(dim)] = 0;
  return result;
}

int64_t stride_of(IntArrayRef strides, int64_t dim) { return strides.empty() ? 1 : strides[static_cast<size_t>(dim)]; }

}  // namespace

template <typename T>
void indexed_read(IntArrayRef shape, T* out, IntArrayRef out_strides, const T* in, IntArrayRef in_strides,
                  const Indexing& indexing) {
  for_each_indexed_row(shape, out_strides, in_strides, indexing,
                       [&](int64_t to, int64_t from, const int64_t* moved, int64_t count, const auto& step) {
                         T* y = out + to;
                         if (step[2] == 0 && step[0] == 1 && step[1] == 1) {
                           std::memcpy(y, in + from + *moved, static_cast<size_t>(count) * sizeof(T));
                           return;
                         }
                         for (int64_t i = 0; i < count; ++i) {
                           y[i * step[0]] = in[from + i * step[1] + moved[i * step[2]]];
                         }
                       });
}

template <typename T>
void indexed_write(IntArrayRef shape, T* out, IntArrayRef out_strides, const T* in, IntArrayRef in_strides,
                   const Indexing& indexing, Combine combine) {
  const auto with = [&](auto rule) { write_with(shape, out, out_strides, in, in_strides, indexing, rule); };
  switch (combine) {
    case Combine::kAssign:
      return with(Assign{});
    case Combine::kAdd:
      return with(Add{});
    case Combine::kMultiply:
      return with(Multiply{});
    case Combine::kMaximum:
      return with(Maximum{});
    case Combine::kMinimum:
      return with(Minimum{});
  }
}

template <typename T>
void gather(IntArrayRef shape, int64_t dim, int64_t dim_size, T* out, IntArrayRef out_strides, const T* in,
            IntArrayRef in_strides, const int64_t* index, IntArrayRef index_strides) {
  const IndexOperand operand{index, to_dims(index_strides), dim_size, stride_of(in_strides, dim), dim};
  indexed_read(shape, out, out_strides, in, without_dim(in_strides, dim), {operand});
}

template <typename T>
void scatter(IntArrayRef shape, int64_t dim, int64_t dim_size, T* out, IntArrayRef out_strides, const T* in,
             IntArrayRef in_strides, const int64_t* index, IntArrayRef index_strides, Combine combine) {
  const IndexOperand operand{index, to_dims(index_strides), dim_size, stride_of(out_strides, dim), dim};
  indexed_write(shape, out, without_dim(out_strides, dim), in, in_strides, {operand}, combine);
}

#define GRADBOX_INSTANTIATE(T)                                                                                 \
  template void indexed_read(IntArrayRef, T*, IntArrayRef, const T*, IntArrayRef, const Indexing&);            \
  template void indexed_write(IntArrayRef, T*, IntArrayRef, const T*, IntArrayRef, const Indexing&, Combine);  \
  template void gather(IntArrayRef, int64_t, int64_t, T*, IntArrayRef, const T*, IntArrayRef, const int64_t*,  \
                       IntArrayRef);                                                                           \
  template void scatter(IntArrayRef, int64_t, int64_t, T*, IntArrayRef, const T*, IntArrayRef, const int64_t*, \
                        IntArrayRef, Combine);
GRADBOX_INSTANTIATE(bool)
GRADBOX_INSTANTIATE(int64_t)
GRADBOX_INSTANTIATE(float)
GRADBOX_INSTANTIATE(double)

}  // namespace gradbox::cpu
