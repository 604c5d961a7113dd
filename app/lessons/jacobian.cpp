#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/lesson_entry.h"
#include "lessons/number_text.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

constexpr int kWeightCount = 5;

/// Row i is an element of the output, column j one of the input, both row-major.
Tensor jacobian_of(const Tensor& out, const Tensor& in) {
  std::vector<Tensor> rows;
  const Tensor flat = out.reshape({-1});
  for (int64_t i = 0; i < flat.numel(); ++i) {
    rows.push_back(autograd::grad({flat[i]}, {in}, {}, true)[0].reshape({-1}));
  }
  return stack(rows);
}

class JacobianProduct final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_stage(const StageRequest&, Stage& stage) const override {
    stage = Stage();
    stage.matrices = {matrix_of("J", "Row i is an element of out, column j one of inp. Backward never builds it.", j_),
                      matrix_of("v", "What backward is given: a weight for each element of out.", v_),
                      matrix_of("v \u00b7 J", "What one backward adds to inp.grad, in the shape of inp.", product_)};
    stage.matrices[0].row_label = "element of out";
    stage.matrices[0].column_label = "element of inp";
    for (std::size_t i : {1u, 2u}) {
      stage.matrices[i].row_label = "row";
      stage.matrices[i].column_label = "column";
    }
  }

  void read_figures(std::vector<Figure>& figures) const override {
    const auto elements = static_cast<double>(j_.numel());
    const auto zeros = elements - j_.count_nonzero().item<double>();
    figures = {{"elements of J", rounded(elements, 6), "What the whole Jacobian would take.", elements},
               {"zeros in J", rounded(zeros, 6), "An element of out depends on one element of inp alone.", zeros}};
  }

  Tape tape() const override {
    Tape tape;
    const Tensor inp = tape.add_leaf("inp", start());
    const bool turns = transposed_;
    tape.root = {"out", output(inp, turns)};
    tape.calls = {{"first backward", v_, false}, {"second backward", v_, false}, {"after zeroing", v_, true}};
    tape.program = [turns](const std::vector<Tensor>& leaves) { return output(leaves[0], turns); };
    return tape;
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t) override {
    const bool wrong_shape = find_setting(settings, "wrong-shape").value != 0;
    const bool retains = find_setting(settings, "no-retain").value == 0;
    const bool zeroes = find_setting(settings, "forget-zero").value == 0;
    transposed_ = wrong_shape || find_setting(settings, "form").value == 1;
    inp_ = start().requires_grad_();
    const Tensor out = output(inp_, transposed_);
    j_ = jacobian_of(out, inp_);
    std::vector<double> weights;
    for (int i = 1; i <= kWeightCount; ++i) {
      weights.push_back(find_setting(settings, "v" + std::to_string(i)).value);
    }
    v_ = tensor(weights, TensorOptions(kFloat32)).reshape({-1, 1}).repeat({1, out.size(1)});
    product_ = v_.reshape({-1}).matmul(j_).reshape(inp_.sizes());
    const Tensor given = wrong_shape ? ones_like(inp_) : v_;
    statement([this] {
      inp_ = start().requires_grad_();
      keep("inp", inp_);
    });
    statement([this] {
      out_ = output(inp_, transposed_);
      keep("out", out_);
      print("out", out_);
    });
    statement([this, given, retains] {
      keep("v", given);
      out_.backward(given, retains);
      print("inp.grad", inp_.grad());
    });
    statement([this, given] {
      out_.backward(given, true);
      print("inp.grad", inp_.grad());
    });
    statement([this, given, zeroes] {
      if (zeroes) inp_.mutable_grad().zero_();
      out_.backward(given, true);
      print("inp.grad", inp_.grad());
    });
  }

 private:
  Tensor start() const { return transposed_ ? eye(4, 5) : eye(5); }
  static Tensor output(const Tensor& inp, bool transposed) {
    const Tensor squared = (inp + 1).pow(2);
    return transposed ? squared.t() : squared;
  }

  bool transposed_ = false;
  Tensor inp_, out_, v_, j_, product_;
};

std::vector<Setting> settings() {
  Setting form = choice_setting("form", "form", {"square", "transposed"}, 0);
  form.effect = SettingEffect::Replay;
  form.help = "square: inp is eye(5). transposed: inp is eye(4, 5), and out is turned round to 5 x 4.";
  std::vector<Setting> all = {form};
  for (int i = 1; i <= kWeightCount; ++i) {
    const std::string number = std::to_string(i);
    Setting weight = float_setting(("v" + number).c_str(), ("weight of row " + number).c_str(), 1, -3, 3);
    weight.effect = SettingEffect::Replay;
    weight.help = "Every element of row " + number + " of v.";
    all.push_back(weight);
  }
  all.push_back(trap_setting("forget-zero", "forget to zero", "The third backward then adds to the two before.",
                             SettingEffect::Replay));
  all.push_back(trap_setting("wrong-shape", "a vector of the input's shape",
                             "v must have the shape of out, 5 x 4, and not that of inp, 4 x 5.",
                             SettingEffect::Replay));
  all.push_back(trap_setting("no-retain", "forget retain_graph",
                             "The first backward then frees what the second one needs.", SettingEffect::Replay));
  return all;
}

