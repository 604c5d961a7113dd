#pragma once

#include <iosfwd>
#include <string>

#include "gradbox/tensor/format.h"

namespace gradbox {

class Tensor;

/// The tensor as text: as Python's `str` gives it, with its grad_fn, unless `set_print_style` asks for libtorch's.
/// An undefined tensor is `None`, or `[ Tensor (undefined) ]`.
std::string to_string(const Tensor& tensor);
/// The same by options of its own.
std::string to_string(const Tensor& tensor, const PrintOptions& options);
std::ostream& operator<<(std::ostream& stream, const Tensor& tensor);
/// libtorch's style in lines of `linewidth` columns.
/// Source: torch::print
std::ostream& print(std::ostream& stream, const Tensor& tensor, int linewidth);
/// A line on the standard output.
void print(const Tensor& tensor);

}  // namespace gradbox
