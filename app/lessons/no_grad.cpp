#include <algorithm>
#include <utility>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/graph_snapshot.h"
#include "lessons/lesson_entry.h"
#include "lessons/number_text.h"
#include "lessons/paced_session.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

constexpr int kBatches = 5;
constexpr int kFewestPasses = 5;
constexpr double kBatchMs = 1;

class NoGrad final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_figures(std::vector<Figure>& figures) const override {
    figures.clear();
    if (!z_.defined()) return;
    const auto nodes = static_cast<double>(tracked_.nodes.size());
    const auto bytes = static_cast<double>(tracked_.saved_bytes);
    figures = {{"nodes behind z", rounded(nodes, 6), "What was recorded for backward.", nodes},
               {"saved for backward", rounded(bytes, 6) + " bytes",
                "Tensors that are kept alive for backward alone; parameters are not counted.", bytes}};
    if (!quiet_.defined()) return;
    const auto quiet_nodes = static_cast<double>(graph_of(quiet_).nodes.size());
    figures.push_back(
        {"nodes behind quiet", rounded(quiet_nodes, 6), "Under no_grad nothing is recorded.", quiet_nodes});
    figures.push_back({"a forward pass", rounded(tracked_us_, 3) + " \u00b5s",
                       "Measured on this machine, with tracking.", tracked_us_});
    figures.push_back({"the same under no_grad", rounded(quiet_us_, 3) + " \u00b5s",
                       "Measured on this machine, without tracking.", quiet_us_});
  }

  /// Of the result that was computed last.
  Tape tape() const override {
    Tape tape;
    const Tensor x = tape.name("x", x_);
    const Tensor w = tape.add_leaf("w", start_w_), b = tape.add_leaf("b", start_b_);
    if (quiet_.defined() && !detached_.defined()) {
      const NoGradGuard no_grad;
      tape.root = {"quiet", x.matmul(w) + b};
      return tape;
    }
    const Tensor z = x.matmul(w) + b;
    if (detached_.defined() && position() == 4) {
      tape.root = {"detached", z.detach()};
      return tape;
    }
    tape.root = {"z", z};
    tape.calls = {{"backward with ones", ones_like(z), false}};
    tape.program = [x](const std::vector<Tensor>& leaves) {
      return x.to(leaves[0].dtype()).matmul(leaves[0]) + leaves[1];
    };
    return tape;
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t seed) override {
    const auto inputs = static_cast<int64_t>(find_setting(settings, "inputs").value);
    const bool untracked = find_setting(settings, "backward-untracked").value != 0;
    Generator generator(static_cast<uint64_t>(seed));
    x_ = ones({inputs});
    start_w_ = randn({inputs, 3}, generator);
    start_b_ = randn({3}, generator);
    z_ = quiet_ = detached_ = Tensor();
    statement([this] {
      w_ = start_w_.clone().requires_grad_();
      b_ = start_b_.clone().requires_grad_();
      keep("x", x_);
      keep("w", w_);
      keep("b", b_);
    });
    statement([this] {
      z_ = forward();
      tracked_ = graph_of(z_);
      keep("z", z_);
      print("z.requires_grad", z_.requires_grad());
      print("z.grad_fn", grad_fn_name(z_));
    });
    statement([this] {
      {
        const NoGradGuard no_grad;
        quiet_ = forward();
      }
      keep("quiet", quiet_);
      print("quiet.requires_grad", quiet_.requires_grad());
      print("quiet is z", equal(quiet_, z_));
      measure();
    });
    statement([this] {
      detached_ = z_.detach();
      keep("detached", detached_);
      print("detached.requires_grad", detached_.requires_grad());
      print("shares memory", detached_.data_ptr() == z_.data_ptr());
    });
    statement([this, untracked] {
      (untracked ? quiet_ : z_).sum().backward();
      print("b.grad", b_.grad());
    });
  }

 private:
  Tensor forward() const { return x_.matmul(w_) + b_; }

  static inspect::GraphSnapshot graph_of(const Tensor& root) {
    inspect::GraphSource source;
    source.roots = {{"", root}};
    source.most_values = 0;
    return inspect::snapshot_graph(source);
  }

  /// Of one forward pass. Clocks of browsers are coarse, so a batch of passes is timed until it takes a while.
  double median_us() const {
    const Clock now_ms = steady_clock();
    std::vector<double> times;
    for (int batch = 0; batch < kBatches; ++batch) {
      const double start = now_ms();
      int passes = 0;
      for (; passes < kFewestPasses || now_ms() - start < kBatchMs; ++passes) forward();
      times.push_back((now_ms() - start) * 1000 / passes);
    }
    std::nth_element(times.begin(), times.begin() + kBatches / 2, times.end());
    return times[kBatches / 2];
  }

  void measure() {
    tracked_us_ = median_us();
    const NoGradGuard no_grad;
    quiet_us_ = median_us();
  }

  Tensor x_, start_w_, start_b_;
  Tensor w_, b_, z_, quiet_, detached_;
  inspect::GraphSnapshot tracked_;  // behind z, before backward frees what it saved
  double tracked_us_ = 0, quiet_us_ = 0;
};

