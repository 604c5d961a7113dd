#include "ops/golden_runner.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "gradbox/autograd/forward_mode.h"
#include "gradbox/autograd/gradcheck.h"

namespace gradbox::testing {
namespace {

std::vector<Samples> all_samples() {
  return {
      activation_samples(),    binary_samples(),   clamp_samples(),       class_loss_samples(), compare_samples(),
      conv_samples(),          distance_samples(), divide_samples(),      dropout_samples(),    einsum_samples(),
      extremes_samples(),      factory_samples(),  gather_samples(),      index_samples(),      join_samples(),
      linalg_samples(),        loss_samples(),     masked_samples(),      matmul_samples(),     mix_samples(),
      normalization_samples(), pad_samples(),      pair_loss_samples(),   pool_samples(),       power_samples(),
      program_samples(),       random_samples(),   rearrange_samples(),   reduce_samples(),     rounding_samples(),
      scan_samples(),          scatter_samples(),  shape_samples(),       slice_samples(),      softmax_samples(),
      sort_samples(),          special_samples(),  statistics_samples(),  triangular_samples(), trig_samples(),
      truth_samples(),         unary_samples(),    vector_norm_samples(), vision_samples(),     where_samples(),
      window_samples(),
  };
}

/// Names in the file that exist in Python only.
const std::set<std::string> kPythonOnly = {"iter_0d", "len_0d"};

/// The case's args.pre applied to the first input.
Tensors with_view_steps(const Value& args, Tensors inputs) {
  const Value* steps = args.find("pre");
  if (steps == nullptr) return inputs;
  for (const Value& step : steps->items()) {
    const std::string& kind = step[0].as_text();
    if (kind == "t") {
      inputs[0] = inputs[0].t();
    } else if (kind == "expand") {
      inputs[0] = inputs[0].expand(step[1].as_ints());
    } else {
      FAIL("unknown view step ", kind);
    }
  }
  return inputs;
}

/// Says what differs in which part of which case.
void expect(const GoldenCase& c, const std::string& what, const std::string& difference) {
  CHECK_MESSAGE(difference.empty(), c.id, ", ", what, ": ", difference);
}
std::string numbered(const char* what, std::size_t i) { return what + std::to_string(i); }

void check_outputs(const GoldenCase& c, const Tensors& outputs) {
  REQUIRE_MESSAGE(outputs.size() == c.outputs.size(), c.id);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    expect(c, numbered("output ", i), difference(outputs[i], c.outputs[i]));
    if (i >= c.grad_fn.size()) continue;
    const NodePtr node = outputs[i].grad_fn();
    const std::string name = node == nullptr ? "" : node->name();
    CHECK_MESSAGE(name == c.grad_fn[i], c.id, ", node of output ", i);
  }
}

/// The inputs that require grad, and where they stand among all.
struct Differentiated {
  explicit Differentiated(const Tensors& inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!inputs[i].requires_grad()) continue;
      places.push_back(i);
      tensors.push_back(inputs[i]);
    }
  }
  std::vector<std::size_t> places;
  Tensors tensors;
};

void check_second(const GoldenCase& c, const Differentiated& inputs, const Tensors& first,
                  const Tensors& grad_outputs) {
  Tensors sums, factors;
  for (std::size_t k = 0; k < inputs.places.size(); ++k) {
    const Tensor factor = to_tensor(c.dbl->ggi[inputs.places[k]]);
    if (!factor.defined() || !first[k].defined() || !first[k].requires_grad()) continue;
    sums.push_back(first[k]);
    factors.push_back(factor);
  }
  Tensors wanted = inputs.tensors;
  for (const Tensor& grad_output : grad_outputs) wanted.push_back(grad_output);
  Tensors second(wanted.size());
  if (!sums.empty()) second = autograd::grad(sums, wanted, factors, true, false, true);
  for (std::size_t k = 0; k < inputs.places.size(); ++k) {
    const std::size_t i = inputs.places[k];
    expect(c, numbered("second gradient ", i), difference(second[k], c.dbl->grads[i], std::nullopt, true));
  }
  std::size_t at = inputs.places.size();
  for (std::size_t i = 0; i < c.dbl->grads_go.size() && at < second.size(); ++i) {
    if (!c.grad_outputs[i]) continue;
    expect(c, numbered("gradient of grad_output ", i),
           difference(second[at++], c.dbl->grads_go[i], std::nullopt, true));
  }
}

