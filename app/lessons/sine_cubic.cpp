#include <limits>
#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/descent_trail.h"
#include "lessons/lesson_entry.h"
#include "lessons/loss_bowl.h"
#include "lessons/number_text.h"
#include "lessons/parameter_trace.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int64_t kPointCount = 1500;

Tensor cubic(const std::vector<Tensor>& c, const Tensor& a) {
  return c[0] + c[1] * a + c[2] * a.pow(2) + c[3] * a.pow(3);
}

class SineCubic final : public Lesson {
 public:
  explicit SineCubic(const LessonInfo& info) : info_(info) {}

  const LessonInfo& info() const override { return info_; }

  void reset(const std::vector<Setting>& settings, int64_t seed) override {
    change(settings);
    a_ = linspace(-kPi, kPi, kPointCount);
    target_ = a_.sin();
    Generator generator(static_cast<uint64_t>(seed));
    trace_.clear();
    for (const char* name : {"m", "n", "o", "p"}) trace_.add(name, randn({}, generator).requires_grad_());
    parameters_ = trace_.tensors();
    bowl_ = LossBowl(
        [this](const std::vector<Tensor>& c) {
          return (cubic(c, a_.to(kFloat64)) - target_.to(kFloat64)).pow(2).sum();
        },
        parameters_.size());
    trail_.begin(bowl_, 1, 3, trace_.numbers());
  }

  void change(const std::vector<Setting>& settings) override { lr_ = find_setting(settings, "lr").value; }

  void step(std::vector<double>& series_values) override {
    trail_.record(trace_.numbers());
    trace_.clear_gradients();
    const Tensor loss = (cubic(parameters_, a_) - target_).pow(2).sum();
    loss.backward();
    trace_.note_backward();
    trace_.descend(lr_);
    series_values[0] = number(loss);
  }

  bool find_non_finite(std::string& quantity, double& value) const override {
    return trace_.find_non_finite(quantity, value);
  }

  void diagnose(Diagnosis& diagnosis) const override {
    diagnose_descent(bowl_, lr_, std::numeric_limits<float>::max(), diagnosis);
    if (diagnosis.quantity == "loss") diagnosis.born_in = "the sum of the 1,500 squared errors";
  }

  void read_parameters(std::vector<ParameterSnapshot>& parameters) const override { trace_.read(parameters); }

  void read_stage(const StageRequest& request, Stage& stage) const override {
    const NoGradGuard no_grad;
    stage.x_label = "a";
    stage.y_label = "b";
    stage.extent = {-kPi, kPi, -2, 2};
    stage.points.x = inspect::values_of(a_);
    stage.points.y = inspect::values_of(target_);
    stage.points.prediction = inspect::values_of(cubic(parameters_, a_));
    stage.curves = {{"cubic", stage.points.x, stage.points.prediction}, {"sin(a)", stage.points.x, stage.points.y}};
    stage.surface = Surface();
    stage.surface.x_name = "n";
    stage.surface.y_name = "p";
    if (request.surface) trail_.read(bowl_, trace_.numbers(), lr_, request, stage.surface);
  }

  void read_figures(std::vector<Figure>& figures) const override {
    const double best = bowl_.loss_at(bowl_.minimum());
    figures = {stability_figure(bowl_),
               {"best possible loss", rounded(best, 4),
                "What remains when the cubic is the best one there is: a sine is no cubic.", best}};
  }

  Tape tape() const override {
    Tape tape;
    const std::vector<Tensor> c = trace_.add_leaves(tape);
    tape.name("a", a_);
    tape.name("target", target_);
    const Tensor prediction = tape.name("pred", cubic(c, a_));
    tape.root = {"loss", (prediction - target_).pow(2).sum()};
    tape.program = [a = a_, target = target_](const std::vector<Tensor>& leaves) {
      const DType dtype = leaves[0].dtype();
      return (cubic(leaves, a.to(dtype)) - target.to(dtype)).pow(2).sum();
    };
    return tape;
  }

  std::string result() const override {
    std::vector<std::string> c;
    for (double value : trace_.numbers()) c.push_back(shortest(value, true));
    return "Result: b = " + c[0] + " + " + c[1] + " a + " + c[2] + " a^2 + " + c[3] + " a^3";
  }

