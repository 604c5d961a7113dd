#include "gradbox/autograd/functional.h"

#include "gradbox/autograd/autograd.h"
#include "gradbox/autograd/grad_mode.h"

namespace gradbox::autograd::functional {
namespace {

/// Copies to differentiate by: connected to the caller's tensors when a graph is wanted, else leaves of their own.
variable_list fresh_inputs(const variable_list& inputs, bool create_graph) {
  variable_list out;
  for (const Tensor& input : inputs) {
    out.push_back(create_graph && input.requires_grad() ? input.view(input.sizes())
                                                        : input.detach().requires_grad_(true));
  }
  return out;
}

void check_tracked(const variable_list& outputs, bool strict) {
  for (std::size_t o = 0; strict && o < outputs.size(); ++o) {
    GRADBOX_CHECK(outputs[o].requires_grad(), "Output ", o,
                  " of the user-provided function does not require gradients. The outputs must be computed in a "
                  "differentiable manner from the "
                  "input when running in strict mode.");
  }
}

variable_list finished(variable_list values, bool create_graph) {
  if (!create_graph) {
    for (Tensor& value : values) value = value.detach();
  }
  return values;
}

/// grad() of those outputs that have a graph; zeros where an input is not reached.
variable_list grad_or_zeros(const variable_list& outputs, const variable_list& inputs, const variable_list& seeds,
                            bool create_graph, const char* strict_text) {
  variable_list tracked, tracked_seeds;
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    if (!outputs[o].requires_grad()) continue;
    tracked.push_back(outputs[o]);
    tracked_seeds.push_back(seeds[o]);
  }
  variable_list out(inputs.size());
  if (!tracked.empty()) out = grad(tracked, inputs, tracked_seeds, true, create_graph, true);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (out[i].defined()) continue;
    GRADBOX_CHECK(strict_text == nullptr, strict_text == nullptr ? "" : strict_text);
    out[i] = zeros_like(inputs[i]);
  }
  return out;
}

constexpr const char* kIndependentText =
    "The output of the user-provided function is independent of an input. This is not allowed in strict mode.";
/// Of a function whose gradient with respect to input `i` does not depend on the input.
std::string linear_text(std::size_t i) {
  return str(
      "While computing the hessian, found that the jacobian of the user-provided function with respect to input ", i,
      " is independent of the input. This is not allowed in strict mode. You should ensure that your function is "
      "twice differentiable and that the jacobian depends on the inputs (this would be violated by a linear "
      "function for example).");
}

/// The vectors of a product: the given ones, or a single 1.
variable_list checked_vectors(const variable_list& v, const variable_list& values, const char* missing) {
  if (v.empty()) {
    GRADBOX_CHECK(values.size() == 1 && values[0].numel() == 1, missing);
    return {ones_like(values[0])};
  }
  GRADBOX_CHECK(v.size() == values.size(), "v is a tuple of invalid length: should be ", values.size(), " but got ",
                v.size(), ".");
  for (std::size_t i = 0; i < v.size(); ++i) {
    GRADBOX_CHECK(
        v[i].sizes() == values[i].sizes(), values.size() > 1 ? str("Entry ", i, " in v has") : std::string("v has"),
        " invalid size: should be torch.Size(", values[i].sizes(), ") but got torch.Size(", v[i].sizes(), ").");
  }
  return v;
}

void check_scalar(const variable_list& outputs, const char* name) {
  GRADBOX_CHECK(outputs.size() == 1, "The function given to ", name, " should return a single Tensor");
  GRADBOX_CHECK(outputs[0].numel() == 1, "The Tensor returned by the function given to ", name,
                " should contain a single element");
}

constexpr const char* kMissingOutputVector =
    "The vector v can only be None if the user-provided function returns a single Tensor with a single element.";
constexpr const char* kMissingInputVector =
    "The vector v can only be None if the input to the user-provided function is a single Tensor with a single "
    "element.";

}  // namespace

