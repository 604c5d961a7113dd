#include <cmath>
#include <memory>
#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/lesson_entry.h"
#include "lessons/number_text.h"
#include "lessons/parameter_trace.h"
#include "lessons/tape.h"
#include "lessons/two_moons_text.h"

namespace gradbox::lessons {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kPenalty = 0.01;
const Extent kExtent{-1.75, 2.75, -1.25, 1.75};

/// Half of the points on the upper arc (label 0), half on the lower one (label 1), all shaken by noise.
void make_moons(int64_t half, double noise, const Generator& generator, Tensor& points, Tensor& labels) {
  const Tensor angle = linspace(0, kPi, half);
  const Tensor upper = stack({angle.cos(), angle.sin()}, 1);
  const Tensor lower = stack({1 - angle.cos(), 0.5 - angle.sin()}, 1);
  points = cat({upper, lower}) + noise * randn({2 * half, 2}, generator);
  labels = cat({zeros({half, 1}), ones({half, 1})});
}

class TwoMoons final : public Lesson {
 public:
  explicit TwoMoons(const LessonInfo& info) : info_(info) {}

  const LessonInfo& info() const override { return info_; }

  void reset(const std::vector<Setting>& settings, int64_t seed) override {
    const Generator generator(static_cast<uint64_t>(seed));
    const auto half = static_cast<int64_t>(find_setting(settings, "points").value) / 2;
    make_moons(half, find_setting(settings, "noise").value, generator, points_, labels_);
    const auto layers = static_cast<int64_t>(find_setting(settings, "layers").value);
    const auto hidden = static_cast<int64_t>(find_setting(settings, "hidden").value);
    layers_.clear();
    trace_.clear();
    for (int64_t i = 0; i < layers; ++i) add_layer(i == 0 ? 2 : hidden, hidden, generator);
    add_layer(layers == 0 ? 2 : hidden, 1, generator);
    lr_ = find_setting(settings, "lr").value;
    root_penalty_ = find_setting(settings, "root-penalty").value != 0;
    make_optimizer(find_setting(settings, "optimizer").value == 1);
  }

  void change(const std::vector<Setting>& settings) override {
    lr_ = find_setting(settings, "lr").value;
    for (auto& group : optimizer_->param_groups()) group.options().set_lr(lr_);
  }

  void step(std::vector<double>& series_values) override {
    const Tensor logits = forward(points_);
    const Tensor loss = penalised(binary_cross_entropy_with_logits(logits, labels_), layers_[0].bias);
    series_values[0] = number(loss);
    series_values[1] = accuracy(logits);
    trace_.clear_gradients();
    loss.backward();
    trace_.note_backward();
    trace_.remember();
    optimizer_->step();
  }

  bool find_non_finite(std::string& quantity, double& value) const override {
    return trace_.find_non_finite(quantity, value);
  }

  void diagnose(Diagnosis& diagnosis) const override {
    if (root_penalty_) {
      diagnosis.explanation =
          "The loss is a plain number, its gradient is not: at 0 the square root rises vertically, and every bias "
          "begins at 0.";
      diagnosis.setting = "root-penalty";
      diagnosis.suggestion = 0;
      diagnosis.advice = "restart without the root";
      return;
    }
    diagnosis.explanation =
        "The weights grew beyond what 32 bits can hold. The steps were too long: take a smaller "
        "learning rate.";
    diagnosis.setting = "lr";
    diagnosis.suggestion = find_setting(info_.settings, "lr").default_value;
    diagnosis.advice = "restart with lr = " + shortest(diagnosis.suggestion, false);
  }

  void read_parameters(std::vector<ParameterSnapshot>& parameters) const override { trace_.read(parameters); }

