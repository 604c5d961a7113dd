#pragma once
#include <string>
#include <vector>

#include "peer.h"
#include "workload.h"

namespace bench {

/// How long and how often: a block of steps is timed as a whole, blocks of the peers alternate.
struct Rule {
  int blocks = 21;
  double block_seconds = .05;
  bool processor_time = false;  ///< natively: leaves out what other programs take
};

/// One peer on one workload, in units of the workload.
struct Measurement {
  std::string peer;
  double check = 0;
  bool check_ok = false;
  int steps_per_block = 0;
  double median = 0, p25 = 0, min = 0, max = 0;
};

/// Runs `workload` on each of `peers` that has it; the blocks go peer by peer, round by round.
std::vector<Measurement> measure(const Workload& workload, const std::vector<Peer>& peers, const Rule& rule);

/// The chain of 1,000,000 graph nodes.
struct ChainResult {
  std::string peer;
  double check = 0;
  bool check_ok = false;
  double first_ns = 0;    ///< per operator, the first time, on fresh memory
  double median_ns = 0;   ///< per operator, repeated
  double node_bytes = 0;  ///< growth of the peak memory of the process per graph node
};

/// Wants a fresh process, since peak memory never shrinks.
ChainResult measure_chain(const Peer& peer, const Rule& rule);

/// What each order of derivative costs on a chain of 20,000 operators, per operator: [0] forward and release, [1] a
/// backward on top of it, [2] a backward that is recorded and one through it, on top of [0].
struct OrdersResult {
  std::string peer;
  bool check_ok = true;
  double ns[3] = {};
  double bytes[3] = {};  ///< growth of the peak memory of the process, on 200,000 operators
};

/// Wants a fresh process too.
OrdersResult measure_orders(const Peer& peer, const Rule& rule);

}  // namespace bench
