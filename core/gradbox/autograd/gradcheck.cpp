#include "gradbox/autograd/gradcheck.h"

#include <algorithm>
#include <cmath>

#include "gradbox/autograd/autograd.h"
#include "gradbox/autograd/function.h"
#include "gradbox/autograd/grad_mode.h"
#include "gradbox/base/number_text.h"
#include "gradbox/base/warning.h"
#include "gradbox/tensor/print.h"

namespace gradbox::autograd {
namespace {

bool is_checked(const Tensor& tensor) { return tensor.defined() && tensor.requires_grad(); }

Tensor flat_double(const Tensor& tensor) { return tensor.detach().to(kDouble).contiguous().view({-1}); }

/// The outputs that a gradient can come from.
variable_list differentiable_outputs(const variable_list& outputs) {
  variable_list out;
  for (const Tensor& output : outputs) {
    if (is_checked(output)) out.push_back(output);
  }
  return out;
}

/// Calls `body(pointer)` for each element of a strided tensor, in row-major order.
template <class T, class Body>
void for_each_element(const Tensor& tensor, Body&& body) {
  std::vector<std::int64_t> index(static_cast<std::size_t>(tensor.dim()), 0);
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < index.size(); ++d) offset += index[d] * tensor.strides()[d];
    body(tensor.data_ptr<T>() + offset);
    for (std::size_t d = index.size(); d-- > 0;) {
      if (++index[d] < tensor.sizes()[d]) break;
      index[d] = 0;
    }
  }
}

/// d outputs / d inputs[i] by central differences: one [input elements, output elements] matrix per output.
std::vector<Tensor> numerical_jacobians(const CheckedFunction& function, const variable_list& inputs, std::size_t i,
                                        const std::vector<bool>& wanted, double eps) {
  const NoGradGuard no_grad;
  const Tensor input = inputs[i].detach();
  const auto evaluate = [&] {
    variable_list values;
    const variable_list outputs = function(inputs);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (wanted[o]) values.push_back(flat_double(outputs[o]).clone());
    }
    return values;
  };
  std::vector<variable_list> rows;
  dispatch_floating(input.dtype(), "gradcheck", [&](auto kind) {
    using T = decltype(kind);
    for_each_element<T>(input, [&](T* element) {
      const T saved = *element;
      *element = saved + static_cast<T>(eps);
      const variable_list above = evaluate();
      *element = saved - static_cast<T>(eps);
      const variable_list below = evaluate();
      *element = saved;
      variable_list row;
      for (std::size_t o = 0; o < above.size(); ++o) row.push_back((above[o] - below[o]) / (2 * eps));
      rows.push_back(std::move(row));
    });
  });
  const variable_list shape_of_outputs = rows.empty() ? evaluate() : rows[0];
  std::vector<Tensor> out;
  for (std::size_t o = 0; o < shape_of_outputs.size(); ++o) {
    std::vector<Tensor> column;
    for (const variable_list& row : rows) column.push_back(row[o]);
    out.push_back(column.empty() ? zeros({0, shape_of_outputs[o].numel()}, kDouble) : stack(column));
  }
  return out;
}

/// The same for one output by backward, a row of the transpose at a time.
Tensor analytical_jacobian(const Tensor& output, const Tensor& input) {
  std::vector<Tensor> columns;
  for (std::int64_t k = 0; k < output.numel(); ++k) {
    Tensor seed = zeros({output.numel()}, output.options());
    dispatch_floating(output.dtype(), "gradcheck", [&](auto kind) { seed.data_ptr<decltype(kind)>()[k] = 1; });
    const Tensor gradient = grad({output}, {input}, {seed.view(output.sizes())}, true, false, true)[0];
    columns.push_back(gradient.defined() ? flat_double(gradient) : zeros({input.numel()}, kDouble));
  }
  if (columns.empty()) return zeros({input.numel(), 0}, kDouble);
  return stack(columns, 1);
}

/// Where the two differ most beyond the tolerance; -1 if nowhere.
std::int64_t worst_element(const Tensor& analytical, const Tensor& numerical, double atol, double rtol) {
  const Tensor a = flat_double(analytical);
  const Tensor n = flat_double(numerical);
  std::int64_t worst = -1;
  double largest = -1;
  for (std::int64_t i = 0; i < a.numel(); ++i) {
    const double x = a.data_ptr<double>()[i];
    const double y = n.data_ptr<double>()[i];
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    const double difference = std::abs(x - y);
    if (difference <= atol + rtol * std::abs(y)) continue;
    const double size = std::isnan(difference) ? HUGE_VAL : difference;
    if (size > largest) {
      largest = size;
      worst = i;
    }
  }
  return worst;
}

