#include "workload.h"

#include <cmath>

namespace bench {
namespace {

/// d y_n / d a of y_n = a y_(n-1) + b with y = 1 all along.
double chain_gradient(double n) { return (1 - std::pow(.9999, n)) / (1 - .9999); }

}  // namespace

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all = {
      {"W1", "cubic to a sine, 1500 points", 2000, 9.44226193, 1, "us/step", 1e-6, 8},
      {"W2", "line to 80 points, SGD", 100, .00501906059, 1, "us/step", 1e-6, 3},
      {"W3", "Legendre function, 2000 points", 2000, 8.94364302, 1, "us/step", 1e-6, 10},
      {"W7", "chain of 20,000 operators", 3, chain_gradient(10000), 20000, "ns/op", 1e-9, 150},
      {"W8a", "matrix product 512^3", 1, 131.251684, 2 * std::pow(512., 3), "GFLOP/s", 1e9, 0, true, false},
      {"W8b", "matrix product 1024^3", 1, 256.005083, 2 * std::pow(1024., 3), "GFLOP/s", 1e9, 0, true, false},
      {"W8c", "a * b + c, 1,000,000 floats", 1, 0.848889056, 16e6, "GB/s", 1e9, 0, true, false},
      {"W8d", "sum of 1,000,000 floats", 1, 500279.533, 4e6, "GB/s", 1e9, 0, true, false},
      {"W9", "two moons, MLP 2-16-16-1, SGD", 100, .320600017, 1, "us/step", 1e-6, 30},
  };
  return all;
}

}  // namespace bench
