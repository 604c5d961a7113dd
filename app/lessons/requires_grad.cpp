#include <utility>

#include "gradbox/gradbox.h"
#include "lessons/lesson_entry.h"
#include "lessons/program_lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

class RequiresGrad final : public ProgramLesson {
 public:
  using ProgramLesson::ProgramLesson;

  void read_figures(std::vector<Figure>& figures) const override {
    int asking = 0, all = 0;
    for (const char* name : {"a", "b", "c", "first", "second", "third"}) {
      if (!kept(name).defined()) continue;
      ++all;
      asking += kept(name).requires_grad() ? 1 : 0;
    }
    figures = {{"tensors that require grad", std::to_string(asking) + " of " + std::to_string(all),
                "Asked for by you, or inherited from an input.", static_cast<double>(asking)}};
  }

  /// Of the sum that was made last.
  Tape tape() const override {
    Tape tape;
    const auto leaf = [&](const char* name, const Tensor& start, bool asks) {
      return asks ? tape.add_leaf(name, start) : tape.name(name, start.detach());
    };
    const bool late = kept("third").defined();
    const Tensor a = leaf("a", start_[0], asks_[0] || late);
    const Tensor b = leaf("b", start_[1], asks_[1]);
    const Tensor c = leaf("c", start_[2], asks_[2]);
    const bool is_second = !late && (kept("second").defined() || !kept("first").defined());
    tape.root = {late ? "third" : is_second ? "second" : "first", is_second ? a + c : a + b};
    if (tape.root.tensor.requires_grad()) tape.calls = {{"backward with ones", ones({3, 3}), false}};
    return tape;
  }

 protected:
  void build(const std::vector<Setting>& settings, int64_t seed) override {
    const bool integers = find_setting(settings, "integers").value != 0;
    const bool untracked = find_setting(settings, "backward-untracked").value != 0;
    const char* const names[] = {"a", "b", "c"};
    Generator generator(static_cast<uint64_t>(seed));
    for (std::size_t i = 0; i < 3; ++i) {
      asks_[i] = find_setting(settings, std::string(names[i]) + "-grad").value != 0;
      start_[i] = rand({3, 3}, generator);
    }
    statement([this, names] {
      for (std::size_t i = 0; i < 3; ++i) {
        in_[i] = start_[i].clone().requires_grad_(asks_[i]);
        keep(names[i], in_[i]);
      }
    });
    statement([this] { add("first", in_[0], in_[1]); });
    statement([this] { add("second", in_[0], in_[2]); });
    statement([this, integers] {
      if (integers) {
        const Tensor counts = tensor(std::vector<int64_t>{1, 2, 3});
        keep("counts", counts);
        counts.requires_grad_();  // throws: this is the trap
      }
      in_[0].requires_grad_();
      add("third", in_[0], in_[1]);
      print("first.requires_grad", kept("first").requires_grad());
    });
    statement([this, untracked] {
      kept(untracked ? "first" : "second").sum().backward();
      print("a.grad", in_[0].grad());
      print("c.grad", in_[2].grad());
    });
  }

 private:
  void add(const std::string& name, const Tensor& left, const Tensor& right) {
    const Tensor sum = left + right;
    keep(name, sum);
    print(name + ".requires_grad", sum.requires_grad());
    print(name + ".grad_fn", grad_fn_name(sum));
  }

  bool asks_[3] = {};
  Tensor start_[3], in_[3];
};

Setting asks(const char* name, const char* label, bool value) {
  Setting setting = bool_setting(name, label, value);
  setting.effect = SettingEffect::Replay;
  setting.help = "Whether this tensor is made with requires_grad.";
  return setting;
}

std::vector<Setting> settings() {
  return {asks("a-grad", "a requires grad", false), asks("b-grad", "b requires grad", false),
          asks("c-grad", "c requires grad", true),
          trap_setting("integers", "a gradient for integers", "Whole numbers cannot be moved by a little.",
                       SettingEffect::Replay),
          trap_setting("backward-untracked", "backward from the wrong sum",
                       "The first sum has no history, so there is nothing to walk back over.", SettingEffect::Replay)};
}