std::string mismatch_text(std::size_t output, std::size_t input, const Tensor& numerical, const Tensor& analytical) {
  return str("Jacobian mismatch for output ", output, " with respect to input ", input,
             ",\nnumerical:", to_string(numerical), "\nanalytical:", to_string(analytical), "\n");
}

std::string worst_text(const Tensor& numerical, const Tensor& analytical, std::int64_t worst) {
  const std::int64_t columns = numerical.size(1);
  return str("They differ most at [", worst / columns, ", ", worst % columns, "] (element ", worst / columns,
             " of the input, ", worst % columns, " of the output): numerical ",
             flat_double(numerical).data_ptr<double>()[worst], ", analytical ",
             flat_double(analytical).data_ptr<double>()[worst], ".\n");
}

/// A direction for fast mode, from a stream of its own.
Tensor random_direction(const Tensor& like, const Generator& generator, bool unit) {
  Tensor direction = rand({like.numel()}, generator, TensorOptions(kDouble)) + 0.1;
  if (unit) direction = direction / (direction * direction).sum().item<double>();
  return direction;
}

class Check {
 public:
  Check(const CheckedFunction& function, const variable_list& inputs, const GradcheckOptions& options)
      : function_(function), inputs_(inputs), options_(options) {}

  void run() {
    check_inputs();
    variable_list all_outputs;
    {
      const EnableGradGuard enable;
      all_outputs = function_(inputs_);
    }
    for (const Tensor& output : all_outputs) wanted_.push_back(is_checked(output));
    outputs_ = differentiable_outputs(all_outputs);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (is_checked(inputs_[i])) check_input(i);
    }
    check_outputs_without_graph(all_outputs);
    if (options_.check_undefined_grad) check_undefined();
  }

 private:
  void check_inputs() const {
    bool any = false;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Tensor& input = inputs_[i];
      if (!is_checked(input)) continue;
      any = true;
      if (input.dtype() != kDouble) {
        warn(str("Input #", i,
                 " requires gradient and is not a double precision floating point or complex. This check will likely "
                 "fail if all the inputs "
                 "are not of double precision floating point or complex. "));
      }
      for (std::size_t d = 0; d < input.sizes().size(); ++d) {
        GRADBOX_CHECK(input.strides()[d] != 0 || input.sizes()[d] <= 1, "The ", i,
                      "th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping "
                      "to be able to compute "
                      "the numerical gradients correctly. You should call .contiguous on the input before passing it "
                      "to gradcheck.");
      }
    }
    GRADBOX_CHECK_AS(ValueError, any,
                     "gradcheck expects at least one input tensor to require gradient, but none of the them have "
                     "requires_grad=True.");
  }

  void check_input(std::size_t i) {
    const std::vector<Tensor> numerical = numerical_jacobians(function_, inputs_, i, wanted_, options_.eps);
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      if (options_.fast_mode) {
        check_fast(i, o, numerical[o]);
      } else {
        check_slow(i, o, numerical[o]);
      }
    }
  }

  void check_slow(std::size_t i, std::size_t o, const Tensor& numerical) const {
    const Tensor analytical = analytical_jacobian(outputs_[o], inputs_[i]);
    check_repeats(analytical, analytical_jacobian(outputs_[o], inputs_[i]));
    const std::int64_t worst = worst_element(analytical, numerical, options_.atol, options_.rtol);
    if (worst < 0) return;
    const DType dtype = outputs_[o].dtype();
    throw GradcheckError(mismatch_text(o, i, numerical.to(dtype), analytical.to(dtype)) +
                         worst_text(numerical, analytical, worst));
  }

  /// u^T J v for random u, v: backward is called once instead of once per output element.
  void check_fast(std::size_t i, std::size_t o, const Tensor& numerical) {
    const Tensor u = random_direction(inputs_[i], generator_, true);
    const Tensor v = random_direction(outputs_[o], generator_, false);
    const auto combine = [&] {
      const Tensor seed = v.to(outputs_[o].dtype()).view(outputs_[o].sizes());
      const Tensor gradient = grad({outputs_[o]}, {inputs_[i]}, {seed}, true, false, true)[0];
      return gradient.defined() ? (flat_double(gradient) * u).sum() : zeros({}, kDouble);
    };
    const Tensor analytical = combine();
    check_repeats(analytical, combine());
    const Tensor expected = (numerical * v).sum(1).mul(u).sum();
    if (worst_element(analytical, expected, options_.atol, options_.rtol) < 0) return;
    const Tensor full = analytical_jacobian(outputs_[o], inputs_[i]);
    throw GradcheckError(
        mismatch_text(o, i, expected, analytical) +
        str("\nThe above quantities relating the numerical and analytical jacobians are computed \nin fast mode. See: "
            "https://github.com/pytorch/pytorch/issues/53876 for more background \nabout fast mode. Below, we "
            "recompute numerical and "
            "analytical jacobians in slow mode:\n\nNumerical:\n ",
            to_string(numerical), "\nAnalytical:\n", to_string(full), "\n"));
  }

  void check_repeats(const Tensor& first, const Tensor& second) const {
    if (worst_element(first, second, options_.nondet_tol, 0) < 0) return;
    throw GradcheckError(
        str("Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives "
            "different values, although "
            "analytical gradient matches numerical gradient.The tolerance for nondeterminism was ",
            shortest(options_.nondet_tol), "."));
  }

  /// What has no graph must not depend on the inputs.
  void check_outputs_without_graph(const variable_list& all_outputs) const {
    std::vector<bool> untracked;
    bool any = false;
    for (const Tensor& output : all_outputs) {
      untracked.push_back(output.defined() && !output.requires_grad() && output.is_floating_point());
      any = any || untracked.back();
    }
    if (!any || !outputs_.empty()) return;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!is_checked(inputs_[i])) continue;
      for (const Tensor& jacobian : numerical_jacobians(function_, inputs_, i, untracked, options_.eps)) {
        if (worst_element(zeros_like(jacobian), jacobian, options_.atol, options_.rtol) >= 0) {
          throw GradcheckError("Numerical gradient for function expected to be zero");
        }
      }
    }
  }

  void check_undefined() const;

  const CheckedFunction& function_;
  const variable_list& inputs_;
  const GradcheckOptions& options_;
  std::vector<bool> wanted_;
  variable_list outputs_;
  Generator generator_{0};
};

