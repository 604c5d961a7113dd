#include "workload.h"

#include <cmath>

namespace bench {
double chain_gradient(double n) { return (1 - std::pow(.9999, n)) / (1 - .9999); }

double chain_second_derivative(double n) {
  // y_n = a^n + b u / v with u = 1 - a^n, v = 1 - a, and b = v.
  const double a = .9999, v = 1 - a, u = 1 - std::pow(a, n);
  const double u1 = -n * std::pow(a, n - 1), u2 = -n * (n - 1) * std::pow(a, n - 2);
  return -u2 + (u2 * v * v + 2 * (u1 * v + u)) / (v * v);
}

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
