#include <limits>
#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/descent_trail.h"
#include "lessons/lesson_entry.h"
#include "lessons/line_fit.h"
#include "lessons/linear_regression_text.h"
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
  info.text = linear_regression_text();
  info.programs = linear_regression_programs();
  info.program_values = fill_program;
  return entry_of<LinearRegression>(std::move(info));
}

}  // namespace gradbox::lessons