void check_gradients(const GoldenCase& c, const Tensors& leaves, const Tensors& outputs) {
  const bool twice = c.dbl.has_value() || !c.dbl_error.empty();
  Tensors roots, grad_outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!c.grad_outputs[i]) continue;
    roots.push_back(outputs[i]);
    grad_outputs.push_back(to_tensor(c.grad_outputs[i]));
    if (twice) grad_outputs.back().requires_grad_();
  }
  const Differentiated inputs(leaves);
  if (inputs.tensors.empty()) return;
  const Tensors first = autograd::grad(roots, inputs.tensors, grad_outputs, true, twice, true);
  for (std::size_t k = 0; k < inputs.places.size(); ++k) {
    const std::size_t i = inputs.places[k];
    expect(c, numbered("gradient ", i), difference(first[k], c.grads[i]));
  }
  if (!twice) return;
  if (c.dbl) {
    check_second(c, inputs, first, grad_outputs);
    const Tensors plain = autograd::grad(roots, inputs.tensors, grad_outputs, false, false, true);
    for (std::size_t k = 0; k < inputs.places.size(); ++k) {
      expect(c, numbered("gradient without a graph ", inputs.places[k]),
             difference(plain[k], c.grads[inputs.places[k]]));
    }
  } else {
    CHECK_THROWS_WITH_AS_MESSAGE(autograd::grad({first[0].sum()}, inputs.tensors), c.dbl_error.c_str(), Error, c.id);
  }
}

bool is_type(const Error& error, const std::string& type) {
  if (type == "IndexError") return dynamic_cast<const IndexError*>(&error) != nullptr;
  if (type == "ValueError") return dynamic_cast<const ValueError*>(&error) != nullptr;
  if (type == "TypeError") return dynamic_cast<const TypeError*>(&error) != nullptr;
  if (type == "NotImplementedError") return dynamic_cast<const NotImplementedError*>(&error) != nullptr;
  return true;
}

void check_error(const GoldenCase& c, const Sample& sample, const Tensors& inputs) {
  try {
    sample.call(c.args, inputs);
    FAIL_CHECK(c.id, ": no error, but ", c.error->message);
  } catch (const Error& error) {
    CHECK_MESSAGE(error.msg() == c.error->message, c.id);
    CHECK_MESSAGE(is_type(error, c.error->type), c.id, ": not a ", c.error->type);
  }
}

/// PyTorch's own rule divides 0 by 0 there; the transposed backward divides by the clamped 1e-12 that it divides by
/// too.
const std::set<std::string> kTangentsLeftOut = {"binary_cross_entropy/3/f64"};
/// Other sums than PyTorch's, in another order.
constexpr double kTangentTolerance = 5e-11;

/// The recorded tangents pushed through the operator. One that is not recorded, or a zero one, may be missing.
void check_tangents(const GoldenCase& c, const Sample& sample) {
  const autograd::forward_ad::DualLevel level;
  Tensors duals;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const Tensor primal = to_tensor(c.inputs[i]).detach();
    const Tensor tangent = i < c.jvp->tangents.size() ? to_tensor(c.jvp->tangents[i]) : Tensor();
    duals.push_back(tangent.defined() ? autograd::forward_ad::make_dual(primal, tangent.detach()) : primal);
  }
  const Tensors outputs = sample.call(c.args, with_view_steps(c.args, duals));
  for (std::size_t i = 0; i < outputs.size() && i < c.jvp->out.size(); ++i) {
    expect(c, numbered("tangent ", i),
           difference(autograd::forward_ad::tangent_of(outputs[i]), c.jvp->out[i],
                      outputs[i].dtype() == kFloat64 ? std::optional<double>(kTangentTolerance) : std::nullopt, true));
    CHECK_MESSAGE(outputs[i].grad_fn() == nullptr, c.id, ": a tangent alone leaves no history");
  }
}

void run_case(const GoldenCase& c, const Sample& sample) {
  Tensors leaves;
  for (const GoldenTensor& input : c.inputs) leaves.push_back(to_tensor(input));
  const Tensors inputs = with_view_steps(c.args, leaves);
  if (c.kind == "error") return check_error(c, sample, inputs);
  const Tensors outputs = sample.call(c.args, inputs);
  check_outputs(c, outputs);
  if (c.kind == "grad") check_gradients(c, leaves, outputs);
  // What cannot be differentiated twice cannot be pushed forward.
  if (c.jvp && c.dbl_error.empty() && kTangentsLeftOut.count(c.id) == 0) check_tangents(c, sample);
}

