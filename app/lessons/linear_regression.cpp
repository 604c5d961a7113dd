#include <limits>
#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/descent_trail.h"
#include "lessons/lesson_entry.h"
#include "lessons/line_fit.h"
#include "lessons/loss_bowl.h"
#include "lessons/number_text.h"
#include "lessons/parameter_trace.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

class LinearRegression final : public Lesson {
 public:
  explicit LinearRegression(const LessonInfo& info) : info_(info) {}

  const LessonInfo& info() const override { return info_; }
  std::string dtype() const override { return dtype_ == kFloat64 ? "float64" : "float32"; }

  void reset(const std::vector<Setting>& settings, int64_t seed) override {
    change(settings);
    dtype_ = find_setting(settings, "dtype").value == 1 ? kFloat64 : kFloat32;
    rebinds_ = find_setting(settings, "rebind").value != 0;
    points_ = line_points(dtype_);
    Generator generator(static_cast<uint64_t>(seed));
    b_ = randn({1}, generator, TensorOptions(dtype_)).requires_grad_();
    w_ = randn({1}, generator, TensorOptions(dtype_)).requires_grad_();
    trace_.clear();
    trace_.add("b", b_);
    trace_.add("w", w_);
    bowl_ = LossBowl(
        [this](const std::vector<Tensor>& bw) {
          return mean_squared_error(bw[0], bw[1], points_.x.to(kFloat64), points_.y.to(kFloat64));
        },
        2);
    trail_.begin(bowl_, 0, 1, numbers());
  }

  void change(const std::vector<Setting>& settings) override {
    lr_ = find_setting(settings, "lr").value;
    forgets_zero_ = find_setting(settings, "forget-zero").value != 0;
    forgets_no_grad_ = find_setting(settings, "forget-no-grad").value != 0;
  }

  void step(std::vector<double>& series_values) override {
    trail_.record(numbers());
    series_values[1] = validation_loss();
    if (!forgets_zero_) trace_.clear_gradients();
    const Tensor loss = mean_squared_error(b_, w_, points_.x, points_.y);
    loss.backward();
    trace_.note_backward();
    trace_.remember();
    if (rebinds_) {
      update_by_rebinding();
    } else {
      update_in_place();
    }
    series_values[0] = number(loss);
  }

  bool find_non_finite(std::string& quantity, double& value) const override {
    return trace_.find_non_finite(quantity, value);
  }

  void diagnose(Diagnosis& diagnosis) const override {
    const double most = dtype_ == kFloat64 ? std::numeric_limits<double>::max() : std::numeric_limits<float>::max();
    diagnose_descent(bowl_, lr_, most, diagnosis);
    if (diagnosis.quantity == "loss") diagnosis.born_in = "the mean of the squared errors";
  }

  void read_parameters(std::vector<ParameterSnapshot>& parameters) const override { trace_.read(parameters); }

  void read_stage(const StageRequest& request, Stage& stage) const override {
    const NoGradGuard no_grad;
    stage.x_label = "x";
    stage.y_label = "y";
    stage.extent = {-0.05, 1.05, 0.5, 3.5};
    fill_points(stage.points);
    const std::vector<double> bw = numbers();
    stage.curves = {{"b + w x", {0, 1}, {bw[0], bw[0] + bw[1]}}, {"1 + 2 x", {0, 1}, {1, 3}}};
    stage.surface = Surface();
    stage.surface.x_name = "b";
    stage.surface.y_name = "w";
    if (request.surface) trail_.read(bowl_, bw, lr_, request, stage.surface);
  }

  void read_figures(std::vector<Figure>& figures) const override {
    const double validation = validation_loss();
    const double best = bowl_.loss_at(bowl_.minimum());
    figures = {
        {"validation loss", rounded(validation, 4), "The loss on the 20 points that training never sees.", validation},
        {"best possible loss", rounded(best, 4), "What the noise in the data leaves over, at the bottom of the bowl.",
         best},
        {"best b", rounded(bowl_.minimum()[0], 5),
         "Where the bottom of the bowl is. The true value is 1; the noise moved it.", bowl_.minimum()[0]},
        {"best w", rounded(bowl_.minimum()[1], 5),
         "Where the bottom of the bowl is. The true value is 2; the noise moved it.", bowl_.minimum()[1]},
        stability_figure(bowl_)};
  }

