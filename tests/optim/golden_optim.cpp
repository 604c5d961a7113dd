#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>

#include "gradbox/gradbox.h"
#include "support/golden_tensor.h"

namespace gradbox::testing {
namespace {

std::unique_ptr<optim::Optimizer> make_sgd(const Tensor& p, const Value& args) {
  return std::make_unique<optim::SGD>(std::vector<Tensor>{p}, optim::SGDOptions(args.at("lr").as_double())
                                                                  .momentum(args.double_or("momentum", 0))
                                                                  .dampening(args.double_or("dampening", 0))
                                                                  .weight_decay(args.double_or("weight_decay", 0))
                                                                  .nesterov(args.bool_or("nesterov", false)));
}

template <class Adam, class Options>
std::unique_ptr<optim::Optimizer> make_adam(const Tensor& p, const Value& args) {
  Options options(args.at("lr").as_double());
  if (const Value* betas = args.find("betas"); betas != nullptr) {
    options.betas({(*betas)[0].as_double(), (*betas)[1].as_double()});
  }
  options.eps(args.double_or("eps", options.eps()));
  options.weight_decay(args.double_or("weight_decay", options.weight_decay()));
  options.amsgrad(args.bool_or("amsgrad", false));
  return std::make_unique<Adam>(std::vector<Tensor>{p}, options);
}

/// Null for an optimizer, or a setting, that there is not.
std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, const Tensor& p, const Value& args) {
  if (args.has("maximize")) return nullptr;
  if (name == "SGD") return make_sgd(p, args);
  if (name == "Adam") return make_adam<optim::Adam, optim::AdamOptions>(p, args);
  if (name == "AdamW") return make_adam<optim::AdamW, optim::AdamWOptions>(p, args);
  return nullptr;
}

}  // namespace

TEST_CASE("optimizers step as recorded") {
  const Value file = load_json("golden_optim.json");
  int runs = 0;
  for (const Value& run : file.at("runs").items()) {
    const DType dtype = dtype_of(run.at("dtype").as_text());
    const Tensor p = tensor({1., -2., 3.}, dtype).requires_grad_();
    const Tensor c = tensor({1., 0.5, 2.}, dtype), target = tensor({0.5, 0., -1.}, dtype);
    const std::string name = run.at("optimizer").as_text();
    const auto optimizer = make_optimizer(name, p, run.at("args"));
    if (optimizer == nullptr) continue;
    ++runs;
    const double tolerance = dtype == kFloat64 ? 1e-11 : 4e-6;
    std::size_t step = 0;
    for (const Value& expected : run.at("params").items()) {
      optimizer->zero_grad();
      ((c * (p - target).pow(2)).sum() + 0.1 * p.pow(4).sum()).backward();
      optimizer->step();
      const std::vector<double> wanted = expected.as_doubles(), found = values_of(p);
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        CHECK_MESSAGE(std::abs(found[i] - wanted[i]) <= tolerance * std::max(1., std::abs(wanted[i])), name, ", run ",
                      runs, ", step ", step, ", parameter ", i, ": ", found[i], ", recorded ", wanted[i]);
      }
      ++step;
    }
  }
  CHECK(runs == 26);
}

TEST_CASE("optimizers refuse settings outside their range") {
  const Tensor p = ones({1}).requires_grad_();
  const auto text_of = [](auto&& make) {
    try {
      make();
    } catch (const ValueError& error) {
      return error.msg();
    }
    return std::string("nothing was thrown");
  };
  using namespace optim;
  CHECK(text_of([] { SGD(std::vector<Tensor>(), 0.1); }) == "optimizer got an empty parameter list");
  CHECK(text_of([&] { SGD({p}, -1.0); }) == "Invalid learning rate: -1.0");
  CHECK(text_of([&] { SGD({p}, SGDOptions(0.1).nesterov(true)); }) ==
        "Nesterov momentum requires a momentum and zero dampening");
  CHECK(text_of([&] { SGD({p * 2}, 0.1); }) == "can't optimize a non-leaf Tensor");
  CHECK(text_of([&] { Adam({p}, AdamOptions(0.1).betas({1.0, 0.9})); }) == "Invalid beta parameter at index 0: 1.0");
  CHECK(text_of([&] { AdamW({p}, AdamWOptions(0.1).eps(-1)); }) == "Invalid epsilon value: -1.0");
}

}  // namespace gradbox::testing
