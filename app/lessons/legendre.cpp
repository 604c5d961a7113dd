#include <cmath>
#include <functional>
#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/legendre_functions.h"
#include "lessons/lesson_entry.h"
#include "lessons/number_text.h"
#include "lessons/parameter_trace.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int64_t kPointCount = 2000;

Tensor fitted(const HandWritten& function, const std::vector<Tensor>& p, const Tensor& x) {
  return p[0] + p[1] * function.apply(p[2] + p[3] * x);
}

HandWritten chosen(const std::vector<Setting>& settings) {
  if (find_setting(settings, "wrong-derivative").value != 0) return legendre_variant(true);
  return find_setting(settings, "function").value == 0 ? legendre_polynomial() : legendre_variant(false);
}

class LegendreFit final : public Lesson {
 public:
  explicit LegendreFit(const LessonInfo& info) : info_(info) {}

  const LessonInfo& info() const override { return info_; }

  void reset(const std::vector<Setting>& settings, int64_t) override {
    change(settings);
    wrong_ = find_setting(settings, "wrong-derivative").value != 0;
    checks_ = find_setting(settings, "gradcheck").value != 0;
    function_ = chosen(settings);
    x_ = linspace(-kPi, kPi, kPointCount);
    target_ = x_.sin();
    checked_ = false;
    trace_.clear();
    const std::pair<const char*, double> starts[] = {{"a", 0}, {"b", -1}, {"c", 0}, {"d", 0.3}};
    for (const auto& [name, start] : starts) trace_.add(name, full({}, start).requires_grad_());
    parameters_ = trace_.tensors();
    pair_ = autograd::jacobian_pair(one_in(), {probe()}, 0, 0);
  }

  void change(const std::vector<Setting>& settings) override { lr_ = find_setting(settings, "lr").value; }

  void step(std::vector<double>& series_values) override {
    if (checks_ && !checked_) autograd::gradcheck(one_in(), {probe()});
    checked_ = true;
    trace_.clear_gradients();
    const Tensor loss = (fitted(function_, parameters_, x_) - target_).pow(2).sum();
    loss.backward();
    trace_.note_backward();
    trace_.descend(lr_);
    series_values[0] = number(loss);
  }

  bool find_non_finite(std::string& quantity, double& value) const override {
    return trace_.find_non_finite(quantity, value);
  }

  void diagnose(Diagnosis& diagnosis) const override {
    if (diagnosis.quantity == "loss") diagnosis.born_in = "the sum of the squared errors";
    if (wrong_) {
      diagnosis.explanation =
          "The derivative in backward is wrong, so the steps did not lead downhill. A smaller "
          "learning rate only delays it.";
      diagnosis.setting = "wrong-derivative";
      diagnosis.suggestion = 0;
      diagnosis.advice = "restart with the right derivative";
      return;
    }
    diagnosis.explanation = "The steps were too long: each landed higher up than the one before.";
    diagnosis.setting = "lr";
    diagnosis.suggestion = find_setting(info_.settings, "lr").default_value;
    diagnosis.advice = "restart with lr = " + shortest(diagnosis.suggestion, false);
  }

  void read_parameters(std::vector<ParameterSnapshot>& parameters) const override { trace_.read(parameters); }

  void read_stage(const StageRequest&, Stage& stage) const override {
    const NoGradGuard no_grad;
    stage = Stage();
    stage.x_label = "x";
    stage.y_label = "y";
    stage.extent = {-kPi, kPi, -2, 2};
    stage.points.x = inspect::values_of(x_);
    stage.points.y = inspect::values_of(target_);
    stage.points.prediction = inspect::values_of(fitted(function_, parameters_, x_));
    stage.curves = {{"a + b P(c + d x)", stage.points.x, stage.points.prediction},
                    {"sin(x)", stage.points.x, stage.points.y}};
    Matrix numerical = matrix_of("numerical",
                                 "How much each output moves when x[i] is moved a little: by finite "
                                 "differences, at x = [1, 2], in float64.",
                                 pair_.numerical);
    Matrix analytical = matrix_of("analytical", "The same from backward.", pair_.analytical);
    for (Matrix* matrix : {&numerical, &analytical}) {
      matrix->row_label = "element of x";
      matrix->column_label = "element of the output";
    }
    for (std::size_t i = 0; i < numerical.values.size(); ++i) {
      const double right = numerical.values[i];
      analytical.wrong.push_back(std::fabs(analytical.values[i] - right) > 1e-5 + 1e-3 * std::fabs(right) ? 1 : 0);
    }
    stage.matrices = {numerical, analytical};
  }