std::vector<Setting> settings() {
  Setting inputs = int_setting("inputs", "inputs", 5, 1, 20000);
  inputs.log_scale = true;
  inputs.effect = SettingEffect::Replay;
  inputs.help = "How many numbers go into the layer. What is saved for backward grows with it.";
  return {inputs, trap_setting("backward-untracked", "backward from quiet",
                               "What was computed under no_grad has no history.", SettingEffect::Replay)};
}

std::vector<TextStep> text() {
  return {
      {"The price of remembering",
       "A layer again: `z = x w + b`, five inputs, three outputs. Because `w` and `b` require a gradient, `z` does, "
       "too, and every operation is recorded together with what its derivative needs.",
       {{"Compute z", from_start(2)}},
       {{"What does the product have to keep for backward?",
         "`x`: the derivative by `w` needs it. That is 20 bytes for five numbers, and grows with the input."}},
       "Tracking costs time for notes and memory for what the notes refer to."},
      {"Looking away",
       "Inside `no_grad` the same line computes the same numbers and records nothing. Use it whenever no backward "
       "will follow: for updates, for validation, for answers.",
       {{"Compute it under no_grad", from_start(3)}},
       {{"Are the numbers the same? And how many nodes are behind the result?",
         "The same to the last bit, and none at all: `requires_grad` is False."}},
       "`no_grad` changes what is remembered, not what is computed."},
      {"More input, more to keep",
       "Change the number of inputs and compare the saved bytes and the two times in the figures.",
       {{"5 inputs", from_start(3)},
        {"1,000 inputs", from_start(3, {Action::set("inputs", 1000.0)})},
        {"20,000 inputs", from_start(3, {Action::set("inputs", 20000.0)})}},
       {{"With 1,000 inputs, how many bytes are saved?", "4,000: a thousand float32 of four bytes each, namely `x`."}},
       "Memory that backward needs grows with the data; parameters are there anyway."},
      {"Cutting one thread",
       "`z.detach()` gives a second tensor over the same memory, without the history. `z` keeps its own.",
       {{"Detach", from_start(4)}, {"Then run backward from z", from_start(5)}},
       {{"Does `detach` copy the numbers?", "No: both look at the same memory, so it costs next to nothing."},
        {"After `backward` from the sum of `z`, what is `b.grad`?", "[1, 1, 1]: `z` was left alone by all this."}},
       "`no_grad` stops the recording for a while, `detach` cuts one result off its past."},
      {"Trap: backward without a history",
       "`quiet` and `z` hold the same numbers and look alike. Run `backward` from `quiet`, the one that was computed "
       "under `no_grad`, and find out which of the two knows where it came from.",
       {{"Break it: backward from quiet", from_start(5, {Action::set("backward-untracked", 1.0)})},
        {"Repair it", from_start(5)}},
       {{"The numbers are there. What is missing?", "The notes on how they came about; they were never taken."}},
       "You cannot walk back where you left no trail."},
  };
}

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers

int main() {
  torch::manual_seed($[seed]);
  %step
  auto x = torch::ones($[inputs]);
  auto w = torch::randn({$[inputs], 3}, torch::requires_grad());
  auto b = torch::randn(3, torch::requires_grad());
  %step
  auto z = x.matmul(w) + b;
  %print z.requires_grad() = z.requires_grad
  %print z.grad_fn()->name() = z.grad_fn
  %step
  torch::Tensor quiet;
  {
    torch::NoGradGuard no_grad;
    quiet = x.matmul(w) + b;
  }
  %print quiet.requires_grad() = quiet.requires_grad
  %print torch::equal(quiet, z) = quiet is z
  %step
  auto detached = z.detach();
  %print detached.requires_grad() = detached.requires_grad
  %print (detached.data_ptr() == z.data_ptr()) = shares memory
  %step
  %throws does not require grad and does not have a grad_fn
  %if backward-untracked
  quiet.sum().backward();
  %else
  z.sum().backward();
  %endif
  %endthrows
  %print b.grad() = b.grad
  %done
}
)code";

constexpr const char* kPython = R"code(import torch
%helpers

torch.manual_seed($[seed])
%step
x = torch.ones($[inputs])
w = torch.randn($[inputs], 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
%step
z = x @ w + b
%print z.requires_grad = z.requires_grad
%print z.grad_fn.name() = z.grad_fn
%step
with torch.no_grad():
    quiet = x @ w + b
%print quiet.requires_grad = quiet.requires_grad
%print torch.equal(quiet, z) = quiet is z
%step
detached = z.detach()
%print detached.requires_grad = detached.requires_grad
%print (detached.data_ptr() == z.data_ptr()) = shares memory
%step
%throws does not require grad and does not have a grad_fn
%if backward-untracked
quiet.sum().backward()
%else
z.sum().backward()
%endif
%endthrows
%print b.grad = b.grad
%done
)code";

}  // namespace

LessonEntry no_grad() {
  LessonInfo info;
  info.id = "no-grad";
  info.title = "Switching tracking off";
  info.summary = "What recording costs in nodes, bytes and time, and two ways of going without.";
  info.is_program = true;
  info.default_steps = 5;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Transcript, View::Graph};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  return entry_of<NoGrad>(std::move(info));
}

}  // namespace gradbox::lessons
