#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gradbox::lessons {

/// A value per training step. Memory is bounded: when `kMaxValues` are kept, every other one is dropped and from then
/// on only each `stride`-th step is kept; `tail` always holds the latest ones, every single step of them.
struct Series {
  static constexpr std::size_t kMaxValues = 32768;
  static constexpr std::size_t kTail = 256;

  std::string name;
  std::string dtype = "float32";
  int64_t stride = 1;          // values[i] belongs to step i * stride
  std::vector<double> values;  // may hold infinities and NaN
  std::vector<double> tail;    // the latest values, at most 2 * kTail; the last one belongs to step count - 1
  int64_t count = 0;           // how many steps were recorded

  void append(double value);
  void clear();
};

}  // namespace gradbox::lessons