  void read_figures(std::vector<Figure>& figures) const override {
    const double furthest = (pair_.numerical - pair_.analytical).abs().max().item<double>();
    const Tensor value = function_.apply(probe()).detach();
    const double first = value[0].item<double>(), second = value[1].item<double>();
    figures = {{"P(1)", rounded(first, 6), "The function at the first place that the check looks at.", first},
               {"P(2)", rounded(second, 6), "The function at the second one.", second},
               {"gradcheck", furthest < 1e-3 ? "passes" : "fails",
                "Whether backward agrees with finite differences at x = [1, 2].", furthest < 1e-3 ? 1.0 : 0.0},
               {"largest difference", furthest < 1e-3 ? "below 0.001" : rounded(furthest, 4),
                "Between an element of the numerical Jacobian and of the one from backward.", furthest}};
  }

  Tape tape() const override {
    Tape tape;
    const std::vector<Tensor> p = trace_.add_leaves(tape);
    tape.name("x", x_);
    tape.name("target", target_);
    const Tensor prediction = tape.name("pred", fitted(function_, p, x_));
    tape.root = {"loss", (prediction - target_).pow(2).sum()};
    tape.program = [x = x_, target = target_, function = function_](const std::vector<Tensor>& leaves) {
      const DType dtype = leaves[0].dtype();
      return (fitted(function, leaves, x.to(dtype)) - target.to(dtype)).pow(2).sum();
    };
    return tape;
  }

  std::string result() const override {
    std::vector<std::string> p;
    for (const double value : trace_.numbers()) p.push_back(shortest(value, true));
    return "Result: y = " + p[0] + " + " + p[1] + " P(" + p[2] + " + " + p[3] + " x)";
  }

 private:
  /// The function as the checks of gradients call it.
  std::function<Tensor(const autograd::variable_list&)> one_in() const {
    return [apply = function_.apply](const autograd::variable_list& in) { return apply(in[0]); };
  }

  const LessonInfo& info_;
  double lr_ = 0;
  bool wrong_ = false, checks_ = true, checked_ = false;
  HandWritten function_;
  Tensor x_, target_;
  std::vector<Tensor> parameters_;  // a, b, c, d
  ParameterTrace trace_;
  autograd::JacobianPair pair_;
};

std::vector<Setting> settings() {
  const Setting lr = learning_rate(5e-6, 1e-9, 1e-3, "How far each parameter moves against its gradient in one step.");
  Setting function = choice_setting("function", "function", {"legendre", "variant"}, 0);
  function.help = "P3(x) = (5 x\u00b3 - 3 x) / 2, or the variant 0.7 (7 x\u00b3 - 3 x), each with its own backward.";
  Setting check = bool_setting("gradcheck", "check before training", true);
  check.help = "Compare backward with finite differences before the first step, and stop if they disagree.";
  return {lr, function, check,
          trap_setting("wrong-derivative", "a wrong derivative",
                       "The variant with 1.7 (7 x\u00b3 - 1) for its derivative, which is not its derivative.",
                       SettingEffect::Restart)};
}