  Tape tape() const override {
    Tape tape;
    const Tensor b = tape.add_leaf("b", b_);
    const Tensor w = tape.add_leaf("w", w_);
    tape.name("x", points_.x);
    tape.name("y", points_.y);
    const Tensor yhat = tape.name("yhat", b + w * points_.x);
    const Tensor error = tape.name("error", points_.y - yhat);
    tape.root = {"loss", error.pow(2).mean()};
    tape.program = [x = points_.x, y = points_.y](const std::vector<Tensor>& leaves) {
      const DType dtype = leaves[0].dtype();
      return mean_squared_error(leaves[0], leaves[1], x.to(dtype), y.to(dtype));
    };
    return tape;
  }

  std::string result() const override {
    const std::vector<double> bw = numbers();
    const bool is_float32 = dtype_ == kFloat32;
    return "Result: y = " + shortest(bw[0], is_float32) + " + " + shortest(bw[1], is_float32) + " x";
  }

 private:
  std::vector<double> numbers() const { return {number(b_), number(w_)}; }

  void update_in_place() {
    if (forgets_no_grad_) {
      b_ -= lr_ * b_.grad();  // throws: this is the trap
      return;
    }
    const NoGradGuard no_grad;
    b_ -= lr_ * b_.grad();
    w_ -= lr_ * w_.grad();
  }

  void update_by_rebinding() {
    GRADBOX_CHECK(
        b_.is_leaf(),
        "b.grad is undefined. The step before ran b = b - lr * b.grad, which bound the name b to the result of "
        "an operation. Such a tensor is no leaf any more, and backward fills in .grad for leaves only.\n"
        "Change the tensor in place instead, under no_grad: b -= lr * b.grad");
    b_ = b_ - lr_ * b_.grad();
    w_ = w_ - lr_ * w_.grad();
    trace_.replace(0, b_);
    trace_.replace(1, w_);
  }

  double validation_loss() const {
    const NoGradGuard no_grad;
    return number(mean_squared_error(b_, w_, points_.aside_x, points_.aside_y));
  }

  void fill_points(Points& points) const {
    points.x = inspect::values_of(points_.x);
    points.y = inspect::values_of(points_.y);
    const std::vector<double> aside_x = inspect::values_of(points_.aside_x);
    const std::vector<double> aside_y = inspect::values_of(points_.aside_y);
    points.split.assign(points.x.size(), Split::Train);
    points.split.resize(points.x.size() + aside_x.size(), Split::Validation);
    points.x.insert(points.x.end(), aside_x.begin(), aside_x.end());
    points.y.insert(points.y.end(), aside_y.begin(), aside_y.end());
    points.prediction.clear();
    const std::vector<double> bw = numbers();
    for (double x : points.x) points.prediction.push_back(bw[0] + bw[1] * x);
  }

  const LessonInfo& info_;
  double lr_ = 0;
  bool forgets_zero_ = false;
  bool forgets_no_grad_ = false;
  bool rebinds_ = false;
  DType dtype_ = kFloat32;
  LinePoints points_;
  Tensor b_, w_;
  ParameterTrace trace_;
  LossBowl bowl_;
  DescentTrail trail_;
};

std::vector<Setting> settings() {
  const Setting lr = learning_rate(0.1, 1e-4, 10, "How far b and w move against their gradients in one step.");
  Setting dtype = choice_setting("dtype", "number type", {"float32", "float64"}, 0);
  dtype.help = "float32 keeps about 7 digits, float64 about 16.";
  return {lr, dtype,
          trap_setting("forget-zero", "forget to clear gradients",
                       "Each backward then adds to the gradients of all steps before.", SettingEffect::Restart),
          trap_setting("forget-no-grad", "update without no_grad",
                       "The update itself is then recorded, which a leaf refuses.", SettingEffect::Restart),
          trap_setting("rebind", "write b = b - lr * b.grad", "b then names a new tensor that is not a leaf.",
                       SettingEffect::Restart)};
}