/// Passes values through, and no gradient back.
struct UndefinedGrad : Function<UndefinedGrad> {
  static Tensor forward(AutogradContext*, const Tensor& value) { return value.clone(); }
  static variable_list backward(AutogradContext*, const variable_list& grads) { return variable_list(grads.size()); }
};

void Check::check_undefined() const {
  if (outputs_.empty()) return;
  variable_list checked;
  for (const Tensor& input : inputs_) {
    if (is_checked(input)) checked.push_back(input);
  }
  const EnableGradGuard enable;
  variable_list ends;
  variable_list seeds;
  for (const Tensor& output : differentiable_outputs(function_(inputs_))) {
    ends.push_back(UndefinedGrad::apply(output));
    seeds.push_back(zeros_like(ends.back()));
  }
  const variable_list gradients = grad(ends, checked, seeds, true, false, true);
  for (const Tensor& gradient : gradients) {
    if (!gradient.defined() || worst_element(gradient, zeros_like(gradient), 0, 0) < 0) continue;
    throw GradcheckError(
        "Expected all input grads to be undefined or zero when all output grads are undefined or zero.");
  }
}

bool guarded(bool raise_exception, const std::function<void()>& check) {
  if (raise_exception) {
    check();
    return true;
  }
  try {
    check();
    return true;
  } catch (const GradcheckError&) {
    return false;
  }
}

}  // namespace

bool gradcheck(const CheckedFunction& function, const variable_list& inputs, const GradcheckOptions& options) {
  return guarded(options.raise_exception, [&] { Check(function, inputs, options).run(); });
}

bool gradgradcheck(const CheckedFunction& function, const variable_list& inputs, const variable_list& grad_outputs,
                   const GradcheckOptions& options) {
  const Generator generator(0);
  variable_list seeds = grad_outputs;
  if (seeds.empty()) {
    for (const Tensor& output : differentiable_outputs(function(inputs))) {
      seeds.push_back(randn(output.sizes(), generator, output.options()).requires_grad_(true));
    }
  }
  variable_list all = inputs;
  all.insert(all.end(), seeds.begin(), seeds.end());
  const std::size_t count = inputs.size();
  const CheckedFunction gradient_function([&](const variable_list& arguments) {
    const auto split = arguments.begin() + static_cast<std::ptrdiff_t>(count);
    const EnableGradGuard enable;
    variable_list own(arguments.begin(), split);
    variable_list wanted;
    for (Tensor& input : own) {
      if (is_checked(input)) wanted.push_back(input);
    }
    const variable_list outputs = differentiable_outputs(function(own));
    return grad(outputs, wanted, variable_list(split, arguments.end()), std::nullopt, true, true);
  });
  return gradcheck(gradient_function, all, options);
}

JacobianPair jacobian_pair(const CheckedFunction& function, const variable_list& inputs, std::size_t output,
                           std::size_t input, double eps) {
  variable_list outputs;
  {
    const EnableGradGuard enable;
    outputs = function(inputs);
  }
  std::vector<bool> wanted(outputs.size(), false);
  wanted[output] = true;
  return {numerical_jacobians(function, inputs, input, wanted, eps)[0],
          analytical_jacobian(outputs[output], inputs[input])};
}

}  // namespace gradbox::autograd
