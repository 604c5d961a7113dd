// What a node keeps, by PyTorch's names. Recorded from PyTorch 1.13; where that has `self_sym_sizes`, Gradbox has
// `self_sizes`, and such nodes are left out here.

#include <algorithm>

#include "autograd/support.h"

using namespace gradbox;
using namespace gradbox::test;
using autograd::SavedTensor;

namespace {

/// The names of what a node saves, sorted.
struct Names : autograd::SavedVisitor {
  void tensor(std::string_view name, SavedTensor&) override { all.emplace_back(name); }
  void number(std::string_view name, const Scalar&) override { all.emplace_back(name); }
  void dims(std::string_view name, IntArrayRef) override { all.emplace_back(name); }
  void text(std::string_view name, std::string_view) override { all.emplace_back(name); }
  std::vector<std::string> all;
};

std::string saved_names(const Tensor& result) {
  Names names;
  result.grad_fn()->visit_saved(names);
  std::sort(names.all.begin(), names.all.end());
  std::string text;
  for (const std::string& name : names.all) text += (text.empty() ? "" : " ") + name;
  return text;
}

struct Values {
  Tensor x = leaf({{.5, 1.5, 2.}, {.25, .75, 1.}});
  Tensor w = leaf({{1., 2., .5}, {3., .5, 2.}});
  Tensor c = ones({2, 3}, kDouble);
};

struct Row {
  const char* node;
  const char* saved;
  Tensor (*compute)(const Values&);
};

}  // namespace

