#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/lesson_entry.h"
#include "lessons/number_text.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

Tensor two(double first, double second) { return tensor(std::vector<double>{first, second}, TensorOptions(kFloat32)); }

Tensor difference(const Tensor& x, const Tensor& y) { return 3 * x.pow(3) - y.pow(2); }

class TwoTensors final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_stage(const StageRequest&, Stage& stage) const override {
    const NoGradGuard no_grad;
    const Tensor x = two(1, 2), y = two(5, 3);
    const Tensor by_x = diag(9 * x.pow(2)), by_y = diag(-2 * y);
    stage = Stage();
    stage.matrices = {matrix_of("v", "The external gradient: how much each element of W counts.", v_),
                      matrix_of("dW/dx",
                                "Row i is an element of W, column j one of x. Off the diagonal there is "
                                "nothing, since W[0] knows x[0] alone.",
                                by_x),
                      matrix_of("v · dW/dx", "What one backward adds to x.grad.", v_.matmul(by_x)),
                      matrix_of("dW/dy", "The same for y.", by_y),
                      matrix_of("v · dW/dy", "What one backward adds to y.grad.", v_.matmul(by_y))};
    for (Matrix& matrix : stage.matrices) {
      if (matrix.rows == 2) matrix.row_label = "element of W";
      matrix.column_label = matrix.name.back() == 'x' ? "element of x" : "element of y";
    }
    stage.matrices[0].column_label = "element of W";
  }

  void read_figures(std::vector<Figure>& figures) const override {
    const NoGradGuard no_grad;
    const double sum = v_.dot(difference(two(1, 2), two(5, 3))).item<double>();
    figures = {{"v \u00b7 W", rounded(sum, 6), "The one number whose gradient backward computes.", sum}};
  }

  Tape tape() const override {
    Tape tape;
    const Tensor x = tape.add_leaf("x", two(1, 2)), y = tape.add_leaf("y", two(5, 3));
    tape.root = {"W", difference(x, y)};
    tape.calls = {{"first backward", v_, false}, {"second backward", v_, false}};
    tape.program = [](const std::vector<Tensor>& leaves) { return difference(leaves[0], leaves[1]); };
    return tape;
  }

  std::string result() const override {
    const Tensor x = kept("x"), y = kept("y");
    if (!x.defined() || !x.grad().defined()) return "Result: no gradients yet";
    return "Result: x.grad = " + to_string(x.grad()) + ", y.grad = " + to_string(y.grad());
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t) override {
    v_ = two(find_setting(settings, "v1").value, find_setting(settings, "v2").value);
    const bool forgets_gradient = find_setting(settings, "no-gradient").value != 0;
    const bool wrong_shape = find_setting(settings, "wrong-shape").value != 0;
    const bool retains = find_setting(settings, "no-retain").value == 0;
    statement([this] {
      x_ = two(1, 2).requires_grad_();
      y_ = two(5, 3).requires_grad_();
      keep("x", x_);
      keep("y", y_);
    });
    statement([this] {
      w_ = difference(x_, y_);
      keep("W", w_);
      print("W", w_);
    });
    statement([this, forgets_gradient, wrong_shape, retains] {
      const Tensor v = wrong_shape ? full({3}, 2.0) : v_;
      w_.backward(forgets_gradient ? Tensor() : v, retains);
      keep("v", v);
      print("x.grad", x_.grad());
      print("y.grad", y_.grad());
    });
    statement([this] {
      print("x.grad is 9x^2", equal(x_.grad(), 9 * x_.detach().pow(2)));
      print("y.grad is -2y", equal(y_.grad(), -2 * y_.detach()));
    });
    statement([this] {
      w_.backward(v_, true);
      print("x.grad", x_.grad());
      print("y.grad", y_.grad());
    });
  }

 private:
  Tensor v_, x_, y_, w_;
};

std::vector<Setting> settings() {
  Setting v1 = float_setting("v1", "weight of W[0]", 1, -5, 5);
  v1.effect = SettingEffect::Replay;
  v1.help = "First element of the external gradient that backward is given.";
  Setting v2 = float_setting("v2", "weight of W[1]", 1, -5, 5);
  v2.effect = SettingEffect::Replay;
  v2.help = "Second element of the external gradient that backward is given.";
  return {v1, v2,
          trap_setting("no-gradient", "backward without an argument",
                       "W has two elements, and nothing says how much each of them counts.", SettingEffect::Replay),
          trap_setting("wrong-shape", "a gradient of three elements", "It must have one number for each element of W.",
                       SettingEffect::Replay),
          trap_setting("no-retain", "forget retain_graph", "The first backward then frees what the second one needs.",
                       SettingEffect::Replay)};
}

