#include <memory>
#include <vector>

#include "compat/program.h"

namespace compat {
namespace {

torch::Tensor leaf(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::TensorOptions(torch::kDouble).requires_grad(true));
}

/// Four steps towards a target, written as training loops are.
void descend(Report& r, const std::string& label, torch::optim::Optimizer& optimizer, const torch::Tensor& p) {
  const torch::Tensor target = torch::tensor({0.5, 0., -1.}, torch::kDouble);
  for (int step = 0; step < 4; ++step) {
    optimizer.zero_grad();
    const torch::Tensor loss = torch::mse_loss(p, target, torch::Reduction::Sum) + 0.1 * p.pow(4).sum();
    loss.backward();
    optimizer.step();
  }
  r.put(label, p);
}

void sgd(Report& r) {
  const std::vector<torch::optim::SGDOptions> all = {
      torch::optim::SGDOptions(0.01), torch::optim::SGDOptions(0.01).momentum(0.9),
      torch::optim::SGDOptions(0.01).momentum(0.5).dampening(0.1),
      torch::optim::SGDOptions(0.01).momentum(0.9).nesterov(true), torch::optim::SGDOptions(0.01).weight_decay(0.1)};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const torch::Tensor p = leaf({1, -2, 3});
    torch::optim::SGD optimizer({p}, all[i]);
    descend(r, "options " + std::to_string(i), optimizer, p);
  }
  const torch::Tensor p = leaf({1, -2, 3});
  torch::optim::SGD optimizer({p}, /*lr=*/0.02);
  descend(r, "learning rate alone", optimizer, p);
}

void adam(Report& r) {
  const torch::Tensor p = leaf({1, -2, 3});
  torch::optim::Adam plain({p}, torch::optim::AdamOptions(0.1));
  descend(r, "adam", plain, p);
  const torch::Tensor q = leaf({1, -2, 3});
  torch::optim::Adam more(
      {q}, torch::optim::AdamOptions(0.1).betas(std::make_tuple(0.8, 0.9)).eps(1e-6).weight_decay(0.1).amsgrad(true));
  descend(r, "adam with options", more, q);
  const torch::Tensor s = leaf({1, -2, 3});
  torch::optim::AdamW decoupled({s}, torch::optim::AdamWOptions(0.1).weight_decay(0.2));
  descend(r, "adamw", decoupled, s);
  const torch::Tensor u = leaf({1, -2, 3});
  torch::optim::Adam rate({u}, 0.05);
  descend(r, "learning rate alone", rate, u);
}

void groups(Report& r) {
  const torch::Tensor a = leaf({1, -2, 3}), b = leaf({1, -2, 3});
  std::vector<torch::optim::OptimizerParamGroup> list;
  list.emplace_back(std::vector<torch::Tensor>{a});
  list.emplace_back(std::vector<torch::Tensor>{b}, std::make_unique<torch::optim::SGDOptions>(0.5));
  torch::optim::SGD optimizer(list, torch::optim::SGDOptions(0.1));
  r.put("groups", static_cast<double>(optimizer.param_groups().size()));
  r.put("first rate", optimizer.param_groups()[0].options().get_lr());
  r.put("second rate", static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[1].options()).lr());
  (a.sum() + b.sum()).backward();
  optimizer.step();
  r.put("a", a);
  r.put("b", b);
  for (auto& group : optimizer.param_groups()) group.options().set_lr(1);
  optimizer.step();
  r.put("a at rate 1", a);
  r.put("b at rate 1", b);
  const torch::Tensor late = leaf({4});
  optimizer.add_param_group(torch::optim::OptimizerParamGroup({late}));
  late.sum().backward();
  optimizer.step();
  r.put("late", late);
  optimizer.zero_grad();
  r.put("zeroed", a.grad());
}

void closures(Report& r) {
  const torch::Tensor p = leaf({2});
  torch::optim::SGD optimizer({p}, torch::optim::SGDOptions(0.1));
  int calls = 0;
  const torch::Tensor loss = optimizer.step([&]() {
    ++calls;
    optimizer.zero_grad();
    torch::Tensor value = (p * p).sum();
    value.backward();
    return value;
  });
  r.put("loss", loss);
  r.put("calls", calls);
  r.put("p", p);
  r.throws("negative", [&] { torch::optim::SGD({p}, torch::optim::SGDOptions(-0.1)); });
}

}  // namespace

std::vector<Program> optim_programs() {
  return {{"sgd", sgd}, {"adam", adam}, {"param_groups", groups}, {"closures", closures}};
}

}  // namespace compat
