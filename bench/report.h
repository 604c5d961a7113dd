#pragma once
#include <string>
#include <vector>

#include "measure.h"

namespace bench {

/// All that was measured of one workload.
struct Row {
  Workload workload;
  std::vector<Measurement> measurements;
};

/// The results of one process on one platform ("native", "node", "chromium").
struct Report {
  std::string platform;
  Rule rule;
  std::vector<Row> rows;
  std::vector<ChainResult> chains;
  std::vector<OrdersResult> orders;
};

/// False if any check value is wrong.
bool all_checks_hold(const Report& report);

/// A table for people.
std::string table(const Report& report);

/// One line of JSON.
std::string json(const Report& report);

}  // namespace bench
