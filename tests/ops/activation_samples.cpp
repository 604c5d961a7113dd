#include <doctest/doctest.h>

#include "ops/golden_runner.h"

namespace gradbox::testing {
namespace {

const Sample kSamples[] = {
    {"relu", of_one<relu>},
    {"sigmoid", of_one<sigmoid>},
    {"logsigmoid", of_one<log_sigmoid>, "log_sigmoid"},
    {"leaky_relu",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {leaky_relu(in[0], scalar(args, "negative_slope"))};
     }},
    {"elu", [](const Value& args, const Tensors& in) -> Tensors { return {elu(in[0], scalar(args, "alpha"))}; }},
    {"celu", [](const Value&, const Tensors& in) -> Tensors { return {celu(in[0], 0.7)}; }, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"selu", of_one<selu>},
    {"gelu",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {gelu(in[0], args.text_or("approximate", "none"))};
     }},
    {"silu", of_one<silu>},
    {"mish", of_one<mish>, nullptr,
     [] {
       return drawn({{2, 3}});
     }},
    {"softplus",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {softplus(in[0], scalar(args, "beta"), scalar(args, "threshold"))};
     }},
    {"softsign", of_one<softsign>},
    {"tanhshrink", of_one<tanhshrink>},
    {"hardtanh",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {hardtanh(in[0], scalar(args, "min_val"), scalar(args, "max_val"))};
     }},
    {"relu6", of_one<relu6>},
    {"hardsigmoid", of_one<hardsigmoid>, nullptr, nullptr, Differences::Once},
    {"hardswish", of_one<hardswish>},
    {"softshrink",
     [](const Value& args, const Tensors& in) -> Tensors { return {softshrink(in[0], scalar(args, "lambd"))}; }},
    {"hardshrink",
     [](const Value& args, const Tensors& in) -> Tensors { return {hardshrink(in[0], scalar(args, "lambd"))}; }},
    {"threshold",
     [](const Value& args, const Tensors& in) -> Tensors {
       return {threshold(in[0], scalar(args, "threshold"), scalar(args, "value"))};
     }},
    {"prelu", of_two<prelu>},
    {"glu", [](const Value& args, const Tensors& in) -> Tensors { return {glu(in[0], args.int_or("dim", -1))}; }},
};

}  // namespace

Samples activation_samples() { return kSamples; }

TEST_CASE("operators: activation") { run_family(activation_samples(), activation_operators()); }

}  // namespace gradbox::testing