std::vector<TextStep> text() {
  return {
      {"25 in, 25 out",
       "`inp` is the 5 by 5 identity and `out = (inp + 1)\u00b2`, element by element. The full derivative would be a "
       "Jacobian of 25 by 25: how does each output depend on each input? Look at it as a heat map.",
       {{"Compute out", from_start(2)}},
       {{"Of the 625 elements of the Jacobian, how many are not zero?",
         "25, on its diagonal: each output knows one input. They are 4 where inp is 1, and 2 where it is 0."}},
       "The Jacobian of an element by element operation is a diagonal with a lot of nothing around it."},
      {"What backward computes instead",
       "`backward` takes a vector `v` with a weight for each output and gives v \u00b7 J. With ones everywhere, that "
       "sums the columns. Drag the weights of the rows in the settings and compare the heat maps.",
       {{"Backward with ones", from_start(3)},
        {"Only the first row", from_start(3, {Action::set("v2", 0.0), Action::set("v3", 0.0), Action::set("v4", 0.0),
                                              Action::set("v5", 0.0)})}},
       {{"With ones, what is on the diagonal of `inp.grad`, and what beside it?",
         "4 on the diagonal, 2 elsewhere: 2 (inp + 1)."}},
       "Reverse mode multiplies a vector with the Jacobian, for the price of about one forward pass."},
      {"Again, and again",
       "A second `backward` with the same `v`, then one more after `inp.grad.zero_()`.",
       {{"Second backward", from_start(4)},
        {"Zero, then a third", from_start(5)},
        {"Break it: forget to zero", from_start(5, {Action::set("forget-zero", 1.0)})}},
       {{"After the second call, what is on the diagonal?", "8, and 4 elsewhere: the gradients were added up."},
        {"And after zeroing and a third call? And without zeroing?",
         "4 and 2 again. Without zeroing 12 and 6: three contributions."}},
       "Zero the gradient before the next backward, or you get the sum."},
      {"Trap: the shape of v",
       "The later form of this example starts from a 4 by 5 matrix and turns the result round. Now `out` is 5 by 4, "
       "and so must be `v`.",
       {{"Turned round", from_start(3, {Action::set("form", "transposed")})},
        {"Break it: v in the shape of inp", from_start(3, {Action::set("wrong-shape", 1.0)})}},
       {{"What shape does `inp.grad` have?", "4 by 5, like `inp`: a gradient always has the shape of its tensor."}},
       "v has the shape of the output, the gradient that of the input."},
      {"Trap: the graph is gone",
       "The first call is told to keep the graph. Leave that out, and the second has nothing to walk over.",
       {{"Break it: forget retain_graph", from_start(4, {Action::set("no-retain", 1.0)})},
        {"Repair it", from_start(4)}},
       {{"What exactly is gone?", "The saved `inp + 1`: the square needs it for its derivative."}},
       "What backward needs is freed as it goes, unless you ask for it to stay."},
  };
}

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers

int main() {
  %step
  auto inp = torch::eye($[eye], torch::requires_grad());
  %step
  auto out = (inp + 1).pow(2)$[turn];
  %print out = out
  %step
  %if wrong-shape
  auto v = torch::ones_like(inp);
  %throws shape
  %else
  auto weights = torch::tensor({$[v1], $[v2], $[v3], $[v4], $[v5]});
  auto v = weights.reshape({5, 1}).repeat({1, $[columns]});
  %endif
  %if no-retain
  out.backward(v);
  %else
  out.backward(v, /*retain_graph=*/true);
  %endif
  %endthrows
  %print inp.grad() = inp.grad
  %step
  %throws Trying to backward through the graph a second time
  out.backward(v, /*retain_graph=*/true);
  %endthrows
  %print inp.grad() = inp.grad
  %step
  %if !forget-zero
  inp.mutable_grad().zero_();
  %endif
  out.backward(v, /*retain_graph=*/true);
  %print inp.grad() = inp.grad
  %done
}
)code";

constexpr const char* kPython = R"code(import torch
%helpers

%step
inp = torch.eye($[eye], requires_grad=True)
%step
out = (inp + 1).pow(2)$[turn]
%print out = out
%step
%if wrong-shape
v = torch.ones_like(inp)
%throws shape
%else
weights = torch.tensor([$[v1], $[v2], $[v3], $[v4], $[v5]])
v = weights.reshape(5, 1).repeat(1, $[columns])
%endif
%if no-retain
out.backward(v)
%else
out.backward(v, retain_graph=True)
%endif
%endthrows
%print inp.grad = inp.grad
%step
%throws Trying to backward through the graph a second time
out.backward(v, retain_graph=True)
%endthrows
%print inp.grad = inp.grad
%step
%if !forget-zero
inp.grad.zero_()
%endif
out.backward(v, retain_graph=True)
%print inp.grad = inp.grad
%done
)code";

void fill_program(const Snapshot& run, const std::string&, ProgramValues& values) {
  const bool transposed =
      find_setting(run.settings, "form").value == 1 || find_setting(run.settings, "wrong-shape").value != 0;
  values["eye"] = transposed ? "4, 5" : "5";
  values["turn"] = transposed ? ".t()" : "";
  values["columns"] = transposed ? "4" : "5";
}

}  // namespace

LessonEntry jacobian() {
  LessonInfo info;
  info.id = "jacobian";
  info.title = "A vector times the Jacobian";
  info.summary = "What backward multiplies, what it adds up, and why it never builds the whole matrix.";
  info.is_program = true;
  info.default_steps = 5;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Matrices, View::Transcript};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  info.program_values = fill_program;
  return entry_of<JacobianProduct>(std::move(info));
}

}  // namespace gradbox::lessons
