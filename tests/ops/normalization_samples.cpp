#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"batch_norm",
     [](const Value& args, const Tensors& in) -> Tensors {
       std::size_t next = 1;
       const bool running = args.bool_or("running", true);
       const Tensor mean = running ? in[next++].clone() : Tensor();
       const Tensor variance = running ? in[next++].clone() : Tensor();
       const bool affine = args.bool_or("affine", false);
       const Tensor weight = affine ? in[next++] : Tensor();
       const Tensor bias = affine ? in[next++] : Tensor();
       return {batch_norm(in[0], weight, bias, mean, variance, args.bool_or("training", false),
                          args.double_or("momentum", 0.1), args.double_or("eps", 1e-5))};
     }},
    {"layer_norm",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {layer_norm(in[0], args.at("normalized_shape").as_ints(), in.size() > 1 ? in[1] : Tensor(),
                          in.size() > 2 ? in[2] : Tensor(), args.double_or("eps", 1e-5))};
     }},
    {"instance_norm",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {instance_norm(in[0], Tensor(), Tensor(), Tensor(), Tensor(), true, 0.1, args.double_or("eps", 1e-5))};
     }},
    {"group_norm",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {group_norm(in[0], args.int_or("num_groups", 2), in.size() > 1 ? in[1] : Tensor(),
                          in.size() > 2 ? in[2] : Tensor())};
     },
     nullptr,
     [] {
       return drawn({{2, 4, 3}, {4}, {4}});
     }},
};

}  // namespace

Samples normalization_samples() { return kSamples; }

TEST_CASE("operators: normalization") { run_family(normalization_samples(), normalization_operators()); }

}  // namespace gradbox::testing
