#include <string>
#include <vector>

#include "compat/program.h"

namespace compat {
namespace {

torch::Tensor leaf(std::initializer_list<double> values) {
  return torch::tensor(std::vector<double>(values), torch::TensorOptions(torch::kDouble).requires_grad(true));
}

void grad_modes(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  {
    torch::NoGradGuard no_grad;
    r.put("no_grad", (x * 2).requires_grad());
    {
      torch::AutoGradMode enable(true);
      r.put("enabled inside", (x * 2).requires_grad());
    }
    r.put("restored", (x * 2).requires_grad());
    r.put("factory", torch::ones({1}, torch::requires_grad()).requires_grad());
  }
  r.put("after", (x * 2).requires_grad());
  r.put("GradMode", torch::GradMode::is_enabled());
  torch::GradMode::set_enabled(false);
  r.put("switched off", (x * 2).requires_grad());
  torch::GradMode::set_enabled(true);
  {
    at::AutoGradMode guard(false);
    r.put("at::", (x * 2).requires_grad());
  }
  {
    c10::AutoGradMode guard(false);
    r.put("c10::", at::GradMode::is_enabled());
  }
}

void inference(Report& r) {
  const torch::Tensor x = leaf({1, 2});
  torch::Tensor made;
  torch::Tensor normal = torch::ones({2}, torch::kDouble);
  {
    torch::InferenceMode guard;
    r.put("on", torch::InferenceMode::is_enabled());
    made = x * 2;
    r.put("is_inference", made.is_inference());
    r.put("tracked", made.requires_grad());
    made.add_(1);
    normal.add_(1);
    r.put("written inside", made);
    {
      c10::InferenceMode off(false);
      r.put("off inside", (x * 2).requires_grad());
    }
  }
  r.put("off", torch::InferenceMode::is_enabled());
  r.put("normal version", static_cast<double>(normal._version()));
  r.throws("written outside", [&] { made.add_(1); });
  r.throws("saved", [&] { (x * made).sum(); });
  r.throws("version", [&] { made._version(); });
  r.put("added", (x + made).requires_grad());
  r.put("clone is normal", made.clone().is_inference());
}

void anomaly(Report& r) {
  r.put("off", torch::autograd::AnomalyMode::is_enabled());
  std::string name;
  {
    torch::autograd::DetectAnomalyGuard guard;
    r.put("on", torch::autograd::AnomalyMode::is_enabled());
    const torch::Tensor x = leaf({-1, 4});
    std::string text;
    try {
      torch::sqrt(x).sum().backward();
    } catch (const std::exception& error) {
      text = error.what();
    }
    r.put("nan", text);
    r.put("healthy", torch::autograd::grad({x.exp().sum()}, {x})[0]);
  }
  r.put("off again", torch::autograd::AnomalyMode::is_enabled());
  const torch::Tensor x = leaf({-1, 4});
  torch::sqrt(x).sum().backward();
  r.put("quietly", x.grad());
}

/// Collects what would have gone to standard error.
class Collect : public c10::WarningHandler {
 public:
  void process(const c10::SourceLocation&, const std::string& text, const bool) override { texts.push_back(text); }
  std::vector<std::string> texts;
};

void warnings(Report& r) {
  Collect collect;
  {
    c10::Warning::WarningHandlerGuard guard(&collect);
    TORCH_WARN("seven is ", 7);
    for (int i = 0; i < 3; ++i) TORCH_WARN_ONCE("told once");
  }
  r.put("number", static_cast<double>(collect.texts.size()));
  r.put("first", collect.texts.at(0));
  r.put("second", collect.texts.at(1));
  c10::WarningHandler* before = c10::Warning::get_warning_handler();
  c10::Warning::set_warning_handler(&collect);
  c10::Warning::set_warnAlways(true);
  const torch::Tensor x = leaf({1, 2});
  (x * x).sum().backward({}, true, /*create_graph=*/true);
  x.mutable_grad().reset();  // the cycle that the warning is about
  c10::Warning::set_warnAlways(false);
  c10::Warning::set_warning_handler(before);
  r.put("create_graph warns", static_cast<double>(collect.texts.size()));
}

void errors(Report& r) {
  auto text_of = [](auto&& action) -> std::string {
    try {
      action();
    } catch (const c10::Error& error) {
      return error.what_without_backtrace();
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  r.put("TORCH_CHECK", text_of([] { TORCH_CHECK(1 + 1 == 3, "one and one is ", 2); }));
  r.put("no graph", text_of([] { torch::ones({1}).sum().backward(); }));
  r.put("leaf", text_of([] { leaf({1}).add_(1); }));
  r.put("not scalar", text_of([] { (leaf({1, 2}) * 2).backward(); }));
  r.put("view", text_of([] { torch::ones({2, 3}).reshape({4}); }));
  r.put("shapes", text_of([] { torch::ones({2, 3}).mm(torch::ones({2, 3})); }));
  r.put("broadcast", text_of([] { torch::ones({2}) + torch::ones({3}); }));
  r.put("unused", text_of([] {
          const torch::Tensor x = leaf({1});
          torch::autograd::grad({x * 2}, {leaf({2})});
        }));
  bool is_std = false;
  try {
    torch::ones({1}).backward();
  } catch (const std::exception&) {
    is_std = true;
  }
  r.put("std::exception", is_std);
}

void random_numbers(Report& r) {
  torch::manual_seed(42);
  r.put("randn", torch::randn({3}));
  r.put("rand", torch::rand({3}, torch::kDouble));
  r.put("randint", torch::randint(10, {5}));
  r.put("randint low", torch::randint(5, 10, {5}));
  r.put("randperm", torch::randperm(6));
  torch::manual_seed(7);
  r.put("randn_like", torch::randn_like(torch::zeros({20}, torch::kDouble)));
  r.put("bernoulli", torch::bernoulli(torch::full({5}, 0.5)));
  r.put("normal_", torch::zeros({4}, torch::kDouble).normal_(1, 2));
  r.put("uniform_", torch::zeros({4}, torch::kDouble).uniform_(-1, 1));
}

}  // namespace

std::vector<Program> mode_programs() {
  return {{"grad_modes", grad_modes}, {"inference", inference}, {"anomaly", anomaly},
          {"warnings", warnings},     {"errors", errors},       {"random_numbers", random_numbers}};
}

}  // namespace compat