 private:
  const LessonInfo& info_;
  double lr_ = 0;
  Tensor a_, target_;
  std::vector<Tensor> parameters_;  // m, n, o, p
  ParameterTrace trace_;
  LossBowl bowl_;
  DescentTrail trail_;
};

std::vector<Setting> settings() {
  return {learning_rate(1e-6, 1e-9, 1e-2, "How far each parameter moves against its gradient in one step.")};
}

std::vector<TextStep> text() {
  return {
      {"A curve with four knobs",
       "The target is `sin(a)` at 1,500 places between -\u03c0 and \u03c0. The curve that is to imitate it is "
       "`m + n a + o a\u00b2 + p a\u00b3`. Its four numbers start at random, so at first it looks like anything but a "
       "sine.\n\n"
       "How wrong is it? At each place take the error, square it, and add up all 1,500 squares. This one number is the "
       "loss. Training means nothing more than turning four knobs until the loss is small.",
       {{"Take one step", {Action::step(1)}}},
       {{"The first loss is 13,046. One step moves each knob by only a millionth of its gradient. What will the second "
         "loss be: about 13,000, or less than half of it?",
         "6,077, less than half. The gradients are large (the one of `p` is 91,230), so a millionth of them is plenty "
         "for the first step. Look at the column of updates."}},
       "The loss says in one number how wrong the model is; training makes that number small."},
      {"Which way to turn?",
       "`loss.backward()` answers one question for every knob: if I turned you up a little, how fast would the loss "
       "grow? The answers are the gradients in the table. The loss has to shrink, so each knob turns the other way: "
       "`p -= lr * p.grad`.\n\n"
       "Nobody worked out a derivative by hand. While the loss was being computed, Gradbox noted every operation, and "
       "`backward` walks these notes from the last one to the first.",
       {{"Start again", {Action::reset()}}, {"Take one step", {Action::step(1)}}},
       {{"Before the first step, which of `m`, `n`, `o`, `p` has the largest gradient, and why?",
         "`p`. It is multiplied by a\u00b3, which reaches 31 at both ends; `m` is multiplied by 1. A small turn of `p` "
         "moves the curve most, so the loss is most sensitive to it."}},
       "A gradient is a price tag: what a little more of this number would cost in loss."},
      {"Let it run",
       "Now 1,500 of these steps. Watch where the curve gives in first, then switch the loss to a logarithmic scale: "
       "what looked flat turns out to be steady progress.",
       {{"Run 1,500 steps", {Action::reset(), Action::play()}}, {"As fast as possible", {Action::speed(0)}}},
       {{"Given endless time, will the cubic match the sine exactly, with a loss of 0?",
         "No. The best of all cubics still has a loss of 6.62, because a sine is not a cubic. After 1,500 steps the "
         "loss is 12.1, and `o` and `m` creep to 0: the sine is an odd function, even powers cannot help."},
        {"Why do the two ends of the curve come right long before its middle?",
         "The ends have the largest errors and the largest a\u00b3, so the first steps serve them. What remains is a "
         "long flat valley in which every gradient is small."}},
       "Fast at first, slow in the end: most of the training is spent in a nearly flat valley."},
      {"Break it: ten times faster",
       "Many learners first see this example with a learning rate of `1e-5`, ten times ours. Try it. The plot of the "
       "loss turns around and leaves through the roof, and in step 34 the loss is larger than any number that fits "
       "into "
       "32 bits: `inf`. Gradbox stops there, because nothing useful can follow.",
       {{"Break it: lr = 1e-5", {Action::set("lr", 1e-5), Action::reset(), Action::speed(6), Action::play()}},
        {"Repair it: lr = 2e-6", {Action::set("lr", 2e-6), Action::reset(), Action::speed(120), Action::play()}}},
       {{"Every step still goes downhill. How can the loss grow?",
         "The step is too long: it leaps across the valley and lands higher up on the other side, where the slope is "
         "steeper and the next leap longer still. The distance from the bottom grows 3.2-fold a step, the loss "
         "10.4-fold."}},
       "Downhill is only a direction; how far you may go is another question."},
      {"How fast is fast enough?",
       "The answer is in the loss itself. Its largest curvature is 422,007 (the largest eigenvalue of the Hessian, the "
       "matrix of second derivatives, which Gradbox finds by differentiating the gradients once more). Steps are "
       "stable "
       "as long as `lr` stays below 2 / 422,007 = 4.74e-06. See for yourself on both sides of the border.",
       {{"Just below: 4.7e-6", {Action::set("lr", 4.7e-6), Action::reset(), Action::play()}},
        {"Just above: 4.8e-6", {Action::set("lr", 4.8e-6), Action::reset(), Action::play()}},
        {"In good measure: 4e-6", {Action::set("lr", 4e-6), Action::reset(), Action::play()}}},
       {{"Which of 1e-6, 4e-6 and 4.7e-6 has the lowest loss after 100 steps?",
         "4e-6 with 159. At 4.7e-6 the curve still swings from side to side (497), at 1e-6 it has hardly entered the "
         "valley (384)."}},
       "The best rate lies close to the edge, but not on it: the limit is 2 divided by the largest curvature."},
  };
}

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <cmath>
#include <iostream>
%helpers