std::vector<TextStep> text() {
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
       "Mark what you want to learn with requires_grad; the rest of the bookkeeping is done for you."},
      {"The loop, one line at a time",
       "`loss.backward()` computes the gradients. `b -= lr * b.grad` uses them. Then they are cleared, and the next "
       "round begins. Step through a few rounds and compare: the column \u2018update\u2019 is always the gradient "
       "times "
       "-0.1, the learning rate.",
       {{"Start again", {Action::reset()}}, {"Take one step", {Action::step(1)}}, {"Take ten", {Action::step(10)}}},
       {{"The first loss is 2.747. The loss after one step?",
         "1.610. The first steps are the big ones, since the slope of the bowl is steepest far from its bottom."}},
       "Forward, backward, update, clear: every training loop is these four lines."},
      {"See the bowl",
       "With only two numbers, the loss over all of their values can be drawn: open the view of the loss surface. Each "
       "point of it is one line through the data; the path is what training did. Far away it runs straight down, then "
       "it turns and creeps along the valley.",
       {{"Run 200 steps", {Action::reset(), Action::play()}}, {"Go on for 800 more", {Action::seek(1000)}}},
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
       {{"Break it: never clear", {Action::set("forget-zero", 1.0), Action::reset(), Action::play()}},
        {"Repair it", {Action::set("forget-zero", 0.0), Action::reset(), Action::play()}}},
       {{"At the start, `b.grad` is -3.1125. Run backward a second time before anything moves, without clearing. What "
         "is "
         "it then?",
         "-6.2250, twice as much: two equal contributions, added up."},
        {"And how will training look with gradients that pile up?",
         "Like a pendulum. The pile keeps pushing after the bottom has been reached, so the line swings through and up "
         "the other side, again and again, and never settles."}},
       "Gradients accumulate. Clearing them is your job."},
      {"Trap: update in the open",
       "The update is arithmetic on `b`, and `b` requires a gradient, so the update would be recorded, too. For a leaf "
       "changed in place this would overwrite the very number that the record is about, and it is refused.",
       {{"Break it: without no_grad", {Action::set("forget-no-grad", 1.0), Action::reset(), Action::step(1)}},
        {"Repair it", {Action::set("forget-no-grad", 0.0), Action::reset(), Action::step(1)}}},
       {{"Why does the same line work under `no_grad`?",
         "There nothing is recorded. `b` simply gets a new value and remains what it was: a leaf without a history."}},
       "Updates belong under no_grad: they use gradients, but they are not part of the model."},
      {"Trap: a new name for a new thing",
       "`b = b - lr * b.grad` looks like the same update, and it raises no error at first. But it makes a new tensor "
       "and calls that `b`. The new one is the result of an operation, not a leaf.",
       {{"Break it: rebind", {Action::set("rebind", 1.0), Action::reset(), Action::step(2)}},
        {"Repair it", {Action::set("rebind", 0.0), Action::reset(), Action::step(2)}}},
       {{"The first step works. What goes wrong in the second?",
         "`backward` runs through the new `b` down to the old one and leaves the gradient there. `b.grad` of the new "
         "tensor stays undefined, and there is nothing to update with."}},
       "Only leaves collect gradients; a result is not a leaf, whatever name it has."},
      {"Too fast, once more",
       "The bowl's largest curvature is 2.48, so the limit for the learning rate is 2 / 2.48 = 0.805. Try both sides.",
       {{"lr = 0.5", {Action::set("lr", 0.5), Action::reset(), Action::play()}},
        {"lr = 0.8", {Action::set("lr", 0.8), Action::reset(), Action::play()}},
        {"lr = 1", {Action::set("lr", 1.0), Action::reset(), Action::play()}}},
       {{"At 0.8, just below the limit, what will the path over the surface look like?",
         "A zigzag across the valley that shrinks slowly. At 1 it grows instead, and in the end the numbers leave what "
         "32 bits can hold."}},
       "In a narrow valley the steep walls set the speed limit, and the flat floor pays for it."},
  };
}

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

void fill_program(const Snapshot&, const std::string&, ProgramValues& values) {
  values["kind"] = values["dtype"] == "float64" ? "kFloat64" : "kFloat32";
  add_line_points(values);
}

}  // namespace

LessonEntry linear_regression() {
  LessonInfo info;
  info.id = "linear-regression";
  info.title = "A line through points, by hand";
  info.summary =
      "Two numbers find a line in noisy data; every line of the training loop is tried, also the wrong ones.";
  info.default_steps = 200;
  info.default_speed = 20;
  info.settings = settings();
  info.series = {"loss", "validation loss"};
  info.views = {View::Fit, View::Surface, View::Residuals};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  info.program_values = fill_program;
  return entry_of<LinearRegression>(std::move(info));
}

}  // namespace gradbox::lessons
