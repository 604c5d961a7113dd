#include "lessons/linear_regression_text.h"

namespace gradbox::lessons {

namespace {

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers
%only const std::vector<double> x_train = {$[x]};
%only const std::vector<double> y_train = {$[y]};

int main() {
  torch::manual_seed($[seed]);
  double lr = $[lr];
  auto x = torch::tensor(x_train, torch::kFloat64).to(torch::$[kind]).reshape({-1, 1});
  auto y = torch::tensor(y_train, torch::kFloat64).to(torch::$[kind]).reshape({-1, 1});
  torch::Tensor b = torch::randn(1, torch::dtype(torch::$[kind]).requires_grad(true));
  torch::Tensor w = torch::randn(1, torch::dtype(torch::$[kind]).requires_grad(true));
  torch::Tensor loss;
  for (int epoch = 0; epoch < $[steps]; ++epoch) {
    %change lr = if (epoch == $[step]) lr = $[value];
    %loop
    auto yhat = b + w * x;
    auto error = y - yhat;
    loss = error.pow(2).mean();
    loss.backward();
    %if rebind
    %only if (!b.is_leaf()) return refused("b is no leaf any more, so b.grad is undefined", "b.grad is undefined");
    b = b - lr * b.grad();
    w = w - lr * w.grad();
    %else
    %if forget-no-grad
    %throws a leaf Variable that requires grad
    b -= lr * b.grad();
    w -= lr * w.grad();
    %endthrows
    %else
    torch::NoGradGuard no_grad;
    b -= lr * b.grad();
    w -= lr * w.grad();
    %endif
    %if !forget-zero
    b.mutable_grad().reset();
    w.mutable_grad().reset();
    %endif
    %endif
    %endloop
  }
  %result
  std::cout << loss.item<double>() << ": y = " << b.item<double>() << " + " << w.item<double>() << " x\n";
  %check loss = loss
  %check b = b
  %check w = w
}
)code";

constexpr const char* kPython = R"code(import torch
%helpers
%only x_train = [$[x]]
%only y_train = [$[y]]

torch.manual_seed($[seed])
lr = $[lr]
x = torch.tensor(x_train, dtype=torch.$[dtype]).reshape(-1, 1)
y = torch.tensor(y_train, dtype=torch.$[dtype]).reshape(-1, 1)
b = torch.randn(1, dtype=torch.$[dtype], requires_grad=True)
w = torch.randn(1, dtype=torch.$[dtype], requires_grad=True)
for epoch in range($[steps]):
    %change lr = if epoch == $[step]: lr = $[value]
    %loop
    yhat = b + w * x
    error = y - yhat
    loss = (error**2).mean()
    loss.backward()
    %if rebind
    %only if not b.is_leaf: refused("b is no leaf any more, so b.grad is undefined", "b.grad is undefined")
    b = b - lr * b.grad
    w = w - lr * w.grad
    %else
    %if forget-no-grad
    %throws a leaf Variable that requires grad
    b -= lr * b.grad
    w -= lr * w.grad
    %endthrows
    %else
    with torch.no_grad():
        b -= lr * b.grad
        w -= lr * w.grad
    %endif
    %if !forget-zero
    b.grad = None
    w.grad = None
    %endif
    %endif
    %endloop
%result
print(f"{loss.item()}: y = {b.item()} + {w.item()} x")
%check loss = loss
%check b = b
%check w = w
)code";

}  // namespace

