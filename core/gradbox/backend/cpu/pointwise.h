#pragma once

#include <array>
#include <cstdint>

#include "gradbox/backend/cpu/iterator.h"
#include "gradbox/tensor/tensor.h"

/// The compiler may assume that iterations do not depend on each other: outputs either are an input, element for
/// element, or overlap none.
#if defined(__clang__)
#define GRADBOX_INDEPENDENT_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define GRADBOX_INDEPENDENT_LOOP _Pragma("GCC ivdep")
#endif

/// What a row's loop calls must become part of it, or it is no vector code: g++ leaves a function as long as tanh
/// outside otherwise.
#define GRADBOX_ROW [[gnu::flatten]]

namespace gradbox::cpu {

template <class Out, class A, class F>
GRADBOX_ROW inline void unary_row(Out* o, std::int64_t so, const A* a, std::int64_t sa, std::int64_t n, F f) {
  if constexpr (requires { f.row(o, a, n); }) {  // a function with a way of its own to take a whole row
    if (so == 1 && sa == 1) return f.row(o, a, n);
  }
  if (so == 1 && sa == 1) {
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < n; ++i) o[i] = f(a[i]);
  } else {
    for (std::int64_t i = 0; i < n; ++i) o[i * so] = f(a[i * sa]);
  }
}

template <class Out, class A, class F>
GRADBOX_ROW inline void binary_row(Out* o, std::int64_t so, const A* a, std::int64_t sa, const A* b, std::int64_t sb,
                       std::int64_t n, F f) {
  if (so == 1 && sa == 1 && sb == 1) {
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < n; ++i) o[i] = f(a[i], b[i]);
  } else if (so == 1 && sa == 1 && sb == 0) {
    const A right = *b;
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < n; ++i) o[i] = f(a[i], right);
  } else if (so == 1 && sa == 0 && sb == 1) {
    const A left = *a;
    GRADBOX_INDEPENDENT_LOOP
    for (std::int64_t i = 0; i < n; ++i) o[i] = f(left, b[i]);
  } else {
    for (std::int64_t i = 0; i < n; ++i) o[i * so] = f(a[i * sa], b[i * sb]);
  }
}

template <class T>
T* typed(const Tensor& tensor) noexcept {
  return static_cast<T*>(tensor.unsafeGetTensorImpl()->data());
}

inline OperandShape shape_of(const Tensor& tensor) noexcept {
  const TensorImpl* impl = tensor.unsafeGetTensorImpl();
  return {impl->sizes(), impl->strides()};
}

/// Whether the tensor's memory can be walked as one row in step with an output of the same size.
inline bool flat_with(const TensorImpl& out, const TensorImpl& in) noexcept {
  return in.numel() == out.numel() &&
         ((out.is_contiguous() && in.is_contiguous()) || (out.sizes() == in.sizes() && out.strides() == in.strides()));
}

/// out = f(a), element by element; `a` expandable to `out`.
template <class Out, class A, class F>
void unary_kernel(const Tensor& out, const Tensor& a, F f) {
  const TensorImpl& out_impl = *out.unsafeGetTensorImpl();
  Out* o = typed<Out>(out);
  const A* x = typed<A>(a);
  if (out_impl.numel() == 1) {
    *o = f(*x);
    return;
  }
  if (flat_with(out_impl, *a.unsafeGetTensorImpl()) && out.is_non_overlapping_and_dense()) {
    unary_row(o, 1, x, 1, out_impl.numel(), f);
    return;
  }
  const auto nest = make_loop_nest<2>(out_impl.sizes(), {shape_of(out), shape_of(a)});
  for_each_row(nest, [&](const auto& at, std::int64_t n, const auto& step) {
    unary_row(o + at[0], step[0], x + at[1], step[1], n, f);
  });
}

/// out = f(a, b), element by element; both expandable to `out`.
template <class Out, class A, class F>
void binary_kernel(const Tensor& out, const Tensor& a, const Tensor& b, F f) {
  const TensorImpl& out_impl = *out.unsafeGetTensorImpl();
  const TensorImpl& a_impl = *a.unsafeGetTensorImpl();
  const TensorImpl& b_impl = *b.unsafeGetTensorImpl();
  Out* o = typed<Out>(out);
  const A* x = typed<A>(a);
  const A* y = typed<A>(b);
  const std::int64_t n = out_impl.numel();
  if (n == 1) {
    *o = f(*x, *y);
    return;
  }
  const bool a_flat = flat_with(out_impl, a_impl);
  const bool b_flat = flat_with(out_impl, b_impl);
  if ((a_flat || a_impl.numel() == 1) && (b_flat || b_impl.numel() == 1) && out.is_non_overlapping_and_dense()) {
    binary_row(o, 1, x, a_flat ? 1 : 0, y, b_flat ? 1 : 0, n, f);
    return;
  }
  const auto nest = make_loop_nest<3>(out_impl.sizes(), {shape_of(out), shape_of(a), shape_of(b)});
  for_each_row(nest, [&](const auto& at, std::int64_t count, const auto& step) {
    binary_row(o + at[0], step[0], x + at[1], step[1], y + at[2], step[2], count, f);
  });
}

/// out = f(a, b, c), element by element; the first input may have a type of its own (a mask).
template <class Out, class A, class B, class F>
void ternary_kernel(const Tensor& out, const Tensor& a, const Tensor& b, const Tensor& c, F f) {
  Out* o = typed<Out>(out);
  const A* x = typed<A>(a);
  const B* y = typed<B>(b);
  const B* z = typed<B>(c);
  const auto nest = make_loop_nest<4>(out.sizes(), {shape_of(out), shape_of(a), shape_of(b), shape_of(c)});
  for_each_row(nest, [&](const auto& at, std::int64_t n, const auto& step) {
    Out* po = o + at[0];
    const A* px = x + at[1];
    const B* py = y + at[2];
    const B* pz = z + at[3];
    if (step[0] == 1 && step[1] == 1 && step[2] == 1 && step[3] == 1) {
      GRADBOX_INDEPENDENT_LOOP
      for (std::int64_t i = 0; i < n; ++i) po[i] = f(px[i], py[i], pz[i]);
    } else {
      for (std::int64_t i = 0; i < n; ++i) po[i * step[0]] = f(px[i * step[1]], py[i * step[2]], pz[i * step[3]]);
    }
  });
}

}  // namespace gradbox::cpu
