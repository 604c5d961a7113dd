#pragma once

#include "gradbox/base/array_ref.h"
#include "gradbox/base/options.h"
#include "gradbox/base/scalar.h"

/// What every family header starts from. See Note [Operator families] in methods.h.
namespace gradbox {

class Tensor;
using TensorList = ArrayRef<Tensor>;

/// Base of a family's methods: the tensor they are called on. `Family` keeps the bases apart.
template <class Self, class Family>
struct MethodsOf {
 protected:
  const Self& self() const noexcept { return static_cast<const Self&>(*this); }
};

}  // namespace gradbox
