#include "lessons/two_moons_text.h"

namespace gradbox::lessons {

namespace {

constexpr const char* kCpp = R"code(#include <torch/torch.h>
#include <cmath>
#include <iostream>
%helpers

int main() {
  torch::manual_seed($[seed]);
  const int half = $[half];
  auto angle = torch::linspace(0, M_PI, half);
  auto upper = torch::stack({angle.cos(), angle.sin()}, 1);
  auto lower = torch::stack({1 - angle.cos(), 0.5 - angle.sin()}, 1);
  auto points = torch::cat({upper, lower}) + $[noise] * torch::randn({2 * half, 2});
  auto labels = torch::cat({torch::zeros({half, 1}), torch::ones({half, 1})});

  const std::vector<int64_t> sizes = {$[sizes]};
  std::vector<torch::Tensor> parameters;
  for (size_t i = 0; i + 1 < sizes.size(); ++i) {
    double scale = 1 / std::sqrt(double(sizes[i]));
    parameters.push_back((scale * torch::randn({sizes[i], sizes[i + 1]})).requires_grad_());
    parameters.push_back(torch::zeros({sizes[i + 1]}, torch::requires_grad()));
  }
  torch::optim::$[Optimizer] optimizer(parameters, torch::optim::$[Optimizer]Options($[lr]));
  torch::Tensor loss;
  for (int step = 0; step < $[steps]; ++step) {
    %change lr = if (step == $[step]) optimizer.param_groups()[0].options().set_lr($[value]);
    %loop
    auto out = points;
    for (size_t i = 0; i < parameters.size(); i += 2) {
      out = out.matmul(parameters[i]) + parameters[i + 1];
      if (i + 2 < parameters.size()) out = out.tanh();
    }
    loss = torch::binary_cross_entropy_with_logits(out, labels);
    %if root-penalty
    loss = loss + 0.01 * parameters[1].pow(2).sum().sqrt();
    %endif
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    %endloop
    if (step % 100 == 99) std::cout << step << " " << loss.item<float>() << "\n";
  }
  %result
  std::cout << "loss " << loss.item<float>() << "\n";
  %check loss = loss ~ 0.05
}
)code";

constexpr const char* kPython = R"code(import math
import torch
from torch.nn.functional import binary_cross_entropy_with_logits
%helpers

torch.manual_seed($[seed])
half = $[half]
angle = torch.linspace(0, math.pi, half)
upper = torch.stack([angle.cos(), angle.sin()], 1)
lower = torch.stack([1 - angle.cos(), 0.5 - angle.sin()], 1)
points = torch.cat([upper, lower]) + $[noise] * torch.randn(2 * half, 2)
labels = torch.cat([torch.zeros(half, 1), torch.ones(half, 1)])

sizes = [$[sizes]]
parameters = []
for inputs, outputs in zip(sizes, sizes[1:]):
    parameters.append((torch.randn(inputs, outputs) / inputs**0.5).requires_grad_())
    parameters.append(torch.zeros(outputs, requires_grad=True))
optimizer = torch.optim.$[Optimizer](parameters, lr=$[lr])
for step in range($[steps]):
    %change lr = if step == $[step]: optimizer.param_groups[0]["lr"] = $[value]
    %loop
    out = points
    for i in range(0, len(parameters), 2):
        out = out @ parameters[i] + parameters[i + 1]
        if i + 2 < len(parameters):
            out = out.tanh()
    loss = binary_cross_entropy_with_logits(out, labels)
    %if root-penalty
    loss = loss + 0.01 * parameters[1].pow(2).sum().sqrt()
    %endif
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    %endloop
    if step % 100 == 99:
        print(step, loss.item())
%result
print("loss", loss.item())
%check loss = loss ~ 0.05
)code";

}  // namespace

