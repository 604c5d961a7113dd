#include "gradbox/inspect/dot.h"

#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "gradbox/gradbox.h"
#include "support/golden.h"

namespace gradbox::inspect {
namespace {

/// What a recorded graph was made from: its roots, and the parameters that were given names.
struct Program {
  std::vector<Tensor> roots;
  std::vector<NamedTensor> named;
};

struct Sq : autograd::Function<Sq> {
  static Tensor forward(autograd::AutogradContext* ctx, Tensor x) {
    ctx->save_for_backward({x});
    return x * x;
  }
  static autograd::variable_list backward(autograd::AutogradContext* ctx, autograd::variable_list grads) {
    return {2 * ctx->get_saved_variables()[0] * grads[0]};
  }
};

Program line(bool named, bool b_requires_grad) {
  const Tensor x = ones({80, 1}), b = ones({1}).requires_grad_(b_requires_grad), w = ones({1}, requires_grad());
  Program out{{b + w * x}, {}};
  if (named) out.named = {{"b", b}, {"w", w}};
  return out;
}

Program control_flow() {
  const Tensor x = ones({80, 1}), y = ones({80, 1}), b = ones({1}, requires_grad()), w = ones({1}, requires_grad());
  const Tensor squares = (y - (b + w * x)).pow(2).mean();
  return {{squares + (y - w * x).mean()}, {{"b", b}, {"w", w}}};
}

Program layer() {
  const Tensor w = ones({5, 3}, requires_grad()), b = ones({3}, requires_grad());
  const Tensor z = matmul(ones({5}), w) + b;
  return {{binary_cross_entropy_with_logits(z, zeros({3}))}, {{"w", w}, {"b", b}}};
}

Program view_output() {
  const Tensor y = ones({2, 2}, requires_grad()) * 2;
  return {{y.view({4})}, {}};
}

Program custom_function() {
  const Tensor x = ones({2}, requires_grad());
  return {{Sq::apply(x * 2).sum()}, {}};
}

Program mlp() {
  const Tensor w0 = ones({3, 2}, requires_grad()), b0 = ones({3}, requires_grad());
  const Tensor w2 = ones({1, 3}, requires_grad()), b2 = ones({1}, requires_grad());
  const Tensor hidden = addmm(b0, ones({1, 2}), w0.t()).tanh();
  return {{addmm(b2, hidden, w2.t()).mean()}, {{"0.weight", w0}, {"0.bias", b0}, {"2.weight", w2}, {"2.bias", b2}}};
}

Program two_outputs() {
  const Tensor x = ones({2}, requires_grad());
  return {{x * 2, x.exp()}, {{"x", x}}};
}

const std::map<std::string, std::function<Program()>>& programs() {
  static const std::map<std::string, std::function<Program()>> all = {
      {"article1_yhat", [] { return line(false, true); }},
      {"article1_yhat_named", [] { return line(true, true); }},
      {"article1_b_nograd", [] { return line(false, false); }},
      {"article1_control_flow", control_flow},
      {"article1_control_flow_saved", control_flow},
      {"article2_bce", layer},
      {"article2_bce_saved", layer},
      {"view_output", view_output},
      {"custom_function", custom_function},
      {"mlp", mlp},
      {"two_outputs", two_outputs},
  };
  return all;
}

TEST_CASE("DOT texts are those of torchviz, old and new") {
  const testing::Value file = testing::load_json("golden_dot.json");
  int compared = 0;
  for (const testing::Value& one : file.at("cases").items()) {
    const std::string name = one.at("name").as_text();
    CAPTURE(name);
    REQUIRE(programs().count(name) == 1);
    const Program program = programs().at(name)();
    GraphSource source;
    for (const Tensor& root : program.roots) source.roots.push_back({"", root});
    source.named = program.named;
    const GraphSnapshot graph = snapshot_graph(source);
    DotOptions options;
    if (const testing::Value* asked = one.find("options")) {
      options.show_attributes = asked->bool_or("show_attrs", false);
      options.show_saved = asked->bool_or("show_saved", false);
    }
    CHECK(dot_text(graph, options) == one.at("new").as_text());
    ++compared;
    if (!one.has("old")) continue;
    options.convention = DotConvention::Classic;
    CHECK(dot_text(graph, options) == one.at("old").as_text());
    ++compared;
  }
  CHECK(compared == 20);
}

}  // namespace
}  // namespace gradbox::inspect
