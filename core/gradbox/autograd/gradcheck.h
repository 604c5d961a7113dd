#pragma once

#include <functional>
#include <string>

#include "gradbox/autograd/hooks.h"

namespace gradbox::autograd {

/// What gradcheck throws.
class GradcheckError : public Error {
  using Error::Error;
};

/// A function of tensors to be checked; it must give the same outputs for the same inputs.
class CheckedFunction {
 public:
  template <class F>
  requires std::is_invocable_v<F&, const variable_list&> CheckedFunction(F function) {
    if constexpr (std::is_convertible_v<std::invoke_result_t<F&, const variable_list&>, Tensor>) {
      call_ = [function = std::move(function)](const variable_list& inputs) mutable {
        return variable_list{function(inputs)};
      };
    } else {
      call_ = std::move(function);
    }
  }
  variable_list operator()(const variable_list& inputs) const { return call_(inputs); }

 private:
  std::function<variable_list(const variable_list&)> call_;
};

/// `|analytical - numerical| <= atol + rtol |numerical|` must hold everywhere.
struct GradcheckOptions {
  double eps = 1e-6;
  double atol = 1e-5;
  double rtol = 1e-3;
  bool raise_exception = true;
  /// How much two backward passes over the same graph may differ.
  double nondet_tol = 0.0;
  /// Whether backward must cope with outputs that received no gradient.
  bool check_undefined_grad = true;
  /// One random combination of the elements instead of each.
  bool fast_mode = false;
};

/// Compares the gradients of `function` with central differences, at `inputs`; those that require grad should be
/// float64. Returns true, or false if raise_exception is off and a check failed.
/// Throws: GradcheckError with both Jacobians and the place where they differ most; ValueError if no input requires
///         grad
/// Source: torch.autograd.gradcheck
bool gradcheck(const CheckedFunction& function, const variable_list& inputs, const GradcheckOptions& options = {});

/// The same for the gradients' own gradients. `grad_outputs`: drawn at random unless given.
/// Source: torch.autograd.gradgradcheck
bool gradgradcheck(const CheckedFunction& function, const variable_list& inputs, const variable_list& grad_outputs = {},
                   const GradcheckOptions& options = {});

/// The Jacobian of output `output` by input `input` in both ways, for looking at: rows are the input's elements,
/// columns the output's.
struct JacobianPair {
  Tensor numerical;
  Tensor analytical;
};
JacobianPair jacobian_pair(const CheckedFunction& function, const variable_list& inputs, std::size_t output,
                           std::size_t input, double eps = 1e-6);

}  // namespace gradbox::autograd
