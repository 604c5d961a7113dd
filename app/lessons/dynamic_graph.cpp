#include <utility>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/graph_walk.h"
#include "lessons/lesson_entry.h"
#include "lessons/line_fit.h"
#include "lessons/number_text.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

/// As it is drawn: without the namespace that AccumulateGrad alone carries.
std::string short_name(const autograd::Node& node) {
  const std::string name = node.name();
  const std::size_t colon = name.rfind(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

constexpr int kDeepest = 8;  // of a graph as text: a loop makes very deep ones

/// One line a node, indented by its distance from the root, as the programs' print_graph gives it.
std::string graph_text(const Tensor& root) {
  std::string out;
  std::vector<std::pair<NodePtr, int>> pending;
  if (root.grad_fn() != nullptr) pending.emplace_back(root.grad_fn(), 0);
  while (!pending.empty()) {
    const auto [node, depth] = pending.back();
    pending.pop_back();
    out += (out.empty() ? "" : "\n") + std::string(static_cast<std::size_t>(2 * depth), ' ') + short_name(*node);
    const auto& edges = node->next_edges();
    for (std::size_t i = depth < kDeepest ? edges.size() : 0; i-- > 0;) {
      if (edges[i].is_valid()) pending.emplace_back(edges[i].function, depth + 1);
    }
  }
  return out.empty() ? "no gradients, no graph" : out;
}

class DynamicGraph final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_figures(std::vector<Figure>& figures) const override {
    const Tensor root = kept("loss").defined() ? kept("loss") : kept("yhat");
    figures.clear();
    if (!root.defined()) return;
    const auto nodes = static_cast<double>(inspect::walk_graph({root}).nodes.size());
    figures = {
        {"nodes", rounded(nodes, 6), "Of the graph behind " + std::string(has_loss() ? "loss" : "yhat") + ".", nodes}};
    if (!has_loss()) return;
    const double loss = root.item<double>();
    figures.push_back({"loss", rounded(loss, 5), "As it is now.", loss});
  }

  /// yhat until a loss was asked for, then the loss.
  Tape tape() const override {
    Tape tape;
    const Tensor b = asks_b_ ? tape.add_leaf("b", start_b_) : tape.name("b", start_b_.detach());
    const Tensor w = asks_w_ ? tape.add_leaf("w", start_w_) : tape.name("w", start_w_.detach());
    tape.name("x", x_);
    tape.name("y", y_);
    const Tensor yhat = looped(b, w, b + w * x_);
    if (!asked_for_loss_) {
      tape.root = {"yhat", yhat};
      if (yhat.requires_grad()) tape.calls = {{"backward with ones", ones_like(yhat), false}};
      return tape;
    }
    tape.name("yhat", yhat);
    Tensor error;
    try {
      error = tape.name("error", y_ - yhat);
    } catch (const Error& refusal) {
      tape.failure = {refusal.what(), "sub", {{"y", y_}, {"yhat", yhat}}};
      return tape;
    }
    Tensor loss = tape.name("mse", error.pow(2).mean());
    if (branched_) loss = loss + tape.name("error2", y_ - w * x_).mean();
    tape.root = {"loss", loss};
    return tape;
  }

  std::string result() const override {
    if (!kept("loss").defined()) return "Result: no loss yet";
    return "Result: loss = " + shortest(kept("loss").item<double>(), true) + (branched_ ? ", with" : ", without") +
           " the branch";
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t seed) override {
    const bool none = find_setting(settings, "no-leaf").value != 0;
    asks_b_ = !none && find_setting(settings, "b-grad").value != 0;
    asks_w_ = !none && find_setting(settings, "w-grad").value != 0;
    const double threshold = find_setting(settings, "threshold").value;
    loops_ = static_cast<int>(find_setting(settings, "loops").value);
    Generator generator(static_cast<uint64_t>(seed));
    start_b_ = randn({1}, generator);
    start_w_ = randn({1}, generator);
    const LinePoints points = line_points();
    x_ = points.x;
    y_ = find_setting(settings, "wrong-points").value != 0 ? points.aside_y : points.y;
    branched_ = asked_for_loss_ = false;
    statement([this] {
      b_ = start_b_.clone().requires_grad_(asks_b_);
      w_ = start_w_.clone().requires_grad_(asks_w_);
      keep("b", b_);
      keep("w", w_);
    });
    statement([this] {
      yhat_ = looped(b_, w_, b_ + w_ * x_);
      keep("yhat", yhat_);
      print("graph of yhat", graph_text(yhat_));
    });
    statement([this] {
      asked_for_loss_ = true;
      loss_ = (y_ - yhat_).pow(2).mean();
      keep("loss", loss_);
      print("loss", loss_);
    });
    statement([this, threshold] {
      branched_ = loss_.item<float>() > static_cast<float>(threshold);
      if (branched_) loss_ += (y_ - w_ * x_).mean();
      print("loss", loss_);
      print("graph of loss", graph_text(loss_));
    });
    statement([this] {
      loss_.backward();
      print("b.grad", b_.grad());
      print("w.grad", w_.grad());
    });
  }

 private:
  bool has_loss() const { return kept("loss").defined(); }

  Tensor looped(const Tensor& b, const Tensor& w, Tensor yhat) const {
    for (int i = 0; i < loops_; ++i) yhat = b + w * yhat;
    return yhat;
  }

  int loops_ = 0;
  bool asks_b_ = true, asks_w_ = true, branched_ = false, asked_for_loss_ = false;
  Tensor start_b_, start_w_, x_, y_;
  Tensor b_, w_, yhat_, loss_;
};

std::vector<Setting> settings() {
  Setting b = bool_setting("b-grad", "b requires grad", true);
  b.effect = SettingEffect::Replay;
  b.help = "Without it, b is a number like any other, and its box disappears from the graph.";
  Setting w = bool_setting("w-grad", "w requires grad", true);
  w.effect = SettingEffect::Replay;
  w.help = "Without it, the multiplication is not recorded at all.";
  Setting threshold = float_setting("threshold", "branch if loss >", 0, 0, 5);
  threshold.effect = SettingEffect::Replay;
  threshold.help = "The second branch is computed only if the loss is larger than this.";
  Setting loops = int_setting("loops", "rounds of a loop", 0, 0, 500);
  loops.effect = SettingEffect::Replay;
  loops.help = "How often `yhat = b + w * yhat` runs once more, in a loop.";
  return {
      b,
      w,
      threshold,
      loops,
      trap_setting("no-leaf", "nobody requires a gradient", "No gradients, no graph, no backward.",
                   SettingEffect::Replay),
      trap_setting("wrong-points", "the y of other points",
                   "80 predictions are then compared with the 20 points that were kept aside.", SettingEffect::Replay)};
}

std::vector<TextStep> text() {
  return {
      {"A graph appears",
       "`yhat = b + w x` for 80 points. Two operations, and both are noted down while they run. Read the graph from "
       "the result: an addition, which leads to `b` and to a multiplication, which leads to `w`. `x` is data; nobody "
       "wants its gradient, so it is absent.",
       {{"Make b and w", from_start(1)}, {"Compute yhat", from_start(2)}},
       {{"How many nodes has the graph of `yhat`?",
         "Four: AddBackward0, MulBackward0, and one AccumulateGrad each for `b` and `w`, which is where gradients are "
         "put into `.grad`."}},
       "The graph is written while the program runs, from the leaves up to the result."},
      {"No gradients, no graph",
       "Take `requires_grad` away from `b`, then from `w`, and look at what is left.",
       {{"b without requires_grad", from_start(2, {Action::set("b-grad", 0.0)})},
        {"w without", from_start(2, {Action::set("w-grad", 0.0)})},
        {"Neither", from_start(2, {Action::set("b-grad", 0.0), Action::set("w-grad", 0.0)})},
        {"Both", from_start(2)}},
       {{"Without `w`, what remains of the multiplication?",
         "Nothing. Neither of its inputs asks, so it is not recorded; the graph is an addition and `b`, two nodes."}},
       "Only what leads to a leaf that asks is recorded."},
      {"An if in the middle",
       "The loss is the mean of the squared errors. Then comes plain control flow: if the loss is larger than a "
       "threshold, a second error, without `b`, is added to it. The graph knows nothing of the `if`; it holds what "
       "was really run.",
       {{"Compute the loss", from_start(3)},
        {"The branch is taken", from_start(4)},
        {"The branch is not taken", from_start(4, {Action::set("threshold", 3.0)})}},
       {{"The loss is 2.7475. From which threshold on does the branch disappear?",
         "From 2.7475 on. Drag the threshold across and watch half of the graph come and go."},
        {"With both branches, how many AccumulateGrad nodes belong to `w`?",
         "One. `w` is used twice, so two paths lead to the same node, and their gradients are added there."}},
       "The graph is a record of this run, not a plan for all runs."},
      {"As long as the loop ran",
       "Put the line into a loop that feeds on itself: `yhat = b + w * yhat`. Let it run three times, then five "
       "hundred times. A long chain is drawn as one box; click it to unfold it.",
       {{"Three rounds", from_start(2, {Action::set("loops", 3.0)})},
        {"Five hundred", from_start(2, {Action::set("loops", 500.0)})},
        {"No loop", from_start(2)}},
       {{"How many nodes has the graph after five hundred rounds?",
         "1,004: each round records a multiplication and an addition, and all of them lead to the same two leaves."}},
       "A loop leaves no loop behind: the graph holds every round that ran."},
      {"Backward takes the same way",
       "`backward` starts at the loss and goes back along what was recorded, arrow by arrow, and nowhere else. Run it "
       "with and without the branch, and see which of the two gradients cares.",
       {{"With the branch", from_start(5)}, {"Without it", from_start(5, {Action::set("threshold", 3.0)})}},
       {{"Which gradient changes, `b.grad` or `w.grad`?",
         "Only `w.grad`: -1.8156 without the branch, -2.2881 with it. The branch does not contain `b`, whose gradient "
         "stays at -3.1125."}},
       "Whatever ran forward is walked backward; what did not run has no gradient."},
      {"Trap: nothing to walk over",
       "If nobody asks for a gradient, there is no graph, and `backward` says so.",
       {{"Break it: nobody asks", from_start(5, {Action::set("no-leaf", 1.0)})}, {"Repair it", from_start(5)}},
       {{"In which statement does it fail?",
         "In the last one. Until `backward`, the program computes the same numbers with or without a graph."}},
       "An error about a missing `grad_fn` means: no input of this result asked for a gradient."},
      {"Trap: half a graph",
       "20 of the 100 points were kept aside. Compare the 80 predictions with the `y` of those 20, an easy slip of the "
       "pen, and look at the graph: what was recorded before the error is still there, and the operation that "
       "refused is marked.",
       {{"Break it: y of other points", from_start(3, {Action::set("wrong-points", 1.0)})},
        {"Repair it", from_start(3)}},
       {{"How many nodes does the broken graph have, and which numbers does the error name?",
         "Four, those of `yhat`: the subtraction was never recorded. The error names 20 and 80, the two sizes that "
         "should be equal."}},
       "An error leaves the graph as far as it got; read it up to the end to see where the shapes part."},
  };
}

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers
%only const std::vector<double> x_train = {$[x]};
%if wrong-points
%only const std::vector<double> y_aside = {$[y-aside]};
%else
%only const std::vector<double> y_train = {$[y]};
%endif

template <class NodePtr>
void print_graph(const NodePtr& node, int depth = 0) {
  if (depth > 8) return;
  std::cout << std::string(2 * depth, ' ') << node->name() << "\n";
  for (const auto& edge : node->next_edges()) {
    if (edge.function) print_graph(edge.function, depth + 1);
  }
}

int main() {
  torch::manual_seed($[seed]);
  auto x = torch::tensor(x_train, torch::kFloat32).reshape({-1, 1});
  auto y = torch::tensor($[points], torch::kFloat32).reshape({-1, 1});
  %step
  auto b = torch::randn(1, torch::requires_grad($[asks-b]));
  auto w = torch::randn(1, torch::requires_grad($[asks-w]));
  %step
  auto yhat = b + w * x;
  %if loops
  for (int i = 0; i < $[loops]; ++i) yhat = b + w * yhat;
  %endif
  if (yhat.grad_fn()) print_graph(yhat.grad_fn());
  %step
  %if wrong-points
  torch::Tensor error;
  %throws The size of tensor a (20) must match the size of tensor b (80)
  error = y - yhat;
  %endthrows
  %else
  auto error = y - yhat;
  %endif
  auto loss = error.pow(2).mean();
  %print loss = loss
  %step
  if (loss.item<float>() > $[threshold]f) {
    auto error2 = y - w * x;
    loss += error2.mean();
  }
  %print loss = loss
  if (loss.grad_fn()) print_graph(loss.grad_fn());
  %step
  %throws does not require grad and does not have a grad_fn
  loss.backward();
  %endthrows
  %print b.grad() = b.grad
  %print w.grad() = w.grad
  %done
}
)code";

