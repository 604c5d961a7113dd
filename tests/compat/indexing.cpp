#include "compat/program.h"

namespace compat {
namespace {

using namespace torch::indexing;

void reading(Report& r) {
  const torch::Tensor x = torch::arange(24, torch::kDouble).view({2, 3, 4});
  r.put("int", x.index({1}));
  r.put("brackets", x[1][2]);
  r.put("negative", x[-1][-1][-1]);
  r.put("slice", x.index({Slice(), Slice(1, 3)}));
  r.put("slice step", x.index({0, Slice(None, None, 2), Slice(1, None, 2)}));
  r.put("slice end", x.index({0, 0, Slice(None, -1)}));
  r.put("none", x.index({None, 0, 0}).sizes());
  r.put("ellipsis", x.index({Ellipsis, 0}));
  r.put("dots", x.index({"...", Slice(0, 2)}));
  r.put("tensor", x.index({torch::tensor({1, 0, 1}), 0}));
  r.put("two tensors", x.index({0, torch::tensor({0, 2}), torch::tensor({1, 3})}));
  r.put("tensor and slice", x.index({Slice(), torch::tensor({2, 0}), Slice(0, 1)}));
  r.put("mask", x.index({x > 20}));
  r.put("mask of rows", x.index({torch::tensor({false, true})}));
  r.put("bool", x.index({true}).sizes());
  r.put("none and tensor", x.index({torch::tensor({0}), None, Ellipsis}).sizes());
  r.put("matrix of places", x[0].index({torch::tensor({{0, 1}, {2, 0}})}).sizes());
  r.throws("too many", [&] { x.index({0, 0, 0, 0}); });
  r.throws("out of range", [&] { x.index({2}); });
}

void writing(Report& r) {
  torch::Tensor x = torch::zeros({3, 4}, torch::kDouble);
  x.index_put_({0}, 1);
  x.index_put_({1, Slice(1, 3)}, torch::tensor({5., 6.}, torch::kDouble));
  x.index_put_({Slice(), 3}, -1.5);
  x.index_put_({torch::tensor({2, 2}), torch::tensor({0, 1})}, torch::tensor({8., 9.}, torch::kDouble));
  r.put("written", x);
  x.index_put_({x > 5}, 0.5);
  r.put("mask", x);
  x[0][0] = 42;
  r.put("brackets", x);
  x[1] = torch::ones({4}, torch::kDouble);
  r.put("row", x);
  x.index_put_({Ellipsis, 0}, torch::tensor({1., 2., 3.}, torch::kDouble));
  r.put("column", x);
  x.select(0, 2).fill_(7);
  x.narrow(1, 0, 1).zero_();
  r.put("views", x);
}

void gradients(Report& r) {
  const torch::Tensor x = torch::arange(6, torch::kDouble).view({2, 3}).requires_grad_();
  torch::Tensor y = x.index({Slice(), Slice(0, 2)}).sum() + 3 * x.index({torch::tensor({1, 1}), 2}).sum() +
                    x.index({Ellipsis, None, 1}).pow(2).sum() + x[0].dot(x[1]);
  y.backward();
  r.put("gradient", x.grad());
  const torch::Tensor value = torch::ones({2}, torch::TensorOptions(torch::kDouble).requires_grad(true));
  torch::Tensor base = torch::zeros({2, 2}, torch::kDouble);
  base.index_put_({0}, value * 2);
  base.index_put_({torch::tensor({1}), torch::tensor({0})}, value[1] * 5);
  base.sum().backward();
  r.put("gradient of what was written", value.grad());
}

void selections(Report& r) {
  const torch::Tensor x = torch::arange(12, torch::kDouble).view({3, 4});
  r.put("index_select", x.index_select(1, torch::tensor({3, 0})));
  r.put("gather", x.gather(1, torch::tensor({{0}, {1}, {2}})));
  r.put("take", torch::take(x, torch::tensor({0, 11})));
  r.put("masked_select", x.masked_select(x.remainder(2) == 1));
  r.put("nonzero", torch::nonzero(x > 9));
  r.put("where", torch::where(x > 5, x, torch::zeros_like(x)));
  r.put("scatter", torch::zeros({3, 4}, torch::kDouble).scatter(1, torch::tensor({{1}, {2}, {3}}), x));
  r.put("scatter_add", torch::zeros({4}, torch::kDouble).scatter_add(0, torch::tensor({1, 1, 3}), x[1]));
  r.put("index_add", torch::zeros({3}, torch::kDouble).index_add(0, torch::tensor({0, 2, 0}), x.select(1, 1)));
  r.put("index_fill", x.index_fill(0, torch::tensor({1}), -1));
  r.put("masked_fill", x.masked_fill(x < 6, 0));
  r.put("take_along_dim", torch::take_along_dim(x, torch::argsort(-x, 1, false), 1));
  r.put("tril", x.tril());
  r.put("triu", x.triu(1));
  r.put("diag", torch::diag(x.slice(1, 0, 3)));
}

}  // namespace

std::vector<Program> indexing_programs() {
  return {{"indexing_reading", reading},
          {"indexing_writing", writing},
          {"indexing_gradients", gradients},
          {"indexing_selections", selections}};
}

}  // namespace compat
