#include <limits>
#include <vector>

#include "compat/program.h"

namespace compat {
namespace {

torch::Tensor ramp() { return torch::linspace(0.1, 0.9, 6, torch::kDouble).view({2, 3}); }

/// Results put into tensors that are there already.
void given_results(Report& r) {
  torch::Tensor out = torch::zeros({2, 3}, torch::kDouble);
  const torch::Tensor x = ramp(), y = ramp() + 1;
  r.put("the same tensor", torch::exp_out(out, x).is_same(out));
  r.put("exp_out", out);
  r.put("abs_out", at::abs_out(out, -x));
  r.put("neg_out", torch::neg_out(out, x));
  r.put("log_out", torch::log_out(out, x));
  r.put("sqrt_out", torch::sqrt_out(out, x));
  r.put("sin_out", torch::sin_out(out, x));
  r.put("tanh_out", torch::tanh_out(out, x));
  r.put("sigmoid_out", torch::sigmoid_out(out, x));
  r.put("floor_out", torch::floor_out(out, x * 4));
  r.put("add_out", torch::add_out(out, x, y));
  r.put("add_out alpha", torch::add_out(out, x, y, 0.5));
  r.put("sub_out", torch::sub_out(out, x, y, 2));
  r.put("mul_out", torch::mul_out(out, x, y));
  r.put("div_out", torch::div_out(out, x, y));
  r.put("pow_out", torch::pow_out(out, x, y));
  r.put("atan2_out", torch::atan2_out(out, x, y));
  r.put("maximum_out", torch::maximum_out(out, x, y - 1));
  r.put("remainder_out", torch::remainder_out(out, y, x));
  r.put("clamp_out", torch::clamp_out(out, x, 0.3, 0.7));
  torch::mul_out(out, x, x);
  r.put("in place", torch::mul_out(out, out, out));
  torch::Tensor square = torch::empty({2, 2}, torch::kDouble), row = torch::empty({2}, torch::kDouble);
  r.put("mm_out", torch::mm_out(square, x, y.t()));
  r.put("matmul_out", torch::matmul_out(square, y, x.t()));
  r.put("addmm_out", torch::addmm_out(square, torch::ones({2, 2}, torch::kDouble), x, y.t(), 0.5, 2));
  r.put("mv_out", torch::mv_out(row, x, y[0]));
  r.put("sum_out", torch::sum_out(row, x, 1));
  r.put("mean_out", torch::mean_out(row, x, 1));
  r.put("cumsum_out", torch::cumsum_out(out, x, 1));
  torch::Tensor larger = torch::empty({0}, torch::kDouble);
  r.put("cat_out", torch::cat_out(larger, {x, y}, 0));
  torch::Tensor deeper = torch::empty({0}, torch::kDouble);
  r.put("stack_out", torch::stack_out(deeper, {x, y}, 1));
  torch::Tensor wide = torch::zeros({2}, torch::kDouble);
  r.put("another dtype", torch::add_out(wide, torch::ones({2}), torch::arange(2)));
  r.put("version", static_cast<double>(wide._version()));
  torch::Tensor whole = torch::zeros({2}, torch::kLong);
  r.throws("no cast", [&] { torch::exp_out(whole, torch::ones({2})); });
  const torch::Tensor tracked = ramp().requires_grad_();
  r.throws("tracked input", [&] { torch::exp_out(out, tracked); });
  torch::Tensor leaf = ramp().requires_grad_();
  r.throws("tracked result", [&] { torch::exp_out(leaf, x); });
  torch::NoGradGuard no_grad;
  r.put("untracked", torch::exp_out(out, tracked));
}

/// Small questions of programs about tensors, threads and flags.
void questions(Report& r) {
  r.put("is_nonzero", torch::tensor({2}).is_nonzero() && !torch::is_nonzero(torch::tensor(0.)));
  r.put("nan is nonzero", torch::tensor(std::numeric_limits<double>::quiet_NaN()).is_nonzero());
  r.throws("several elements", [] { torch::ones({2}).is_nonzero(); });
  r.throws("no elements", [] { torch::ones({0}).is_nonzero(); });
  at::set_num_threads(1);
  r.put("threads", at::get_num_threads());
  r.throws("no threads", [] { at::set_num_threads(0); });
  torch::Tensor x = ramp();
  auto cells = x.packed_accessor64<double, 2>();
  auto narrow = x.packed_accessor32<double, 2>();
  cells[1][0] = 5;
  r.put("packed accessor", cells[0][1] + narrow[1][0]);
  r.put("packed sizes", static_cast<double>(cells.size(1) * 10 + narrow.stride(0)));
  r.put("written", x);
  r.throws("wrong dims", [&] { x.packed_accessor32<double, 3>(); });
  r.put("accessor sizes", x.accessor<double, 2>().sizes());
  r.put("accessor strides", x.accessor<double, 2>().strides());
  const torch::Tensor result = ramp().requires_grad_() * 2;
  result.set_requires_grad(false);
  r.put("still tracked", result.requires_grad());
  r.throws("requires_grad_(false)", [&] { result.requires_grad_(false); });
}

/// What training loops do between backward and step.
void clipping(Report& r) {
  auto parameter = [](std::vector<double> values, std::vector<double> gradient) {
    torch::Tensor p = torch::tensor(values, torch::TensorOptions(torch::kDouble).requires_grad(true));
    p.mutable_grad() = torch::tensor(gradient, torch::kDouble);
    return p;
  };
  const torch::Tensor a = parameter({1, 2}, {3, -4}), b = parameter({5}, {12});
  r.put("norm", torch::nn::utils::clip_grad_norm_({a, b}, 6.5));
  r.put("a", a.grad());
  r.put("b", b.grad());
  r.put("small enough", torch::nn::utils::clip_grad_norm_(a, 100));
  r.put("a again", a.grad());
  r.put("norm 1", torch::nn::utils::clip_grad_norm_(std::vector<torch::Tensor>{a, b}, 1, 1.));
  r.put("largest", torch::nn::utils::clip_grad_norm_(b, 0.1, std::numeric_limits<double>::infinity()));
  r.put("b again", b.grad());
  const torch::Tensor c = parameter({0, 0, 0}, {-3, 0.5, 4});
  torch::nn::utils::clip_grad_value_({c}, 1);
  r.put("values", c.grad());
  r.throws("not finite", [&] {
    torch::nn::utils::clip_grad_norm_(parameter({0}, {std::numeric_limits<double>::infinity()}), 1, 2, true);
  });
}

}  // namespace

std::vector<Program> result_programs() {
  return {{"given_results", given_results}, {"questions", questions}, {"clipping", clipping}};
}

}  // namespace compat