std::vector<TextStep> text() {
  return {
      {"An operator of your own",
       "The curve here is `a + b P3(c + d x)`, where `P3(x) = (5 x\u00b3 - 3 x) / 2` is a Legendre polynomial. It "
       "could be built from powers and sums. Instead it is written as one `Function` with two halves: `forward` "
       "computes the value and saves `x`, `backward` is handed the gradient of the result and returns the gradient of "
       "`x`: the incoming one times 1.5 (5 x\u00b2 - 1).",
       {{"Take one step", {Action::step(1)}}, {"Run 2,000 steps", {Action::defaults(), Action::play()}}},
       {{"Why does `backward` multiply by the incoming gradient?",
         "It is the chain rule: the function sits in the middle of a longer computation, and what arrives says how "
         "much the loss cares about its result."}},
       "A custom Function is a forward, a backward, and whatever the one saves for the other."},
      {"Two of four stay at home",
       "Training starts from a = 0, b = -1, c = 0, d = 0.3. Run it and watch the table: two parameters hardly move.",
       {{"Run 2,000 steps", {Action::defaults(), Action::play()}}, {"As fast as possible", {Action::speed(0)}}},
       {{"Which two, and why?",
         "`a` and `c`. A sine is odd and P3 is odd, so lifting or shifting the curve only hurts. Both end below a "
         "millionth, while `b` reaches -2.2085 and `d` 0.2555."},
        {"The loss falls from 461.9 to 8.94. Could it reach 0?",
         "No. P3 of c + d x is a cubic, and the best cubic through these points leaves an error, too."}},
       "Symmetry decides which parameters a fit can use."},
      {"Trap: a derivative that is none",
       "Here is a mistake that was once published: forward 0.7 (7 x\u00b3 - 3 x), backward 1.7 (7 x\u00b3 - 1). It "
       "looks plausible, and nothing complains about the shapes. Switch it on and let `gradcheck` have a look: it "
       "moves each input by a millionth and compares what happens with what `backward` claims.",
       {{"Break it: the wrong derivative", {Action::defaults(), Action::set("wrong-derivative", 1.0), Action::step(1)}},
        {"Repair it: same function, right derivative",
         {Action::defaults(), Action::set("function", "variant"), Action::step(1)}}},
       {{"At x = [1, 2], backward says 10.2 and 93.5. What is true?",
         "12.6 and 56.7, from 0.7 (21 x\u00b2 - 3). The view of the Jacobians shows both, element by element."},
        {"Why are there zeros off the diagonal?",
         "Each output depends on the input at the same place alone; that much the wrong derivative gets right."}},
       "Every backward you write yourself deserves a gradcheck, in float64."},
      {"What if nobody checks?",
       "Switch the check off and train with the wrong derivative. Then try whether a smaller learning rate helps.",
       {{"Train unchecked",
         {Action::defaults(), Action::set("wrong-derivative", 1.0), Action::set("gradcheck", 0.0), Action::step(6)}},
        {"25 times slower",
         {Action::defaults(), Action::set("wrong-derivative", 1.0), Action::set("gradcheck", 0.0),
          Action::set("lr", 2e-7), Action::seek(10)}},
        {"The right derivative, full speed", {Action::defaults(), Action::set("function", "variant"), Action::play()}}},
       {{"At 2e-7, does the loss at least fall slowly?",
         "No, it climbs: 1456, 1538, 1635 and on. The sign is wrong in places, so the steps lead uphill, however "
         "small they are. With the right derivative the same function reaches 8.82."}},
       "A wrong gradient is not a slow one: no learning rate repairs it."},
  };
}

constexpr const char* kCpp = R"(#include <torch/torch.h>
#include <cmath>
#include <iostream>
%helpers