std::vector<variable_list> jacobian(const TensorFunction& function, const variable_list& inputs,
                                    FunctionalOptions options) {
  const EnableGradGuard enable;
  const variable_list own = fresh_inputs(inputs, options.create_graph);
  const variable_list outputs = function(own);
  check_tracked(outputs, options.strict);
  std::vector<variable_list> out;
  for (const Tensor& output : outputs) {
    std::vector<variable_list> rows(own.size());
    const Tensor flat = output.reshape({-1});
    for (std::int64_t k = 0; k < output.numel(); ++k) {
      const variable_list gradients = grad_or_zeros({flat.select(0, k)}, own, {ones({}, flat.options())},
                                                    options.create_graph, options.strict ? kIndependentText : nullptr);
      for (std::size_t i = 0; i < own.size(); ++i) rows[i].push_back(gradients[i]);
    }
    variable_list blocks;
    for (std::size_t i = 0; i < own.size(); ++i) {
      std::vector<std::int64_t> shape = output.sizes().vec();
      shape.insert(shape.end(), own[i].sizes().begin(), own[i].sizes().end());
      blocks.push_back(rows[i].empty() ? zeros(shape, output.options()) : stack(rows[i]).reshape(shape));
    }
    out.push_back(finished(std::move(blocks), options.create_graph));
  }
  return out;
}

std::vector<variable_list> hessian(const TensorFunction& function, const variable_list& inputs,
                                   FunctionalOptions options) {
  const auto gradient = [&](const variable_list& own) {
    const variable_list outputs = function(own);
    check_scalar(outputs, "hessian");
    check_tracked(outputs, options.strict);
    const variable_list gradients =
        grad_or_zeros(outputs, own, {ones_like(outputs[0])}, true, options.strict ? kIndependentText : nullptr);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      GRADBOX_CHECK(!options.strict || gradients[i].requires_grad(), linear_text(i));
    }
    return gradients;
  };
  return jacobian(gradient, inputs, {options.create_graph, false});
}

ValueAndProduct vjp(const TensorFunction& function, const variable_list& inputs, const variable_list& v,
                    FunctionalOptions options) {
  const EnableGradGuard enable;
  const variable_list own = fresh_inputs(inputs, options.create_graph);
  const variable_list outputs = function(own);
  check_tracked(outputs, options.strict);
  const variable_list vectors = checked_vectors(v, outputs, kMissingOutputVector);
  variable_list product =
      grad_or_zeros(outputs, own, vectors, options.create_graph, options.strict ? kIndependentText : nullptr);
  return {finished(outputs, options.create_graph), finished(std::move(product), options.create_graph)};
}

ValueAndProduct jvp(const TensorFunction& function, const variable_list& inputs, const variable_list& v,
                    FunctionalOptions options) {
  const EnableGradGuard enable;
  const variable_list own = fresh_inputs(inputs, options.create_graph);
  const variable_list vectors = checked_vectors(v, own, kMissingInputVector);
  const variable_list outputs = function(own);
  check_tracked(outputs, options.strict);
  // u^T J is linear in u, so its own derivative along v is J v.
  variable_list u;
  for (const Tensor& output : outputs) u.push_back(zeros_like(output).requires_grad_(true));
  const variable_list by_u = grad_or_zeros(outputs, own, u, true, options.strict ? kIndependentText : nullptr);
  variable_list product = grad_or_zeros(by_u, u, vectors, options.create_graph, nullptr);
  return {finished(outputs, options.create_graph), finished(std::move(product), options.create_graph)};
}

ValueAndProduct vhp(const TensorFunction& function, const variable_list& inputs, const variable_list& v,
                    FunctionalOptions options) {
  const EnableGradGuard enable;
  const variable_list own = fresh_inputs(inputs, options.create_graph);
  const variable_list vectors = checked_vectors(v, own, kMissingInputVector);
  const variable_list outputs = function(own);
  check_scalar(outputs, "vhp");
  check_tracked(outputs, options.strict);
  const variable_list gradients =
      grad_or_zeros(outputs, own, {ones_like(outputs[0])}, true, options.strict ? kIndependentText : nullptr);
  const std::string independent = linear_text(0);
  variable_list product =
      grad_or_zeros(gradients, own, vectors, options.create_graph, options.strict ? independent.c_str() : nullptr);
  return {finished(outputs, options.create_graph), finished(std::move(product), options.create_graph)};
}

ValueAndProduct hvp(const TensorFunction& function, const variable_list& inputs, const variable_list& v,
                    FunctionalOptions options) {
  return vhp(function, inputs, v, options);  // the Hessian is symmetric
}

}  // namespace gradbox::autograd::functional
