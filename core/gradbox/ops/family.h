#pragma once

#include "gradbox/base/array_ref.h"
#include "gradbox/base/options.h"
#include "gradbox/base/scalar.h"

/// What every family header starts from. See Note [Operator families] in methods.h.
namespace gradbox {

class Tensor;
using TensorList = ArrayRef<Tensor>;

namespace detail {

/// self = compute(self): how PyTorch's in-place operators follow from the others. Throws Error if self may not be
/// written, or if the result does not fit it.
Tensor& inplace(const Tensor& self, Tensor (*compute)(const Tensor&));
Tensor& inplace(const Tensor& self, const Tensor& other, Tensor (*compute)(const Tensor&, const Tensor&));
Tensor& inplace(const Tensor& self, Scalar other, Tensor (*compute)(const Tensor&, Scalar));

}  // namespace detail

/// Base of a family's methods: the tensor they are called on. `Family` keeps the bases apart.
template <class Self, class Family>
struct MethodsOf {
 protected:
  const Self& self() const noexcept { return static_cast<const Self&>(*this); }
};

}  // namespace gradbox