  void read_stage(const StageRequest& request, Stage& stage) const override {
    stage.x_label = "x";
    stage.y_label = "y";
    stage.extent = kExtent;
    const std::vector<double> coordinates = inspect::values_of(points_);
    const std::vector<double> labels = inspect::values_of(labels_);
    stage.points = Points();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      stage.points.x.push_back(coordinates[2 * i]);
      stage.points.y.push_back(coordinates[2 * i + 1]);
      stage.points.label.push_back(static_cast<int>(labels[i]));
    }
    stage.field = Grid();
    if (request.field) fill_field(request.field_size, stage.field);
  }

  void read_figures(std::vector<Figure>& figures) const override {
    const NoGradGuard no_grad;
    const double share = accuracy(forward(points_));
    const auto count = static_cast<double>(trace_.element_count());
    figures = {
        {"accuracy", rounded(100 * share, 4) + " %", "The share of points on the right side of the border.", share},
        {"parameters", rounded(count, 6), "Numbers that training adjusts.", count}};
  }

  Tape tape() const override {
    Tape tape;
    tape.name("points", points_);
    tape.name("labels", labels_);
    Tensor out = points_;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const std::string number_text = std::to_string(i + 1);
      const Layer layer{tape.add_leaf("W" + number_text, layers_[i].weight),
                        tape.add_leaf("b" + number_text, layers_[i].bias)};
      const bool is_last = i + 1 == layers_.size();
      out = tape.group("layer " + number_text, [&] { return through(layer, out, is_last); });
      tape.name(is_last ? "logits" : "hidden" + number_text, out);
    }
    tape.root = {"loss", penalised(binary_cross_entropy_with_logits(out, labels_), tape.leaves[1].tensor)};
    tape.program = [points = points_, labels = labels_, penalty = root_penalty_](const std::vector<Tensor>& leaves) {
      const DType dtype = leaves[0].dtype();
      Tensor y = points.to(dtype);
      for (std::size_t i = 0; i < leaves.size(); i += 2) {
        y = through({leaves[i], leaves[i + 1]}, y, i + 2 == leaves.size());
      }
      const Tensor loss = binary_cross_entropy_with_logits(y, labels.to(dtype));
      return penalty ? loss + kPenalty * length_of(leaves[1]) : loss;
    };
    return tape;
  }

  std::string result() const override {
    const NoGradGuard no_grad;
    const Tensor logits = forward(points_);
    const double loss = number(binary_cross_entropy_with_logits(logits, labels_));
    return "Result: accuracy " + rounded(100 * accuracy(logits), 4) + " %, loss " + shortest(loss, true);
  }

 private:
  struct Layer {
    Tensor weight, bias;  // [inputs, outputs], [outputs]
  };

  void add_layer(int64_t inputs, int64_t outputs, const Generator& generator) {
    const double scale = 1 / std::sqrt(static_cast<double>(inputs));
    const Layer layer{(scale * randn({inputs, outputs}, generator)).requires_grad_(),
                      zeros({outputs}, requires_grad())};
    layers_.push_back(layer);
    const std::string number_text = std::to_string(layers_.size());
    trace_.add("W" + number_text, layer.weight);
    trace_.add("b" + number_text, layer.bias);
  }

  void make_optimizer(bool is_sgd) {
    if (is_sgd) {
      optimizer_ = std::make_unique<optim::SGD>(trace_.tensors(), optim::SGDOptions(lr_));
    } else {
      optimizer_ = std::make_unique<optim::Adam>(trace_.tensors(), optim::AdamOptions(lr_));
    }
  }

  Tensor forward(const Tensor& x) const {
    Tensor out = x;
    for (const Layer& layer : layers_) out = through(layer, out, &layer == &layers_.back());
    return out;
  }

  static Tensor through(const Layer& layer, const Tensor& x, bool is_last) {
    const Tensor out = x.matmul(layer.weight) + layer.bias;
    return is_last ? out : out.tanh();
  }

  static Tensor length_of(const Tensor& bias) { return bias.pow(2).sum().sqrt(); }

  /// With the trap, the length of the first bias is added; its derivative at zero is no number.
  Tensor penalised(const Tensor& loss, const Tensor& bias) const {
    return root_penalty_ ? loss + kPenalty * length_of(bias) : loss;
  }

  /// The share of points whose logit has the sign of its class.
  double accuracy(const Tensor& logits) const {
    const float* logit = logits.data_ptr<float>();
    const float* label = labels_.data_ptr<float>();
    const int64_t count = labels_.numel();
    int64_t right = 0;
    for (int64_t i = 0; i < count; ++i) right += (logit[i] > 0) == (label[i] > 0.5f) ? 1 : 0;
    return static_cast<double>(right) / static_cast<double>(count);
  }

  void fill_field(int size, Grid& field) const {
    const NoGradGuard no_grad;
    field.columns = field.rows = size;
    field.extent = kExtent;
    const Tensor x = linspace(kExtent.x_min, kExtent.x_max, size).reshape({1, size}).expand({size, size});
    const Tensor y = linspace(kExtent.y_min, kExtent.y_max, size).reshape({size, 1}).expand({size, size});
    const Tensor grid = stack({x.reshape({-1}), y.reshape({-1})}, 1);
    const Tensor decision = (0.5 * forward(grid)).tanh().contiguous();  // 2 sigmoid(logit) - 1
    const float* first = decision.data_ptr<float>();
    field.values.assign(first, first + decision.numel());
  }

  const LessonInfo& info_;
  double lr_ = 0;
  bool root_penalty_ = false;
  Tensor points_, labels_;  // [N, 2], [N, 1]
  std::vector<Layer> layers_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  ParameterTrace trace_;
};

