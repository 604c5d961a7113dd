#pragma once

#include "gradbox/autograd/gradcheck.h"

/// Derivatives of functions, rather than of graphs: each call runs the function afresh on copies of the inputs, whose
/// `.grad` is not touched.
namespace gradbox::autograd::functional {

/// A function of tensors that gives one or several.
using TensorFunction = CheckedFunction;

/// Settings of all of them.
struct FunctionalOptions {
  /// The results can be differentiated in their turn.
  bool create_graph = false;
  /// An output that does not depend on an input is an error, instead of zeros.
  bool strict = false;
};

/// What the function gave, and the product.
struct ValueAndProduct {
  variable_list outputs;
  variable_list product;
};

/// jacobian[o][i]: d output_o / d input_i.
/// Shape:  [output_o..., input_i...]
/// Throws: Error under `strict` if an output does not depend on the inputs
/// Source: torch.autograd.functional.jacobian
std::vector<variable_list> jacobian(const TensorFunction& function, const variable_list& inputs,
                                    FunctionalOptions options = {});
/// hessian[i][j]: d^2 output / d input_i d input_j.
/// Shape:  [input_i..., input_j...]
/// Throws: Error unless the output is one tensor of one element; under `strict` if its gradient is constant
/// Source: torch.autograd.functional.hessian
std::vector<variable_list> hessian(const TensorFunction& function, const variable_list& inputs,
                                   FunctionalOptions options = {});
/// v^T J, one product per input. v: one per output; may be left out for a one-element output.
/// Throws: Error if v is missing or of another shape
/// Source: torch.autograd.functional.vjp
ValueAndProduct vjp(const TensorFunction& function, const variable_list& inputs, const variable_list& v = {},
                    FunctionalOptions options = {});
/// J v, one product per output. v: one per input; may be left out for a one-element input.
/// Throws: Error if v is missing or of another shape
/// Source: torch.autograd.functional.jvp
ValueAndProduct jvp(const TensorFunction& function, const variable_list& inputs, const variable_list& v = {},
                    FunctionalOptions options = {});
/// v^T H and H v of a function with one one-element output.
/// Source: torch.autograd.functional.vhp, torch.autograd.functional.hvp
ValueAndProduct vhp(const TensorFunction& function, const variable_list& inputs, const variable_list& v = {},
                    FunctionalOptions options = {});
ValueAndProduct hvp(const TensorFunction& function, const variable_list& inputs, const variable_list& v = {},
                    FunctionalOptions options = {});

}  // namespace gradbox::autograd::functional
