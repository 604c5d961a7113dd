#include <string>
#include <vector>

#include "compat/program.h"

namespace compat {
namespace {

torch::Tensor matrix() { return torch::linspace(-1.3, 1.7, 12, torch::kDouble).view({3, 4}); }

/// Value and gradient of one operator, contracted with fixed weights.
template <class Operator>
void check(Report& r, const std::string& label, Operator&& op, torch::Tensor input = matrix()) {
  input = input.clone().requires_grad_();
  const torch::Tensor output = op(input);
  r.put(label, output);
  const torch::Tensor weights = torch::linspace(0.5, 1.5, output.numel(), torch::kDouble).view(output.sizes());
  r.put(label + " gradient", torch::autograd::grad({(output * weights).sum()}, {input})[0]);
}

using T = torch::Tensor;

void elementwise(Report& r) {
  const T positive = matrix().abs() + 0.1;
  check(r, "neg", [](const T& x) { return -x; });
  check(r, "abs", [](const T& x) { return torch::abs(x); });
  check(r, "exp", [](const T& x) { return torch::exp(x); });
  check(
      r, "log", [](const T& x) { return torch::log(x); }, positive);
  check(
      r, "sqrt", [](const T& x) { return x.sqrt(); }, positive);
  check(r, "pow", [](const T& x) { return torch::pow(x, 3); });
  check(r, "pow of number", [](const T& x) { return torch::pow(2, x); });
  check(
      r, "pow of tensor", [](const T& x) { return x.pow(x); }, positive);
  check(r, "sin", [](const T& x) { return at::sin(x); });
  check(r, "atan2", [](const T& x) { return torch::atan2(x, x + 3); });
  check(r, "sigmoid", [](const T& x) { return torch::sigmoid(x); });
  check(r, "tanh", [](const T& x) { return x.tanh(); });
  check(r, "relu", [](const T& x) { return torch::relu(x); });
  check(r, "leaky_relu", [](const T& x) { return torch::leaky_relu(x, 0.1); });
  check(r, "elu", [](const T& x) { return torch::elu(x); });
  check(r, "gelu", [](const T& x) { return torch::gelu(x); });
  check(r, "silu", [](const T& x) { return torch::silu(x); });
  check(r, "softplus", [](const T& x) { return torch::softplus(x); });
  check(r, "erf", [](const T& x) { return torch::erf(x); });
  check(r, "clamp", [](const T& x) { return torch::clamp(x, -0.5, 0.5); });
  check(r, "clamp below", [](const T& x) { return x.clamp(0.25); });
  check(r, "clamp by tensors", [](const T& x) { return torch::clamp(x, c10::optional<T>(), torch::zeros_like(x)); });
  check(r, "clamp by one tensor", [](const T& x) { return x.clamp(torch::full_like(x, 0.1)); });
  check(r, "maximum", [](const T& x) { return torch::maximum(x, torch::zeros_like(x)); });
  check(r, "where", [](const T& x) { return torch::where(x > 0, x, x * x); });
  check(r, "rsub", [](const T& x) { return 1 - x; });
  check(
      r, "rdiv", [](const T& x) { return 1 / x; }, positive);
  check(r, "div rounded", [](const T& x) { return torch::div(x, 0.3, "floor") + x; });
  check(r, "lerp", [](const T& x) { return torch::lerp(x, x * x, 0.3); });
  check(r, "addcmul", [](const T& x) { return torch::addcmul(x, x, x, 0.5); });
  check(r, "square", [](const T& x) { return torch::square(x) + x.square(); });
  check(r, "logaddexp", [](const T& x) { return torch::logaddexp(x, 2 * x); });
  check(r, "nan_to_num", [](const T& x) { return torch::nan_to_num(x); });
  r.put("comparisons", ((matrix() > 0) & (matrix() <= 1)) | (matrix() == matrix().min()));
  r.put("not", ~(matrix() >= 0));
  r.put("logical", torch::logical_and(matrix() > 0, matrix().ne(1)));
  r.put("isnan", torch::isnan(matrix()).any().item<bool>());
}

void reductions(Report& r) {
  check(r, "sum", [](const T& x) { return x.sum(); });
  check(r, "sum of dim", [](const T& x) { return x.sum(1); });
  check(r, "sum of dims", [](const T& x) { return x.sum(at::IntArrayRef({0, 1}), true); });
  check(r, "mean", [](const T& x) { return x.mean(0, /*keepdim=*/true); });
  check(r, "prod", [](const T& x) { return x.prod(1); });
  check(r, "max", [](const T& x) { return x.max(); });
  check(r, "max of dim", [](const T& x) { return std::get<0>(x.max(1)); });
  check(r, "min of dim", [](const T& x) { return std::get<0>(torch::min(x, 0, true)); });
  check(r, "amax", [](const T& x) { return x.amax(1); });
  check(r, "var", [](const T& x) { return x.var(); });
  check(r, "var biased", [](const T& x) { return x.var(/*unbiased=*/false); });
  check(r, "var of dim", [](const T& x) { return x.var(1, true, true); });
  check(r, "var corrected", [](const T& x) { return torch::var(x, {1}, /*correction=*/0, /*keepdim=*/true); });
  check(r, "std", [](const T& x) { return x.std(1, false); });
  check(r, "std corrected",
        [](const T& x) { return x.std(at::OptionalIntArrayRef({0}), c10::optional<std::int64_t>(2), false); });
  check(r, "norm", [](const T& x) { return x.norm(); });
  check(r, "norm 1", [](const T& x) { return x.norm(1, 1); });
  check(r, "norm of dims", [](const T& x) { return torch::norm(x, 3, {0}, true); });
  check(r, "logsumexp", [](const T& x) { return torch::logsumexp(x, 1); });
  check(r, "cumsum", [](const T& x) { return x.cumsum(0); });
  check(r, "cumprod", [](const T& x) { return torch::cumprod(x, 1); });
  check(r, "median", [](const T& x) { return std::get<0>(x.median(1)); });
  check(r, "sort", [](const T& x) { return std::get<0>(x.sort(1, true)); });
  check(r, "topk", [](const T& x) { return std::get<0>(torch::topk(x, 2)); });
  check(r, "softmax", [](const T& x) { return torch::softmax(x, 1); });
  check(r, "log_softmax", [](const T& x) { return x.log_softmax(-1); });
  r.put("argmax", matrix().argmax(1));
  r.put("argmin of all", matrix().argmin());
  r.put("any and all", (matrix() > 0).any().item<bool>() && !(matrix() > 0).all().item<bool>());
  const auto [values, places] = matrix().max(0);
  r.put("values", values);
  r.put("places", places);
}

void shapes(Report& r) {
  check(r, "reshape", [](const T& x) { return x.reshape({2, -1}); });
  check(r, "view_as", [](const T& x) { return x.view_as(torch::zeros({12})); });
  check(r, "transpose", [](const T& x) { return x.transpose(0, 1); });
  check(r, "permute", [](const T& x) { return x.view({3, 2, 2}).permute({2, 0, 1}); });
  check(r, "expand", [](const T& x) { return x.unsqueeze(0).expand({2, -1, -1}); });
  check(r, "repeat", [](const T& x) { return x.repeat({2, 1}); });
  check(r, "flatten", [](const T& x) { return torch::flatten(x); });
  check(r, "cat", [](const T& x) { return torch::cat({x, 2 * x}, 1); });
  check(r, "stack", [](const T& x) { return torch::stack({x, -x}, -1); });
  check(r, "split", [](const T& x) { return x.split(3, 1)[0] * 2; });
  check(r, "chunk", [](const T& x) { return torch::chunk(x, 2, 1)[1]; });
  check(r, "unbind", [](const T& x) { return x.unbind(1)[2]; });
  check(r, "flip", [](const T& x) { return x.flip({0}); });
  check(r, "roll", [](const T& x) { return torch::roll(x, 1, 1); });
  check(r, "diagonal", [](const T& x) { return x.diagonal(1); });
  check(r, "movedim", [](const T& x) { return x.view({3, 2, 2}).movedim(0, 2); });
  check(r, "as_strided", [](const T& x) { return x.as_strided({2, 2}, {1, 2}, 1); });
  check(r, "unfold", [](const T& x) { return x.unfold(1, 2, 1); });
  check(r, "repeat_interleave", [](const T& x) { return x.repeat_interleave(2, 0); });
  check(r, "pad", [](const T& x) { return torch::constant_pad_nd(x, {1, 0}, 0.5); });
}

void products(Report& r) {
  check(r, "mm", [](const T& x) { return torch::mm(x, x.t()); });
  check(r, "matmul", [](const T& x) { return torch::matmul(x, x.transpose(0, 1)).matmul(x); });
  check(r, "mv", [](const T& x) { return x.mv(x[0]); });
  check(r, "dot", [](const T& x) { return torch::dot(x[0], x[1]); });
  check(r, "outer", [](const T& x) { return torch::outer(x[0], x[1]); });
  check(r, "bmm", [](const T& x) { return torch::bmm(x.view({3, 2, 2}), x.view({3, 2, 2})); });
  check(r, "addmm", [](const T& x) { return torch::addmm(x.slice(1, 0, 3), x, x.t(), 0.5, 2); });
  check(r, "linear", [](const T& x) { return torch::linear(x, x, x.select(1, 0)); });
  check(r, "einsum", [](const T& x) { return torch::einsum("ij,kj->ik", {x, x}); });
  check(r, "inverse", [](const T& x) { return torch::inverse(x.slice(1, 0, 3) + 3 * torch::eye(3, torch::kDouble)); });
  check(r, "det", [](const T& x) { return torch::det(x.slice(1, 0, 3) + 3 * torch::eye(3, torch::kDouble)); });
  check(r, "conv1d", [](const T& x) { return torch::conv1d(x.unsqueeze(0), x.view({2, 3, 2})); });
  check(r, "conv2d", [](const T& x) {
    return torch::conv2d(x.view({1, 1, 3, 4}), x.slice(1, 0, 2).slice(0, 0, 2).reshape({1, 1, 2, 2}), {}, 1, 1);
  });
  check(r, "max_pool2d", [](const T& x) { return torch::max_pool2d(x.view({1, 1, 3, 4}), {2, 2}, {1, 1}); });
  check(r, "avg_pool2d", [](const T& x) { return torch::avg_pool2d(x.view({1, 1, 3, 4}), 2); });
  check(r, "batch_norm",
        [](const T& x) { return torch::batch_norm(x, {}, {}, {}, {}, /*training=*/true, 0.1, 1e-5, false); });
  check(r, "layer_norm", [](const T& x) { return torch::layer_norm(x, {4}); });
  check(r, "cosine_similarity", [](const T& x) { return torch::cosine_similarity(x, x * x, 1); });
}

void losses(Report& r) {
  const T target = torch::linspace(0, 1, 12, torch::kDouble).view({3, 4});
  const T classes = torch::tensor({0, 3, 1});
  check(r, "mse_loss", [&](const T& x) { return torch::mse_loss(x, target); });
  check(r, "mse_loss none", [&](const T& x) { return torch::mse_loss(x, target, torch::Reduction::None); });
  check(r, "l1_loss", [&](const T& x) { return torch::l1_loss(x, target, at::Reduction::Sum); });
  check(r, "smooth_l1_loss", [&](const T& x) { return torch::smooth_l1_loss(x, target); });
  check(r, "huber_loss", [&](const T& x) { return torch::huber_loss(x, target, torch::Reduction::Mean, 0.5); });
  check(r, "binary_cross_entropy", [&](const T& x) { return torch::binary_cross_entropy(x.sigmoid(), target); });
  check(r, "bce_with_logits", [&](const T& x) { return torch::binary_cross_entropy_with_logits(x, target); });
  check(r, "cross_entropy_loss", [&](const T& x) { return torch::cross_entropy_loss(x, classes); });
  check(r, "nll_loss", [&](const T& x) { return torch::nll_loss(x.log_softmax(1), classes); });
  check(r, "kl_div", [&](const T& x) { return torch::kl_div(x.log_softmax(1), target); });
  check(r, "hinge_embedding_loss", [&](const T& x) { return torch::hinge_embedding_loss(x, target.sign()); });
  check(r, "poisson_nll_loss",
        [&](const T& x) { return torch::poisson_nll_loss(x, target, true, false, 1e-8, torch::Reduction::Mean); });
}

}  // namespace

std::vector<Program> operator_programs() {
  return {{"elementwise", elementwise},
          {"reductions", reductions},
          {"shapes", shapes},
          {"products", products},
          {"losses", losses}};
}

}  // namespace compat
