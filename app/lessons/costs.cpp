#include "lessons/costs.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "gradbox/gradbox.h"
#include "gradbox/inspect/graph_snapshot.h"
#include "lessons/lesson.h"
#include "lessons/tape.h"

namespace gradbox::lessons {

namespace {

using Clock = std::chrono::steady_clock;
using Program = std::function<Tensor()>;

constexpr double kLongEnoughUs = 1500;  // for one reading: the clocks of browsers are coarse
constexpr int kReadings = 5;            // the quickest counts: whatever else the machine does only slows
constexpr int kMostRounds = 2000;

/// Microseconds that so many calls take together.
double reading(const std::function<void()>& call, int rounds) {
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < rounds; ++i) call();
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// Microseconds a call takes.
double time_of(const std::function<void()>& call) {
  int rounds = 1;
  double us = reading(call, rounds);
  while (us < kLongEnoughUs && rounds < kMostRounds) {
    rounds *= 2;
    us = reading(call, rounds);
  }
  for (int i = 1; i < kReadings; ++i) us = std::min(us, reading(call, rounds));
  return us / rounds;
}

Cost measured(const char* label, const char* help, const Program& program) {
  Cost cost;
  cost.label = label;
  cost.help = help;
  const Tensor out = program();
  if (out.requires_grad()) {
    inspect::GraphSource source;
    source.roots = {{"out", out}};
    source.most_values = 0;
    const inspect::GraphSnapshot graph = inspect::snapshot_graph(source);
    cost.nodes = static_cast<int64_t>(graph.nodes.size());
    cost.saved_bytes = graph.saved_bytes;
  }
  cost.forward_us = time_of([&] { program(); });
  if (!out.requires_grad()) return cost;
  const Tensor gradient = ones_like(out);
  const double both_us = time_of([&] { program().backward(gradient); });
  cost.backward_us = std::max(both_us - cost.forward_us, 0.0);
  return cost;
}

}  // namespace

std::vector<Cost> costs_of(const Lesson& lesson) {
  const Tape tape = lesson.tape();
  if (!tape.program || tape.leaves.empty() || !tape.failure.error.empty()) return {};
  const auto leaves = [&](std::size_t first_tracked) {
    std::vector<Tensor> result;
    for (std::size_t i = 0; i < tape.leaves.size(); ++i) {
      const Tensor copy = tape.leaves[i].tensor.detach().clone();
      result.push_back(i >= first_tracked ? copy.requires_grad_() : copy);
    }
    return result;
  };
  const std::vector<Tensor> all = leaves(0), last = leaves(tape.leaves.size() - 1);
  std::vector<Cost> costs;
  try {
    costs.push_back(measured("recorded", "As a training step computes it: every operator leaves a node behind.",
                             [&] { return tape.program(all); }));
    if (all.size() > 1) {
      costs.push_back(measured("all but one frozen",
                               "Only the last parameter requires a gradient: what does not lead to it is not recorded.",
                               [&] { return tape.program(last); }));
    }
    costs.push_back(measured("cut off by detach",
                             "Recorded like the first, then the result is detached: the graph is let go of, and what "
                             "it kept is free again. Recording it took its time all the same.",
                             [&] { return tape.program(all).detach(); }));
    costs.push_back(measured("under no_grad", "The same numbers, and nothing is recorded.", [&] {
      const NoGradGuard no_grad;
      return tape.program(all);
    }));
  } catch (const Error&) {
    costs.clear();  // a trap that is switched on: there is nothing to compare
  }
  return costs;
}

}  // namespace gradbox::lessons
