#include "measure.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>

#ifdef __EMSCRIPTEN__
#include <unistd.h>
#else
#include <sys/resource.h>
#endif

namespace bench {
namespace {

constexpr double kTolerance = 1e-3;

struct Contestant {
  Measurement measurement;
  std::unique_ptr<Run> run;
  std::vector<double> values;
};

bool agrees(double value, double expected) { return std::abs(value - expected) <= kTolerance * std::abs(expected); }

double now([[maybe_unused]] const Rule& rule) {
#ifndef __EMSCRIPTEN__
  if (rule.processor_time) {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  }
#endif
  using Clock = std::chrono::steady_clock;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

double timed_steps(Run& run, int steps, const Rule& rule) {
  const double begin = now(rule);
  run.steps(steps);
  return now(rule) - begin;
}

/// The number of steps that fills a block; the better of two trials, since one may have been interrupted.
int steps_per_block(Run& run, const Rule& rule) {
  int steps = 1;
  for (;;) {
    const double seconds = std::min(timed_steps(run, steps, rule), timed_steps(run, steps, rule));
    if (seconds >= rule.block_seconds / 4) {
      return std::max(1, static_cast<int>(std::lround(steps * rule.block_seconds / seconds)));
    }
    steps *= 2;
  }
}

/// The median time of one step, of eleven.
double repeated(Run& run, const Rule& rule) {
  constexpr int kRepeats = 11;
  std::vector<double> seconds;
  for (int i = 0; i < kRepeats; ++i) seconds.push_back(timed_steps(run, 1, rule));
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

Contestant warm_up(const Workload& workload, const Peer& peer, const Rule& rule) {
  Contestant contestant;
  contestant.run = peer.make(workload.id);
  if (!contestant.run) return contestant;
  Measurement& m = contestant.measurement;
  m.peer = peer.name;
  contestant.run->steps(workload.check_steps);
  m.check = contestant.run->check();
  m.check_ok = agrees(m.check, workload.expected);
  m.steps_per_block = steps_per_block(*contestant.run, rule);
  return contestant;
}

void summarise(Contestant& contestant) {
  std::vector<double>& v = contestant.values;
  std::sort(v.begin(), v.end());
  Measurement& m = contestant.measurement;
  m.median = v[v.size() / 2];
  m.p25 = v[v.size() / 4];
  m.min = v.front();
  m.max = v.back();
}

/// The most memory the process ever had, in bytes.
double peak_bytes() {
#ifdef __EMSCRIPTEN__
  return static_cast<double>(reinterpret_cast<std::uintptr_t>(sbrk(0)));
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
#endif
}

}  // namespace

std::vector<Measurement> measure(const Workload& workload, const std::vector<Peer>& peers, const Rule& rule) {
  std::vector<Contestant> contestants;
  for (const Peer& peer : peers) {
    Contestant contestant = warm_up(workload, peer, rule);
    if (contestant.run) contestants.push_back(std::move(contestant));
  }
  for (int round = 0; round < rule.blocks; ++round) {
    for (Contestant& c : contestants) {
      const double per_step = timed_steps(*c.run, c.measurement.steps_per_block, rule) / c.measurement.steps_per_block;
      c.values.push_back(workload.value(per_step));
    }
  }
  std::vector<Measurement> out;
  for (Contestant& c : contestants) {
    summarise(c);
    out.push_back(c.measurement);
  }
  return out;
}

ChainResult measure_chain(const Peer& peer, const Rule& rule) {
  constexpr double kOperators = 1e6;
  ChainResult result;
  result.peer = peer.name;
  peer.make("W7")->steps(1);
  const std::unique_ptr<Run> run = peer.make("chain");
  const double before = peak_bytes();
  result.first_ns = timed_steps(*run, 1, rule) / kOperators * 1e9;
  result.node_bytes = (peak_bytes() - before) / kOperators;
  result.check = run->check();
  result.check_ok = agrees(result.check, chain_gradient(kOperators / 2));
  result.median_ns = repeated(*run, rule) / kOperators * 1e9;
  return result;
}

OrdersResult measure_orders(const Peer& peer, const Rule& rule) {
  constexpr double kOperators = 2e4, kLongOperators = 2e5;
  const double expected[] = {1, chain_gradient(kOperators / 2), chain_second_derivative(kOperators / 2)};
  OrdersResult result;
  result.peer = peer.name;
  peer.make("W7")->steps(1);
  const double before = peak_bytes();
  for (int order = 0; order <= 2; ++order) {
    peer.make("long order " + std::to_string(order))->steps(1);
    result.bytes[order] = (peak_bytes() - before) / kLongOperators;
    const std::unique_ptr<Run> run = peer.make("order " + std::to_string(order));
    result.ns[order] = repeated(*run, rule) / kOperators * 1e9;
    result.check_ok = result.check_ok && agrees(run->check(), expected[order]);
  }
  for (int order = 1; order <= 2; ++order) {
    result.ns[order] -= result.ns[0];
    result.bytes[order] -= result.bytes[0];
  }
  return result;
}

}  // namespace bench