%if curve=P3
struct P3 : torch::autograd::Function<P3> {
%else
struct Variant : torch::autograd::Function<Variant> {
%endif
  static torch::Tensor forward(torch::autograd::AutogradContext* ctx, torch::Tensor x) {
    ctx->save_for_backward({x});
    return $[forward];
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx,
                                                 torch::autograd::variable_list grads) {
    auto x = ctx->get_saved_variables()[0];
    return {grads[0] * $[backward]};
  }
};

int main() {
%if checks
  // Finite differences beside backward, at two places, in float64.
  auto at = torch::tensor({1.0, 2.0}, torch::dtype(torch::kFloat64).requires_grad(true));
  $[curve]::apply(at).sum().backward();
  auto numerical = ($[curve]::apply(at + 1e-6) - $[curve]::apply(at - 1e-6)).detach() / 2e-6;
  std::cout << "numerical\n" << numerical << "\nanalytical\n" << at.grad() << "\n";
%only   expect($[curve]::apply(at), {$[value]});
%only   expect(numerical, {$[derivative]});
%only   expect(at.grad(), {$[claimed]});
  if (!torch::allclose(numerical, at.grad(), 1e-3, 1e-5)) {
    std::cout << "The derivative is wrong.\n";
    return 0;
  }
%endif
  double lr = $[lr];
  auto x = torch::linspace(-M_PI, M_PI, 2000);
  auto target = x.sin();
  auto a = torch::full({}, 0.0, torch::requires_grad());
  auto b = torch::full({}, -1.0, torch::requires_grad());
  auto c = torch::full({}, 0.0, torch::requires_grad());
  auto d = torch::full({}, 0.3, torch::requires_grad());
  torch::Tensor loss;
  for (int step = 0; step < $[steps]; ++step) {
    %change lr = if (step == $[step]) lr = $[value];
    %loop
    auto prediction = a + b * $[curve]::apply(c + d * x);
    loss = (prediction - target).pow(2).sum();
    loss.backward();
    torch::NoGradGuard no_grad;
    for (auto& parameter : {a, b, c, d}) {
      parameter.sub_(lr * parameter.grad());
      parameter.mutable_grad().reset();
    }
    %endloop
  }
  %result
  std::cout << loss.item<float>() << ": " << a.item<float>() << " + " << b.item<float>() << " P("
            << c.item<float>() << " + " << d.item<float>() << " x)\n";
  %check loss = loss
  %check a = a
  %check b = b
  %check c = c
  %check d = d
}
)";

constexpr const char* kPython = R"code(import math
import torch
%helpers

class $[curve](torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return $[forward]

    @staticmethod
    def backward(ctx, grad):
        x, = ctx.saved_tensors
        return grad * $[backward]

%if checks
at = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
%only expect($[curve].apply(at), [$[value]])
%throws Jacobian mismatch for output 0 with respect to input 0
torch.autograd.gradcheck($[curve].apply, (at,))
%endthrows
%endif
lr = $[lr]
x = torch.linspace(-math.pi, math.pi, 2000)
target = x.sin()
a, b, c, d = (torch.tensor(v, requires_grad=True) for v in (0.0, -1.0, 0.0, 0.3))
for step in range($[steps]):
    %change lr = if step == $[step]: lr = $[value]
    %loop
    prediction = a + b * $[curve].apply(c + d * x)
    loss = (prediction - target).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        for parameter in (a, b, c, d):
            parameter -= lr * parameter.grad
            parameter.grad = None
    %endloop
%result
print(f"{loss.item()}: {a.item()} + {b.item()} P({c.item()} + {d.item()} x)")
%check loss = loss
%check a = a
%check b = b
%check c = c
%check d = d
)code";

void fill_program(const Snapshot& run, const std::string& language, ProgramValues& values) {
  describe(chosen(run.settings), language, values);
  values["checks"] = values["gradcheck"];
}

}  // namespace

LessonEntry legendre() {
  LessonInfo info;
  info.id = "legendre";
  info.title = "Your own Function";
  info.summary = "A Legendre polynomial with a backward written by hand, and what becomes of a wrong one.";
  info.default_steps = 2000;
  info.default_speed = 150;
  info.settings = settings();
  info.series = {"loss"};
  info.views = {View::Fit, View::Residuals, View::Matrices};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  info.program_values = fill_program;
  return entry_of<LegendreFit>(std::move(info));
}

}  // namespace gradbox::lessons