std::vector<TextStep> linear_regression_text() {
  return {
      {"Two numbers and a hundred points",
       "The points were made by `y = 1 + 2 x` plus noise. Pretend not to know that: the program starts from "
       "two random numbers, `b` for the height of the line and `w` for its slope, and looks for better ones. 80 points "
       "train, 20 are kept aside to check.\n\n"
       "`b` and `w` were made with `requires_grad`. That is all it takes: from now on everything computed from them is "
       "noted down, `yhat = b + w * x`, the error, the loss. `x` and `y` do not ask for gradients, so nothing is noted "
       "for them alone.",
       {{"Take one step", {Action::step(1)}}},
       {{"At the start the line lies far below the points. Which sign will both gradients have?",
         "Negative: -3.11 for `b` and -1.82 for `w`. Raising either number lifts the line and lowers the loss, and a "
         "gradient is negative when more of the number means less loss."},
        {"Which of `x`, `y`, `b`, `w`, `yhat`, `error` and `loss` require a gradient? And what is `yhat.grad` "
         "afterwards?",
         "All but `x` and `y`. `yhat.grad` is undefined, and asking for it warns: only leaves, here `b` and `w`, keep "
         "theirs."}},
       "Mark what you want to learn with `requires_grad`; the rest of the bookkeeping is done for you."},
      {"The loop, one line at a time",
       "`loss.backward()` computes the gradients. `b -= lr * b.grad` uses them. Then they are cleared, and the next "
       "round begins. Step through a few rounds and compare: the column \u2018update\u2019 is always the gradient "
       "times "
       "-0.1, the learning rate.",
       {{"Start again", {Action::defaults()}},
        {"Take one step", {Action::step(1)}},
        {"Take ten", {Action::step(10)}},
        {"Take one step apart", {Action::select("training-step")}}},
       {{"The first loss is 2.747. The loss after one step?",
         "1.610. The first steps are the big ones, since the slope of the bowl is steepest far from its bottom."}},
       "Forward, backward, update, clear: every training loop is these four lines."},
      {"See the bowl",
       "With only two numbers, the loss over all of their values can be drawn: open the view of the loss surface. Each "
       "point of it is one line through the data; the path is what training did. Far away it runs straight down, then "
       "it turns and creeps along the valley.",
       {{"Run 200 steps", {Action::defaults(), Action::play()}}, {"Go on for 800 more", {Action::seek(1000)}}},
       {{"Will training find exactly `b = 1` and `w = 2`?",
         "No. The bottom of the bowl is at 1.0235 and 1.9690, because these 80 noisy points suggest that line. After "
         "200 steps we are at 1.0523 and 1.9127, after 1,000 practically there."},
        {"Why does the path bend instead of heading straight for the bottom?",
         "The bowl is long and narrow: 16 times steeper across than along. The gradient points down the steepest "
         "slope, which is across, until that is used up."}},
       "The loss is a landscape over the parameters, and the gradient only knows the slope underfoot."},
      {"Trap: forget to clear",
       "`backward` adds to `.grad`, it does not replace it. If nobody clears it, each step moves by the sum of all "
       "gradients so far. Switch the trap on and watch the loss.",
       {{"Break it: never clear", {Action::defaults(), Action::set("forget-zero", 1.0), Action::play()}},
        {"Repair it", {Action::defaults(), Action::play()}}},
       {{"At the start, `b.grad` is -3.1125. Run backward a second time before anything moves, without clearing. What "
         "is "
         "it then?",
         "-6.2250, twice as much: two equal contributions, added up."},
        {"And how will training look with gradients that pile up?",
         "Like a pendulum. The pile keeps pushing after the bottom has been reached, so the line swings through and up "
         "the other side, again and again, and never settles."}},
       "Gradients pile up, and clearing them is your job."},
      {"Trap: update in the open",
       "The update is arithmetic on `b`, and `b` requires a gradient, so the update would be recorded, too. For a leaf "
       "changed in place this would overwrite the very number that the record is about, and it is refused.",
       {{"Break it: without no_grad", {Action::defaults(), Action::set("forget-no-grad", 1.0), Action::step(1)}},
        {"Repair it", {Action::defaults(), Action::step(1)}}},
       {{"Why does the same line work under `no_grad`?",
         "There nothing is recorded. `b` simply gets a new value and remains what it was: a leaf without a history."}},
       "Updates belong under `no_grad`: they use gradients, but they are not part of the model."},
      {"Trap: a new name for a new thing",
       "`b = b - lr * b.grad` looks like the same update, and it raises no error at first. But it makes a new tensor "
       "and calls that `b`. The new one is the result of an operation, not a leaf.",
       {{"Break it: rebind", {Action::defaults(), Action::set("rebind", 1.0), Action::step(2)}},
        {"Repair it", {Action::defaults(), Action::step(2)}}},
       {{"The first step works. What goes wrong in the second?",
         "`backward` runs through the new `b` down to the old one and leaves the gradient there. `b.grad` of the new "
         "tensor stays undefined, and there is nothing to update with."}},
       "Only leaves collect gradients; a result is not a leaf, whatever name it has."},
      {"Too fast, once more",
       "The bowl's largest curvature is 2.483, so the limit for the learning rate is 2 / 2.483 = 0.8055. Try both "
       "sides.",
       {{"lr = 0.5", {Action::defaults(), Action::set("lr", 0.5), Action::play()}},
        {"lr = 0.8", {Action::defaults(), Action::set("lr", 0.8), Action::play()}},
        {"lr = 1", {Action::defaults(), Action::set("lr", 1.0), Action::play()}}},
       {{"At 0.8, just below the limit, what will the path over the surface look like?",
         "A zigzag across the valley that shrinks slowly. At 1 it grows instead, and in the end the numbers leave what "
         "32 bits can hold."}},
       "In a narrow valley the steep walls set the speed limit, and the flat floor pays for it."},
  };
}

std::vector<ProgramSource> linear_regression_programs() { return {{"C++", kCpp}, {"Python", kPython}}; }

}  // namespace gradbox::lessons
