#include "gradbox/ops/pointwise_support.h"

namespace gradbox::detail {

Tensor& inplace(const Tensor& self, Tensor (*compute)(const Tensor&)) {
  return assign_inplace(self, tracks(self), compute);
}

Tensor& inplace(const Tensor& self, const Tensor& other, Tensor (*compute)(const Tensor&, const Tensor&)) {
  return assign_inplace(self, tracks(self, other), [&](const Tensor& old) { return compute(old, other); });
}

Tensor& inplace(const Tensor& self, Scalar other, Tensor (*compute)(const Tensor&, Scalar)) {
  return assign_inplace(self, tracks(self), [&](const Tensor& old) { return compute(old, other); });
}

}  // namespace gradbox::detail