std::vector<TextStep> two_moons_text() {
  return {
      {"Draw a border",
       "Two crescents, hooked into each other. The task: tell for any place in the plane which crescent it belongs to. "
       "The background shows what the network thinks everywhere: colour for how sure it is, pale where it cannot "
       "decide. The border is where it changes its mind.\n\n"
       "The network is small: two numbers go in, pass through two layers of 16 neurons, and one number comes out. "
       "Positive means one moon, negative the other.",
       {{"Take one step", {Action::step(1)}}, {"Run", {Action::play()}}},
       {{"The network starts with random weights. How much better than guessing will it be?",
         "Hardly: 65.5 % right with this seed, and seed 7 gives 21 %. The border is there, but it has nothing "
         "to "
         "do with the points yet."}},
       "A classifier is a border, and training moves it."},
      {"Watch it bend",
       "Start from the beginning and look at the border, not at the curve. First it turns like a stiff ruler, because "
       "a nearly straight line gets most points right. Then it starts to bend.",
       {{"Start again and run", {Action::reset(), Action::play()}}, {"Faster", {Action::speed(0)}}},
       {{"Most of the points are right after a third of the run. Why does the loss keep falling?",
         "The loss does not count mistakes, it asks how sure the network is of the right answer. There is always a "
         "little more certainty to gain, so weights keep growing."}},
       "Accuracy counts, the loss weighs: it can fall while nothing changes sides."},
      {"Take the layers away",
       "Without hidden layers the network can only weigh x against y. Try it, then give it one layer with few neurons, "
       "then more.",
       {{"No hidden layer", {Action::defaults(), Action::set("layers", 0.0), Action::play()}},
        {"One layer of 3",
         {Action::defaults(), Action::set("layers", 1.0), Action::set("hidden", 3.0), Action::play()}},
        {"Two layers of 16", {Action::defaults(), Action::play()}}},
       {{"What is the best that a straight border can do here?",
         "It gets 88.5 % of the points right, however long it trains. The crescents are hooked into each "
         "other; "
         "no straight line parts them."}},
       "Hidden layers are what lets a border bend."},
      {"Adam against plain descent",
       "Plain gradient descent (SGD) uses one learning rate for all weights. Adam keeps a record of each weight's "
       "recent gradients and sets a pace for each. Same network, same start, same data: compare the loss after 200 "
       "steps.",
       {{"SGD, lr = 0.5",
         {Action::defaults(), Action::set("optimizer", "sgd"), Action::set("lr", 0.5), Action::seek(200)}},
        {"Adam, lr = 0.02", {Action::defaults(), Action::seek(200)}}},
       {{"Which one is ahead after 200 steps, and by how much?",
         "Adam, with about a sixth of the loss. SGD gets there as well, later: it is held up by the long, nearly flat "
         "stretch during which the border is still straight."}},
       "A better optimizer does not know more, it paces itself better."},
      {"How much noise is too much?",
       "Shake the points harder and the crescents run into each other. Watch what the network does with the strays.",
       {{"No noise", {Action::defaults(), Action::set("noise", 0.0), Action::play()}},
        {"A lot of noise", {Action::defaults(), Action::set("noise", 0.35), Action::play()}},
        {"On to step 2,000", {Action::seek(2000)}},
        {"As before", {Action::defaults(), Action::play()}}},
       {{"With a lot of noise, will the border stay smooth?",
         "At first. Given time, it grows islands and tongues around single strays: it learns these very points by "
         "heart, "
         "which does not help with new ones. That is overfitting, and you can watch it happen."}},
       "A network that fits every stray point has learned the noise, too."},
      {"Trap: a root at zero",
       "To keep a bias short, somebody adds its length to the loss: `0.01 sqrt(sum(b1^2))`. The loss looks as healthy "
       "as before. Take one step.",
       {{"Break it: add the length", {Action::defaults(), Action::set("root-penalty", 1.0), Action::step(1)}},
        {"Repair it", {Action::defaults(), Action::step(1)}}},
       {{"The loss is finite. Which operation makes the nan?",
         "None on the way forward. The bias begins at 0, and the derivative of the square root there is 1 / (2 x 0), "
         "which is inf; times the 0 of the square's derivative that gives nan. Walk back and see both."}},
       "A nan can be born in backward alone: look at derivatives where a function has a corner or a pole."},
  };
}

std::vector<ProgramSource> two_moons_programs() { return {{"C++", kCpp}, {"Python", kPython}}; }

}  // namespace gradbox::lessons
