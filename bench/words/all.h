#pragma once
#include "w1_sine_cubic.h"
#include "w2_line.h"
#include "w3_legendre.h"
#include "w7_chain.h"
#include "w8_throughput.h"
#include "w9_moons.h"

namespace bench {
namespace {

inline std::unique_ptr<Run> make_run(const std::string& id) {
  if (id == "W1") return std::make_unique<SineCubic>();
  if (id == "W2") return std::make_unique<Line>();
  if (id == "W3") return std::make_unique<LegendreFit>();
  if (id == "W7") return std::make_unique<Chain>(10000);
  if (id == "chain") return std::make_unique<Chain>(500000);
  for (int order = 0; order <= 2; ++order) {
    if (id == "order " + std::to_string(order)) return std::make_unique<Chain>(10000, order);
    if (id == "long order " + std::to_string(order)) return std::make_unique<Chain>(100000, order);
  }
  if (id == "W8a") return std::make_unique<MatrixProduct>(512);
  if (id == "W8b") return std::make_unique<MatrixProduct>(1024);
  if (id == "W8c") return std::make_unique<Stream>();
  if (id == "W8d") return std::make_unique<Total>();
  if (id == "W9") return std::make_unique<MoonsFit>();
  return nullptr;
}

}  // namespace
}  // namespace bench