/// A case at which the operator is smooth: no edges, kinks, ties.
bool is_plain(const GoldenCase& c) {
  return c.kind == "grad" && c.dtype == "float64" && !c.args.has("edge") && !c.args.has("kinks") &&
         !c.args.has("note") && !c.args.has("pre");
}

void check_differences(const Sample& sample, const GoldenCase* plain) {
  if (sample.differences == Differences::Never || (plain == nullptr && sample.inputs == nullptr)) return;
  Tensors inputs;
  if (sample.inputs != nullptr) {
    inputs = sample.inputs();
  } else {
    for (const GoldenTensor& input : plain->inputs) inputs.push_back(to_tensor(input));
  }
  const Value args = plain != nullptr ? plain->args : Value();
  const auto function = [&](const autograd::variable_list& in) -> autograd::variable_list {
    autograd::variable_list outputs;
    for (const Tensor& output : sample.call(args, in)) {
      if (is_floating(output.dtype())) outputs.push_back(output);
    }
    return outputs;
  };
  if (Differentiated(inputs).tensors.empty()) return;
  try {
    autograd::gradcheck(function, inputs);
    if (sample.differences == Differences::Twice) autograd::gradgradcheck(function, inputs);
  } catch (const Error& error) {
    FAIL_CHECK(std::string(sample.name), ", finite differences: ", error.msg());
  }
}

void run_sample(const Sample& sample) {
  const GoldenCase* plain = nullptr;
  int cases = 0;
  for (const GoldenCase& c : golden_cases()) {
    if (c.op != sample.name) continue;
    ++cases;
    if (plain == nullptr && is_plain(c)) plain = &c;
    try {
      run_case(c, sample);
    } catch (const std::exception& error) {
      FAIL_CHECK(c.id, ": ", std::string(error.what()));
    }
  }
  CHECK_MESSAGE((cases > 0 || sample.inputs != nullptr), sample.name,
                " is not in the file and has no inputs of its own");
  check_differences(sample, plain);
}

}  // namespace

void run_family(Samples samples, OperatorList operators) {
  std::set<std::string> covered;
  for (const Sample& sample : samples) {
    covered.insert(sample.of != nullptr ? sample.of : sample.name);
    run_sample(sample);
  }
  for (const OperatorInfo& info : operators) CHECK_MESSAGE(covered.count(info.name) == 1, info.name, " has no row");
}

bool has(const Value& args, std::string_view key) {
  const Value* found = args.find(key);
  return found != nullptr && !found->is_null();
}

Scalar scalar(const Value& args, std::string_view key) {
  const Value& value = args.at(key);
  if (value.is_bool()) return value.as_bool();
  return value.is_int() ? Scalar(value.as_int()) : Scalar(value.as_double());
}

std::vector<std::int64_t> dims(const Value& args, std::string_view key) {
  if (!has(args, key)) return {};
  const Value& value = args.at(key);
  return value.is_list() ? value.as_ints() : std::vector<std::int64_t>{value.as_int()};
}

Tensors drawn(const std::vector<std::vector<std::int64_t>>& shapes, double low, double high) {
  Generator generator;
  generator.manual_seed(7);
  Tensors out;
  for (const std::vector<std::int64_t>& shape : shapes) {
    out.push_back(empty(shape, kFloat64).uniform_(low, high, generator).requires_grad_());
  }
  return out;
}

TEST_CASE("operators: every name in the golden file has a row") {
  std::set<std::string> known = kPythonOnly;
  for (const Samples samples : all_samples()) {
    for (const Sample& sample : samples) known.insert(sample.name);
  }
  std::set<std::string> missing;
  for (const GoldenCase& c : golden_cases()) {
    if (known.count(c.op) == 0) missing.insert(c.op);
  }
  std::string names;
  for (const std::string& name : missing) names += " " + name;
  CHECK_MESSAGE(missing.empty(), missing.size(), " without a row:", names);
}

TEST_CASE("operators: the registry joins all families") {
  const std::vector<OperatorInfo> all = all_operators();
  std::set<std::string> names;
  for (const OperatorInfo& info : all) CHECK_MESSAGE(names.insert(info.name).second, info.name, " stands there twice");
  CHECK(all.size() > 60);
}

}  // namespace gradbox::testing
