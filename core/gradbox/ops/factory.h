#pragma once

#include <functional>
#include <optional>

#include "gradbox/ops/family.h"

namespace gradbox {

/// Uninitialised memory.
/// Source: torch.empty
Tensor empty(IntArrayRef size, const TensorOptions& options = {});
Tensor empty_strided(IntArrayRef size, IntArrayRef stride, const TensorOptions& options = {});
/// Every element 0, 1 or `value`. Without a dtype, `full` takes it from the value.
/// Source: torch.zeros, torch.ones, torch.full
Tensor zeros(IntArrayRef size, const TensorOptions& options = {});
Tensor ones(IntArrayRef size, const TensorOptions& options = {});
Tensor full(IntArrayRef size, Scalar value, const TensorOptions& options = {});
Tensor scalar_tensor(Scalar value, const TensorOptions& options = {});
/// With the shape and, unless the options say otherwise, the dtype of `self`.
/// Source: torch.empty_like, torch.zeros_like, torch.ones_like, torch.full_like
Tensor empty_like(const Tensor& self, const TensorOptions& options = {});
Tensor zeros_like(const Tensor& self, const TensorOptions& options = {});
Tensor ones_like(const Tensor& self, const TensorOptions& options = {});
Tensor full_like(const Tensor& self, Scalar value, const TensorOptions& options = {});
/// start, start + step, ... up to but without `end`. Integers give int64.
/// Throws: Error if step is 0 or leads away from `end`
/// Source: torch.arange
Tensor arange(Scalar end, const TensorOptions& options = {});
Tensor arange(Scalar start, Scalar end, const TensorOptions& options = {});
Tensor arange(Scalar start, Scalar end, Scalar step, const TensorOptions& options = {});
/// `steps` values from start to end, both included, bit for bit PyTorch's.
/// Source: torch.linspace
Tensor linspace(Scalar start, Scalar end, std::int64_t steps = 100, const TensorOptions& options = {});
/// base to the power of `steps` exponents from start to end.
/// Source: torch.logspace
Tensor logspace(Scalar start, Scalar end, std::int64_t steps = 100, double base = 10,
                const TensorOptions& options = {});
/// 1 on the diagonal, 0 elsewhere.
/// Source: torch.eye
Tensor eye(std::int64_t n, const TensorOptions& options = {});
Tensor eye(std::int64_t n, std::int64_t m, const TensorOptions& options = {});
/// A tensor over memory of the caller, row-major or strided; `deleter` is called when the last tensor over it goes.
/// Source: torch::from_blob
Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, std::function<void(void*)> deleter, const TensorOptions& options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, const TensorOptions& options = {});

/// A copy with memory of its own.
/// Grad:   da = g
/// Source: torch.clone
Tensor clone(const Tensor& self);

template <class Self>
struct FactoryMethods : MethodsOf<Self, FactoryMethods<Self>> {
  using MethodsOf<Self, FactoryMethods>::self;
  Self clone() const { return gradbox::clone(self()); }
  /// Itself if it is row-major already, else a row-major copy.
  Self contiguous() const;
  /// Itself if it has this dtype already, else a converted copy, through which gradients pass between floating dtypes.
  Self to(DType dtype) const;
  /// With `copy` a copy in any case.
  Self to(DType dtype, bool non_blocking, bool copy = false) const;
  Self to(const TensorOptions& options, bool non_blocking = false, bool copy = false) const {
    return to(options.dtype_or(self().dtype()), non_blocking, copy);
  }
  Self to(Device, DType dtype, bool non_blocking = false, bool copy = false) const {
    return to(dtype, non_blocking, copy);
  }
  Self to(const Self& other, bool non_blocking = false, bool copy = false) const {
    return to(other.dtype(), non_blocking, copy);
  }
  Self cpu() const { return self(); }
  Self toType(DType dtype) const { return to(dtype); }
  Self type_as(const Self& other) const { return to(other.dtype()); }
  /// Overwrites the elements, converted and broadcast.
  /// Grad: to the source; the old value gets zeros
  Self& copy_(const Self& source) const;
  Self& fill_(Scalar value) const;
  Self& fill_(const Self& value) const;
  Self& zero_() const { return fill_(0); }
  /// Of this tensor's dtype, unless the options say otherwise.
  Self new_empty(IntArrayRef size, const TensorOptions& options = {}) const {
    return gradbox::empty(size, like_self(options));
  }
  Self new_zeros(IntArrayRef size, const TensorOptions& options = {}) const {
    return gradbox::zeros(size, like_self(options));
  }
  Self new_ones(IntArrayRef size, const TensorOptions& options = {}) const {
    return gradbox::ones(size, like_self(options));
  }
  Self new_full(IntArrayRef size, Scalar value, const TensorOptions& options = {}) const {
    return gradbox::full(size, value, like_self(options));
  }

 private:
  TensorOptions like_self(const TensorOptions& options) const {
    return options.dtype(options.dtype_or(self().dtype()));
  }
};

}  // namespace gradbox
