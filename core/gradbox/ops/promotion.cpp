#include "gradbox/ops/pointwise_support.h"

namespace gradbox {
namespace {

enum class Weight : std::uint8_t { Number, ZeroDim, Dims };

struct Operand {
  DType dtype;
  Weight weight;
};

Operand operand(const Tensor& tensor) {
  if (tensor.impl().is_wrapped_number)
    return {is_floating(tensor.dtype()) ? default_dtype() : tensor.dtype(), Weight::Number};
  return {tensor.dtype(), tensor.dim() == 0 ? Weight::ZeroDim : Weight::Dims};
}

DType combine(Operand a, Operand b) {
  if (a.weight == b.weight) return promote_types(a.dtype, b.dtype);
  const Operand& strong = a.weight > b.weight ? a : b;
  const Operand& weak = a.weight > b.weight ? b : a;
  if (is_floating(strong.dtype)) return strong.dtype;
  if (strong.dtype == kBool || is_floating(weak.dtype)) return promote_types(strong.dtype, weak.dtype);
  return strong.dtype;
}

}  // namespace

namespace detail {

Tensor cast_plain(const Tensor& tensor, DType dtype) {
  Tensor out = make_tensor_like(tensor, dtype);
  cpu::copy(out, tensor);
  out.impl().is_wrapped_number = tensor.impl().is_wrapped_number;
  return out;
}

}  // namespace detail

DType result_type(const Tensor& a, const Tensor& b) { return combine(operand(a), operand(b)); }

DType result_type(const Tensor& a, Scalar b) {
  return combine(operand(a), {b.isFloatingPoint() ? default_dtype() : b.type(), Weight::Number});
}

}  // namespace gradbox
