// Printing tensors; here because the text names the node that made the tensor.
#include <iostream>
#include <string>
#include <string_view>

#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/node.h"
#include "gradbox/base/number_text.h"
#include "gradbox/tensor/print.h"
#include "gradbox/tensor/tensor.h"

namespace gradbox {
namespace {

/// The name without the namespace that Python does not show.
std::string shown_name(const NodePtr& node) {
  if (node == nullptr) return "";
  constexpr std::string_view kHidden = "torch::autograd::";
  const std::string name = node->name();
  return name.rfind(kHidden, 0) == 0 ? name.substr(kHidden.size()) : name;
}

}  // namespace

std::string to_string(const Tensor& tensor, const PrintOptions& options) {
  const bool as_python = options.style == PrintStyle::Python;
  if (!tensor.defined()) return as_python ? "None" : "[ Tensor (undefined) ]";
  const Tensor here = tensor.cpu();
  PrintedTensor printed;
  printed.dtype = here.dtype();
  printed.dtype_label = dtype_name(here.dtype());
  printed.default_dtype = default_dtype();
  printed.data = here.data_ptr();
  printed.sizes = here.sizes();
  printed.strides = here.strides();
  if (!as_python) return libtorch_text(printed, options.linewidth);
  const std::string grad_fn = shown_name(tensor.grad_fn());
  printed.grad_fn = grad_fn;
  printed.requires_grad = tensor.requires_grad();
  const Tensor tangent = autograd::forward_ad::tangent_of(tensor);
  std::string tangent_text;
  if (tangent.defined()) {
    tangent_text = tangent.dim() == 0 ? shortest(tangent.item().toDouble()) : to_string(tangent, options);
  }
  printed.tangent = tangent_text;
  return python_text(printed, options);
}

std::string to_string(const Tensor& tensor) { return to_string(tensor, print_options()); }

std::ostream& operator<<(std::ostream& stream, const Tensor& tensor) { return stream << to_string(tensor); }

std::ostream& print(std::ostream& stream, const Tensor& tensor, int linewidth) {
  PrintOptions options;
  options.style = PrintStyle::Libtorch;
  options.linewidth = linewidth;
  return stream << to_string(tensor, options);
}

void print(const Tensor& tensor) { std::cout << to_string(tensor) << '\n'; }

}  // namespace gradbox