int main() {
  torch::manual_seed($[seed]);
  double lr = $[lr];
  auto a = torch::linspace(-M_PI, M_PI, 1500);
  auto target = a.sin();
  auto m = torch::randn({}, torch::requires_grad());
  auto n = torch::randn({}, torch::requires_grad());
  auto o = torch::randn({}, torch::requires_grad());
  auto p = torch::randn({}, torch::requires_grad());
  torch::Tensor loss;
  for (int step = 0; step < $[steps]; ++step) {
    %change lr = if (step == $[step]) lr = $[value];
    %loop
    auto prediction = m + n * a + o * a.pow(2) + p * a.pow(3);
    loss = (prediction - target).pow(2).sum();
    loss.backward();
    torch::NoGradGuard no_grad;
    for (auto& parameter : {m, n, o, p}) {
      parameter.sub_(lr * parameter.grad());
      parameter.mutable_grad().reset();
    }
    %endloop
    if (step % 100 == 99) std::cout << step << " " << loss.item<float>() << "\n";
  }
  %result
  std::cout << "Result: b = " << m.item<float>() << " + " << n.item<float>() << " a + "
            << o.item<float>() << " a^2 + " << p.item<float>() << " a^3\n";
  %check loss = loss
  %check m = m
  %check n = n
  %check o = o
  %check p = p
}
)code";

constexpr const char* kPython = R"code(import math
import torch
%helpers

torch.manual_seed($[seed])
lr = $[lr]
a = torch.linspace(-math.pi, math.pi, 1500)
target = a.sin()
m, n, o, p = (torch.randn((), requires_grad=True) for _ in range(4))
for step in range($[steps]):
    %change lr = if step == $[step]: lr = $[value]
    %loop
    prediction = m + n * a + o * a**2 + p * a**3
    loss = (prediction - target).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        for parameter in (m, n, o, p):
            parameter -= lr * parameter.grad
            parameter.grad = None
    %endloop
    if step % 100 == 99:
        print(step, loss.item())
%result
print(f"Result: b = {m.item()} + {n.item()} a + {o.item()} a^2 + {p.item()} a^3")
%check loss = loss
%check m = m
%check n = n
%check o = o
%check p = p
)code";

}  // namespace

LessonEntry sine_cubic() {
  LessonInfo info;
  info.id = "sine-cubic";
  info.title = "A cubic fitted to a sine";
  info.summary = "Four numbers learn to imitate a sine by following their gradients, or run away when they hurry.";
  info.default_steps = 1500;
  info.default_speed = 120;
  info.settings = settings();
  info.traps = {{"too-fast",
                 "ten times the learning rate",
                 "Each step then leaps across the valley and lands higher up on the other side.",
                 {{"lr", "1e-05"}}}};
  info.series = {"loss"};
  info.views = {View::Fit, View::Residuals, View::Surface};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  return entry_of<SineCubic>(std::move(info));
}

}  // namespace gradbox::lessons
