#pragma once
#include <string>
#include <vector>

namespace bench {

/// What is measured and what must come out of it. All numbers are float32 in every peer.
struct Workload {
  std::string id;
  std::string title;
  int check_steps;      ///< warm-up; the loss of its last step is the check value
  double expected;      ///< the check value computed in float64
  double work;          ///< the value printed is time per step / work
  std::string unit;     ///< of the value printed, e.g. "us/step"
  double unit_seconds;  ///< one such unit in seconds
  double target;        ///< for Gradbox, natively; 0 where none is set
};

/// The workloads in the order of their ids.
const std::vector<Workload>& workloads();

}  // namespace bench
