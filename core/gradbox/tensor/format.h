#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "gradbox/base/array_ref.h"
#include "gradbox/base/dtype.h"

namespace gradbox {

/// Whose text a tensor is printed as: Python's `tensor([1., 2.])`, or the columns of libtorch's operator<<.
enum class PrintStyle { Python, Libtorch };

/// How tensors are printed. All but `linewidth` and `style` concern Python's style only.
struct PrintOptions {
  int precision = 4;              ///< digits after the point
  std::int64_t threshold = 1000;  ///< tensors of more elements are shown by their edges
  std::int64_t edgeitems = 3;     ///< elements shown at each end of a dimension then
  int linewidth = 80;             ///< columns
  std::optional<bool> sci_mode;   ///< scientific numbers; chosen per tensor if not given
  PrintStyle style = PrintStyle::Python;

  static constexpr std::int64_t kNoThreshold = std::numeric_limits<std::int64_t>::max();
};

/// A change of PrintOptions: `profile` ("default", "short" or "full") first, then what else is given. `sci_mode` not
/// given returns to the choice per tensor.
struct PrintOptionsChange {
  std::optional<int> precision = std::nullopt;
  std::optional<std::int64_t> threshold = std::nullopt;
  std::optional<std::int64_t> edgeitems = std::nullopt;
  std::optional<int> linewidth = std::nullopt;
  std::optional<std::string> profile = std::nullopt;
  std::optional<bool> sci_mode = std::nullopt;
};

/// Changes how tensors are printed from now on, in the whole program.
/// Throws: ValueError if there is no such profile
/// Source: torch.set_printoptions
void set_printoptions(const PrintOptionsChange& change);
void set_print_options(const PrintOptions& options);
void set_print_style(PrintStyle style);
PrintOptions print_options();

/// What printing has to know of a tensor.
struct PrintedTensor {
  DType dtype = kFloat32;
  const void* data = nullptr;  ///< the first element
  IntArrayRef sizes;
  IntArrayRef strides;
  std::string_view dtype_label = dtype_name(dtype);  ///< shown where it is not the obvious one
  DType default_dtype = kFloat32;
  bool requires_grad = false;
  std::string_view grad_fn;  ///< name of the node that made it; empty for a leaf
  std::string_view tangent;  ///< its printed tangent; empty without one
};

/// `tensor([1., 2.], requires_grad=True)`
std::string python_text(const PrintedTensor& tensor, const PrintOptions& options);

/// ` 1\n 2\n[ CPUFloatType{2} ]`
std::string libtorch_text(const PrintedTensor& tensor, int linewidth);

}  // namespace gradbox
