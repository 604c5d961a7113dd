#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/lesson_entry.h"
#include "lessons/line_fit.h"
#include "lessons/number_text.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"
#include "lessons/training_step_text.h"

namespace gradbox::lessons {

namespace {

class TrainingStep final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_figures(std::vector<Figure>& figures) const override {
    figures = first_;
    if (!trained_) return;
    const double loss = kept("loss").item<double>();
    figures.push_back({"last loss", rounded(loss, 7), "Of the last epoch of the loop.", loss});
  }

  Tape tape() const override {
    Tape tape;
    const Tensor b = tape.add_leaf("b", b_.defined() ? b_ : start_b_);
    const Tensor w = tape.add_leaf("w", w_.defined() ? w_ : start_w_);
    tape.name("x", points_.x);
    tape.name("y", points_.y);
    const Tensor yhat = tape.name("yhat", b + w * points_.x);
    tape.root = {"loss", tape.name("error", points_.y - yhat).pow(2).mean()};
    tape.calls = {{"first backward", {}, false}, {"second backward", {}, false}, {"after zeroing", {}, true}};
    tape.program = [x = points_.x, y = points_.y](const std::vector<Tensor>& leaves) {
      const DType dtype = leaves[0].dtype();
      return mean_squared_error(leaves[0], leaves[1], x.to(dtype), y.to(dtype));
    };
    return tape;
  }

  std::string result() const override {
    if (!trained_) return ProgramLesson::result();
    return "Result: y = " + shortest(number_of("b"), true) + " + " + shortest(number_of("w"), true) + " x";
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t seed) override {
    const auto is_on = [&settings](const char* name) { return find_setting(settings, name).value != 0; };
    lr_ = find_setting(settings, "lr").value;
    Generator generator(static_cast<uint64_t>(seed));
    start_b_ = randn({1}, generator);
    start_w_ = randn({1}, generator);
    points_ = line_points();
    b_ = w_ = yhat_ = error_ = loss_ = Tensor();
    first_.clear();
    trained_ = false;
    statement([this] { ask_for_gradients(); });
    statement([this] { run_forward(); });
    statement([this, retains = !is_on("no-retain")] {
      loss_.backward({}, retains);
      print("b.grad is there", b_.grad().defined());
    });
    statement([this] { read_gradients(); });
    statement([this] {
      loss_.backward({}, true);
      print_gradients();
    });
    statement([this, zeroes = !is_on("forget-zero")] { start_over(zeroes); });
    statement([this] { try_update(); });
    statement([this, rebinds = is_on("rebind")] { update(rebinds); });
    statement([this, epochs = static_cast<int64_t>(find_setting(settings, "epochs").value)] { train(epochs); });
  }

 private:
  double number_of(const char* name) const { return kept(name).item<double>(); }

  void print_gradients() {
    print("b.grad", b_.grad());
    print("w.grad", w_.grad());
  }

  void ask_for_gradients() {
    b_ = start_b_.clone().requires_grad_();
    w_ = start_w_.clone().requires_grad_();
    keep("b", b_);
    keep("w", w_);
    print("b", b_);
    print("w", w_);
    print("b.grad", b_.grad());
  }

  void run_forward() {
    yhat_ = b_ + w_ * points_.x;
    error_ = points_.y - yhat_;
    loss_ = error_.pow(2).mean();
    keep("yhat", yhat_);
    keep("error", error_);
    keep("loss", loss_);
    print("loss", loss_);
    print("x.requires_grad", points_.x.requires_grad());
    print("y.requires_grad", points_.y.requires_grad());
    print("yhat.requires_grad", yhat_.requires_grad());
    print("error.requires_grad", error_.requires_grad());
    print("loss.requires_grad", loss_.requires_grad());
    const double loss = number_of("loss");
    first_ = {{"first loss", rounded(loss, 8), "Before anything has moved.", loss}};
  }