std::vector<TextStep> text() {
  return {
      {"Three tensors, one of them asks",
       "`a`, `b` and `c` are 3 by 3, random. Only `c` is made with `requires_grad`. The program adds `a + b`, then "
       "`a + c`, and asks both sums whether they require a gradient.",
       {{"Make a, b, c", from_start(1)}, {"Add a + b", from_start(2)}, {"Add a + c", from_start(3)}},
       {{"Which of the two sums requires a gradient?",
         "Only `a + c`. One input that asks is enough; its `grad_fn` is AddBackward0. `a + b` has none."}},
       "A result requires a gradient as soon as one of its inputs does."},
      {"Your turn to switch",
       "The settings say which of the three ask. Try all eight combinations; the program follows at once.",
       {{"Only a", from_start(3, {Action::set("a-grad", 1.0), Action::set("c-grad", 0.0)})},
        {"Only b", from_start(3, {Action::set("b-grad", 1.0), Action::set("c-grad", 0.0)})},
        {"None", from_start(3, {Action::set("c-grad", 0.0)})}},
       {{"With only `b` asking, what do the sums say?", "True for `a + b`, False for `a + c`: the other way round."},
        {"And if none asks?", "Then nothing is recorded at all, and neither sum has a `grad_fn`."}},
       "Tracking is contagious, and costs nothing where nobody asks."},
      {"Too late for the past",
       "Now `a.requires_grad_()` switches `a` on after the first sum was made. The program adds `a + b` once more.",
       {{"Switch a on, add again", from_start(4)}},
       {{"What do the old sum and the new one say?",
         "The new one True, the old one still False. When it was computed nobody asked, so nothing was noted."}},
       "`requires_grad_()` counts from now on; it rewrites no history."},
      {"Who gets a gradient?",
       "Finally the program runs `backward` from the sum of all elements of `a + c`.",
       {{"Run backward", from_start(5)}, {"With a asking from the start", from_start(5, {Action::set("a-grad", 1.0)})}},
       {{"What is in `c.grad`, and what in `a.grad`?",
         "Nine ones in `c.grad`: more of any element is as much more of the sum. `a.grad` is None, because `a` was "
         "switched on after `a + c` was recorded."}},
       "Gradients go to the leaves that asked before the result was made."},
      {"Traps: no history, no small steps",
       "Run `backward` from `a + b`, which has no history. And ask for the gradient of whole numbers.",
       {{"Break it: backward from a + b", from_start(5, {Action::set("backward-untracked", 1.0)})},
        {"Break it: integers", from_start(4, {Action::set("integers", 1.0)})},
        {"Repair it", from_start(5)}},
       {{"Why only floating point?",
         "A gradient says what happens when a number grows by a tiny bit. A whole number has no tiny bit."}},
       "backward needs a history, and a history needs a floating point leaf that asked for it."},
  };
}

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <iostream>
%helpers

std::string grad_fn(const torch::Tensor& tensor) {
  return tensor.grad_fn() ? tensor.grad_fn()->name() : "None";
}

int main() {
  torch::manual_seed($[seed]);
  %step
  auto a = torch::rand({3, 3}, torch::requires_grad($[a-grad]));
  auto b = torch::rand({3, 3}, torch::requires_grad($[b-grad]));
  auto c = torch::rand({3, 3}, torch::requires_grad($[c-grad]));
  %step
  auto first = a + b;
  %print first.requires_grad() = first.requires_grad
  %print grad_fn(first) = first.grad_fn
  %step
  auto second = a + c;
  %print second.requires_grad() = second.requires_grad
  %print grad_fn(second) = second.grad_fn
  %step
  %if integers
  auto counts = torch::tensor({1, 2, 3}, torch::kInt64);
  %throws can require gradients
  counts.requires_grad_();
  %endthrows
  %endif
  a.requires_grad_();
  auto third = a + b;
  %print third.requires_grad() = third.requires_grad
  %print grad_fn(third) = third.grad_fn
  %print first.requires_grad() = first.requires_grad
  %step
  %throws does not require grad and does not have a grad_fn
  %if backward-untracked
  first.sum().backward();
  %else
  second.sum().backward();
  %endif
  %endthrows
  %print a.grad() = a.grad
  %print c.grad() = c.grad
  %done
}
)code";

constexpr const char* kPython = R"code(import torch
%helpers

def grad_fn(tensor):
    return tensor.grad_fn.name() if tensor.grad_fn else "None"

torch.manual_seed($[seed])
%step
a = torch.rand(3, 3, requires_grad=$[a])
b = torch.rand(3, 3, requires_grad=$[b])
c = torch.rand(3, 3, requires_grad=$[c])
%step
first = a + b
%print first.requires_grad = first.requires_grad
%print grad_fn(first) = first.grad_fn
%step
second = a + c
%print second.requires_grad = second.requires_grad
%print grad_fn(second) = second.grad_fn
%step
%if integers
counts = torch.tensor([1, 2, 3])
%throws can require gradients
counts.requires_grad_()
%endthrows
%endif
a.requires_grad_()
third = a + b
%print third.requires_grad = third.requires_grad
%print grad_fn(third) = third.grad_fn
%print first.requires_grad = first.requires_grad
%step
%throws does not require grad and does not have a grad_fn
%if backward-untracked
first.sum().backward()
%else
second.sum().backward()
%endif
%endthrows
%print a.grad = a.grad
%print c.grad = c.grad
%done
)code";

void fill_program(const Snapshot& run, const std::string&, ProgramValues& values) {
  for (const char* name : {"a", "b", "c"}) {
    const bool asks = find_setting(run.settings, std::string(name) + "-grad").value != 0;
    values[name] = asks ? "True" : "False";
  }
}

}  // namespace

LessonEntry requires_grad_lesson() {
  LessonInfo info;
  info.id = "requires-grad";
  info.title = "Who requires a gradient?";
  info.summary = "Three tensors and their sums: who asks for a gradient, who inherits it, and who comes too late.";
  info.is_program = true;
  info.default_steps = 5;
  info.default_speed = 1;
  info.settings = settings();
  info.views = {View::Transcript};
  info.text = text();
  info.programs = {{"C++", kCpp}, {"Python", kPython}};
  info.program_values = fill_program;
  return entry_of<RequiresGrad>(std::move(info));
}

}  // namespace gradbox::lessons
