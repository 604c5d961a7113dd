#include "lessons/training_step_text.h"

#include "lessons/program_lesson.h"

namespace gradbox::lessons {

namespace {

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers
%only const std::vector<double> x_train = {$[x]};
%only const std::vector<double> y_train = {$[y]};

int main() {
  auto x = torch::tensor(x_train, torch::kFloat32).reshape({-1, 1});
  auto y = torch::tensor(y_train, torch::kFloat32).reshape({-1, 1});
  double lr = $[lr];
  %step
  torch::manual_seed($[seed]);
  torch::Tensor b = torch::randn(1, torch::requires_grad());
  torch::Tensor w = torch::randn(1, torch::requires_grad());
  %print b = b
  %print w = w
  %print b.grad() = b.grad
  %step
  auto yhat = b + w * x;
  auto error = y - yhat;
  auto loss = error.pow(2).mean();
  %print loss = loss
  %print x.requires_grad() = x.requires_grad
  %print y.requires_grad() = y.requires_grad
  %print yhat.requires_grad() = yhat.requires_grad
  %print error.requires_grad() = error.requires_grad
  %print loss.requires_grad() = loss.requires_grad
  %step
  %if no-retain
  loss.backward();
  %else
  loss.backward({}, /*retain_graph=*/true);
  %endif
  %print b.grad().defined() = b.grad is there
  %step
  %print b.grad() = b.grad
  %print w.grad() = w.grad
  %print yhat.grad() = yhat.grad
  %step
  %throws Trying to backward through the graph a second time
  loss.backward({}, /*retain_graph=*/true);
  %endthrows
  %print b.grad() = b.grad
  %print w.grad() = w.grad
  %step
  %if !forget-zero
  b.mutable_grad().zero_();
  w.mutable_grad().zero_();
  %endif
  %print b.grad() = b.grad
  loss.backward({}, /*retain_graph=*/true);
  %print b.grad() = b.grad
  %print w.grad() = w.grad
  %step
  bool was_refused = false;
  try {
    b -= lr * b.grad();
  } catch (const c10::Error& refusal) {
    was_refused = true;
    std::cout << refusal.what() << "\n";
  }
  %print was_refused = was_refused
  %step
  %if rebind
  b = b - lr * b.grad();
  w = w - lr * w.grad();
  %else
  {
    torch::NoGradGuard no_grad;
    b -= lr * b.grad();
    w -= lr * w.grad();
  }
  %endif
  %print b = b
  %print w = w
  %print b.is_leaf() = b.is_leaf
  %print b.grad() = b.grad
  auto next_loss = (y - (b + w * x)).pow(2).mean();
  %print next_loss = next_loss
  %step
  torch::manual_seed($[seed]);
  b = torch::randn(1, torch::requires_grad());
  w = torch::randn(1, torch::requires_grad());
  for (int epoch = 0; epoch < $[epochs]; ++epoch) {
    loss = (y - (b + w * x)).pow(2).mean();
    loss.backward();
    torch::NoGradGuard no_grad;
    b -= lr * b.grad();
    w -= lr * w.grad();
    b.mutable_grad().zero_();
    w.mutable_grad().zero_();
    if (epoch % 100 == 99) std::cout << epoch << " " << loss.item<float>() << "\n";
  }
  %print loss = loss
  %print b = b
  %print w = w
  %done
}
)code";

constexpr const char* kPython = R"code(import torch
%helpers
%only x_train = [$[x]]
%only y_train = [$[y]]

x = torch.tensor(x_train).reshape(-1, 1)
y = torch.tensor(y_train).reshape(-1, 1)
lr = $[lr]
%step
torch.manual_seed($[seed])
b = torch.randn(1, requires_grad=True)
w = torch.randn(1, requires_grad=True)
%print b = b
%print w = w
%print b.grad = b.grad
%step
yhat = b + w * x
error = y - yhat
loss = (error**2).mean()
%print loss = loss
%print x.requires_grad = x.requires_grad
%print y.requires_grad = y.requires_grad
%print yhat.requires_grad = yhat.requires_grad
%print error.requires_grad = error.requires_grad
%print loss.requires_grad = loss.requires_grad
%step
%if no-retain
loss.backward()
%else
loss.backward(retain_graph=True)
%endif
%print b.grad is not None = b.grad is there
%step
%print b.grad = b.grad
%print w.grad = w.grad
%print yhat.grad = yhat.grad
%step
%throws Trying to backward through the graph a second time
loss.backward(retain_graph=True)
%endthrows
%print b.grad = b.grad
%print w.grad = w.grad
%step
%if !forget-zero
b.grad.zero_()
w.grad.zero_()
%endif
%print b.grad = b.grad
loss.backward(retain_graph=True)
%print b.grad = b.grad
%print w.grad = w.grad
%step
was_refused = False
try:
    b -= lr * b.grad
except RuntimeError as refusal:
    was_refused = True
    print(refusal)
%print was_refused = was_refused
%step
%if rebind
b = b - lr * b.grad
w = w - lr * w.grad
%else
with torch.no_grad():
    b -= lr * b.grad
    w -= lr * w.grad
%endif
%print b = b
%print w = w
%print b.is_leaf = b.is_leaf
%print b.grad = b.grad
next_loss = ((y - (b + w * x)) ** 2).mean()
%print next_loss = next_loss
%step
torch.manual_seed($[seed])
b = torch.randn(1, requires_grad=True)
w = torch.randn(1, requires_grad=True)
for epoch in range($[epochs]):
    loss = ((y - (b + w * x)) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        b -= lr * b.grad
        w -= lr * w.grad
    b.grad.zero_()
    w.grad.zero_()
    if epoch % 100 == 99:
        print(epoch, loss.item())
%print loss = loss
%print b = b
%print w = w
%done
)code";

}  // namespace