std::vector<TextStep> text() {
  return {
      {"Two small tensors",
       "`x = [1, 2]` and `y = [5, 3]` both ask for a gradient, and `W = 3 x\u00b3 - y\u00b2` is computed from them, "
       "element by element. Look at what is printed: beside its numbers, `W` carries a `grad_fn`. That is the end of "
       "a thread which leads back through every operation to `x` and `y`.",
       {{"Make x and y, then W", from_start(2)}},
       {{"What are the two numbers in `W`?",
         "-22 and 15: 3 \u00b7 1 - 25 and 3 \u00b7 8 - 9. The last operation was the subtraction, so `grad_fn` is "
         "SubBackward0."}},
       "A result remembers the operation that made it; leaves, which you made yourself, have no `grad_fn`."},
      {"How much does each element count?",
       "Gradients belong to one number: how does that number change? `W` has two. So `backward` wants an external "
       "gradient "
       "`v`, a weight for each element, and computes the gradient of `v[0] W[0] + v[1] W[1]`. In matrix words that is "
       "v times the Jacobian; the Jacobian itself is never built.",
       {{"Run backward with v = [1, 1]", from_start(3)},
        {"Only W[0]: v = [1, 0]", from_start(3, {Action::set("v2", 0.0)})}},
       {{"With weights [1, 1], what does `x.grad` hold?",
         "[9, 36]. The derivative of 3 x\u00b3 is 9 x\u00b2. And `y.grad` is [-10, -6], from -2 y."},
        {"And with [1, 0]?",
         "`x.grad` is [9, 0], `y.grad` is [-10, 0]: W[1] does not count, so nothing flows from it."}},
       "backward computes v times the Jacobian, never the Jacobian; for a single number v is simply 1."},
      {"A comparison that fails",
       "You may meet this very example with the external gradient [2, 2], followed by a check whether `x.grad` equals "
       "9 x\u00b2. Try it, then drag both weights in the settings and watch the gradients follow.",
       {{"v = [2, 2], then compare", from_start(4, {Action::set("v1", 2.0), Action::set("v2", 2.0)})},
        {"Back to [1, 1]", from_start(4)}},
       {{"What will both comparisons print, and is a gradient wrong?",
         "False and False, with [18, 72] and [-20, -12]. Nothing is wrong: these are the gradients of 2 W[0] + 2 W[1]. "
         "The formula 9 x\u00b2 is the derivative for weights of 1."}},
       "The external gradient scales the result; compare with a formula only when you know the weights."},
      {"Trap: no weights, wrong weights",
       "For a loss, a single number, `backward()` needs no argument. Try the same on `W`. Then give it three weights "
       "for two elements.",
       {{"Break it: no argument", from_start(3, {Action::set("no-gradient", 1.0)})},
        {"Break it: three weights", from_start(3, {Action::set("wrong-shape", 1.0)})},
        {"Repair it", from_start(3)}},
       {{"Why is there no default for `W`?",
         "For one number, 1 is the obvious weight. For several, every choice asks a different question, so you have to "
         "say which one."}},
       "Only a scalar has an obvious external gradient; for everything else you choose it."},
      {"Once more, please",
       "The last statement runs `backward` a second time. The first call kept the graph (`retain_graph`), so the "
       "second one may use it again. Without that, saved values are freed as soon as they have been used.",
       {{"Run backward twice", from_start(5)},
        {"Break it: forget retain_graph", from_start(5, {Action::set("no-retain", 1.0)})},
        {"Repair it", from_start(5)}},
       {{"After two calls with [1, 1], what is `x.grad`?",
         "[18, 72]. `.grad` is a sum: each backward adds its part to what is there already."},
        {"What does `backward` need that is gone after the first call?",
         "`x` and `y` as they were when they were raised to a power: 9 x\u00b2 cannot be computed without x."}},
       "`backward` adds to `.grad`, and frees the graph unless told to retain it."},
  };
}

constexpr const char* kCpp = R"(#include <torch/torch.h>
#include <iostream>
%helpers

int main() {
  %step
  auto x = torch::tensor({1.0, 2.0}, torch::requires_grad());
  auto y = torch::tensor({5.0, 3.0}, torch::requires_grad());
  %step
  auto W = 3 * x.pow(3) - y.pow(2);
  %print W = W
  %step
  %if wrong-shape
  auto v = torch::tensor({2.0, 2.0, 2.0});
  %throws shape
  %else
  auto v = torch::tensor({$[v1], $[v2]});
  %throws grad can be implicitly created only for scalar outputs
  %endif
  %if no-gradient
  W.backward();
  %else
  %if no-retain
  W.backward(v);
  %else
  W.backward(v, /*retain_graph=*/true);
  %endif
  %endif
  %endthrows
  %print x.grad() = x.grad
  %print y.grad() = y.grad
  %step
  %print torch::equal(x.grad(), 9 * x.detach().pow(2)) = x.grad is 9x^2
  %print torch::equal(y.grad(), -2 * y.detach()) = y.grad is -2y
  %step
  %throws Trying to backward through the graph a second time
  W.backward(v, /*retain_graph=*/true);
  %endthrows
  %print x.grad() = x.grad
  %print y.grad() = y.grad
  %done
}
)";

constexpr const char* kPython = R"(import torch
%helpers

%step
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([5.0, 3.0], requires_grad=True)
%step
W = 3 * x**3 - y**2
%print W = W
%step
%if wrong-shape
v = torch.tensor([2.0, 2.0, 2.0])
%throws shape
%else
v = torch.tensor([$[v1], $[v2]])
%throws grad can be implicitly created only for scalar outputs
%endif
%if no-gradient
W.backward()
%else
%if no-retain
W.backward(v)
%else
W.backward(v, retain_graph=True)
%endif
%endif
%endthrows
%print x.grad = x.grad
%print y.grad = y.grad
%step
%print torch.equal(x.grad, 9 * x.detach() ** 2) = x.grad is 9x^2
%print torch.equal(y.grad, -2 * y.detach()) = y.grad is -2y
%step
%throws Trying to backward through the graph a second time
W.backward(v, retain_graph=True)
%endthrows
%print x.grad = x.grad
%print y.grad = y.grad
%done
)";

}  // namespace

LessonEntry two_tensors() {
  LessonInfo info;
  info.id = "two-tensors";
  info.title = "Two tensors, one backward";
  info.summary = "Gradients of a result with two elements: what backward is given, and what it adds up.";
  info.is_program = true;
  info.default_steps = 5;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Transcript, View::Matrices};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  return entry_of<TwoTensors>(std::move(info));
}

}  // namespace gradbox::lessons
