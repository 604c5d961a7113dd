#pragma once

#include <span>
#include <string>
#include <vector>

#include "gradbox/gradbox.h"
#include "gradbox/ops/registry.h"
#include "support/golden_tensor.h"

/// Note [Golden rows]
/// tests/ops/<family>_samples.cpp has one row per operator, and ends with the family's test case:
///
///     const Sample kSamples[] = {
///         {"sin", [](const Value&, const Tensors& in) -> Tensors { return {in[0].sin()}; }},
///         {"pow_scalar", [](const Value& args, const Tensors& in) -> Tensors { return {in[0].pow(scalar(args,
///         "exponent"))}; }, "pow"},
///         {"mish", [](const Value&, const Tensors& in) -> Tensors { return {mish(in[0])}; }, nullptr, [] { return
///         drawn({{2, 3}}); }},
///     };
///     }  // namespace
///     std::span<const Sample> gradbox::testing::trig_samples() { return kSamples; }
///     TEST_CASE("operators: trig") { run_family(trig_samples(), trig_operators()); }
///
/// and its `<family>_samples` is declared below and stands in the list in golden_runner.cpp. A row runs every case of
/// golden_open.jsonl that has its name: results, gradients, gradients of gradients, tangents, node names, errors; then
/// finite differences in float64 at the first plain case's inputs, or at those that the row makes itself. Every
/// operator in a family's list (ops/registry.h) needs a row of its name, or one that says `of` it; every name in the
/// file needs a row in some family.
namespace gradbox::testing {

using Tensors = std::vector<Tensor>;

/// How often finite differences can confirm the derivative.
enum class Differences { Never, Once, Twice };

struct Sample {
  const char* name;
  /// What the operator gives for a case's args and inputs (after its view steps).
  Tensors (*call)(const Value& args, const Tensors& inputs);
  /// The operator, where its name is another.
  const char* of = nullptr;
  /// Float64 inputs for finite differences, where the file has no case.
  Tensors (*inputs)() = nullptr;
  Differences differences = Differences::Twice;
};
using Samples = std::span<const Sample>;

Samples activation_samples();
Samples binary_samples();
Samples clamp_samples();
Samples class_loss_samples();
Samples compare_samples();
Samples conv_samples();
Samples distance_samples();
Samples divide_samples();
Samples dropout_samples();
Samples einsum_samples();
Samples extremes_samples();
Samples factory_samples();
Samples gather_samples();
Samples index_samples();
Samples join_samples();
Samples linalg_samples();
Samples loss_samples();
Samples masked_samples();
Samples matmul_samples();
Samples mix_samples();
Samples normalization_samples();
Samples pad_samples();
Samples pair_loss_samples();
Samples pool_samples();
Samples power_samples();
Samples program_samples();
Samples random_samples();
Samples rearrange_samples();
Samples reduce_samples();
Samples rounding_samples();
Samples scan_samples();
Samples scatter_samples();
Samples shape_samples();
Samples slice_samples();
Samples softmax_samples();
Samples sort_samples();
Samples special_samples();
Samples statistics_samples();
Samples triangular_samples();
Samples trig_samples();
Samples truth_samples();
Samples unary_samples();
Samples vector_norm_samples();
Samples vision_samples();
Samples where_samples();
Samples window_samples();

/// Checks the rows, and that each operator of the family has one.
void run_family(Samples samples, OperatorList operators);

/// The calls of operators that take nothing but tensors: `{"sin", of_one<sin>}`.
template <Tensor (*F)(const Tensor&)>
Tensors of_one(const Value&, const Tensors& in) {
  return {F(in[0])};
}
template <Tensor (*F)(const Tensor&, const Tensor&)>
Tensors of_two(const Value&, const Tensors& in) {
  return {F(in[0], in[1])};
}

/// args[key] as a number with its kind; as dims, where a single number is one dim and null or nothing means none.
Scalar scalar(const Value& args, std::string_view key);
std::vector<std::int64_t> dims(const Value& args, std::string_view key);
bool has(const Value& args, std::string_view key);

/// Float64 leaves of these shapes, elements drawn from (low, high), always the same ones.
Tensors drawn(const std::vector<std::vector<std::int64_t>>& shapes, double low = -1.0, double high = 1.0);

}  // namespace gradbox::testing