std::vector<Setting> settings() {
  const Setting lr = learning_rate(0.02, 1e-5, 10, "Length of a step. Adam likes 0.01 to 0.05, plain SGD 0.3 to 1.");
  Setting optimizer = choice_setting("optimizer", "optimizer", {"adam", "sgd"}, 0);
  optimizer.help = "SGD steps along the gradient. Adam gives every weight a pace of its own.";
  Setting layers = int_setting("layers", "hidden layers", 2, 0, 3);
  layers.help = "With none, the border can only be a straight line.";
  Setting hidden = int_setting("hidden", "neurons a layer", 16, 1, 64);
  hidden.help = "More neurons can bend the border in more places.";
  Setting points = int_setting("points", "points", 200, 20, 2000);
  points.help = "How many points both moons have together; an odd number is rounded down.";
  Setting noise = float_setting("noise", "noise", 0.15, 0, 0.5);
  noise.help = "How far points are shaken off their arcs (standard deviation).";
  return {lr,
          optimizer,
          layers,
          hidden,
          points,
          noise,
          trap_setting("root-penalty", "add the length of a bias",
                       "Adds 0.01 times the length of the first bias to the loss: a square root, taken at 0.",
                       SettingEffect::Restart)};
}

void fill_program(const Snapshot& run, const std::string&, ProgramValues& values) {
  const auto whole = [&run](const char* name) { return static_cast<int64_t>(find_setting(run.settings, name).value); };
  std::string sizes = "2, ";
  for (int64_t i = 0; i < whole("layers"); ++i) sizes += std::to_string(whole("hidden")) + ", ";
  values["sizes"] = sizes + "1";
  values["half"] = std::to_string(whole("points") / 2);
  values["Optimizer"] = values["optimizer"] == "sgd" ? "SGD" : "Adam";
}

}  // namespace

LessonEntry two_moons() {
  LessonInfo info;
  info.id = "two-moons";
  info.title = "Two moons";
  info.summary = "A small network learns to tell two crescents apart while you watch its border bend.";
  info.default_steps = 500;
  info.default_speed = 60;
  info.settings = settings();
  info.series = {"loss", "accuracy"};
  info.views = {View::Field};
  info.text = two_moons_text();
  info.programs = two_moons_programs();
  info.program_values = fill_program;
  return entry_of<TwoMoons>(std::move(info));
}

}  // namespace gradbox::lessons
