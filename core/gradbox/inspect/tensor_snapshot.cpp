#include "gradbox/inspect/tensor_snapshot.h"

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/node.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox::inspect {

namespace {

template <class T>
std::vector<double> copied(const Tensor& contiguous) {
  const T* first = contiguous.data_ptr<T>();
  return std::vector<double>(first, first + contiguous.numel());
}

std::string dtype_text(DType dtype) {
  const std::string name(dtype_name(dtype));  // "torch.float32"
  return name.substr(name.find('.') + 1);
}

}  // namespace

std::vector<double> values_of(const Tensor& tensor) {
  const NoGradGuard no_grad;
  const Tensor contiguous = tensor.detach().contiguous();
  switch (contiguous.dtype()) {
    case DType::Bool:
      return copied<bool>(contiguous);
    case DType::Int64:
      return copied<int64_t>(contiguous);
    case DType::Float32:
      return copied<float>(contiguous);
    default:
      return copied<double>(contiguous);
  }
}

TensorSnapshot snapshot(const Tensor& tensor, const std::string& name) {
  TensorSnapshot out;
  out.name = name;
  for (int64_t size : tensor.sizes()) out.shape.push_back(size);
  out.dtype = dtype_text(tensor.dtype());
  out.requires_grad = tensor.requires_grad();
  out.is_leaf = tensor.is_leaf();
  if (const NodePtr node = tensor.grad_fn()) out.grad_fn = node->name();
  out.values = values_of(tensor);
  if (!tensor.is_leaf() && !tensor.retains_grad()) return out;
  out.has_grad = tensor.grad().defined();
  if (out.has_grad) out.gradient = values_of(tensor.grad());
  return out;
}

}  // namespace gradbox::inspect