std::vector<TextStep> training_step_text() {
  return {
      {"Ask for gradients",
       "A line `b + w x` is to be fitted to 80 points, and this time nothing is hidden in a loop: one training step, "
       "taken apart. It begins with two random numbers that are made with `requires_grad`. That is a request, and "
       "nothing else: nothing has been computed yet.",
       {{"Make b and w", from_start(1)}},
       {{"What is in `b.grad` now: 0, a random number, or nothing at all?",
         "Nothing at all: None. A gradient is put there by `backward`, and nobody has called it."}},
       "`requires_grad` is a wish; `.grad` stays empty until `backward` fulfils it."},
      {"Compute, and see who inherits the wish",
       "`yhat`, `error` and `loss` follow from `b` and `w`. None of the three was told about gradients. `x` and `y` "
       "are data and never were.",
       {{"Compute the loss", from_start(2)}},
       {{"Of `x`, `y`, `yhat`, `error` and `loss`: which require a gradient?",
         "`yhat`, `error` and `loss`, since each has `b` or `w` among its ancestors. `x` and `y` do not. The loss is "
         "2.7475."}},
       "The wish is passed on to everything that is computed from it."},
      {"Backward",
       "`loss.backward()` returns nothing and prints nothing. All it does happens behind the scenes: it walks from the "
       "loss back to `b` and `w` and leaves a number with each.",
       {{"Run backward", from_start(3)}},
       {{"Does `backward` change `b` and `w`?",
         "No. It computes gradients and moves nothing; moving is a step of its "
         "own."}},
       "backward fills in gradients; it trains nothing."},
      {"Look at the gradients",
       "Read `b.grad` and `w.grad`. Then be curious and ask for `yhat.grad`, too: it has been on the way, after all.",
       {{"Read them", from_start(4)}},
       {{"The line lies below the points. Are the gradients positive or negative?",
         "Negative, -3.1125 and -1.8156: more of either number lifts the line, and the loss falls."},
        {"And `yhat.grad`?", "None, with a warning: a gradient passed through `yhat`, but only leaves keep theirs."}},
       "Gradients are kept for the leaves alone, and a negative one says: more of this."},
      {"Once more, without thinking",
       "Call `backward` a second time. Nothing has moved, so the gradients are the same as before. Are they?",
       {{"Run backward again", from_start(5)},
        {"Break it: forget retain_graph", from_start(5, {Action::set("no-retain", 1.0)})},
        {"Repair it", from_start(5)}},
       {{"What is `b.grad` now?",
         "-6.2250, and `w.grad` is -3.6313: twice as much. `backward` adds to what is there."}},
       "backward adds; it never replaces."},
      {"Back to zero",
       "So somebody has to clear up. `b.grad.zero_()` writes a 0 into the gradient, in place: that is what the "
       "underscore says. Then a third `backward` starts from clean ground.",
       {{"Zero, then backward", from_start(6)},
        {"Break it: forget to zero", from_start(6, {Action::set("forget-zero", 1.0)})},
        {"Repair it", from_start(6)}},
       {{"What is `b.grad` after the third call, with and without zeroing?",
         "-3.1125 with it, as after the first. Without, -9.3375: three times as much, and the next update would go "
         "three times too far."}},
       "Zero first, then backward: otherwise old gradients steer new steps."},
      {"The update that is refused",
       "Now `b` is to move: `b -= lr * b.grad`. The line looks innocent. The program tries it, and catches what comes "
       "back.",
       {{"Try it", from_start(7)}},
       {{"Why should arithmetic on `b` be forbidden?",
         "`b` requires a gradient, so the subtraction would be recorded as well. It would overwrite the very number "
         "that the recording begins with, and nobody could walk back to it any more."}},
       "A leaf that asks for gradients may not be changed while recording is on."},
      {"The same line, unobserved",
       "Under `no_grad` nothing is recorded, and the same line is allowed. There is another way to write it that "
       "raises no error at all, `b = b - lr * b.grad`. Try that one, too, and look at what it has done to `b`.",
       {{"Update under no_grad", from_start(8)},
        {"Break it: b = b - ...", from_start(8, {Action::set("rebind", 1.0)})},
        {"Repair it", from_start(8)}},
       {{"The loss was 2.7475. After this one step?",
         "1.6098. `b` went from 0.3367 to 0.6479, a tenth of its gradient."},
        {"After `b = b - lr * b.grad`, the numbers are right. What is wrong?",
         "`b` is the name of a new tensor, the result of a subtraction. It is no leaf, its `.grad` is None and will "
         "stay None: the next update has nothing to work with."}},
       "Change parameters in place, under `no_grad`, and they stay the leaves they were."},
      {"Now as a loop",
       "All pieces together, 200 times: compute, backward, update, zero. This is what every training program does, "
       "whatever its size.",
       {{"Run the loop", from_start(9)}, {"1,000 epochs", from_start(9, {Action::set("epochs", 1000.0)})}},
       {{"The points were made from b = 1 and w = 2. Where does the loop end?",
         "After 200 epochs at 1.0523 and 1.9127; after 1,000 at 1.0235 and 1.9690, and there it stays. The noise in "
         "80 points has moved the best line a little."}},
       "Compute, backward, update, zero: four lines, over and over."},
  };
}

std::vector<ProgramSource> training_step_programs() { return {{"C++", kCpp}, {"Python", kPython}}; }

}  // namespace gradbox::lessons