  void read_gradients() {
    print_gradients();
    print("yhat.grad", yhat_.grad());
    const double b = b_.grad().item<double>(), w = w_.grad().item<double>();
    first_.push_back({"first b.grad", rounded(b, 8), "What the first backward put there.", b});
    first_.push_back({"first w.grad", rounded(w, 8), "What the first backward put there.", w});
  }

  void start_over(bool zeroes) {
    if (zeroes) {
      b_.mutable_grad().zero_();
      w_.mutable_grad().zero_();
    }
    print("b.grad", b_.grad());
    loss_.backward({}, true);
    print_gradients();
  }

  void try_update() {
    bool refused = false;
    try {
      b_ -= lr_ * b_.grad();
    } catch (const Error& refusal) {
      refused = true;
      print("error", refusal.what());
    }
    print("was_refused", refused);
  }

  void update(bool rebinds) {
    if (rebinds) {
      b_ = b_ - lr_ * b_.grad();
      w_ = w_ - lr_ * w_.grad();
    } else {
      const NoGradGuard no_grad;
      b_ -= lr_ * b_.grad();
      w_ -= lr_ * w_.grad();
    }
    keep("b", b_);
    keep("w", w_);
    print("b", b_);
    print("w", w_);
    print("b.is_leaf", b_.is_leaf());
    print("b.grad", b_.grad());
    print("next_loss", mean_squared_error(b_, w_, points_.x, points_.y));
  }

  void train(int64_t epochs) {
    b_ = start_b_.clone().requires_grad_();
    w_ = start_w_.clone().requires_grad_();
    for (int64_t epoch = 0; epoch < epochs; ++epoch) {
      loss_ = mean_squared_error(b_, w_, points_.x, points_.y);
      loss_.backward();
      {
        const NoGradGuard no_grad;
        b_ -= lr_ * b_.grad();
        w_ -= lr_ * w_.grad();
      }
      b_.mutable_grad().zero_();
      w_.mutable_grad().zero_();
      if (epoch % 100 == 99) print("epoch " + std::to_string(epoch), shortest(loss_.item<double>(), true));
    }
    keep("b", b_);
    keep("w", w_);
    keep("loss", loss_);
    print("loss", loss_);
    print("b", b_);
    print("w", w_);
    trained_ = true;
  }

  double lr_ = 0;
  bool trained_ = false;
  LinePoints points_;
  Tensor start_b_, start_w_;
  Tensor b_, w_, yhat_, error_, loss_;
  std::vector<Figure> first_;
};

std::vector<Setting> settings() {
  Setting lr = float_setting("lr", "learning rate", 0.1, 1e-4, 0.8);
  lr.log_scale = true;
  lr.effect = SettingEffect::Replay;
  lr.help = "How far b and w move against their gradients in one step.";
  Setting epochs = int_setting("epochs", "epochs of the loop", 200, 1, 1000);
  epochs.log_scale = true;
  epochs.effect = SettingEffect::Replay;
  epochs.help = "How many steps the loop of the last statement takes.";
  return {lr, epochs,
          trap_setting("no-retain", "forget retain_graph", "The first backward then frees what the second one needs.",
                       SettingEffect::Replay),
          trap_setting("forget-zero", "forget to zero", "The third backward then adds to the two before.",
                       SettingEffect::Replay),
          trap_setting("rebind", "write b = b - lr * b.grad",
                       "The name b then belongs to a new tensor, which is no leaf and gets no gradient.",
                       SettingEffect::Replay)};
}

void fill_program(const Snapshot&, const std::string&, ProgramValues& values) { add_line_points(values); }

}  // namespace

LessonEntry training_step() {
  LessonInfo info;
  info.id = "training-step";
  info.title = "One training step, taken apart";
  info.summary = "From requires_grad to the loop in nine statements, each run on its own, the one that fails included.";
  info.is_program = true;
  info.default_steps = 9;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Transcript, View::Graph};
  info.text = training_step_text();
  info.programs = training_step_programs();
  info.program_values = fill_program;
  return entry_of<TrainingStep>(std::move(info));
}

}  // namespace gradbox::lessons
