#pragma once
#include <memory>
#include <string>

namespace bench {

/// One workload set up by one peer: parameters, data and everything that lives longer than a step.
class Run {
 public:
  Run() = default;
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  virtual ~Run() = default;

  /// Runs `count` training steps (or repetitions) in a row.
  virtual void steps(int count) = 0;

  /// The check value of the last step that was run.
  virtual double check() const = 0;
};

/// An implementation of some or all workloads. `make` gives null for an id that the peer does not have.
struct Peer {
  const char* name;
  std::unique_ptr<Run> (*make)(const std::string& id);
};

Peer gradbox_peer();
Peer fused_peer();
Peer eigen_peer();
Peer nodes_peer();

}  // namespace bench
