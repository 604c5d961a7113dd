#pragma once
#include <string>
#include <vector>

namespace bench {

/// What is measured and what must come out of it. All numbers are float32 in every peer.
struct Workload {
  std::string id;
  std::string title;
  int check_steps;       ///< warm-up; the loss of its last step is the check value
  double expected;       ///< the check value computed in float64
  double work;           ///< the value is time per step / work, or for a rate work / time per step
  std::string unit;      ///< of the value, e.g. "us/step"
  double unit_size;      ///< one such unit in seconds (or in units of work a second)
  double target;         ///< for Gradbox, natively; 0 where none is set
  bool rate = false;     ///< more is better
  bool standard = true;  ///< runs when none is asked for by name

  /// The value of one step of `seconds`.
  double value(double seconds) const { return (rate ? work / seconds : seconds / work) / unit_size; }
};

/// The workloads in the order of their ids.
const std::vector<Workload>& workloads();

/// The first and second derivative by a of y_n = a y_(n-1) + b, with a = .9999 and b = .0001, so that y = 1 all along.
double chain_gradient(double n);
double chain_second_derivative(double n);

}  // namespace bench
