#include "compat/program.h"

namespace compat {
namespace {

torch::Tensor leaf(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::TensorOptions(torch::kDouble).requires_grad(true));
}

void variants(Report& r) {
  torch::Tensor x = torch::linspace(0.1, 0.9, 5, torch::kDouble);
  auto fresh = [&] { return x.clone(); };
  r.put("add_", fresh().add_(1));
  r.put("add_ alpha", fresh().add_(x, 2));
  r.put("sub_", fresh().sub_(x, 0.5));
  r.put("mul_", fresh().mul_(x));
  r.put("div_", fresh().div_(2));
  r.put("pow_", fresh().pow_(3));
  r.put("neg_", fresh().neg_());
  r.put("abs_", fresh().neg_().abs_());
  r.put("exp_", fresh().exp_());
  r.put("log_", fresh().log_());
  r.put("log1p_", fresh().log1p_());
  r.put("sqrt_", fresh().sqrt_());
  r.put("rsqrt_", fresh().rsqrt_());
  r.put("reciprocal_", fresh().reciprocal_());
  r.put("sin_", fresh().sin_());
  r.put("cos_", fresh().cos_());
  r.put("tan_", fresh().tan_());
  r.put("tanh_", fresh().tanh_());
  r.put("sigmoid_", fresh().sigmoid_());
  r.put("relu_", fresh().sub_(0.5).relu_());
  r.put("clamp_", fresh().clamp_(0.2, 0.8));
  r.put("clamp_min_", fresh().clamp_min_(0.5));
  r.put("clamp_max_", fresh().clamp_max_(0.5));
  r.put("floor_", (fresh() * 3).floor_());
  r.put("ceil_", (fresh() * 3).ceil_());
  r.put("round_", (fresh() * 3).round_());
  r.put("trunc_", (fresh() * 3).trunc_());
  r.put("frac_", (fresh() * 3).frac_());
  r.put("erf_", fresh().erf_());
  r.put("sign_", fresh().sub_(0.5).sign_());
  r.put("remainder_", (fresh() * 3).remainder_(1));
  r.put("fmod_", (fresh() * 3).fmod_(1));
  r.put("zero_", fresh().zero_());
  r.put("fill_", fresh().fill_(3));
  r.put("copy_", fresh().copy_(torch::ones({5}, torch::kDouble)));
  r.put("lerp_", fresh().lerp_(torch::ones({5}, torch::kDouble), 0.25));
  r.put("addcmul_", fresh().addcmul_(x, x, 2));
  r.put("addcdiv_", fresh().addcdiv_(x, x + 1, 2));
  r.put("masked_fill_", fresh().masked_fill_(x > 0.4, 0));
  r.put("tril_", torch::ones({2, 2}, torch::kDouble).tril_());
  r.put("triu_", torch::ones({2, 2}, torch::kDouble).triu_());
  r.put("index_fill_", fresh().index_fill_(0, torch::tensor({1}), 9));
  r.put("scatter_", fresh().scatter_(0, torch::tensor({1}), x));
  r.put("scatter_add_", fresh().scatter_add_(0, torch::tensor({1, 1}), x));
  r.put("index_add_", fresh().index_add_(0, torch::tensor({1, 1}), x.slice(0, 0, 2)));
  r.put("index_copy_", fresh().index_copy_(0, torch::tensor({3}), x.slice(0, 0, 1)));
  r.put("cumsum_", fresh().cumsum_(0));
  r.put("operators", ((fresh() += 1) *= 2) -= x);
  r.put("operator/=", fresh() /= 4);
}

void shapes(Report& r) {
  torch::Tensor x = torch::arange(6, torch::kDouble).view({1, 2, 3});
  r.put("squeeze_", x.clone().squeeze_());
  r.put("squeeze_ dim", x.clone().squeeze_(0).sizes());
  r.put("unsqueeze_", x.clone().unsqueeze_(-1).sizes());
  r.put("transpose_", x.clone().transpose_(1, 2));
  r.put("t_", x[0].clone().t_());
  r.put("swapaxes_", x.clone().swapaxes_(0, 2).sizes());
  torch::Tensor y = torch::zeros({2, 3}, torch::kDouble);
  r.put("same tensor", y.t_().is_same(y));
  r.put("version", static_cast<double>(y._version()));
  const torch::Tensor a = leaf({1, 2, 3});
  torch::Tensor b = (a * 2).unsqueeze_(0);
  b.squeeze_();
  torch::Tensor c = torch::stack({b, b * b});
  c.t_();
  c.select(1, 0).mul_(3);
  (c * torch::arange(6, torch::kDouble).view({3, 2})).sum().backward();
  r.put("gradient", a.grad());
}

void histories(Report& r) {
  const torch::Tensor x = leaf({1, 2, 3, 4});
  torch::Tensor y = x * 2;
  torch::Tensor view = y.slice(0, 1, 3);
  view.mul_(5);
  y[0] = 7;
  y.add_(x);
  (y * y).sum().backward();
  r.put("written views", x.grad());
  r.throws("leaf", [&] { torch::Tensor(x).add_(1); });
  r.throws("view of a leaf", [&] { x[0].zero_(); });
  const torch::Tensor a = leaf({0.5});
  torch::Tensor b = a.exp();
  const torch::Tensor c = b * 2;
  b.add_(1);
  r.throws("saved value written", [&] { (b + c).backward(); });
  torch::Tensor buffer = torch::zeros({3}, torch::kDouble);
  const torch::Tensor alias = buffer.slice(0, 1, 2);
  buffer.copy_(leaf({1, 2, 3}));
  r.put("alias is tracked", alias.requires_grad());
  r.put("alias names its base", alias.is_view() && alias._base().is_same(buffer));
  {
    torch::NoGradGuard no_grad;
    torch::Tensor weights = leaf({1, 1});
    weights.sub_(torch::full({2}, 0.25, torch::kDouble));
    r.put("update", weights);
    r.put("update is leaf", weights.is_leaf() && weights.requires_grad());
  }
}

}  // namespace

std::vector<Program> inplace_programs() {
  return {{"inplace_variants", variants}, {"inplace_shapes", shapes}, {"inplace_histories", histories}};
}

}  // namespace compat