TEST_CASE("graph: saved values have PyTorch's names") {
  const Values values;
  const std::vector<Row> rows = {
      {"MulBackward0", "other self", [](const Values& v) { return v.x * v.w; }},
      {"MulBackward0", "other self", [](const Values& v) { return v.x * v.c; }},
      {"MulBackward0", "other self", [](const Values& v) { return v.x * 2; }},
      {"AddBackward0", "alpha", [](const Values& v) { return v.x + v.w; }},
      {"SubBackward0", "alpha", [](const Values& v) { return v.x - v.w; }},
      {"DivBackward0", "other self", [](const Values& v) { return v.x / v.w; }},
      {"NegBackward0", "", [](const Values& v) { return -v.x; }},
      {"PowBackward0", "exponent self", [](const Values& v) { return v.x.pow(3); }},
      {"PowBackward1", "exponent result self", [](const Values& v) { return v.x.pow(v.w); }},
      {"PowBackward1", "exponent result self", [](const Values& v) { return pow(2, v.x); }},
      {"ExpBackward0", "result", [](const Values& v) { return v.x.exp(); }},
      {"LogBackward0", "self", [](const Values& v) { return v.x.log(); }},
      {"SqrtBackward0", "result", [](const Values& v) { return v.x.sqrt(); }},
      {"RsqrtBackward0", "result", [](const Values& v) { return v.x.rsqrt(); }},
      {"SinBackward0", "self", [](const Values& v) { return v.x.sin(); }},
      {"TanhBackward0", "result", [](const Values& v) { return v.x.tanh(); }},
      {"SigmoidBackward0", "result", [](const Values& v) { return v.x.sigmoid(); }},
      {"ReluBackward0", "result", [](const Values& v) { return v.x.relu(); }},
      {"AbsBackward0", "self", [](const Values& v) { return v.x.abs(); }},
      {"ReciprocalBackward0", "result", [](const Values& v) { return v.x.reciprocal(); }},
      {"ClampBackward1", "max min self", [](const Values& v) { return v.x.clamp(.3, 1.2); }},
      {"LeakyReluBackward0", "negative_slope self", [](const Values& v) { return leaky_relu(v.x, .1); }},
      {"EluBackward0", "alpha input_scale scale self", [](const Values& v) { return elu(v.x); }},
      {"GeluBackward0", "approximate self", [](const Values& v) { return gelu(v.x); }},
      {"SoftplusBackward0", "beta self threshold", [](const Values& v) { return softplus(v.x); }},
      {"SoftmaxBackward0", "dim result", [](const Values& v) { return v.x.softmax(1); }},
      {"LogSoftmaxBackward0", "dim result", [](const Values& v) { return v.x.log_softmax(1); }},
      {"MeanBackward0", "self_numel self_sizes", [](const Values& v) { return v.x.mean(); }},
      {"ProdBackward0", "result self", [](const Values& v) { return v.x.prod(); }},
      {"MaxBackward1", "result self", [](const Values& v) { return v.x.max(); }},
      {"MaxBackward0", "dim indices keepdim self_sizes", [](const Values& v) { return std::get<0>(v.x.max(1)); }},
      {"CumsumBackward0", "dim", [](const Values& v) { return v.x.cumsum(1); }},
      {"MmBackward0", "mat2 mat2_sym_sizes mat2_sym_strides self self_sym_sizes self_sym_strides",
       [](const Values& v) { return v.x.mm(v.w.t()); }},
      {"MvBackward0", "self vec", [](const Values& v) { return v.x.mv(v.w[0]); }},
      {"DotBackward0", "self tensor", [](const Values& v) { return v.x[0].dot(v.w[0]); }},
      {"BmmBackward0", "mat2 self", [](const Values& v) { return v.x.unsqueeze(0).bmm(v.w.t().unsqueeze(0)); }},
      {"TBackward0", "", [](const Values& v) { return v.x.t(); }},
      {"TransposeBackward0", "dim0 dim1", [](const Values& v) { return v.x.transpose(0, 1); }},
      {"PermuteBackward0", "dims",
       [](const Values& v) {
         return v.x.permute({1, 0});
       }},
      {"UnsqueezeBackward0", "dim", [](const Values& v) { return v.x.unsqueeze(0); }},
      {"SqueezeBackward1", "dim self_sizes", [](const Values& v) { return v.x.unsqueeze(0).squeeze(0); }},
      {"SelectBackward0", "dim index self_sizes", [](const Values& v) { return v.x[0]; }},
      {"CatBackward0", "dim",
       [](const Values& v) {
         return cat({v.x, v.w});
       }},
      {"StackBackward0", "dim",
       [](const Values& v) {
         return stack({v.x, v.w});
       }},
      {"SplitBackward0", "dim self_sizes split_size", [](const Values& v) { return v.x.split(1)[1]; }},
      {"UnbindBackward0", "dim", [](const Values& v) { return v.x.unbind()[1]; }},
      {"FlipBackward0", "dims", [](const Values& v) { return v.x.flip({0}); }},
      {"MaskedFillBackward0", "mask", [](const Values& v) { return v.x.masked_fill(v.c > 0, 0.); }},
      {"WhereBackward0", "condition", [](const Values& v) { return where(v.c > 0, v.x, v.w); }},
      {"MaximumBackward0", "other self", [](const Values& v) { return maximum(v.x, v.w); }},
      {"LerpBackward0", "weight", [](const Values& v) { return lerp(v.x, v.w, .5); }},
      {"AddcmulBackward0", "tensor1 tensor2 value", [](const Values& v) { return addcmul(v.c, v.x, v.w); }},
      {"CloneBackward0", "", [](const Values& v) { return v.x.clone(); }},
      {"MseLossBackward0", "reduction self target", [](const Values& v) { return mse_loss(v.x, v.w); }},
      {"BinaryCrossEntropyBackward0", "reduction self target weight",
       [](const Values& v) { return binary_cross_entropy(v.x.sigmoid(), v.c); }},
      {"BinaryCrossEntropyWithLogitsBackward0", "pos_weight reduction self target weight",
       [](const Values& v) { return binary_cross_entropy_with_logits(v.x, v.c); }},
      {"SmoothL1LossBackward0", "beta reduction self target", [](const Values& v) { return smooth_l1_loss(v.x, v.c); }},
      {"Atan2Backward0", "other self", [](const Values& v) { return atan2(v.x, v.w); }},
      {"ErfBackward0", "self", [](const Values& v) { return v.x.erf(); }},
      {"TriuBackward0", "diagonal", [](const Values& v) { return v.x.triu(); }},
  };
  for (const Row& row : rows) {
    INFO(std::string(row.node));
    const Tensor result = row.compute(values);
    CHECK(result.grad_fn()->name() == row.node);
    CHECK(saved_names(result) == row.saved);
  }
}