constexpr const char* kPython = R"code(import torch
%helpers
%only x_train = [$[x]]
%if wrong-points
%only y_aside = [$[y-aside]]
%else
%only y_train = [$[y]]
%endif

def print_graph(node, depth=0):
    if depth > 8:
        return
    print("  " * depth + node.name())
    for following, _ in node.next_functions:
        if following:
            print_graph(following, depth + 1)

torch.manual_seed($[seed])
x = torch.tensor(x_train).reshape(-1, 1)
y = torch.tensor($[points]).reshape(-1, 1)
%step
b = torch.randn(1, requires_grad=$[asks-b])
w = torch.randn(1, requires_grad=$[asks-w])
%step
yhat = b + w * x
%if loops
for _ in range($[loops]):
    yhat = b + w * yhat
%endif
if yhat.grad_fn:
    print_graph(yhat.grad_fn)
%step
%throws The size of tensor a (20) must match the size of tensor b (80)
error = y - yhat
%endthrows
loss = (error**2).mean()
%print loss = loss
%step
if loss > $[threshold]:
    error2 = y - w * x
    loss += error2.mean()
%print loss = loss
if loss.grad_fn:
    print_graph(loss.grad_fn)
%step
%throws does not require grad and does not have a grad_fn
loss.backward()
%endthrows
%print b.grad = b.grad
%print w.grad = w.grad
%done
)code";

void fill_program(const Snapshot& run, const std::string& language, ProgramValues& values) {
  const bool none = find_setting(run.settings, "no-leaf").value != 0;
  for (const char* name : {"b", "w"}) {
    const bool asks = !none && find_setting(run.settings, std::string(name) + "-grad").value != 0;
    values[std::string("asks-") + name] = language == "C++" ? (asks ? "true" : "false") : (asks ? "True" : "False");
  }
  const bool aside = find_setting(run.settings, "wrong-points").value != 0;
  values["points"] = aside ? "y_aside" : "y_train";
  add_line_points(values);
}

}  // namespace

LessonEntry dynamic_graph() {
  LessonInfo info;
  info.id = "dynamic-graph";
  info.title = "The dynamic graph";
  info.summary = "What is recorded, what is not, and how an if makes half of a graph come and go.";
  info.is_program = true;
  info.default_steps = 5;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Graph, View::Transcript};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  info.program_values = fill_program;
  return entry_of<DynamicGraph>(std::move(info));
}

}  // namespace gradbox::lessons
