#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/lesson_entry.h"
#include "lessons/number_text.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

class OneLayer final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_stage(const StageRequest&, Stage& stage) const override {
    stage = Stage();
    if (!kept("w").defined() || !kept("b").defined()) return;
    stage.matrices = {matrix_of("w", "Five inputs, three outputs.", kept("w"))};
    stage.matrices[0].row_label = "input";
    stage.matrices[0].column_label = "output";
    if (!kept("w").grad().defined()) return;
    Matrix gradient =
        matrix_of("w.grad", "Five equal rows: every input is 1, so every input has the same share.", kept("w").grad());
    gradient.row_label = "input";
    gradient.column_label = "output";
    stage.matrices.push_back(gradient);
    stage.matrices.push_back(
        matrix_of("b.grad", "The same again: the bias is a weight whose input is 1.", kept("b").grad()));
    stage.matrices.back().column_label = "output";
  }

  void read_figures(std::vector<Figure>& figures) const override {
    figures.clear();
    if (!loss_.defined()) return;
    const double loss = loss_.item<double>();
    figures = {{"loss", rounded(loss, 5), "The mean of the three binary cross entropies.", loss}};
  }

  Tape tape() const override {
    Tape tape;
    const Tensor x = tape.name("x", ones({5})), y = tape.name("y", full({3}, target_));
    const Tensor w = tape.add_leaf("w", start_w_), b = tape.add_leaf("b", start_b_);
    Tensor product;
    try {
      product = x.matmul(w);
    } catch (const Error& error) {
      tape.failure = {error.what(), "matmul", {{"x", x}, {"w", w}}};
      return tape;
    }
    const Tensor z = tape.name("z", product + b);
    tape.root = {"loss", binary_cross_entropy_with_logits(z, y)};
    tape.program = [x, y](const std::vector<Tensor>& leaves) {
      const DType dtype = leaves[0].dtype();
      return binary_cross_entropy_with_logits(x.to(dtype).matmul(leaves[0]) + leaves[1], y.to(dtype));
    };
    return tape;
  }

  std::string result() const override {
    if (!loss_.defined()) return "Result: no loss yet";
    return "Result: loss = " + shortest(loss_.item<double>(), true);
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t seed) override {
    target_ = find_setting(settings, "target").value;
    const bool retains_grad = find_setting(settings, "non-leaf-grad").value == 0;
    const bool retains_graph = find_setting(settings, "second-backward").value == 0;
    const bool wrong_shape = find_setting(settings, "wrong-shape").value != 0;
    Generator generator(static_cast<uint64_t>(seed));
    start_w_ = randn({wrong_shape ? 4 : 5, 3}, generator);
    start_b_ = randn({3}, generator);
    x_ = y_ = z_ = loss_ = Tensor();
    statement([this] {
      x_ = ones({5});
      y_ = full({3}, target_);
      w_ = start_w_.clone().requires_grad_();
      b_ = start_b_.clone().requires_grad_();
      keep("x", x_);
      keep("y", y_);
      keep("w", w_);
      keep("b", b_);
    });
    statement([this, retains_grad] {
      z_ = x_.matmul(w_) + b_;
      if (retains_grad) z_.retain_grad();
      keep("z", z_);
      print("z", z_);
    });
    statement([this] {
      loss_ = binary_cross_entropy_with_logits(z_, y_);
      keep("loss", loss_);
      print("loss", loss_);
    });
    statement([this, retains_graph] {
      loss_.backward({}, retains_graph);
      print("w.grad", w_.grad());
      print("b.grad", b_.grad());
    });
    statement([this] { print("z.grad", z_.grad()); });
    statement([this] {
      loss_.backward();
      print("w.grad", w_.grad());
      print("b.grad", b_.grad());
    });
  }

 private:
  double target_ = 0;
  Tensor start_w_, start_b_;
  Tensor x_, y_, w_, b_, z_, loss_;
};

std::vector<Setting> settings() {
  Setting target = float_setting("target", "target", 0, 0, 1);
  target.effect = SettingEffect::Replay;
  target.help = "What each of the three outputs should say: 0 for no, 1 for yes.";
  return {target,
          trap_setting("second-backward", "forget retain_graph",
                       "The first backward then frees what the second one needs.", SettingEffect::Replay),
          trap_setting("non-leaf-grad", "forget retain_grad", "z.grad is then read without having been kept.",
                       SettingEffect::Replay),
          trap_setting("wrong-shape", "a layer for four inputs", "w is made with four rows, but x has five elements.",
                       SettingEffect::Replay)};
}

