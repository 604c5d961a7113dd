#include "gradbox/inspect/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include "gradbox/autograd/grad_mode.h"
#include "gradbox/autograd/gradcheck.h"
#include "gradbox/inspect/tensor_snapshot.h"

namespace gradbox::inspect {
namespace {

GradientCheck compare(const std::string& name, const Tensor& leaf, const autograd::JacobianPair& pair) {
  const autograd::GradcheckOptions options;
  GradientCheck check;
  check.name = name;
  check.shape.assign(leaf.sizes().begin(), leaf.sizes().end());
  check.analytical = values_of(pair.analytical);
  check.numerical = values_of(pair.numerical);
  for (std::size_t i = 0; i < check.analytical.size(); ++i) {
    const double difference = std::fabs(check.analytical[i] - check.numerical[i]);
    // Written so that nan fails.
    const bool fits = difference <= options.atol + options.rtol * std::fabs(check.numerical[i]);
    check.failing.push_back(!fits);
    check.failing_count += fits ? 0 : 1;
    check.worst = std::max(check.worst, difference);
  }
  return check;
}

}  // namespace

GradientCheckReport check_gradients(const std::function<Tensor(const std::vector<Tensor>&)>& program,
                                    const std::vector<NamedTensor>& leaves, const Tensor& gradient,
                                    int64_t most_elements) {
  GradientCheckReport report;
  int64_t elements = 0;
  std::vector<Tensor> inputs;
  for (const NamedTensor& leaf : leaves) {
    elements += leaf.tensor.numel();
    inputs.push_back(leaf.tensor.detach().to(kFloat64).clone().requires_grad_());
  }
  if (elements > most_elements) {
    report.error = str("A check by finite differences runs the program twice for each of the ", elements,
                       " elements. It is offered for up to ", most_elements, ".");
    return report;
  }
  const autograd::CheckedFunction contracted([&](const std::vector<Tensor>& arguments) {
    const Tensor out = program(arguments);
    return gradient.defined() ? (out * gradient.to(out.dtype())).sum() : out.sum();
  });
  try {
    const EnableGradGuard enable;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      report.checks.push_back(compare(leaves[i].name, inputs[i], autograd::jacobian_pair(contracted, inputs, 0, i)));
    }
  } catch (const std::exception& error) {
    report.checks.clear();
    report.error = error.what();
  }
  return report;
}

}  // namespace gradbox::inspect