std::vector<TextStep> text() {
  return {
      {"The smallest network",
       "Five inputs, all 1; three outputs, each of which should say 0. Between them one layer: `z = x w + b`, with "
       "random `w` and `b`. A network of any size is this, many times over.",
       {{"Make the layer, compute z", from_start(2)}},
       {{"All inputs are 1. What is the first element of `z`, in words?",
         "The sum of the first column of `w` plus the first element of `b`: 5.1108. The others are -1.4648 and "
         "1.1474."}},
       "A layer is a matrix product and a sum; both are recorded."},
      {"From scores to one loss",
       "The elements of `z` are logits: a large one means \u2018surely yes\u2019, a very negative one \u2018surely "
       "no\u2019. Binary cross entropy says for each how wrong that is, and takes the mean: one number.",
       {{"Compute the loss", from_start(3)}},
       {{"Which of 5.11, -1.46 and 1.15 costs most, when all three should say no?",
         "5.11, the sure yes. The loss is 2.2493, and most of it comes from there."}},
       "A loss turns many outputs into the one number that backward starts from."},
      {"Five equal rows",
       "One `backward` fills `w.grad` and `b.grad`. Then drag the target in the settings and watch the gradients "
       "change sign.",
       {{"Run backward", from_start(4)}, {"They should all say yes", from_start(4, {Action::set("target", 1.0)})}},
       {{"`w` has 15 elements. How many different numbers are in `w.grad`?",
         "Three: each row is [0.3313, 0.0626, 0.2530]. The gradient of a weight is its input times what arrives from "
         "above, and all inputs are 1."},
        {"And `b.grad`?", "The same three numbers: a bias is a weight whose input is always 1."}},
       "The gradient of a weight is what came in times what comes back."},
      {"Trap: the gradient in the middle",
       "`z` is no leaf: its gradient passes through on the way to `w` and `b`, and is dropped. The program asks for it "
       "to be kept with `z.retain_grad()`. Leave that out and read `z.grad` all the same.",
       {{"Keep it, read it", from_start(5)},
        {"Break it: forget retain_grad", from_start(5, {Action::set("non-leaf-grad", 1.0)})}},
       {{"With `retain_grad`, what is in `z.grad`?",
         "[0.3313, 0.0626, 0.2530] once more: (sigmoid(z) - y) / 3. From there it went on to `b` as it is, and to `w` "
         "times x."}},
       "Only leaves keep their gradient, unless a result is asked to."},
      {"Trap: a second backward",
       "Run `backward` on the same loss again. With `retain_graph` it works, without it does not.",
       {{"Twice, with retain_graph", from_start(6)},
        {"Break it: forget retain_graph", from_start(6, {Action::set("second-backward", 1.0)})}},
       {{"What is the first number of `w.grad` after two calls?", "0.6627, twice 0.3313: gradients are added up."}},
       "A graph is used once; to use it again, say so beforehand."},
      {"Trap: shapes that do not fit",
       "A layer for four inputs meets five. The error names both shapes; read it from left to right like the "
       "multiplication.",
       {{"Break it: four rows", from_start(2, {Action::set("wrong-shape", 1.0)})}, {"Repair it", from_start(2)}},
       {{"Which two numbers of 1x5 and 4x3 have to be equal?",
         "The inner ones, 5 and 4: each row of the first matrix meets each column of the second."}},
       "In a matrix product, the inner sizes must agree."},
  };
}

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers

int main() {
  torch::manual_seed($[seed]);
  %step
  auto x = torch::ones(5);
  auto y = torch::full({3}, $[target]);
  %if wrong-shape
  auto w = torch::randn({4, 3}, torch::requires_grad());
  %else
  auto w = torch::randn({5, 3}, torch::requires_grad());
  %endif
  auto b = torch::randn(3, torch::requires_grad());
  %step
  torch::Tensor z;
  %throws mat1 and mat2 shapes cannot be multiplied (1x5 and 4x3)
  z = x.matmul(w) + b;
  %endthrows
  %if !non-leaf-grad
  z.retain_grad();
  %endif
  %print z = z
  %step
  auto loss = torch::binary_cross_entropy_with_logits(z, y);
  %print loss = loss
  %step
  %if second-backward
  loss.backward();
  %else
  loss.backward({}, /*retain_graph=*/true);
  %endif
  %print w.grad() = w.grad
  %print b.grad() = b.grad
  %step
  %print z.grad() = z.grad
  %step
  %throws Trying to backward through the graph a second time
  loss.backward();
  %endthrows
  %print w.grad() = w.grad
  %print b.grad() = b.grad
  %done
}
)code";

constexpr const char* kPython = R"code(import torch
from torch.nn.functional import binary_cross_entropy_with_logits
%helpers

torch.manual_seed($[seed])
%step
x = torch.ones(5)
y = torch.full((3,), $[target])
%if wrong-shape
w = torch.randn(4, 3, requires_grad=True)
%else
w = torch.randn(5, 3, requires_grad=True)
%endif
b = torch.randn(3, requires_grad=True)
%step
%throws mat1 and mat2 shapes cannot be multiplied (1x5 and 4x3)
z = x @ w + b
%endthrows
%if !non-leaf-grad
z.retain_grad()
%endif
%print z = z
%step
loss = binary_cross_entropy_with_logits(z, y)
%print loss = loss
%step
%if second-backward
loss.backward()
%else
loss.backward(retain_graph=True)
%endif
%print w.grad = w.grad
%print b.grad = b.grad
%step
%print z.grad = z.grad
%step
%throws Trying to backward through the graph a second time
loss.backward()
%endthrows
%print w.grad = w.grad
%print b.grad = b.grad
%done
)code";

}  // namespace

LessonEntry one_layer() {
  LessonInfo info;
  info.id = "one-layer";
  info.title = "One layer, one loss";
  info.summary = "Five inputs, three outputs, a logit loss: whose gradients are kept, and whose only pass through.";
  info.is_program = true;
  info.default_steps = 6;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Transcript, View::Matrices};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  return entry_of<OneLayer>(std::move(info));
}

}  // namespace gradbox::lessons
